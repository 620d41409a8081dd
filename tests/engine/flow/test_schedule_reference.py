"""Every schedule against a reference that looks at each minute of three days, one by one."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.flow.schedule import Schedule

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
# The eves of days on which the clock changes, and of quiet ones.
QUIET = (date(2026, 3, 7), date(2028, 2, 28))
EVES = {
    "Europe/Moscow": QUIET,
    "Europe/Berlin": (date(2026, 3, 28), date(2026, 10, 24)),
    "America/New_York": (date(2026, 3, 7), date(2026, 10, 31)),
    "Australia/Lord_Howe": (date(2026, 4, 4), date(2026, 10, 3)),
    "Asia/Kathmandu": QUIET,
    "Africa/Cairo": (date(2026, 4, 23), date(2026, 10, 29)),  # at midnight
}
Named = Callable[[datetime], bool]
Case = tuple[dict[str, Any], Named, bool]

minutes_of_day = st.integers(0, 1439)
weekdays = st.sets(st.integers(1, 7), max_size=3)
days_of_month = st.sets(st.sampled_from([-1, 1, 24, 25, 28, 29, 30, 31]), max_size=3)


def hhmm(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def counts(day: datetime, of_week: set[int], of_month: set[int]) -> bool:
    last = (day + DAY).day == 1
    in_month = not of_month or day.day in of_month or (-1 in of_month and last)
    return (not of_week or day.isoweekday() in of_week) and in_month


@st.composite
def every(draw: Any) -> Case:
    step = draw(st.sampled_from([1, 5, 7, 15, 30, 45, 60, 61, 90, 120, 420, 720]))
    of_week, of_month = draw(weekdays), draw(days_of_month)
    start, end = draw(st.tuples(minutes_of_day, minutes_of_day).filter(lambda two: len({*two}) > 1))
    is_narrow = draw(st.booleans())
    length = (end - start) % 1440 if is_narrow else 1440
    begin = start if is_narrow else 0

    def is_named(shown: datetime) -> bool:
        midnight = shown.replace(hour=0, minute=0)
        for owner in (midnight, midnight - DAY):
            into = (shown - owner) // MINUTE - begin
            if 0 <= into < length and into % step == 0 and counts(owner, of_week, of_month):
                return True
        return False

    raw = {"every": step * 60, "weekdays": sorted(of_week), "days": sorted(of_month)}
    between = {"between": [hhmm(start), hhmm(end)]} if is_narrow else {}
    return {**raw, **between}, is_named, step <= 60


@st.composite
def times(draw: Any) -> Case:
    at = draw(st.sets(minutes_of_day, min_size=1, max_size=3))
    of_week, of_month = draw(weekdays), draw(days_of_month)

    def is_named(shown: datetime) -> bool:
        return shown.hour * 60 + shown.minute in at and counts(shown, of_week, of_month)

    raw = {"at": [hhmm(one) for one in at], "weekdays": [*of_week], "days": [*of_month]}
    return raw, is_named, False


@st.composite
def cron(draw: Any) -> Case:
    minutes = draw(st.sets(st.integers(0, 59), max_size=3))
    hours = draw(st.sets(st.integers(0, 23), max_size=3))
    of_week = draw(weekdays)

    def is_named(shown: datetime) -> bool:
        fits = not minutes or shown.minute in minutes, not hours or shown.hour in hours
        return all(fits) and counts(shown, of_week, set())

    fields = (",".join(map(str, some)) or "*" for some in (minutes, hours, of_week))
    raw = {"cron": "{} {} * * {}".format(*fields)}
    return raw, is_named, not minutes or not hours


def reference(case: Case, zone: ZoneInfo, after: datetime, until: datetime) -> Iterator[datetime]:
    """Yield the slots by looking at each minute, and at each one that the clock skipped."""
    _, is_named, is_repeated = case
    moment = after.replace(second=0)
    before = (moment - MINUTE).astimezone(zone)
    while moment <= until:
        local = moment.astimezone(zone)
        shown = local.replace(tzinfo=None, fold=0)
        expected = before.replace(tzinfo=None, fold=0) + MINUTE
        skipped = [expected + n * MINUTE for n in range(max(0, (shown - expected) // MINUTE))]
        is_first = is_repeated or not local.fold
        if any(map(is_named, skipped)) or (is_named(shown) and is_first):
            yield moment
        before = local
        moment += MINUTE


@pytest.mark.parametrize("name", EVES)
@given(
    case=every() | times() | cron(),
    is_autumn=st.booleans(),
    seconds=st.integers(0, 86_399),
)
@settings(max_examples=40)
def test_the_slots_are_those_a_patient_clerk_would_find(
    name: str, case: Case, is_autumn: bool, seconds: int
) -> None:
    start = datetime.combine(EVES[name][is_autumn], time(), UTC) + timedelta(seconds=seconds)
    zone, until = ZoneInfo(name), start + 2 * DAY

    slots = Schedule.of(case[0], name).slots_between(start, until, limit=10_000)

    assert slots == [one for one in reference(case, zone, start, until) if one > start]
