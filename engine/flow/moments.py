"""Dates, durations and time zones as people and services write them."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from email.utils import parsedate_to_datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from engine.flow.paths import Scope, look_up
from engine.flow.values import as_number
from engine.kernel.json_types import Json

_MILLISECONDS_FROM = 100_000_000_000
_LONGEST = 64
_POINTED = re.compile(
    r"(\d{1,2})[./](\d{1,2})[./](\d{4})(?:,?[ T]+(\d{1,2}):(\d{2})(?::(\d{2}))?)?", re.ASCII
)
_YEAR_FIRST = re.compile(r"(\d{4})/(\d\d)/(\d\d)", re.ASCII)
_DURATION = re.compile(
    r"([+-])?P(?!$)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?"
    r"(?:T(?!$)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:[.,]\d+)?)S)?)?",
    re.ASCII | re.IGNORECASE,
)
_LONGEST_SECONDS = 100 * 366 * 86400
_MOST_MONTHS = 1200
SECONDS = {"second": 1, "minute": 60, "hour": 3600, "day": 86400, "week": 604800}
MONTHS = {"month": 1, "quarter": 3, "year": 12}
WEEKDAYS = {
    word: number
    for number, words in enumerate(
        (
            ("1", "monday", "mon", "понедельник", "пн"),
            ("2", "tuesday", "tue", "вторник", "вт"),
            ("3", "wednesday", "wed", "среда", "ср"),
            ("4", "thursday", "thu", "четверг", "чт"),
            ("5", "friday", "fri", "пятница", "пт"),
            ("6", "saturday", "sat", "суббота", "сб"),
            ("7", "sunday", "sun", "воскресенье", "вс"),
        ),
        start=1,
    )
    for word in words
}


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of time; months stay months, so that adding one keeps the day of the month."""

    months: int
    seconds: float

    def added_to(self, moment: datetime) -> datetime | None:
        """Return the moment later by this duration; None when that leaves the calendar."""
        try:
            return _months_later(moment, self.months) + timedelta(seconds=self.seconds)
        except (OverflowError, ValueError):
            return None

    def reversed(self) -> "Duration":
        """Return the same length backwards."""
        return Duration(-self.months, -self.seconds)


@dataclass(frozen=True, slots=True)
class Span:
    """What a written date covers: a whole day when it names no time, else one instant."""

    start: datetime
    end: datetime

    def holds(self, moment: datetime) -> bool:
        """Tell whether the moment is inside."""
        return self.start <= moment < self.end or moment == self.start


def as_moment(value: Json, zone: tzinfo = UTC) -> datetime | None:
    """Return the moment meant: ISO 8601, dd.mm.yyyy, RFC 2822, Unix seconds or milliseconds."""
    span = as_span(value, zone)
    return None if span is None else span.start


