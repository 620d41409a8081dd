"""How the operand of a condition is read, and when two values are the same."""

from collections.abc import Sequence

from engine.flow.moments import Duration, as_duration, as_span, weekday
from engine.flow.patterns import Pattern, compile_pattern
from engine.flow.values import as_number, as_text
from engine.kernel.json_types import Json

_LONGEST_CODE = 15


class OperandIsWrong(Exception):
    """The operand can never serve this operator; the text is a stable code."""


def fold(text: str, case: bool) -> str:
    """Return the text as it is compared: as it stands, or without case."""
    return text if case else text.casefold()


def same(value: Json, other: Json, case: bool = False) -> bool:
    """Tell whether two values are equal for a person: 10 and "10,0" are, "007" and 7 are not."""
    if isinstance(value, list | dict) or isinstance(other, list | dict):
        return value == other
    one, two = as_text(value), as_text(other)
    if fold(one, case) == fold(two, case):
        return True
    if _is_code(one) or _is_code(two):
        return False
    number = as_number(value)
    return number is not None and number == as_number(other)


def _is_code(text: str) -> bool:
    """Tell whether digits are a name rather than an amount: 007, +7916…, a long id."""
    plain = text.strip()
    return (
        len(plain) > _LONGEST_CODE
        or plain[:1] == "+"
        or (plain[:1] == "0" and plain[1:2].isdigit())
    )


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


def many(than: Json, case: bool) -> tuple[list[Json], bool]:
    """Read a list; text is cut at its commas."""
    if isinstance(than, str):
        return [part.strip() for part in than.split(",") if part.strip()], case
    if than is None:
        return [], case
    return (list(than) if isinstance(than, Sequence) else [than]), case


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
    days = [weekday(one) for one in many(than, case)[0]]
    if not days or None in days:
        raise OperandIsWrong("not_weekdays")
    return frozenset(day for day in days if day)
