"""When a bundle starts by the clock."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest

from engine.flow.errors import DefinitionIsInvalid
from engine.flow.schedule import Schedule

NOON = datetime(2026, 6, 3, 12, tzinfo=UTC)  # a Wednesday


def a_schedule(usual_zone: str = "UTC", **raw: Any) -> Schedule:
    return Schedule.of(raw, usual_zone)


def shown(schedule: Schedule, *, after: datetime = NOON, count: int = 3) -> list[str]:
    """Return the next slots as a clock in the schedule's zone shows them."""
    far = after + timedelta(days=4000)
    slots = schedule.slots_between(after, far, limit=count)
    return [one.astimezone(schedule.zone).strftime("%a %d.%m %H:%M") for one in slots]


@pytest.mark.parametrize(
    ("raw", "slots"),
    [
        ({"every": 300}, ["Wed 03.06 12:05", "Wed 03.06 12:10"]),
        ({"every": 25_200}, ["Wed 03.06 14:00", "Wed 03.06 21:00", "Thu 04.06 00:00"]),
        ({"every": 86_400}, ["Thu 04.06 00:00", "Fri 05.06 00:00"]),
        ({"every": 7 * 86_400}, ["Mon 08.06 00:00", "Mon 15.06 00:00"]),
        (
            {"every": 7200, "between": ["9:00", "15:00"]},
            ["Wed 03.06 13:00", "Thu 04.06 09:00", "Thu 04.06 11:00"],
        ),
        (
            {"every": 7200, "between": ["22:00", "02:00"], "weekdays": [5]},
            ["Fri 05.06 22:00", "Sat 06.06 00:00", "Fri 12.06 22:00"],
        ),
        ({"every": 43_200, "between": ["20:00", "24:00"]}, ["Wed 03.06 20:00", "Thu 04.06 20:00"]),
        (
            {"at": ["18:30", "09:00"], "weekdays": [3, 4]},
            ["Wed 03.06 18:30", "Thu 04.06 09:00", "Thu 04.06 18:30"],
        ),
        ({"at": "10:00", "days": [31, -1]}, ["Tue 30.06 10:00", "Fri 31.07 10:00"]),
        ({"days": [1], "weekdays": [1]}, ["Mon 01.02 00:00", "Mon 01.03 00:00"]),
        ({"cron": "*/20 9-17 * * MON-FRI"}, ["Wed 03.06 12:20", "Wed 03.06 12:40"]),
        ({"cron": "0 0 29 2 *"}, ["Tue 29.02 00:00", "Sun 29.02 00:00"]),
        ({"at": ["2026-06-03 13:00", "2025-01-01", "2026-06-04"]}, ["Wed 03.06 13:00"]),
        ({}, []),
        ({"every": None, "at": []}, []),
    ],
)
def test_the_next_slots(raw: dict[str, Any], slots: list[str]) -> None:
    assert shown(a_schedule(**raw))[: len(slots) or None] == slots


def test_slots_are_times_of_the_workspace_unless_the_schedule_has_its_own_zone() -> None:
    theirs = a_schedule("Asia/Kathmandu", at="09:00").next_after(NOON)
    own = a_schedule("Asia/Kathmandu", at="09:00", time_zone="Europe/Moscow").next_after(NOON)

    assert theirs == datetime(2026, 6, 4, 3, 15, tzinfo=UTC)
    assert own == datetime(2026, 6, 4, 6, tzinfo=UTC)


def test_a_skipped_time_fires_once_when_the_clock_has_jumped() -> None:
    eve = datetime(2026, 3, 28, 12, tzinfo=UTC)

    slots = shown(a_schedule("Europe/Berlin", at=["02:10", "02:50"]), after=eve, count=2)

    assert slots == ["Sun 29.03 03:00", "Mon 30.03 02:10"]


def test_a_date_that_the_clock_skips_fires_when_it_has_jumped() -> None:
    schedule = a_schedule("Europe/Berlin", at="2026-03-29T02:30")

    assert schedule.dates == (datetime(2026, 3, 29, 1, tzinfo=UTC),)


