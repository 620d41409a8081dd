"""Days of a workspace: where each begins, and which months, weeks and days make up a period."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Self
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)
FIRST_DAY = date(1970, 1, 1)
BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days of a zone, from a first one on that begins at a moment of its own.

    Before that moment there were days of another zone, or nothing.
    """

    zone: ZoneInfo
    kept_since: datetime
    first_day: date

    def start(self, day: date) -> datetime:
        """Return when the day begins."""
        if day <= self.first_day:
            return self.kept_since
        return datetime.combine(day, time(), self.zone).astimezone(UTC)

    def day_of(self, moment: datetime) -> date:
        """Return the day the moment belongs to."""
        return max(moment.astimezone(self.zone).date(), self.first_day)


@dataclass(frozen=True, slots=True)
class Days:
    """From a first day up to, but without, another; none when they are the same."""

    first: date
    end: date

    def __iter__(self) -> Iterator[date]:
        for number in range((self.end - self.first).days):
            yield self.first + number * DAY

    def __bool__(self) -> bool:
        return self.first < self.end

    def until(self, end: date) -> Self:
        """Return those before this day."""
        return replace(self, end=max(self.first, min(self.end, end)))

    def since(self, first: date) -> Self:
        """Return those from this day on."""
        return replace(self, first=min(self.end, max(self.first, first)))

    def whole_months(self) -> Self:
        """Return the days that make up whole months; none of them at the end when there is none."""
        first = month_of(self.first) if self.first.day == 1 else next_month(self.first)
        end = month_of(self.end)
        return replace(self, first=first, end=end) if first < end else self.since(self.end)


def month_of(day: date) -> date:
    """Return the first day of the month."""
    return day.replace(day=1)


def next_month(day: date) -> date:
    """Return the first day of the month after."""
    return month_of(month_of(day) + 31 * DAY)


def months_back(day: date, count: int) -> date:
    """Return the first day of the month that lies so many months back."""
    months = day.year * 12 + day.month - 1 - count
    return date(months // 12, months % 12 + 1, 1)


def monday_of(day: date) -> date:
    """Return the first day of the week."""
    return day - day.weekday() * DAY


CUTS: Mapping[str, Callable[[date], date]] = {
    "day": lambda day: day,
    "week": monday_of,
    "month": month_of,
}


def pieces(days: Days, by: str) -> list[Days]:
    """Return the days cut at the beginnings of weeks or months; the outer pieces may be partial."""
    starts = sorted({max(CUTS[by](day), days.first) for day in days})
    return [Days(*pair) for pair in zip(starts, [*starts[1:], days.end], strict=True)]
