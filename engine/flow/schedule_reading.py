"""From a raw schedule to the rule it means, with everything that is wrong with it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Literal

from engine.flow.errors import pointer
from engine.flow.moments import as_moment, zone_of
from engine.flow.slots import DAY, Cron, Days, Every, Rule, Times, Window
from engine.flow.wall_clock import moments
from engine.kernel.errors import Mistake
from engine.kernel.json_types import Json, JsonObject

Missed = Literal["last", "all", "none"]

SHORTEST_S = 60
LONGEST_S = 366 * 86_400
_CLOCKS = ("every", "cron", "at")
_NARROWING = ("between", "weekdays", "days")
_DAYS = range(1, 32)
_TIME = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?", re.ASCII)


@dataclass(slots=True)
class ScheduleReader:
    """Reads one raw schedule; `mistakes` fills up, with paths from the schedule on."""

    raw: JsonObject
    time_zone: str = "UTC"
    every_s: int | None = None
    mistakes: list[Mistake] = field(default_factory=list)

    def zone(self) -> tzinfo:
        """Return the schedule's own time zone, or the usual one."""
        own = self.raw.get("time_zone")
        if not isinstance(own, str):
            return zone_of(self.time_zone) or UTC
        found = zone_of(own)
        if found is None:
            self._wrong("time_zone", "unknown_time_zone")
        return found or UTC

    def missed(self) -> Missed:
        """Return the choice for slots that were missed."""
        choice = self.raw.get("missed")
        return choice if choice in ("all", "none") else "last"

    def rule(self) -> Rule | None:
        """Return what names the slots; None for dates, and when nothing starts by the clock."""
        clock = self._clock()
        if clock == "cron":
            return self._cron()
        if clock == "every":
            return self._every(self.raw.get("every") or self.every_s)
        times = self._times()
        if times or (clock is None and self._given("weekdays", "days")):
            return Times(tuple(sorted(set(times))) or (timedelta(0),), self._days())
        return None

    def dates(self, zone: tzinfo) -> tuple[datetime, ...]:
        """Return the moments of a schedule that names dates instead of a rule."""
        found = set()
        for path, text in self._at():
            moment = None if _TIME.fullmatch(text) else as_moment(text, zone)
            if moment is not None:
                found.add(_in_zone(moment, zone))
            elif not _TIME.fullmatch(text):
                self.mistakes.append(Mistake(path, "bad_date"))
        if found and self._times():
            self._wrong("at", "dates_and_times")
        if found:
            self._only("at", _NARROWING)
        return tuple(sorted(found))

    def _clock(self) -> str | None:
        """Return what the slots are named by."""
        given = self._given(*_CLOCKS)
        if len(given) > 1:
            self._wrong(given[-1], "only_one_of", options=given)
        if given:
            return given[0]
        if self.every_s is not None:
            return "every"
        if self._given("between"):
            self._wrong("every", "missing")
        return None

    def _every(self, seconds: Json) -> Rule | None:
        if not isinstance(seconds, int | float) or not SHORTEST_S <= seconds <= LONGEST_S:
            return None  # the shape says so
        return Every(int(seconds), self._window(), self._days())

    def _cron(self) -> Rule | None:
        self._only("cron", _NARROWING)
        expression = str(self.raw["cron"])
        try:
            return Cron(expression)
        except ValueError:
            code = "schedule_never" if _is_cron_of_other_months(expression) else "bad_cron"
            self._wrong("cron", code)
            return None

    def _times(self) -> list[timedelta]:
        found = [time for _, text in self._at() if (time := _time(text)) is not None]
        if found:
            self._only("at", ("between",))
        return found

    def _at(self) -> list[tuple[str, str]]:
        at = self.raw.get("at")
        if isinstance(at, str):
            return [("/at", at)]
        listed = at if isinstance(at, list) else []
        return [(f"/at/{n}", text) for n, text in enumerate(listed) if isinstance(text, str)]

    def _days(self) -> Days:
        weekdays, days = (self._numbers(name) for name in ("weekdays", "days"))
        return Days(frozenset(weekdays), frozenset(days))

    def _numbers(self, name: str) -> list[int]:
        listed = self.raw.get(name)
        numbers = listed if isinstance(listed, list) else []
        return [int(one) for one in numbers if one == -1 or one in _DAYS]

    def _window(self) -> Window:
        between = self.raw.get("between")
        if not isinstance(between, list) or len(between) != 2:
            return Window()  # the shape says so
        start, end = (_time(str(text)) for text in between)
        if str(between[1]) == "24:00":
            end = DAY
        for n, time in enumerate((start, end)):
            if time is None:
                self.mistakes.append(Mistake(f"/between/{n}", "bad_time"))
        if start is None or end is None:
            return Window()
        if start == end:
            self._wrong("between", "bad_window")
        return Window(start, end - start if end > start else end - start + DAY)

    def _only(self, name: str, others: Sequence[str]) -> None:
        for other in self._given(*others):
            self._wrong(other, "only_one_of", options=[name, other])

    def _given(self, *names: str) -> list[str]:
        return [name for name in names if self.raw.get(name) not in (None, [])]

    def _wrong(self, name: str, code: str, **params: Json) -> None:
        self.mistakes.append(Mistake(pointer("", name), code, params))


def _time(text: str) -> timedelta | None:
    match = _TIME.fullmatch(text)
    if match is None:
        return None
    hours, minutes, seconds = (int(part or 0) for part in match.groups())
    return timedelta(hours=hours, minutes=minutes, seconds=seconds)


def _in_zone(moment: datetime, zone: tzinfo) -> datetime:
    """Return the moment in UTC; a time of this zone that the clock skips moves to after the gap."""
    if moment.tzinfo is zone:
        return moments(moment.replace(tzinfo=None), zone)[0]
    return moment.astimezone(UTC)


def _is_cron_of_other_months(expression: str) -> bool:
    """Whether it could be read if only its months had that many days."""
    fields = expression.split()
    try:
        Cron(" ".join([*fields[:3], "*", *fields[4:]]))
    except ValueError:
        return False
    return "*" not in fields[3:4]
