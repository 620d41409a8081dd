"""Which stretch of time and which hours of the day a reader of the journal means."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

PERIODS = {"today": (0, 0), "yesterday": (1, 1), "last_7_days": (7, 0), "last_30_days": (30, 0)}
TICK = timedelta(microseconds=1)
_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
_CLOCK = re.compile("([01][0-9]|2[0-3]):[0-5][0-9]|24:00")


@dataclass(frozen=True, slots=True)
class Span:
    """From a first moment up to, but without, an end; either may be open."""

    start: datetime | None = None
    end: datetime | None = None


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


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if _DAY.fullmatch(text) else None


def _instant(text: str, zone: ZoneInfo) -> datetime:
    # A plus sign that was not escaped in the address arrives as a space.
    moment = datetime.fromisoformat(text.replace(" ", "+") if "T" in text else text)
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)
