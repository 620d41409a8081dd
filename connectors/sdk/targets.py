"""Where a request goes: addresses and headers checked before anything is dialled."""

import re
from collections.abc import Mapping
from functools import lru_cache

from yarl import URL

from connectors.sdk.addresses import is_odd_notation
from connectors.sdk.errors import AddressRefused, InputRejected

CONTROL = re.compile(r"[\x00-\x20\x7f]")
BAD_VALUE = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
METHOD = re.compile(r"[A-Z]{1,20}")
LONGEST_URL = 8_192

# These frame the message on the wire; a person who sets them could smuggle a second request.
FRAMING = frozenset({"host", "content-length", "transfer-encoding", "connection", "upgrade", "te"})
KEPT_ABROAD = frozenset({"accept", "accept-language", "content-type", "user-agent"})


@lru_cache(maxsize=2048)
def parse_url(text: str) -> URL:
    """Return the address a request may go to; anything but plain http(s) is refused."""
    if len(text) > LONGEST_URL or CONTROL.search(text.strip()):
        raise InputRejected("The address has spaces or is too long.", code="bad_url", field="url")
    try:
        url = URL(text.strip())
        usable = url.scheme in {"http", "https"} and url.raw_host and url.explicit_port != 0
    except ValueError:
        usable = None
    if not usable:
        raise InputRejected("This is not an http(s) address.", code="bad_url", field="url")
    if url.raw_user is not None or url.raw_password is not None:
        raise InputRejected(
            "Put the login into the connection, not into the address.",
            code="login_in_url",
            field="url",
        )
    if is_odd_notation(url.raw_host or ""):
        raise AddressRefused("The address writes its host as a number.", field="url")
    return url.with_fragment(None)


def resolve(base_url: str | None, url: str) -> URL:
    """Return the full address of a path under the service's base, or the absolute one given."""
    if url[:8].lower().startswith(("http://", "https://")):
        return parse_url(url)
    if base_url is None:
        raise InputRejected("The address must start with http(s)://.", code="bad_url", field="url")
    return parse_url(f"{base_url.rstrip('/')}/{url.lstrip('/')}")


def check_headers(headers: Mapping[str, str]) -> None:
    """Refuse headers that could break out of their line or change the message's framing."""
    for name, value in headers.items():
        if not _is_plain_name(name):
            raise InputRejected(
                "A header has a name that cannot be sent.", code="bad_header", field="headers"
            )
        if BAD_VALUE.search(value):
            raise InputRejected(
                f"The header {name} has a line break in it.", code="bad_header", field="headers"
            )


@lru_cache(maxsize=1024)
def _is_plain_name(name: str) -> bool:
    return bool(TOKEN.fullmatch(name)) and name.lower() not in FRAMING


@lru_cache(maxsize=64)
def check_method(method: str) -> str:
    """Return the method in capitals."""
    upper = method.upper()
    if not METHOD.fullmatch(upper) or upper in {"CONNECT", "TRACE"}:
        raise InputRejected("This HTTP method cannot be used.", code="bad_method", field="method")
    return upper


def redirected_method(method: str, status: int) -> str:
    """Return the method that follows a redirect (RFC 9110, section 15.4)."""
    if status == 303 and method != "HEAD":
        return "GET"
    return "GET" if status in {301, 302} and method == "POST" else method


def headers_abroad(headers: Mapping[str, str]) -> dict[str, str]:
    """Return the headers that may follow a redirect to another origin."""
    return {name: one for name, one in headers.items() if name.lower() in KEPT_ABROAD}
