"""The body of a webhook as a JSON value, by its content type: JSON, form, multipart, XML, text."""

import re
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import parse_qsl

from python_multipart.multipart import parse_options_header

from connectors.sdk.json_codec import Unreadable, read_json
from connectors.sdk.json_types import Json
from connectors.sdk.multipart import read_multipart
from connectors.sdk.pairs import gathered
from connectors.sdk.webhooks import PayloadRejected
from connectors.sdk.xml import read_xml

FORM = "application/x-www-form-urlencoded"
FIELDS_MAX = 2_000
DEPTH_MAX = 20

# Codecs with linear cost only: "idna" or "unicode_escape" in a header must not reach decode().
CHARSET = re.compile(
    r"utf-?(8|16(-?[lb]e)?)|(us-)?ascii|iso-?8859-\d{1,2}|(cp|windows-)125\d|koi8-[ru]|latin-?1",
    re.IGNORECASE,
)
BRACKET = re.compile(r"\[([^\[\]]*)\]")


class ContentType(NamedTuple):
    """A Content-Type header taken apart."""

    mime: str
    charset: str | None
    boundary: bytes


@lru_cache(maxsize=256)
def parse_content_type(header: str) -> ContentType:
    """Take a Content-Type header apart; a charset that is not known text is refused."""
    mime, options = parse_options_header(header.encode("latin-1", "replace"))
    charset = options.get(b"charset", b"").decode("latin-1").strip("'\" ") or None
    if charset is not None and not CHARSET.fullmatch(charset):
        raise Unreadable("unknown_charset", "The charset of the body is unknown.")
    return ContentType(mime.decode("latin-1").lower(), charset, options.get(b"boundary", b""))


def parse_body(raw: bytes, content_type: str, *, fields_max: int = FIELDS_MAX) -> Json:
    """Return the body as JSON; raises PayloadRejected when it is not what it claims to be."""
    try:
        return _parse(raw, parse_content_type(content_type), fields_max)
    except Unreadable as wrong:
        raise PayloadRejected(wrong.message, code=wrong.code) from None


def _parse(raw: bytes, kind: ContentType, fields_max: int) -> Json:
    if not raw:
        return None
    if kind.mime == "application/json" or kind.mime.endswith(("+json", "/json")):
        return read_json(_as_utf8(raw, kind.charset))
    if kind.mime == FORM:
        return _form_or_json(raw, kind.charset, fields_max)
    if kind.mime == "multipart/form-data":
        return read_multipart(raw, kind.boundary)
    if kind.mime.endswith(("/xml", "+xml")):
        return read_xml(raw if kind.charset is None else decode(raw, kind.charset))
    if kind.mime in {"", "application/octet-stream"} and raw.lstrip()[:1] in {b"{", b"["}:
        return read_json(raw)
    return decode(raw, kind.charset)


def _as_utf8(raw: bytes, charset: str | None) -> bytes:
    if charset is None or charset.lower() in {"utf-8", "utf8"}:
        return raw
    return decode(raw, charset).encode("utf-8", "replace")


def _form_or_json(raw: bytes, charset: str | None, fields_max: int) -> Json:
    # `curl -d '{…}'` and many hand-written senders label JSON as a form.
    if raw[:1] in {b"{", b"["} and raw.rstrip()[-1:] in {b"}", b"]"}:
        try:
            return read_json(raw)
        except Unreadable as wrong:
            if wrong.code != "invalid_json":
                raise
    return read_form(decode(raw, charset), charset, fields_max=fields_max)


def read_form(
    text: str, charset: str | None = None, *, fields_max: int = FIELDS_MAX
) -> dict[str, Json]:
    """Parse a form or a query string; a name that comes twice gives a list."""
    try:
        pairs = parse_qsl(
            text,
            keep_blank_values=True,
            encoding=charset or "utf-8",
            errors="strict",
            max_num_fields=fields_max,
        )
    except UnicodeError:
        raise Unreadable("invalid_text", "The text is not in the charset it names.") from None
    except ValueError:
        raise Unreadable("too_many_fields", f"There are over {fields_max} fields.") from None
    if "%00" in text or "\x00" in text:
        raise Unreadable("bad_text", "The text contains a NUL character.")
    return gathered(pairs)


def decode(raw: bytes, charset: str | None) -> str:
    """Read bytes as text in the charset the sender named, UTF-8 without one."""
    try:
        text = raw.decode(charset or "utf-8")
    except LookupError:
        raise Unreadable("unknown_charset", f"The charset {charset} is unknown.") from None
    except (UnicodeError, ValueError):
        raise Unreadable("invalid_text", "The text is not in the charset it names.") from None
    if "\x00" in text:
        raise Unreadable("bad_text", "The text contains a NUL character.")
    return text


def unflatten(fields: dict[str, Json]) -> dict[str, Json]:
    """Turn bracket names (`a[b][0]`) into nested objects and lists; other names stay."""
    nested: dict[str, Json] = {}
    for name, value in fields.items():
        root, bracket, _ = name.partition("[")
        path = BRACKET.findall(name) if bracket and root and name.endswith("]") else []
        if not path or len(path) > DEPTH_MAX:
            nested[name] = value
        else:
            _place(nested, [root, *path], value)
    return {name: _listed(one) for name, one in nested.items()}


class _Branch(dict[str, Json]):
    """An object that brackets made, which becomes a list when its names are 0, 1, 2 …"""


def _place(into: dict[str, Json], path: list[str], value: Json) -> None:
    *parents, last = path
    for name in parents:
        child = into.get(name)
        if not isinstance(child, _Branch):
            child = into[name] = _Branch()
        into = child
    into[last or str(len(into))] = value


def _listed(value: Json) -> Json:
    if not isinstance(value, _Branch):
        return value
    children = {name: _listed(one) for name, one in value.items()}
    if all(name == str(place) for place, name in enumerate(children)):
        return list(children.values())
    return children
