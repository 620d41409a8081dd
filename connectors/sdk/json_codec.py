"""JSON read and written: one codec for what arrives, what services answer, and what they get."""

import json
import re
from collections.abc import Mapping
from typing import Any

import orjson

from connectors.sdk.json_types import Json

DEPTH_MAX = 100
WIDE_NUMBER = re.compile(rb"[0-9]{19}")
DIGIT = re.compile(rb"[0-9]")
SAFE_RANGE = range(-(2**63), 2**64)
ESCAPED_NUL = b"\\u0000"
BOM = b"\xef\xbb\xbf"


class Unreadable(Exception):
    """The bytes are not what they should be; `code` says in which way."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def read_json(raw: bytes) -> Json:
    """Parse JSON; integers beyond 64 bits come out as exact text, nothing nests past 100 levels."""
    if raw.startswith(BOM):
        raw = raw[3:]
    try:
        value: Json = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        raise Unreadable("invalid_json", f"This is not valid JSON: {error.msg}.") from None
    if raw.count(b"[") + raw.count(b"{") > DEPTH_MAX and _depth_exceeds(value, DEPTH_MAX):
        raise Unreadable("json_too_deep", f"The JSON nests deeper than {DEPTH_MAX} levels.")
    # Nineteen digits in a row cover one of every nineteen bytes: most bodies are let off by that.
    if DIGIT.search(raw[18::19]) and WIDE_NUMBER.search(raw):
        value = _read_exactly(raw)
    if ESCAPED_NUL in raw and _has_nul(value):
        raise Unreadable("bad_text", "The text contains a NUL character.")
    return value


def _depth_exceeds(value: Any, limit: int) -> bool:
    level = [value]
    for _ in range(limit):
        level = [child for one in level for child in _children(one)]
        if not level:
            return False
    return True


def _children(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return [one for one in value.values() if isinstance(one, dict | list)]
    return [one for one in value if isinstance(one, dict | list)] if isinstance(value, list) else []


def _read_exactly(raw: bytes) -> Json:
    # orjson has accepted it already: no NaN, no infinity, no lone surrogates from here on.
    value: Json = json.loads(raw, parse_int=_exact_int)
    return value


def _exact_int(digits: str) -> int | str:
    number = int(digits)
    return number if number in SAFE_RANGE else digits


def _has_nul(value: Json) -> bool:
    if isinstance(value, str):
        return "\x00" in value
    if isinstance(value, Mapping):
        return any("\x00" in name or _has_nul(one) for name, one in value.items())
    return isinstance(value, list) and any(_has_nul(one) for one in value)


def dump_json(value: Json) -> bytes:
    """Write JSON, integers of any size included; what JSON cannot say raises `Unreadable`."""
    try:
        return orjson.dumps(value)
    except TypeError:
        pass
    try:
        return json.dumps(value, ensure_ascii=False, allow_nan=False).encode()
    except (TypeError, ValueError, RecursionError):
        raise Unreadable("not_json", "The value cannot be written as JSON.") from None