def test_a_time_that_is_shown_twice_fires_once() -> None:
    eve = datetime(2026, 10, 24, 12, tzinfo=UTC)
    schedule = a_schedule("Europe/Berlin", cron="30 2 * * *")

    slots = schedule.slots_between(eve, eve + timedelta(days=2), limit=9)

    assert slots == [
        datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
        datetime(2026, 10, 26, 1, 30, tzinfo=UTC),
    ]


def test_polls_go_on_while_the_clock_shows_an_hour_twice() -> None:
    eve = datetime(2026, 10, 24, 22, tzinfo=UTC)
    slots = a_schedule("Europe/Berlin", every=300).slots_between(
        eve, eve + timedelta(hours=5), limit=99
    )

    gaps = {later - earlier for earlier, later in pairwise(slots)}
    assert gaps == {timedelta(minutes=5)}
    assert len(slots) == 60


def test_a_poll_that_names_no_times_has_the_usual_interval() -> None:
    schedule = Schedule.of({"between": ["13:00", "14:00"]}, "UTC", every_s=300)

    assert shown(schedule, count=2) == ["Wed 03.06 13:00", "Wed 03.06 13:05"]


@pytest.mark.parametrize(
    ("missed", "minutes", "fired"),
    [
        ("last", 35, [30]),
        ("all", 35, [10, 20, 30]),
        ("none", 35, []),
        ("none", 30, [30]),
        ("last", 5, []),
        (None, 35, [30]),
    ],
)
def test_missed_slots_are_made_up_for_by_choice(
    missed: str | None, minutes: int, fired: list[int]
) -> None:
    schedule = a_schedule(every=600, missed=missed)

    slots = schedule.to_fire(NOON, NOON + timedelta(minutes=minutes), limit=50)

    assert [(one - NOON) // timedelta(minutes=1) for one in slots] == fired


def test_the_last_missed_slot_is_found_behind_years_of_silence() -> None:
    rare = a_schedule(cron="0 0 29 2 *")

    slots = rare.to_fire(NOON, datetime(2031, 1, 1, tzinfo=UTC), limit=9)

    assert slots == [datetime(2028, 2, 29, tzinfo=UTC)]


WRONG: list[tuple[dict[str, Any], list[tuple[str, str]]]] = [
    ({"cron": "0 0 31 2 *"}, [("/cron", "schedule_never")]),
    ({"cron": "0 0 31 4,6 *"}, [("/cron", "schedule_never")]),
    ({"cron": "61 * * * *"}, [("/cron", "bad_cron")]),
    ({"cron": "* * * * * *"}, [("/cron", "bad_cron")]),
    ({"cron": "@daily"}, [("/cron", "bad_cron")]),
    ({"cron": "0 0 * * *", "every": 300}, [("/cron", "only_one_of")]),
    ({"cron": "0 0 * * *", "weekdays": [1]}, [("/weekdays", "only_one_of")]),
    ({"every": 300, "between": ["9:00", "9:00"]}, [("/between", "bad_window")]),
    ({"every": 300, "between": ["9", "9:00"]}, [("/between/0", "bad_time")]),
    ({"every": 300, "between": ["24:00", "25:00"]},
     [("/between/0", "bad_time"), ("/between/1", "bad_time")]),
    ({"between": ["9:00", "10:00"]}, [("/every", "missing")]),
    ({"every": 7 * 86_400, "weekdays": [2]}, [("", "schedule_never")]),
    ({"at": ["09:00", "2026-02-31"]}, [("/at/1", "bad_date")]),
    ({"at": ["09:00", "2026-02-28"]}, [("/at", "dates_and_times")]),
    ({"at": "2026-02-28", "days": [1]}, [("/days", "only_one_of")]),
    ({"at": "09:00", "between": ["8:00", "9:00"]}, [("/between", "only_one_of")]),
    ({"every": 300, "time_zone": "Mars/Olympus"}, [("/time_zone", "unknown_time_zone")]),
    ({"every": 300, "time_zone": "+79:99"}, [("/time_zone", "unknown_time_zone")]),
]  # fmt: skip


@pytest.mark.parametrize(("raw", "mistakes"), WRONG)
def test_an_impossible_schedule_says_where_and_why(
    raw: dict[str, Any], mistakes: list[tuple[str, str]]
) -> None:
    with pytest.raises(DefinitionIsInvalid) as failure:
        a_schedule(**raw)

    assert [(one.path, one.code) for one in failure.value.mistakes] == mistakes
