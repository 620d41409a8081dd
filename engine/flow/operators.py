"""What a condition can ask of a value: every operator, how it reads its operand, how it tests."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import Any

import phonenumbers

from engine.flow.functions.people import normalize_email
from engine.flow.moments import Duration, as_duration, as_moment, as_span, weekday, zone_of
from engine.flow.paths import Scope, look_up
from engine.flow.patterns import Pattern, compile_pattern
from engine.flow.values import as_number, as_text, is_filled, is_true
from engine.kernel.json_types import Json

_FALSE = frozenset(("false", "0", "no", "n", "off", "нет", "ложь"))
_LONGEST_CODE = 15
_LONGEST_PHONE = 32


class OperandIsWrong(Exception):
    """The operand can never serve this operator; the text is a stable code."""


class Circumstances:
    """When and where a condition is asked: the run's own time and time zone."""

    __slots__ = ("_now", "scope")

    def __init__(self, scope: Scope, now: datetime | None) -> None:
        self.scope = scope
        self._now = now

    @property
    def now(self) -> datetime:
        """Return the moment given, else `run.now`; asking without either is an error."""
        now = self._now or as_moment(look_up(self.scope, ("run", "now")))
        if now is None:
            raise MappingFailed("time_unknown")
        return now

    @property
    def zone(self) -> tzinfo:
        """Return the workspace's time zone (`run.time_zone`), UTC when none is said."""
        return zone_of(as_text(look_up(self.scope, ("run", "time_zone")))) or UTC


@dataclass(frozen=True, slots=True)
class Operator:
    """One operator: `prepare` reads a constant operand once, `test` runs for every event."""

    name: str
    group: str
    operand: str
    prepare: Callable[[Json, bool], Any]
    test: Callable[[Json, Any, Circumstances], bool]


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


def _none(than: Json, case: bool) -> None:
    return None


def _equal(than: Json, case: bool) -> tuple[Json, bool]:
    return than, case


def _text(than: Json, case: bool) -> tuple[str, bool]:
    return fold(as_text(than), case), case


def _number(than: Json, case: bool) -> float:
    number = as_number(than)
    if number is None:
        raise OperandIsWrong("not_a_number")
    return number


def _many(than: Json, case: bool) -> tuple[list[Json], bool]:
    if isinstance(than, str):
        return [part.strip() for part in than.split(",") if part.strip()], case
    if than is None:
        return [], case
    return (list(than) if isinstance(than, Sequence) else [than]), case


def _pattern(than: Json, case: bool) -> Pattern:
    return compile_pattern(as_text(than), case=case)


def _date(than: Json, case: bool) -> Json:
    if as_span(than) is None:
        raise OperandIsWrong("not_a_date")
    return than  # read again when asked: a day depends on the time zone of the run


def _pair(than: Json, case: bool) -> tuple[Json, Json, bool]:
    if not isinstance(than, Sequence) or isinstance(than, str) or len(than) != 2:
        raise OperandIsWrong("not_a_pair")
    numbers = all(as_number(one) is not None for one in than)
    if not numbers and any(as_span(one) is None for one in than):
        raise OperandIsWrong("not_a_pair")
    return than[0], than[1], numbers


def _duration(than: Json, case: bool) -> Duration:
    duration = as_duration(than)
    if duration is None:
        raise OperandIsWrong("not_a_duration")
    return duration


def _weekdays(than: Json, case: bool) -> frozenset[int]:
    days = [weekday(one) for one in _many(than, case)[0]]
    if not days or None in days:
        raise OperandIsWrong("not_weekdays")
    return frozenset(day for day in days if day)


def _contains(value: Json, operand: tuple[str, bool], at: Circumstances) -> bool:
    text, case = operand
    if isinstance(value, list | Mapping):
        return any(fold(as_text(one), case) == text for one in value)
    return text in fold(as_text(value), case)


def _among(value: Json, operand: tuple[list[Json], bool], at: Circumstances) -> bool:
    return any(same(value, one, operand[1]) for one in operand[0])


def _has(value: Json, one: Json, case: bool) -> bool:
    if isinstance(value, list):
        return any(same(inner, one, case) for inner in value)
    return value is not None and fold(as_text(one), case) in fold(as_text(value), case)


def _compared(how: Callable[[float, float], bool]) -> Callable[[Json, float, Circumstances], bool]:
    def test(value: Json, operand: float, at: Circumstances) -> bool:
        number = as_number(value)
        return number is not None and how(number, operand)

    return test


def _sized(how: Callable[[float, float], bool]) -> Callable[[Json, float, Circumstances], bool]:
    return lambda value, operand, at: how(_size(value), operand)


def _size(value: Json) -> int:
    return len(value) if isinstance(value, list | dict) else len(as_text(value))


def _dated(how: Callable[[Any, Any], bool]) -> Callable[[Json, Json, Circumstances], bool]:
    def test(value: Json, operand: Json, at: Circumstances) -> bool:
        moment, span = as_moment(value, at.zone), as_span(operand, at.zone)
        return moment is not None and span is not None and how(moment, span)

    return test


