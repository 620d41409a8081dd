"""Which days and hours a reader means."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from engine.journal.finding.spans import (
    Hours,
    Span,
    Stretch,
    beginning,
    clock,
    ending,
    span_of,
    stretches,
)

MOSCOW = ZoneInfo("Europe/Moscow")
BERLIN = ZoneInfo("Europe/Berlin")
FIRST_OF_DECEMBER = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)


def day(year: int, month: int, number: int, zone: ZoneInfo) -> datetime:
    return datetime(year, month, number, tzinfo=zone).astimezone(UTC)


@pytest.mark.parametrize(
    ("period", "first", "end"),
    [
        ("today", (12, 1), (12, 2)),
        ("yesterday", (11, 30), (12, 1)),
        ("last_7_days", (11, 24), (12, 2)),
        ("last_30_days", (11, 1), (12, 2)),
    ],
)
def test_a_period_counts_whole_days_of_the_zone(
    period: str, first: tuple[int, int], end: tuple[int, int]
) -> None:
    span = span_of(period, FIRST_OF_DECEMBER, MOSCOW)

    assert span == Span(day(2026, *first, MOSCOW), day(2026, *end, MOSCOW))


def test_today_begins_with_the_day_of_the_zone_not_of_utc() -> None:
    late_evening_in_utc = datetime(2026, 11, 30, 22, 30, tzinfo=UTC)

    span = span_of("today", late_evening_in_utc, MOSCOW)

    assert span.start == datetime(2026, 11, 30, 21, 0, tzinfo=UTC)


def test_the_day_clocks_go_back_is_twenty_five_hours_long() -> None:
    span = span_of("today", datetime(2026, 10, 25, 12, tzinfo=UTC), BERLIN)

    assert span.end is not None
    assert span.start is not None
    assert (span.end - span.start).total_seconds() == 25 * 3600


def test_own_dates_include_the_whole_last_day() -> None:
    assert beginning("2026-11-24", MOSCOW) == day(2026, 11, 24, MOSCOW)
    assert ending("2026-12-01", MOSCOW) == day(2026, 12, 2, MOSCOW)


def test_an_instant_includes_itself_at_the_end_and_may_leave_out_the_zone() -> None:
    noon = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)

    assert beginning("2026-12-01T12:00", MOSCOW) == noon
    assert beginning("2026-12-01T12:00:00+03:00", MOSCOW) == noon
    assert beginning("2026-12-01T12:00:00 03:00", MOSCOW) == noon  # a plus sign, unescaped
    assert ending("2026-12-01T09:00:00Z", MOSCOW) > noon


@pytest.mark.parametrize("text", ["25:00", "9:00", "12:60", "24:01", "noon", "1٢:0٠"])
def test_what_is_no_time_of_day_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=text):
        clock(text)


def test_the_end_of_the_day_is_written_as_twenty_four() -> None:
    assert clock("24:00") is None
    assert clock("09:30") == time(9, 30)


def test_hours_that_end_before_they_begin_go_over_midnight() -> None:
    assert Hours(time(22), time(6)).crosses_midnight
    assert not Hours(time(9), time(18)).crosses_midnight
    assert not Hours(time(9), None).crosses_midnight


def shown(hours: Hours, zone: ZoneInfo, whole: Stretch) -> set[datetime]:
    """Return the quarters of an hour whose clock shows these hours, looked at one by one."""
    return {
        moment
        for n in range(4 * 24 * 4)
        if whole.start <= (moment := whole.start + n * timedelta(minutes=15)) < whole.end
        and _is_at(moment.astimezone(zone).time(), hours)
    }


def _is_at(clock: time, hours: Hours) -> bool:
    since, until = clock >= hours.start, hours.end is None or clock < hours.end
    return since or until if hours.crosses_midnight else since and until


@pytest.mark.parametrize(
    "zone", ["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe"]
)
@pytest.mark.parametrize(
    "day", ["2026-03-28", "2026-10-24", "2026-03-07", "2026-10-31", "2026-10-03"]
)
@pytest.mark.parametrize(
    "hours",
    [
        Hours(time(2), time(3)),
        Hours(time(1, 30), time(2, 30)),
        Hours(time(2, 15), None),
        Hours(time(), time(2)),
        Hours(time(22), time(6)),
        Hours(time(2, 30), time(2, 15)),
    ],
)
def test_hours_are_those_that_clocks_show_also_on_days_of_a_jump(
    zone: str, day: str, hours: Hours
) -> None:
    place = ZoneInfo(zone)
    noon = datetime.fromisoformat(f"{day}T12:00:00+00:00")
    whole = Stretch(noon, noon + timedelta(days=2, minutes=1))

    found = stretches(whole, hours, place)

    inside = {
        moment
        for moment in shown(Hours(time(), None), place, whole)
        if any(one.start <= moment < one.end for one in found)
    }
    assert inside == shown(hours, place, whole)
    assert found == sorted(found, key=lambda one: one.start, reverse=True)


def test_a_night_belongs_to_the_day_it_begins_on() -> None:
    moscow = ZoneInfo("Europe/Moscow")
    days = span_of("yesterday", datetime(2026, 12, 3, 9, tzinfo=UTC), moscow)
    assert days.start is not None
    assert days.end is not None

    [night] = stretches(Stretch(days.start, days.end), Hours(time(22), time(6)), moscow)

    assert night.start == datetime(2026, 12, 2, 22, tzinfo=moscow)
    assert night.end == datetime(2026, 12, 3, 6, tzinfo=moscow)


def test_whole_days_are_one_stretch() -> None:
    whole = Stretch(datetime(2026, 3, 27, 23, tzinfo=UTC), datetime(2026, 3, 30, tzinfo=UTC))

    assert stretches(whole, Hours(time(), None), ZoneInfo("Europe/Berlin")) == [whole]
