"""The times a schedule names as a clock on the wall shows them: no zone, no change of the clock."""

import calendar
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Protocol

from cronsim import CronSim, CronSimError

DAY = timedelta(days=1)
_MONDAY = datetime(1970, 1, 5)  # noqa: DTZ001 (what a clock shows, in any zone)
_HOUR_S = 3600
_SEARCH = 4000


class Rule(Protocol):
    """One way to name times; `is_repeated` names those shown twice twice, as intervals want it."""

    @property
    def is_repeated(self) -> bool:
        """Whether a time that the clock shows twice is meant both times."""

    def after(self, shown: datetime) -> datetime | None:
        """Return the first time later than this one; None when there is no more."""


@dataclass(frozen=True, slots=True)
class Days:
    """Which days count: these weekdays (1 is Monday), and these of the month (-1 is the last)."""

    weekdays: frozenset[int] = frozenset()
    of_month: frozenset[int] = frozenset()

    def hold(self, day: date) -> bool:
        """Tell whether the day counts."""
        if self.weekdays and day.isoweekday() not in self.weekdays:
            return False
        return not self.of_month or self._holds_in_month(day)

    def since(self, day: date) -> Iterator[datetime]:
        """Yield the midnights of the days that count, from this one on, as far as worth looking."""
        midnight = datetime.combine(day, time())
        for number in range(_SEARCH):
            try:
                here = midnight + number * DAY
            except OverflowError:
                return
            if self.hold(here):
                yield here

    def _holds_in_month(self, day: date) -> bool:
        if day.day in self.of_month:
            return True
        return -1 in self.of_month and day.day == calendar.monthrange(day.year, day.month)[1]


@dataclass(frozen=True, slots=True)
class Window:
    """The part of a day that counts; one past midnight belongs to the day it begins on."""

    start: timedelta = timedelta(0)
    length: timedelta = DAY


@dataclass(frozen=True, slots=True)
class Every:
    """Times at equal distances, counted from the window's start; days are counted from a Monday."""

    seconds: int
    window: Window = field(default_factory=Window)
    days: Days = field(default_factory=Days)

    @property
    def is_repeated(self) -> bool:
        """Whether the distance is a length of time rather than hours of the day."""
        return self.seconds <= _HOUR_S

    def after(self, shown: datetime) -> datetime | None:
        """Return the first time later than this one; None when no time is ever in the window."""
        if self.seconds < DAY.total_seconds():
            return self._within_days(shown)
        step = timedelta(seconds=self.seconds)
        slot = _next(_MONDAY + self.window.start, step, shown)
        for _ in range(_SEARCH):
            if self._holds(slot):
                return slot
            try:
                slot += step
            except OverflowError:
                break
        return None

    def _within_days(self, shown: datetime) -> datetime | None:
        step = timedelta(seconds=self.seconds)
        for midnight in self.days.since(shown.date() - DAY):
            start = midnight + self.window.start
            slot = _next(start, step, shown)
            if slot < start + self.window.length:
                return slot
        return None

    def _holds(self, slot: datetime) -> bool:
        since_start = slot - self.window.start
        into_window = since_start - datetime.combine(since_start, time())
        return into_window < self.window.length and self.days.hold(since_start)


@dataclass(frozen=True, slots=True)
class Times:
    """The same times of each day that counts, in ascending order."""

    times: tuple[timedelta, ...]
    days: Days = field(default_factory=Days)
    is_repeated: bool = False

    def after(self, shown: datetime) -> datetime | None:
        """Return the first time later than this one."""
        for midnight in self.days.since(shown.date()):
            for each in self.times:
                if midnight + each > shown:
                    return midnight + each
        return None


@dataclass(frozen=True, slots=True)
class Cron:
    """What five fields of cron name; raises ValueError when they name nothing readable."""

    expression: str

    def __post_init__(self) -> None:
        if len(self.expression.split()) != 5:
            raise ValueError("cron has five fields")
        try:
            CronSim(self.expression, _MONDAY)
        except (CronSimError, AssertionError) as error:
            raise ValueError(str(error)) from None

    @property
    def is_repeated(self) -> bool:
        """Whether it names minutes or hours by a star, as Debian's cron tells intervals."""
        minutes, hours, *_ = self.expression.split()
        return minutes.startswith("*") or hours.startswith("*")

    def after(self, shown: datetime) -> datetime | None:
        """Return the first time later than this one; None when fifty years have none."""
        try:
            return next(CronSim(self.expression, shown))
        except (StopIteration, OverflowError, ValueError):
            return None


def _next(start: datetime, step: timedelta, shown: datetime) -> datetime:
    """Return the first of `start`, `start + step`, … that is later than `shown`."""
    return start + max((shown - start) // step + 1, 0) * step