def _between(value: Json, operand: tuple[Json, Json, bool], at: Circumstances) -> bool:
    low, high, numbers = operand
    if numbers:
        number = as_number(value)
        return number is not None and float(as_number(low) or 0) <= number <= float(
            as_number(high) or 0
        )
    moment, first, last = as_moment(value, at.zone), as_span(low, at.zone), as_span(high, at.zone)
    if moment is None or first is None or last is None:
        return False
    return first.start <= moment and (moment < last.end or last.holds(moment))


def _within(value: Json, back: Duration | None, ahead: Duration | None, at: Circumstances) -> bool:
    moment, now = as_moment(value, at.zone), at.now
    if moment is None:
        return False
    earliest = back.reversed().added_to(now) if back else now
    latest = ahead.added_to(now) if ahead else now
    return earliest is not None and latest is not None and earliest <= moment <= latest


def _on_weekday(value: Json, operand: frozenset[int], at: Circumstances) -> bool:
    moment = as_moment(value, at.zone)
    return moment is not None and moment.astimezone(at.zone).isoweekday() in operand


def _is_phone(value: Json, country: str = "RU") -> bool:
    text = as_text(value)
    if len(text) > _LONGEST_PHONE:
        return False
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(text, country))
    except phonenumbers.NumberParseException:
        return False


def _is_false(value: Json) -> bool:
    if isinstance(value, str):
        return value.strip().casefold() in _FALSE
    return value is False or (type(value) in (int, float) and value == 0)


def _negated(one: Operator, name: str) -> Operator:
    test = one.test
    return Operator(name, one.group, one.operand, one.prepare, lambda v, o, at: not test(v, o, at))


def _simple(name: str, group: str, test: Callable[[Json], bool]) -> Operator:
    return Operator(name, group, "none", _none, lambda value, _, at: test(value))


_EQUALS = Operator("equals", "text", "any", _equal, lambda v, o, at: same(v, o[0], o[1]))
_CONTAINS = Operator("contains", "text", "text", _text, _contains)
_STARTS = Operator(
    "starts", "text", "text", _text, lambda v, o, at: fold(as_text(v), o[1]).startswith(o[0])
)
_ENDS = Operator(
    "ends", "text", "text", _text, lambda v, o, at: fold(as_text(v), o[1]).endswith(o[0])
)
_IN = Operator("in", "text", "list", _many, _among)
_MATCHES = Operator("matches", "text", "pattern", _pattern, lambda v, o, at: o.found_in(as_text(v)))
_COMPARED: dict[str, Callable[[float, float], bool]] = {
    "greater": lambda one, two: one > two,
    "greater_or_equal": lambda one, two: one >= two,
    "less": lambda one, two: one < two,
    "less_or_equal": lambda one, two: one <= two,
}
_SIZED = {
    "equals": lambda one, two: one == two,
    "not_equals": lambda one, two: one != two,
    **_COMPARED,
}
_DATED: dict[str, Callable[[Any, Any], bool]] = {
    "on": lambda moment, span: span.holds(moment),
    "before": lambda moment, span: moment < span.start,
    "after": lambda moment, span: moment > span.start and not span.holds(moment),
    "on_or_before": lambda moment, span: moment < span.end or span.holds(moment),
    "on_or_after": lambda moment, span: moment >= span.start,
}
CHANGED = "changed"


def _table(operators: Iterable[Operator]) -> dict[str, Operator]:
    return {one.name: one for one in operators}


OPERATORS = _table(
    [
        _simple("filled", "any", is_filled),
        _simple("empty", "any", lambda value: not is_filled(value)),
        _simple("exists", "any", lambda value: value is not None),
        _simple(CHANGED, "any", is_filled),
        _EQUALS,
        _negated(_EQUALS, "not_equals"),
        _CONTAINS,
        _negated(_CONTAINS, "not_contains"),
        _STARTS,
        _negated(_STARTS, "not_starts"),
        _ENDS,
        _negated(_ENDS, "not_ends"),
        _IN,
        _negated(_IN, "not_in"),
        _MATCHES,
        _negated(_MATCHES, "not_matches"),
        _simple("is_email", "text", lambda value: bool(normalize_email(as_text(value)))),
        _simple("is_phone", "text", _is_phone),
        *(Operator(n, "number", "number", _number, _compared(how)) for n, how in _COMPARED.items()),
        Operator("between", "number", "pair", _pair, _between),
        *(Operator(n, "date", "date", _date, _dated(how)) for n, how in _DATED.items()),
        Operator(
            "within_last", "date", "duration", _duration, lambda v, o, at: _within(v, o, None, at)
        ),
        Operator(
            "within_next", "date", "duration", _duration, lambda v, o, at: _within(v, None, o, at)
        ),
        Operator("weekday_in", "date", "weekdays", _weekdays, _on_weekday),
        _simple("is_true", "boolean", is_true),
        _simple("is_false", "boolean", _is_false),
        Operator(
            "contains_any",
            "list",
            "list",
            _many,
            lambda v, o, at: any(_has(v, x, o[1]) for x in o[0]),
        ),
        Operator(
            "contains_all",
            "list",
            "list",
            _many,
            lambda v, o, at: all(_has(v, x, o[1]) for x in o[0]),
        ),
        Operator(
            "contains_none",
            "list",
            "list",
            _many,
            lambda v, o, at: not any(_has(v, x, o[1]) for x in o[0]),
        ),
        *(
            Operator(f"size_{n}", "list", "number", _number, _sized(how))
            for n, how in _SIZED.items()
        ),
    ]
)