def as_span(value: Json, zone: tzinfo = UTC) -> Span | None:
    """Return the day or the instant meant; dates without a zone are read in `zone`."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _instant(_from_timestamp(value))
    if not isinstance(value, str) or len(value) > _LONGEST:
        return None
    text = _YEAR_FIRST.sub(r"\1-\2-\3", value.strip())
    if text.isascii() and text.isdigit() and len(text) in (10, 13):
        return _instant(_from_timestamp(int(text)))
    try:
        return _written(text, zone)
    except (ValueError, OverflowError, TypeError, IndexError):
        return None


def day_in(moment: datetime, zone: tzinfo) -> date | None:
    """Return the day it is in the zone; None where the calendar has none."""
    try:
        return moment.astimezone(zone).date()
    except OverflowError:
        return None


def in_utc(moment: datetime) -> datetime | None:
    """Return the same moment in UTC; None where the calendar has none."""
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        return None


def as_duration(value: Json) -> Duration | None:
    """Return an ISO 8601 duration (`PT10S`, `P1M`), or plain seconds, within a hundred years."""
    number = as_number(value)
    if number is not None:
        return Duration(0, number) if abs(number) <= _LONGEST_SECONDS else None
    text = value.strip() if isinstance(value, str) else ""
    match = _DURATION.fullmatch(text) if len(text) <= _LONGEST else None
    if match is None:
        return None
    years, months, weeks, days, hours, minutes = (int(match[n] or 0) for n in range(2, 8))
    seconds = float((match[8] or "0").replace(",", "."))
    seconds += (((weeks * 7 + days) * 24 + hours) * 60 + minutes) * 60
    found = Duration(years * 12 + months, seconds)
    if found.months > _MOST_MONTHS or found.seconds > _LONGEST_SECONDS:
        return None
    return found.reversed() if match[1] == "-" else found


@lru_cache(maxsize=256)
def zone_of(name: str) -> tzinfo | None:
    """Return the time zone of an IANA name (`Europe/Moscow`) or an offset (`+03:00`)."""
    try:
        if re.fullmatch(r"[+-]\d{2}:?\d{2}", name, re.ASCII):
            return datetime.strptime(name, "%z").tzinfo
        return ZoneInfo(name) if name and len(name) <= _LONGEST else None
    except (ValueError, OSError, KeyError):  # unknown names, odd paths, +79:99
        return None


def home_of(scope: Scope) -> tzinfo:
    """Return the workspace's time zone (`run.time_zone`), UTC where none is said."""
    name = look_up(scope, ("run", "time_zone"))
    return (zone_of(name) if isinstance(name, str) else None) or UTC


def unit_of(name: str) -> str | None:
    """Return the unit of time meant by a word such as `Days`."""
    unit = name.strip().lower().removesuffix("s")
    return unit if unit in SECONDS or unit in MONTHS else None


def weekday(value: Json) -> int | None:
    """Return 1 (Monday) to 7 for a number or a name in English or Russian."""
    number = as_number(value)
    text = str(int(number)) if number is not None else str(value).strip().casefold()
    return WEEKDAYS.get(text)


def iso(moment: datetime) -> str:
    """Return ISO 8601 with seconds; UTC is written as Z."""
    spec = "milliseconds" if moment.microsecond else "seconds"
    return moment.isoformat(timespec=spec).replace("+00:00", "Z")


def _instant(moment: datetime | None) -> Span | None:
    return None if moment is None else Span(moment, moment)


def _from_timestamp(value: float) -> datetime | None:
    try:
        seconds = value / 1000 if abs(value) >= _MILLISECONDS_FROM else value
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, ValueError, OSError):
        return None


def _written(text: str, zone: tzinfo) -> Span | None:
    match = _POINTED.fullmatch(text)
    if match:
        day, month, year = (int(match[n]) for n in range(1, 4))
        if match[4] is None:
            return _whole_day(date(year, month, day), zone)
        hour, minute, second = (int(match[n] or 0) for n in range(4, 7))
        return _instant(datetime(year, month, day, hour, minute, second, tzinfo=zone))
    if len(text) == 10 and text[4] == "-":
        return _whole_day(date.fromisoformat(text), zone)
    if "," in text or text[:1].isalpha():
        return _instant(_aware(parsedate_to_datetime(text), zone))
    return _instant(_aware(datetime.fromisoformat(text), zone)) if "-" in text else None


def _whole_day(day: date, zone: tzinfo) -> Span:
    start = datetime.combine(day, time(), zone)
    if day == date.max:  # how some services write "never ends"
        return Span(start, datetime.max.replace(tzinfo=zone))
    return Span(start, datetime.combine(day + timedelta(days=1), time(), zone))


def _aware(moment: datetime, zone: tzinfo) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def _months_later(moment: datetime, months: int) -> datetime:
    if not months:
        return moment
    year, month = divmod(moment.year * 12 + moment.month - 1 + months, 12)
    day = min(moment.day, monthrange(year, month + 1)[1])
    return moment.replace(year=year, month=month + 1, day=day)
