"""How the operand of a condition is read, and when two values are the same."""

from collections.abc import Iterator, Sequence
from typing import TypeAlias
from unicodedata import normalize

from engine.flow.errors import MappingFailed
from engine.flow.moments import Duration, as_duration, as_span, weekday
from engine.flow.patterns import Pattern, compile_pattern
from engine.flow.values import as_json, as_number, as_text
from engine.kernel.json_types import Json

Mark: TypeAlias = tuple[str, str | float]
_LONGEST_CODE = 15
_SEARCHED_CHARS = 100_000_000


class OperandIsWrong(Exception):
    """The operand can never serve this operator; the text is a stable code."""


def fold(text: str, case: bool) -> str:
    """Return the text as it is compared: with its case or without.

    A letter and its sign are one letter: Apple's systems send й as и with a breve.
    """
    whole = text if text.isascii() else normalize("NFC", text)
    return whole if case else whole.casefold()


def marks(value: Json, case: bool) -> tuple[Mark, ...]:
    """Return what a value is known by; two values are the same when they share a mark.

    For a person 10 and "10,0" are the same, "007" and 7 are not.
    """
    if isinstance(value, list | dict):
        return (("json", as_json(value)),)
    written = as_text(value)
    number = None if _is_code(written) else as_number(value)
    own = ("text", fold(written, case))
    return (own,) if number is None else (own, ("number", number))


def same(value: Json, other: Json, case: bool = False) -> bool:
    """Tell whether two values are equal for a person."""
    return not set(marks(value, case)).isdisjoint(marks(other, case))


def _is_code(text: str) -> bool:
    """Tell whether digits are a name rather than an amount: 007, +7916…, a long id."""
    plain = text.strip()
    return (
        len(plain) > _LONGEST_CODE
        or plain[:1] == "+"
        or (plain[:1] == "0" and plain[1:2].isdigit())
    )


class Choices:
    """A list to find values in, in the same time however long it is."""

    __slots__ = ("_all", "case", "each", "values")

    def __init__(self, values: list[Json], case: bool) -> None:
        self.values = values
        self.case = case
        self.each = [marks(one, case) for one in values]
        self._all = frozenset(mark for one in self.each for mark in one)

    def include(self, value: Json) -> bool:
        """Tell whether one of them is the same as the value."""
        return not self._all.isdisjoint(marks(value, self.case))

    def parts_of(self, text: str) -> Iterator[bool]:
        """Yield of each whether it is a part of the text."""
        if len(text) * len(self.values) > _SEARCHED_CHARS:
            raise MappingFailed("took_too_long")
        folded = fold(text, self.case)
        return (fold(as_text(one), self.case) in folded for one in self.values)


def nothing(than: Json, case: bool) -> None:
    """Read nothing: the operator takes no operand."""
    return


def anything(than: Json, case: bool) -> tuple[Json, bool]:
    """Read any value, to be compared as it is."""
    return than, case


def text(than: Json, case: bool) -> tuple[str, bool]:
    """Read text, folded once."""
    return fold(as_text(than), case), case


def number(than: Json, case: bool) -> float:
    """Read a number."""
    found = as_number(than)
    if found is None:
        raise OperandIsWrong("not_a_number")
    return found


def many(than: Json, case: bool) -> Choices:
    """Read a list; text is cut at its commas."""
    if isinstance(than, str):
        return Choices([part.strip() for part in than.split(",") if part.strip()], case)
    if than is None:
        return Choices([], case)
    return Choices(list(than) if isinstance(than, Sequence) else [than], case)


def pattern(than: Json, case: bool) -> Pattern:
    """Read a regular expression."""
    return compile_pattern(as_text(than), case=case)


def date(than: Json, case: bool) -> Json:
    """Read a date."""
    if as_span(than) is None:
        raise OperandIsWrong("not_a_date")
    return than  # read again when asked: a day depends on the time zone of the run


def pair(than: Json, case: bool) -> tuple[Json, Json, bool]:
    """Read two numbers or two dates."""
    if not isinstance(than, Sequence) or isinstance(than, str) or len(than) != 2:
        raise OperandIsWrong("not_a_pair")
    numbers = all(as_number(one) is not None for one in than)
    if not numbers and any(as_span(one) is None for one in than):
        raise OperandIsWrong("not_a_pair")
    return than[0], than[1], numbers


def duration(than: Json, case: bool) -> Duration:
    """Read a duration."""
    found = as_duration(than)
    if found is None:
        raise OperandIsWrong("not_a_duration")
    return found


def weekdays(than: Json, case: bool) -> frozenset[int]:
    """Read days of the week."""
    days = [weekday(one) for one in many(than, case).values]
    if not days or None in days:
        raise OperandIsWrong("not_weekdays")
    return frozenset(day for day in days if day)
