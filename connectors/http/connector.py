"""Any HTTP request, any JSON list: for services that have no connector of their own."""

from base64 import b64encode
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import parse_qsl, urlsplit

from connectors import sdk
from connectors.http import news
from connectors.http.parts import as_object, text_headers

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS")
BODY_KINDS = ("json", "form", "raw", "none")
BINARY_MAX = 256 * 1024
GONE = 410

FIELDS = (
    sdk.Field("method", "choice", default="POST", choices=METHODS),
    sdk.Field("url", "url", required=True),
    sdk.Field("query", "object"),
    sdk.Field("headers", "object"),
    sdk.Field("body_kind", "choice", default="json", choices=BODY_KINDS),
    sdk.Field("body", "any"),
    sdk.Field("timeout", "decimal", default=30),
    sdk.Field("success"),
)


@dataclass(frozen=True, kw_only=True)
class AnyKey(sdk.Auth):
    """A key whose place, name and prefix the person chooses; the default is a bearer token."""

    kind: sdk.AuthKind = "api_key"
    fields: tuple[sdk.Field, ...] = (
        sdk.Field("value", "secret", required=True),
        sdk.Field("place", "choice", default="header", choices=("header", "query")),
        sdk.Field("name", default="Authorization"),
        sdk.Field("prefix"),
    )

    def sign(self, headers: dict[str, str], query: dict[str, str], login: sdk.Login) -> None:
        """Put the key into the chosen header or query parameter."""
        chosen = login.credentials
        name = chosen.get("name") or "Authorization"
        bearer = "Bearer " if name.lower() == "authorization" else ""
        into = query if chosen.get("place") == "query" else headers
        into[name] = chosen.get("prefix", bearer) + chosen["value"]


async def request(call: sdk.Call, inputs: Mapping[str, sdk.Json]) -> sdk.Json:
    """Send the request and return status, headers and the body parsed by its content type."""
    kind = inputs["body_kind"]
    options: sdk.Options = {
        "params": as_object(inputs.get("query")),
        "headers": text_headers(inputs.get("headers")),
        "timeout_s": seconds(inputs.get("timeout")),
        "expect": success_rule(str(inputs.get("success") or "200-299")),
    }
    add_body(options, str(kind), inputs.get("body"))
    answer = await sent(call, str(inputs["method"]), str(inputs["url"]), options)
    return {"status": answer.status, "headers": plain_headers(answer), "body": read(answer)}


async def sent(call: sdk.Call, method: str, url: str, options: sdk.Options) -> sdk.Answer:
    """Return the answer; a receiver that is gone for good stops the bundle."""
    try:
        return await call.request(method, url, **options)
    except sdk.InputRejected as refused:
        # Other methods are about one object, which may be gone while the others are there.
        if method == "POST" and refused.status == GONE:
            raise sdk.TargetGone(refused.message, status=GONE, answer=refused.answer) from None
        raise


def add_body(options: sdk.Options, kind: str, body: sdk.Json) -> None:
    """Put the body into the request the way its kind says."""
    if kind == "none" or body is None:
        return
    if kind == "json":
        options["json"] = json_value(body)
    elif kind == "form":
        options["form"] = form_fields(body)
    else:
        options["body"] = (body if isinstance(body, str) else sdk.as_text(body)).encode()
        options["headers"] = with_content_type(options, "text/plain; charset=utf-8")


def json_value(body: sdk.Json) -> sdk.Json:
    """Return what is sent as JSON: text that is a JSON document already is not wrapped again."""
    if isinstance(body, str) and body.lstrip()[:1] in {"{", "["}:
        try:
            return sdk.read_json(body.encode())
        except sdk.Unreadable:
            raise sdk.InputRejected(
                "The body is not valid JSON.", code="invalid_json", field="body"
            ) from None
    return body


def form_fields(body: sdk.Json) -> Mapping[str, sdk.Json]:
    """Return the fields of a form: an object, or text like a=1&b=2."""
    if isinstance(body, Mapping):
        return body
    if isinstance(body, str):
        return dict(parse_qsl(body, keep_blank_values=True))
    raise sdk.InputRejected(
        "A form needs an object.", code="input_wrong_kind", field="body", wanted="object"
    )


def with_content_type(options: sdk.Options, mime: str) -> dict[str, str]:
    """Return the headers with a content type, the person's own first."""
    headers = dict(options.get("headers") or {})
    if not any(name.lower() == "content-type" for name in headers):
        headers["Content-Type"] = mime
    return headers


def seconds(value: sdk.Json) -> float | None:
    """Return the time limit of the request."""
    return float(value) if isinstance(value, int | float) and value > 0 else None


@lru_cache(maxsize=256)
def success_rule(rule: str) -> Callable[[int], bool]:
    """Return the test for statuses such as "200-299,404"."""
    spans = [part.strip().partition("-") for part in rule.split(",") if part.strip()]
    try:
        ranges = [range(int(low), int(high or low) + 1) for low, _, high in spans]
    except ValueError:
        raise sdk.InputRejected(
            "Write statuses like 200-299,404.", code="bad_success_rule", field="success"
        ) from None
    return lambda status: any(status in one for one in ranges)


def plain_headers(answer: sdk.Answer) -> dict[str, sdk.Json]:
    """Return the answer's headers with names in lower case; cookies stay out of the journal."""
    return {
        name.lower(): one if one.isascii() else readable(one)
        for name, one in answer.headers.items()
        if name.lower() != "set-cookie"
    }


def readable(header: str) -> str:
    """Return a header without halves of characters, which no database stores."""
    return header.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def read(answer: sdk.Answer) -> sdk.Json:
    """Return the body as JSON, form fields, XML, or text; small binary ones in base64."""
    kind = answer.headers.get("Content-Type", "")
    if not kind and not answer.body:
        return None
    try:
        return sdk.parse_body(answer.body, kind)
    except sdk.PayloadRejected:
        return binary(answer)


def binary(answer: sdk.Answer) -> sdk.Json:
    """Return what did not parse as text, or in base64 when it is no text and small."""
    with suppress(UnicodeDecodeError):
        text = answer.body.decode()
        if "\x00" not in text:
            return text
    content = b64encode(answer.body).decode() if len(answer.body) <= BINARY_MAX else None
    return {"size": len(answer.body), "content_base64": content}


async def check(call: sdk.Call) -> str:
    """Make the connection's test request, if it names one, and return the host that answered."""
    url = call.settings.get("test_url")
    if not isinstance(url, str) or not url:
        return ""
    await call.request("GET", url)
    return urlsplit(url).hostname or ""


connector = sdk.Connector(
    slug="http",
    auth=(sdk.NoAuth(check=check), AnyKey(check=check), sdk.Basic(check=check)),
    settings=(sdk.Field("test_url", "url"),),
    triggers=(news.NEW_ITEMS,),
    actions=(
        sdk.Action(
            "request",
            fields=FIELDS,
            run=request,
            sample={
                "status": 200,
                "headers": {"content-type": "application/json"},
                "body": {"ok": True},
            },
        ),
    ),
)
