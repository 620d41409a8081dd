"""Values from mappings as the kinds fields ask for: "10" is a number, a number is a text."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from connectors.sdk.json_codec import Unreadable, dump_json, read_json
from connectors.sdk.json_types import Json

TRUE = frozenset({"true", "yes", "on", "1", "да", "y"})
FALSE = frozenset({"false", "no", "off", "0", "нет", "n"})
LONGEST_NUMBER = 400


class NotThatKind(Exception):
    """The value cannot be read as the kind; the message completes "… must be"."""


def dump_text(value: Json) -> str:
    """Write any JSON value as text, integers of any size included."""
    try:
        return dump_json(value).decode()
    except Unreadable:
        raise NotThatKind("text") from None


def as_text(value: Json) -> str:
    """Read as text: numbers and lists are written out."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    return dump_text(value)


def _number(value: Json) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise NotThatKind("a number")
    text = str(value).strip().replace("\u00a0", "").replace(" ", "")
    if "," in text and "." not in text:
        text = text.replace(",", ".", 1)
    if len(text) > LONGEST_NUMBER:
        raise NotThatKind("a number")
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise NotThatKind("a number") from None
    if not number.is_finite() or abs(number.adjusted()) > LONGEST_NUMBER:
        raise NotThatKind("a finite number")
    return number


def as_integer(value: Json) -> int:
    """Read as a whole number, exactly."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    number = _number(value)
    if number != number.to_integral_value():
        raise NotThatKind("a whole number")
    return int(number)


def as_decimal(value: Json) -> int | float:
    """Read as a number; a decimal comma is understood, whole numbers stay exact."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    number = _number(value)
    return int(number) if number == number.to_integral_value() else float(number)


def as_boolean(value: Json) -> bool:
    """Read as yes or no, in English, Russian, or as 1 and 0."""
    if isinstance(value, bool):
        return value
    text = as_text(value).strip().casefold()
    if text in TRUE:
        return True
    if text in FALSE:
        return False
    raise NotThatKind("true or false")


def as_date(value: Json) -> str:
    """Read as a day, YYYY-MM-DD; the time of a moment is dropped."""
    return as_datetime(value)[:10]


def as_datetime(value: Json) -> str:
    """Read as an ISO 8601 day or moment and keep its text."""
    text = as_text(value).strip()
    try:
        date.fromisoformat(text) if len(text) == 10 else datetime.fromisoformat(text)
    except ValueError:
        raise NotThatKind("a date like 2026-01-31") from None
    return text


def _from_json(value: Json) -> Json:
    if isinstance(value, str) and value.lstrip()[:1] in {"[", "{"}:
        with suppress(Unreadable):
            return read_json(value.encode("utf-8", "replace"))
    return value


def as_list(value: Json) -> list[Json]:
    """Read as a list; JSON text is parsed, anything single becomes a list of one."""
    parsed = _from_json(value)
    return list(parsed) if isinstance(parsed, list | tuple) else [parsed]


def as_object(value: Json) -> dict[str, Json]:
    """Read as an object; JSON text is parsed."""
    parsed = _from_json(value)
    if not isinstance(parsed, Mapping):
        raise NotThatKind("an object")
    return dict(parsed)


def as_url(value: Json) -> str:
    """Read as an address that starts with http:// or https://."""
    text = as_text(value).strip()
    if not text[:8].lower().startswith(("http://", "https://")):
        raise NotThatKind("an address that starts with http:// or https://")
    return text


def as_email(value: Json) -> str:
    """Read as an e-mail address; only its outline is checked, the mail server knows the rest."""
    text = as_text(value).strip()
    name, at, host = text.rpartition("@")
    if not (name and at and host) or any(letter.isspace() for letter in text):
        raise NotThatKind("an e-mail address")
    return text


def as_it_is(value: Json) -> Json:
    """Keep the value."""
    return value


COERCE: Mapping[str, Callable[[Json], Json]] = {
    "text": as_text,
    "text_long": as_text,
    "integer": as_integer,
    "decimal": as_decimal,
    "boolean": as_boolean,
    "date": as_date,
    "datetime": as_datetime,
    "choice": as_text,
    "list": as_list,
    "object": as_object,
    "any": as_it_is,
    "secret": as_text,
    "url": as_url,
    "email": as_email,
}
