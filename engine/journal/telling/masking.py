"""What a workspace wants hidden: the values of named fields, wherever else these values stand.

A rule without dots names a field at any depth, one with dots the end of a path; the path begins
with `trigger` or the id of a step. `*` is any letters, capitals are no matter. A hidden value of at
least `LEAST` letters is blotted out of all other texts too, e-mails and long numbers in any
notation; a shorter one only where a value is the same as a whole.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import lru_cache
from typing import Any
from urllib.parse import quote

import orjson
import re2

from engine.journal.telling.keys import OVERFLOW, keys_of, pieces_with
from engine.journal.telling.words import is_telling
from engine.kernel.json_types import Json, JsonObject

HIDDEN = "•••"
LEAST = 4
# A text that holds a longer value goes as a whole.
LONGEST = 200
MOST_VALUES = 2_000
MOST_PATHS = 20_000
MEMORY = 64 << 20

# Names in a document of which the end is missing.
_NAMES = re.compile(r'("(?:[^"\\]|\\.)*")\s*:')
# What an error says in the engine's own words.
OWN_WORDS = ("code", "remedy", "step", "http_status", "reference", "at", "asks", "service")


class Rules:
    """The rules of a workspace, ready to be asked."""

    def __init__(self, texts: Iterable[str]) -> None:
        rules = sorted({text.strip().lower() for text in texts if is_rule(text)})
        self._names = _either(_pattern(rule) for rule in rules if "." not in rule)
        self._paths = _either(rf"(?s:.*\.)?{_pattern(rule)}" for rule in rules if "." in rule)
        self._ends = _either(_pattern(rule.rpartition(".")[2]) for rule in rules)
        self._known: dict[tuple[str, str], bool] = {}

    def hides(self, path: str, name: str) -> bool:
        """Whether the field of this name is to be hidden; both are in lower case."""
        known = self._known.get((path, name))
        if known is None:
            full = f"{path}.{name}"
            known = any(
                pattern is not None and pattern.fullmatch(text) is not None
                for pattern, text in ((self._names, name), (self._paths, full))
            )
            if len(self._known) < MOST_PATHS:
                self._known[path, name] = known
        return known

    def may_hide(self, name: str) -> bool:
        """Whether a field of this name is to be hidden somewhere."""
        return self._ends is not None and self._ends.fullmatch(name) is not None


def is_rule(text: str) -> bool:
    """Whether the text names a field: no part of the path is missing, and not all are `*`."""
    parts = text.strip().split(".")
    return all(parts) and any(part.strip("* ") for part in parts)


@lru_cache(maxsize=1_000)
def compiled(texts: tuple[str, ...]) -> Rules:
    """Return these rules; what is no rule hides nothing."""
    return Rules(texts)


class Mask:
    """Hides in the story of one run: first `hide` in all its parts, then `blot` in all of them."""

    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        self._hidden: dict[str, None] = {}
        self._answers: dict[str, str] = {}
        self._blots: _Blots | None = None
        self._has_cut = False

    @property
    def has_hidden(self) -> bool:
        """Whether there was something to hide."""
        return self._has_cut or bool(self._hidden)

    @property
    def is_overrun(self) -> bool:
        """Whether there was more to hide than can be looked for."""
        return len(self._hidden) > MOST_VALUES

    def hide(self, value: Json, path: str) -> Json:
        """Return the value with the fields hidden that the rules name."""
        if isinstance(value, dict):
            path = path.lower()
            return {name: self._field(name.lower(), one, path) for name, one in value.items()}
        if isinstance(value, list):
            return [self.hide(one, path) for one in value]
        return value

    def blot(self, value: Json) -> Json:
        """Return the value without what was hidden anywhere."""
        if isinstance(value, str):
            return self._ready.out_of(value)
        if isinstance(value, dict):
            return {self._blot_name(name): self.blot(one) for name, one in value.items()}
        if isinstance(value, list):
            return [self.blot(one) for one in value]
        if value is None or isinstance(value, bool):
            return value
        text = str(value)
        return value if self._ready.out_of(text) == text else HIDDEN

    def hide_in_error(self, error: JsonObject) -> JsonObject:
        """Return an error with its answer hidden as data is; one that was cut goes as a whole."""
        answer = error.get("answer")
        if not isinstance(answer, str) or not answer.lstrip().startswith(("{", "[")):
            return error
        # A step's error is mostly the run's as well.
        if answer not in self._answers:
            self._answers[answer] = self._hide_in_answer(answer)
        shown = self._answers[answer]
        return error if shown == answer else {**error, "answer": shown}

    def blot_error(self, error: JsonObject) -> JsonObject:
        """Return an error without what was hidden anywhere."""
        return {name: one if name in OWN_WORDS else self.blot(one) for name, one in error.items()}

    def _hide_in_answer(self, answer: str) -> str:
        try:
            data = orjson.loads(answer)
        except orjson.JSONDecodeError:
            if not any(map(self._rules.may_hide, _names_in(answer))):
                return answer
            self._has_cut = True
            return HIDDEN
        hidden = self.hide(data, "answer")
        return answer if hidden == data else orjson.dumps(hidden).decode()

    def _blot_name(self, name: str) -> str:
        return self._ready.out_of(name) if is_telling(name) else name

    @property
    def _ready(self) -> "_Blots":
        if self._blots is None:
            self._blots = _Blots(self._hidden)
        return self._blots

    def _field(self, name: str, value: Json, path: str) -> Json:
        if value is None or not self._rules.hides(path, name):
            return self.hide(value, f"{path}.{name}")
        self._collect(value)
        return HIDDEN

    def _collect(self, value: Json) -> None:
        if isinstance(value, Mapping):
            for one in value.values():
                self._collect(one)
        elif isinstance(value, list):
            for one in value:
                self._collect(one)
        elif value is not None:
            self._hidden[str(value).strip()] = None


class _Blots:
    """Knows hidden values again in other texts."""

    def __init__(self, hidden: Iterable[str]) -> None:
        values = [value for value in hidden if value and value != HIDDEN]
        self._whole = {value.lower() for value in values}
        self._long = [value[:LONGEST].lower() for value in values if len(value) > LONGEST]
        forms = {form for one in values if LEAST <= len(one) <= LONGEST for form in _forms(one)}
        longest_first = sorted(forms, key=lambda form: (-len(form), form))
        self._anywhere = _either(re2.escape(form) for form in longest_first)
        terms = [keys_of(value) for value in values]
        keys = {key for term in terms if term.is_exhaustive for key in term.keys}
        self._numbers = {key for key in keys if "@" not in key}
        if self._numbers:
            self._numbers.add(OVERFLOW)

    def out_of(self, text: str) -> str:
        """Return a text without them."""
        lower = text.lower()
        if lower.strip() in self._whole or any(one in lower for one in self._long):
            return HIDDEN
        if self._anywhere is not None:
            # A plain replacement would be put in byte by byte.
            text = self._anywhere.sub(lambda _: HIDDEN, text)
        for piece in pieces_with(self._numbers, text) if self._numbers else ():
            text = text.replace(piece, HIDDEN)
        return text


def hidden(value: Json, texts: Sequence[str]) -> Json:
    """Return an event's data as the journal would keep it under these rules."""
    mask = Mask(compiled(tuple(texts)))
    first = mask.hide(value, "trigger")
    return mask.blot(first) if mask.has_hidden else first


def _names_in(cut: str) -> Iterator[str]:
    """Yield the names of the fields in a JSON document whose end is missing."""
    for name in _NAMES.findall(cut):
        with suppress(orjson.JSONDecodeError):
            yield orjson.loads(name)


def _forms(value: str) -> set[str]:
    """Return a value as it may stand in other texts: plain, in JSON, in an address."""
    return {value, json.dumps(value)[1:-1], quote(value, safe="")}


def _pattern(rule: str) -> str:
    return ".*".join(re2.escape(part) for part in rule.split("*"))


def _either(patterns: Iterable[str]) -> Any:
    alternatives = "|".join(patterns)
    if not alternatives:
        return None
    options = re2.Options()
    options.case_sensitive = False
    options.dot_nl = True
    options.max_mem = MEMORY
    return re2.compile(alternatives, options)
