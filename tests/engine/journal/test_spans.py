"""Which days and hours a reader means."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest

from engine.journal.spans import Hours, Span, beginning, clock, ending, span_of

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
