"""Functions on dates. A date is read from any common spelling and given as ISO 8601."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, tzinfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_datetime

from engine.flow.functions.declare import Amount, Group, Unit
from engine.flow.moments import MONTHS, SECONDS, Duration, as_duration, as_moment, iso
from engine.flow.values import as_number, as_text
from engine.kernel.json_types import Json

DATES = Group("dates")
_LONGEST_PATTERN = 200
_DIRECTIVE = re.compile(r"%(-?)([A-Za-z%])")
# Quoted words stay; nobody means the day of the year or the year of its week beside a month.
_UNUSUAL = re.compile(r"'[^']*'|[DY]+")
_SHOWN = frozenset("aAbBdHIjmMpSyYZfuVwe")
DAY = Unit("day")


@DATES.function(
    '{{ "07.03.2026 14:30" | parse_date: "Europe/Moscow" }}', "2026-03-07T14:30:00+03:00"
)
def parse_date(value: Json, zone: tzinfo = UTC, pattern: str = "") -> Json:
    if not pattern:
        found = as_moment(value, zone)
        return None if found is None else iso(found)
    if len(pattern) > _LONGEST_PATTERN:
        return None
    try:
        read = datetime.strptime(as_text(value)[:_LONGEST_PATTERN], pattern)  # noqa: DTZ007 - next line
    except re.error:
        return None
    return iso(read if read.tzinfo else read.replace(tzinfo=zone))


@DATES.function(
    '{{ "2026-03-07T14:30:00Z" | date: "%d.%m.%Y %H:%M", "Europe/Moscow" }}', "07.03.2026 17:30"
)
def date(value: datetime, pattern: str = "%d.%m.%Y", zone: tzinfo = UTC) -> Json:
    return _shown(value.astimezone(zone), pattern, "en")


@DATES.function('{{ "2026-03-07" | format_date: "d MMMM y", "ru" }}', "7 марта 2026")
def format_date(
    value: datetime, pattern: str = "dd.MM.yyyy", language: str = "ru", zone: tzinfo = UTC
) -> Json:
    return _shown(value.astimezone(zone), pattern, language)


@DATES.function('{{ "2026-01-31" | date_add: 1, "month" }}', "2026-02-28T00:00:00Z")
def date_add(value: datetime, amount: Amount, unit: Unit = DAY) -> Json:
    return _moved(value, _length(amount, unit))


@DATES.function('{{ "2026-03-07" | date_subtract: "P1D" }}', "2026-03-06T00:00:00Z")
def date_subtract(value: datetime, amount: Amount, unit: Unit = DAY) -> Json:
    length = _length(amount, unit)
    return _moved(value, length.reversed() if length else None)


@DATES.function('{{ "2026-03-07" | date_diff: "2026-03-01", "day" }}', 6)
def date_diff(value: datetime, other: datetime, unit: Unit = DAY) -> Json:
    if unit in MONTHS:
        return int(_months_between(other, value) / MONTHS[unit])
    if SECONDS[unit] < SECONDS["day"]:  # what has passed, not what the clock shows
        value, other = value.astimezone(UTC), other.astimezone(UTC)
    return int((value - other).total_seconds() / SECONDS[unit])


@DATES.function(
    '{{ "2026-03-07T14:30:00Z" | to_zone: "Asia/Yekaterinburg" }}', "2026-03-07T19:30:00+05:00"
)
def to_zone(value: datetime, zone: tzinfo) -> Json:
    return iso(value.astimezone(zone))


@DATES.function('{{ "2026-03-07T14:30:00Z" | start_of: "month" }}', "2026-03-01T00:00:00Z")
def start_of(value: datetime, unit: Unit = DAY, zone: tzinfo = UTC) -> Json:
    found = _start(value.astimezone(zone), unit)
    return None if found is None else iso(found)


@DATES.function('{{ "2026-03-07T14:30:00Z" | end_of: "day" }}', "2026-03-07T23:59:59Z")
def end_of(value: datetime, unit: Unit = DAY, zone: tzinfo = UTC) -> Json:
    start, length = _start(value.astimezone(zone), unit), _length(1, unit)
    after = length.added_to(start) if start and length else None
    return None if after is None else iso(after - timedelta(seconds=1))


@DATES.function('{{ "2026-03-07" | timestamp }}', 1772841600)
def timestamp(value: datetime) -> Json:
    return int(value.timestamp())


@DATES.function('{{ "2026-03-07" | weekday }}', 6)
def weekday(value: datetime, zone: tzinfo = UTC) -> Json:
    return value.astimezone(zone).isoweekday()


def _shown(local: datetime, pattern: str, language: str) -> str | None:
    """Write by either notation, `%d.%m.%Y` or `dd.MM.yyyy`, whichever the pattern is in."""
    if len(pattern) > _LONGEST_PATTERN:
        return None
    if "%" in pattern:
        # Directives one by one: C's strftime knows widths, and `%999999999d` is a gigabyte.
        return _DIRECTIVE.sub(lambda found: _directive(local, *found.groups()), pattern)
    try:
        locale = Locale.parse(language.replace("-", "_"))
    except UnknownLocaleError:
        locale = Locale.parse("en")
    if "M" in pattern:
        pattern = _UNUSUAL.sub(lambda f: f[0] if f[0][0] == "'" else f[0].lower(), pattern)
    return format_datetime(local, pattern, locale=locale)


def _directive(moment: datetime, short: str, letter: str) -> str:
    if letter == "%":
        return "%"
    if letter in "FT":
        return moment.strftime("%Y-%m-%d" if letter == "F" else "%H:%M:%S")
    if letter == "z":
        return moment.strftime("%z")
    if letter == "s":
        return str(int(moment.timestamp()))
    if letter not in _SHOWN:
        return f"%{short}{letter}"
    shown = moment.strftime(f"%{letter}").strip()
    return (shown.lstrip("0") or "0") if short else shown


def _length(amount: Json, unit: Unit) -> Duration | None:
    number = as_number(amount)
    if number is None:
        return as_duration(amount)
    if unit in MONTHS:
        return Duration(int(number) * MONTHS[unit], 0)
    return Duration(0, number * SECONDS[unit])


def _moved(value: datetime, length: Duration | None) -> str | None:
    if length is None:
        return None
    # A day later the clock shows the same; an hour later is an hour later, whatever it shows.
    if length.months or length.seconds % SECONDS["day"] == 0:
        moved = length.added_to(value)
    else:
        later = length.added_to(value.astimezone(UTC))
        moved = later.astimezone(value.tzinfo) if later else None
    return None if moved is None else iso(moved)


def _start(local: datetime, unit: str) -> datetime | None:
    day = local.replace(hour=0, minute=0, second=0, microsecond=0)
    starts: dict[str, Callable[[], datetime]] = {
        "minute": lambda: local.replace(second=0, microsecond=0),
        "hour": lambda: local.replace(minute=0, second=0, microsecond=0),
        "day": lambda: day,
        "week": lambda: day - timedelta(days=day.weekday()),
        "month": lambda: day.replace(day=1),
        "quarter": lambda: day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1),
        "year": lambda: day.replace(month=1, day=1),
    }
    return starts[unit]() if unit in starts else None


def _months_between(start: datetime, end: datetime) -> int:
    if end < start:
        return -_months_between(end, start)
    start, end = start.astimezone(UTC), end.astimezone(UTC)
    months = (end.year - start.year) * 12 + end.month - start.month
    whole = (end.day, end.time()) >= (start.day, start.time())
    return months if whole else months - 1
