"""How addresses in settings have to be written; each check says what is expected, not what it got.

They may hold passwords, so a refusal never repeats them.
"""

import re
from urllib.parse import SplitResult, parse_qs, urlsplit

HOST_NAME = re.compile(r"\*|\[[0-9a-fA-F:.]+\]|\.?[^\s/:@?#,]+")
BROKERS = frozenset(
    {"amqp", "amqps", "pyamqp", "redis", "rediss", "redis+socket", "sentinel", "memory"}
)


def check_database(text: str) -> None:
    """Refuse what can't be the address of a PostgreSQL."""
    if "://" not in text and "=" in text:  # libpq's other spelling: host=… dbname=…
        return
    if _split(text).scheme not in ("postgresql", "postgres"):
        raise ValueError("write it as postgresql://user:password@host:5432/name")


def check_valkey(text: str) -> None:
    """Refuse what can't be the address of a Valkey or Redis."""
    parts = _split(text)
    by_network = parts.scheme in ("redis", "rediss") and bool(parts.hostname)
    by_socket = parts.scheme == "unix" and bool(parts.path)
    numbers = [parts.path.strip("/")] if by_network else []
    numbers += parse_qs(parts.query).get("db", [])
    if not (by_network or by_socket) or any(not n.isdigit() for n in numbers if n):
        raise ValueError("write it as redis://host:6379/0 (or rediss, or unix:///path?db=0)")


def check_broker(text: str) -> None:
    """Refuse what Celery has no transport for."""
    if text and _split(text).scheme not in BROKERS:
        raise ValueError("write it as amqp://user:password@host:5672/ (or redis)")


def check_web_address(text: str) -> None:
    """Refuse what is not an absolute HTTP address."""
    parts = _split(text)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("write it with http:// or https:// and a host")


def check_public_address(text: str) -> None:
    """Refuse an address that Svyazka can't be reached at: it lives at the root of a host."""
    if not text:
        return
    check_web_address(text)
    parts = _split(text)
    if parts.path.strip("/") or parts.query or parts.fragment or "@" in parts.netloc:
        raise ValueError("write it without user and path, as https://svyazka.example")


def check_host_names(names: tuple[str, ...]) -> None:
    """Refuse whole addresses where names of hosts belong."""
    for name in names:
        if not HOST_NAME.fullmatch(name):
            raise ValueError(f"{name!r} is not the name of a host: leave out scheme and port")


def _split(text: str) -> SplitResult:
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError as error:
        raise ValueError("the port or the host in it is not one") from error
    return parts
