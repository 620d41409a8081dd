"""The framework's nested error details as one flat list with paths."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from rest_framework.exceptions import ErrorDetail
from rest_framework.settings import api_settings

from engine.api.pointers import pointer
from engine.api.rfc9457 import SpokenMistake
from engine.api.words import say
from engine.kernel.errors import Mistake

# One word per idea: the same code whether a serializer or a definition found the mistake.
_CODES = {
    "required": "missing",
    "invalid_choice": "not_one_of",
    "not_a_list": "wrong_type.array",
    "not_a_dict": "wrong_type.object",
    "max_length": "too_long",
    "max_string_length": "too_long",
    "min_length": "too_short",
    "max_value": "too_large",
    "min_value": "too_small",
    "empty": "too_short",
    "null_characters_not_allowed": "bad_text",
    "surrogate_characters_not_allowed": "bad_text",
    "unique": "taken",
}

# What the framework says of these does not tell what to do.
_OUR_WORDS = {
    "required": "missing",
    "blank": "blank",
    "empty": "blank",
    "null": "null",
    "not_a_list": "wrong_type.array",
    "not_a_dict": "wrong_type.object",
}

# The framework gives these no code of their own, and has no Russian for them.
_ENGLISH_ONLY = (
    (re.compile(r"Must be a valid UUID\."), "not_a_uuid"),
    (re.compile(r"Ensure this field has no more than \d+ elements\."), "too_many"),
)


def flatten(detail: Any) -> tuple[SpokenMistake, ...]:
    """Return every mistake of a validation error with its JSON pointer."""
    return tuple(_walk(detail, ()))


def _walk(detail: Any, keys: tuple[str | int, ...]) -> Iterator[SpokenMistake]:
    if isinstance(detail, ErrorDetail):
        yield _spoken(detail, pointer(*keys))
    elif isinstance(detail, Mapping):
        for key, value in detail.items():
            whole = key == api_settings.NON_FIELD_ERRORS_KEY
            yield from _walk(value, keys if whole else (*keys, key))
    else:
        yield from _walk_list(detail, keys)


def _spoken(detail: ErrorDetail, path: str) -> SpokenMistake:
    for pattern, code in _ENGLISH_ONLY:
        if pattern.fullmatch(detail):
            return SpokenMistake.of(Mistake(path, code))
    code = detail.code or "invalid"
    message = say(_OUR_WORDS[code]) if code in _OUR_WORDS else str(detail)
    code, _, wanted = _CODES.get(code, code).partition(".")
    return SpokenMistake(path, code, message, {"wanted": wanted} if wanted else {})


def _walk_list(details: list[Any], keys: tuple[str | int, ...]) -> Iterator[SpokenMistake]:
    about_items = not all(isinstance(item, ErrorDetail) for item in details)
    for index, item in enumerate(details):
        yield from _walk(item, (*keys, index) if about_items else keys)
