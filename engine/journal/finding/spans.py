"""Which stretch of time and which hours of the day a reader of the journal means."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

PERIODS = {"today": (0, 0), "yesterday": (1, 1), "last_7_days": (7, 0), "last_30_days": (30, 0)}
TICK = timedelta(microseconds=1)
DAY = timedelta(days=1)
# Every moment that a clock somewhere calls so lies within this of the same time in UTC.
FARTHEST = timedelta(hours=15)
_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
_CLOCK = re.compile("([01][0-9]|2[0-3]):[0-5][0-9]|24:00")


@dataclass(frozen=True, slots=True)
class Span:
    """From a first moment up to, but without, an end; either may be open."""

    start: datetime | None = None
    end: datetime | None = None


@dataclass(frozen=True, slots=True)
class Stretch:
    """From a first moment up to, but without, an end."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Hours:
    """Hours of the day: from a time up to, but without, another; over midnight when that is less.

    An `end` of None is midnight at the end of the day (24:00).
    """

    start: time
    end: time | None

    @property
    def crosses_midnight(self) -> bool:
        """Whether the window ends on the next day."""
        return self.end is not None and self.end <= self.start


def span_of(period: str, moment: datetime, zone: ZoneInfo) -> Span:
    """Return the days a named period means at this moment, as the zone counts days.

    "Last 7 days" is today and the seven days before it.
    """
    first, last = PERIODS[period]
    today = moment.astimezone(zone).date()
    return Span(
        midnight(today - timedelta(days=first), zone),
        midnight(today - timedelta(days=last - 1), zone),
    )


def stretches(whole: Stretch, hours: Hours, zone: ZoneInfo) -> list[Stretch]:
    """Return when clocks in the zone show these hours, newest first.

    A window over midnight belongs to the day it begins on: where the whole ends at midnight, the
    last window goes on into the morning after; where it begins at midnight, there is none before.
    """
    first, until = whole.start.astimezone(zone), whole.end.astimezone(zone)
    is_cut = until.time() != time()
    day = first.date() if first.time() == time() else first.date() - DAY
    found: list[Stretch] = []
    while day <= (until - TICK).date():
        for one in _on(day, hours, zone):
            end = min(one.end, whole.end) if is_cut else one.end
            found.append(Stretch(max(one.start, whole.start), end))
        day += DAY
    return _joined(one for one in found if one.start < one.end)[::-1]


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """Return the moment this day begins in the zone."""
    return datetime.combine(day, time(), zone).astimezone(UTC)


def beginning(text: str, zone: ZoneInfo) -> datetime:
    """Read a date (its first moment) or an instant; without an offset it is the zone's time."""
    if day := _day(text):
        return midnight(day, zone)
    return _instant(text, zone)


def ending(text: str, zone: ZoneInfo) -> datetime:
    """Read a date or an instant as the end of a span that still contains it."""
    if day := _day(text):
        return midnight(day + timedelta(days=1), zone)
    return _instant(text, zone) + TICK


def clock(text: str) -> time | None:
    """Read HH:MM; 24:00 is None, the end of the day. Raises ValueError for anything else."""
    if not _CLOCK.fullmatch(text):
        raise ValueError(text)
    return None if text == "24:00" else time.fromisoformat(text)


def _on(day: date, hours: Hours, zone: ZoneInfo) -> Iterator[Stretch]:
    """Yield the window of one day: two pieces where clocks go back, none where they jump it."""
    start = datetime.combine(day, hours.start, UTC)
    ends_later = hours.end is None or hours.crosses_midnight
    end = datetime.combine(day + DAY * ends_later, hours.end or time(), UTC)
    for first, last, offset in _offsets(start - FARTHEST, end + FARTHEST, zone):
        yield Stretch(max(first, start - offset), min(last, end - offset))


def _offsets(
    start: datetime, end: datetime, zone: ZoneInfo
) -> Iterator[tuple[datetime, datetime, timedelta]]:
    """Yield the pieces of a few days in which the zone's clocks go on without a jump."""
    before, after = _offset(start, zone), _offset(end, zone)
    if before == after:
        yield start, end, before
        return
    low, high = start, end
    while high - low > TICK:
        middle = low + (high - low) // 2
        low, high = (middle, high) if _offset(middle, zone) == before else (low, middle)
    yield start, high, before
    yield high, end, after


def _offset(moment: datetime, zone: ZoneInfo) -> timedelta:
    return moment.astimezone(zone).utcoffset() or timedelta()


def _beginning(stretch: Stretch) -> datetime:
    return stretch.start


def _joined(stretches: Iterable[Stretch]) -> list[Stretch]:
    """Join what touches, so that a whole day after a whole day is one stretch."""
    joined: list[Stretch] = []
    for one in sorted(stretches, key=_beginning):
        if joined and joined[-1].end == one.start:
            joined[-1] = Stretch(joined[-1].start, one.end)
        else:
            joined.append(one)
    return joined


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if _DAY.fullmatch(text) else None


def _instant(text: str, zone: ZoneInfo) -> datetime:
    # A plus sign that was not escaped in the address arrives as a space.
    moment = datetime.fromisoformat(text.replace(" ", "+") if "T" in text else text)
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)
