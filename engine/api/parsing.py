"""Read JSON bodies as the standard has them, and refuse what parsers disagree about."""

import json
import math
import re
from collections.abc import Iterator, Mapping
from typing import IO, Any, ClassVar

from rest_framework.parsers import BaseParser

from engine.api.errors import (
    BodyTooLarge,
    EncodingIsBroken,
    JsonIsBroken,
    KeyIsRepeated,
    NestedTooDeep,
    NumberIsUnusable,
    TextIsUnusable,
)
from engine.api.pointers import pointer
from engine.kernel.errors import Mistake
from engine.kernel.json_types import Json

BODY_LIMIT = 1024 * 1024
DEPTH_LIMIT = 64
_INTEGER_LIMITS = (-(2**63), 2**63 - 1)
_INTEGER_DIGITS = 20
_SHOWN_CHARACTERS = 100

# A whole string (an open one takes all the rest), or one bracket: always a single pass.
_BRACKETS = re.compile(rb'"(?:[^"\\]++|\\.)*+"?|[\[{]|[\]}]', re.DOTALL)
_UNUSABLE = re.compile("[\x00\ud800-\udfff]")


class StrictJSONParser(BaseParser):
    """Parse a JSON body of at most 1 MiB; every refusal has a stable code."""

    media_type = "application/json"
    limit: ClassVar[int] = BODY_LIMIT

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        """Return the value of the body."""
        body: bytes = stream.read(self.limit + 1)
        if len(body) > self.limit:
            raise BodyTooLarge(limit=self.limit)
        return parse_json(body)


def parse_json(body: bytes) -> Json:
    """Return the one meaning of a JSON text, or refuse it with the reason."""
    _check_depth(body)
    try:
        value: Json = json.loads(
            body.decode("utf-8"),
            parse_constant=_no_constant,
            parse_int=_integer,
            parse_float=_float,
            object_pairs_hook=_object,
        )
    except UnicodeDecodeError as error:
        raise EncodingIsBroken(position=error.start) from error
    except json.JSONDecodeError as error:
        raise JsonIsBroken(line=error.lineno, column=error.colno) from error
    # Raw UTF-8 can carry neither of the two, only an escape can.
    if b"\\u" in body:
        _check_texts(value)
    return value


def _check_depth(body: bytes) -> None:
    depth = 0
    for match in _BRACKETS.finditer(body):
        first = match[0][:1]
        if first in b"[{":
            depth += 1
            if depth > DEPTH_LIMIT:
                raise NestedTooDeep(limit=DEPTH_LIMIT)
        elif first in b"]}":
            depth -= 1


def _no_constant(name: str) -> Json:
    raise NumberIsUnusable(number=name)


def _integer(text: str) -> int:
    if len(text) > _INTEGER_DIGITS:
        raise NumberIsUnusable(number=_shown(text))
    number = int(text)
    if not _INTEGER_LIMITS[0] <= number <= _INTEGER_LIMITS[1]:
        raise NumberIsUnusable(number=text)
    return number


def _float(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise NumberIsUnusable(number=_shown(text))
    return number


def _object(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    made = dict(pairs)
    if len(made) != len(pairs):
        seen: set[str] = set()
        repeated = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
        raise KeyIsRepeated(key=_shown(repeated))
    return made


def _check_texts(value: Json) -> None:
    for keys, text in _texts(value, ()):
        if _UNUSABLE.search(text):
            raise TextIsUnusable([Mistake(_shown(pointer(*keys)), TextIsUnusable.code)])


def _texts(value: Json, keys: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    if isinstance(value, str):
        yield keys, value
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield (*keys, key), key
            yield from _texts(item, (*keys, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _texts(item, (*keys, index))


def _shown(text: str) -> str:
    return _UNUSABLE.sub("�", text)[:_SHOWN_CHARACTERS]
