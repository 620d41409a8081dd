"""How far back the journal is shown and kept."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from engine.journal.retention import months_before, oldest_kept, oldest_seen


@pytest.fixture(autouse=True)
def usual(settings: Any) -> None:
    settings.JOURNAL_DAYS = None


@pytest.mark.parametrize(
    ("today", "first"),
    [
        ("2027-01-01", "2026-11-01"),
        ("2026-08-31", "2026-06-30"),
        ("2027-04-30", "2027-02-28"),
        ("2028-04-30", "2028-02-29"),
        ("2026-12-15", "2026-10-15"),
    ],
)
def test_two_calendar_months_back_is_the_same_day_or_that_months_last(
    today: str, first: str
) -> None:
    assert months_before(date.fromisoformat(today), 2) == date.fromisoformat(first)


def test_the_first_day_shown_begins_at_midnight_of_the_workspaces_zone() -> None:
    evening = datetime(2026, 12, 31, 22, 30, tzinfo=UTC)

    assert oldest_seen("Europe/Moscow", evening) == datetime(2026, 10, 31, 21, tzinfo=UTC)
    assert oldest_seen("UTC", evening) == datetime(2026, 10, 31, tzinfo=UTC)
    # Summer time ended in between: midnight of 31 August is not that of 31 October.
    assert oldest_seen("America/New_York", evening) == datetime(2026, 10, 31, 4, tzinfo=UTC)


def test_a_number_of_days_may_be_set_instead(settings: Any) -> None:
    moment = datetime(2026, 12, 31, 22, 30, tzinfo=UTC)
    settings.JOURNAL_DAYS = 30

    assert oldest_seen("Europe/Moscow", moment) == moment - timedelta(days=30)
    assert oldest_kept(moment) == moment - timedelta(days=30)


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    st.sampled_from(sorted(available_timezones())),
)
@example(datetime(2026, 2, 28, 11, tzinfo=UTC), "Pacific/Apia")
def test_nothing_that_some_workspace_still_shows_is_dropped(moment: datetime, zone: str) -> None:
    shown, kept = oldest_seen(ZoneInfo(zone), moment), oldest_kept(moment)

    # Two days after a day of February, two months before may be five days later.
    assert kept <= shown <= kept + timedelta(days=6)
