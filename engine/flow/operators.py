"""What a condition can ask of a value: every operator, how it reads its operand, how it tests."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

import phonenumbers

from engine.flow.errors import MappingFailed
from engine.flow.functions.people import normalize_email
from engine.flow.moments import Duration, as_moment, as_span, day_in, home_of
from engine.flow.operands import (
    Choices,
    anything,
    date,
    duration,
    fold,
    many,
    marks,
    nothing,
    number,
    pair,
    pattern,
    same,
    text,
    weekdays,
)
from engine.flow.paths import Scope, look_up
from engine.flow.patterns import Pattern
from engine.flow.values import as_number, as_text, is_filled, is_true
from engine.kernel.json_types import Json

_FALSE = frozenset(("false", "0", "no", "n", "off", "нет", "ложь"))
_LONGEST_PHONE = 32


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
        """Return the workspace's time zone."""
        return home_of(self.scope)


@dataclass(frozen=True, slots=True)
class Operator:
    """One operator: `prepare` reads a constant operand once, `test` runs for every event."""

    name: str
    group: str
    operand: str
    prepare: Callable[[Json, bool], Any]
    test: Callable[[Json, Any, Circumstances], bool]


def _contains(value: Json, operand: tuple[str, bool], at: Circumstances) -> bool:
    wanted, case = operand
    if isinstance(value, list | Mapping):
        return any(fold(as_text(one), case) == wanted for one in value)
    return wanted in fold(as_text(value), case)


def _among(value: Json, operand: Choices, at: Circumstances) -> bool:
    return operand.include(value)


def _equals(value: Json, operand: tuple[Json, bool], at: Circumstances) -> bool:
    return same(value, operand[0], operand[1])


def _starts(value: Json, operand: tuple[str, bool], at: Circumstances) -> bool:
    return fold(as_text(value), operand[1]).startswith(operand[0])


def _ends(value: Json, operand: tuple[str, bool], at: Circumstances) -> bool:
    return fold(as_text(value), operand[1]).endswith(operand[0])


def _matches(value: Json, operand: Pattern, at: Circumstances) -> bool:
    return operand.found_in(as_text(value))


def _has_any(value: Json, operand: Choices, at: Circumstances) -> bool:
    if isinstance(value, list):
        return any(operand.include(one) for one in value)
    return is_filled(value) and any(operand.parts_of(as_text(value)))


def _has_all(value: Json, operand: Choices, at: Circumstances) -> bool:
    if isinstance(value, list):
        owned = {mark for one in value for mark in marks(one, operand.case)}
        return all(not owned.isdisjoint(one) for one in operand.each)
    return is_filled(value) and all(operand.parts_of(as_text(value)))


def _compared(how: Callable[[float, float], bool]) -> Callable[[Json, float, Circumstances], bool]:
    def test(value: Json, operand: float, at: Circumstances) -> bool:
        found = as_number(value)
        return found is not None and how(found, operand)

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


def _on(value: Json, operand: Json, at: Circumstances) -> bool:
    moment, span = as_moment(value, at.zone), as_span(operand, at.zone)
    if moment is None or span is None:
        return False
    day = day_in(moment, at.zone)
    return day is not None and day == day_in(span.start, at.zone)


def _between(value: Json, operand: tuple[Json, Json, bool], at: Circumstances) -> bool:
    low, high, numbers = operand
    if numbers:
        found = as_number(value)
        return found is not None and (as_number(low) or 0) <= found <= (as_number(high) or 0)
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


def _within_last(value: Json, operand: Duration, at: Circumstances) -> bool:
    return _within(value, operand, None, at)


def _within_next(value: Json, operand: Duration, at: Circumstances) -> bool:
    return _within(value, None, operand, at)


def _on_weekday(value: Json, operand: frozenset[int], at: Circumstances) -> bool:
    moment = as_moment(value, at.zone)
    day = None if moment is None else day_in(moment, at.zone)
    return day is not None and day.isoweekday() in operand


def _is_phone(value: Json, country: str = "RU") -> bool:
    digits = as_text(value)
    if len(digits) > _LONGEST_PHONE:
        return False
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(digits, country))
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
    return Operator(name, group, "none", nothing, lambda value, _, at: test(value))


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
    "before": lambda moment, span: moment < span.start,
    "after": lambda moment, span: moment > span.start and not span.holds(moment),
    "on_or_before": lambda moment, span: moment < span.end or span.holds(moment),
    "on_or_after": lambda moment, span: moment >= span.start,
}
_TEXTUAL = [
    Operator("equals", "text", "any", anything, _equals),
    Operator("contains", "text", "text", text, _contains),
    Operator("starts", "text", "text", text, _starts),
    Operator("ends", "text", "text", text, _ends),
    Operator("in", "text", "list", many, _among),
    Operator("matches", "text", "pattern", pattern, _matches),
]
CHANGED = "changed"

OPERATORS: dict[str, Operator] = {
    one.name: one
    for one in (
        _simple("filled", "any", is_filled),
        _simple("empty", "any", lambda value: not is_filled(value)),
        _simple("exists", "any", lambda value: value is not None),
        _simple(CHANGED, "any", is_filled),  # asked of the memory, see `filters`
        *_TEXTUAL,
        *(_negated(one, f"not_{one.name}") for one in _TEXTUAL),
        _simple("is_email", "text", lambda value: bool(normalize_email(as_text(value)))),
        _simple("is_phone", "text", _is_phone),
        *(Operator(n, "number", "number", number, _compared(how)) for n, how in _COMPARED.items()),
        Operator("between", "number", "pair", pair, _between),
        Operator("on", "date", "date", date, _on),
        *(Operator(n, "date", "date", date, _dated(how)) for n, how in _DATED.items()),
        Operator("within_last", "date", "duration", duration, _within_last),
        Operator("within_next", "date", "duration", duration, _within_next),
        Operator("weekday_in", "date", "weekdays", weekdays, _on_weekday),
        _simple("is_true", "boolean", is_true),
        _simple("is_false", "boolean", _is_false),
        Operator("contains_any", "list", "list", many, _has_any),
        Operator("contains_all", "list", "list", many, _has_all),
        _negated(Operator("contains_any", "list", "list", many, _has_any), "contains_none"),
        *(Operator(f"size_{n}", "list", "number", number, _sized(f)) for n, f in _SIZED.items()),
    )
}
