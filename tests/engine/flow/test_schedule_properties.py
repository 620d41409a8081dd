"""Laws of schedules that hold for anything a person or a program may write."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from time import thread_time
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.flow import definition as definitions
from engine.flow.errors import DefinitionIsInvalid
from engine.flow.schedule import Schedule

LAW = settings(max_examples=150)
ZONES = (
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",
    "+05:45",
    "Pacific/Apia",
)
JUNK: st.SearchStrategy[Any] = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)
    | st.lists(st.integers() | st.text(max_size=3), max_size=3)
)  # fmt: skip
CRON_FIELD = st.text("0123456789*/,-L#", min_size=1, max_size=5) | st.just("*")
TIME = st.sampled_from(["00:00", "9:30", "23:59:59", "24:00", "2026-03-29T02:30", "31.12.9999"])
SCHEDULES: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {},
    optional={
        "every": st.sampled_from([60, 61, 3600, 3601, 86_400, 90_000, 31_622_400]) | JUNK,
        "cron": st.lists(CRON_FIELD, min_size=5, max_size=5).map(" ".join) | JUNK,
        "between": st.lists(TIME, min_size=2, max_size=2) | JUNK,
        "weekdays": st.lists(st.integers(1, 7), max_size=2) | JUNK,
        "days": st.lists(st.sampled_from([-1, 1, 29, 31]), max_size=2) | JUNK,
        "at": TIME | st.lists(TIME, max_size=3) | JUNK,
        "missed": st.sampled_from(["last", "all", "none"]) | JUNK,
        "time_zone": st.sampled_from(ZONES) | JUNK,
    },
)
SINCE_1900, UNTIL_9998 = -2_208_988_800, 253_370_000_000
MOMENTS = st.integers(SINCE_1900, UNTIL_9998).map(lambda s: datetime.fromtimestamp(s, UTC))


@given(raw=SCHEDULES)
@LAW
def test_whatever_is_written_is_read_or_refused_in_little_time(raw: dict[str, Any]) -> None:
    started = thread_time()

    definitions.mistakes({"trigger": {"schedule": raw}, "steps": []})

    assert thread_time() - started < 1.0


@given(raw=SCHEDULES, moment=MOMENTS, zone=st.sampled_from(ZONES))
@LAW
def test_slots_come_one_after_another_whenever_they_are_asked_for(
    raw: dict[str, Any], moment: datetime, zone: str
) -> None:
    with suppress(DefinitionIsInvalid):
        schedule = Schedule.of(raw, zone)
        slots = schedule.slots_between(moment, datetime.max.replace(tzinfo=UTC), limit=3)

        assert slots == sorted({*slots})
        assert all(moment < slot and slot.tzinfo is UTC for slot in slots)
        for slot in slots:
            assert schedule.next_after(slot - timedelta(microseconds=1)) == slot
