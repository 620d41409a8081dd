"""Runs that workers died with: the one that kills is found, the others are not held up by it."""

import asyncio
from typing import Any

import pytest

from engine.kernel.ids import new_id
from engine.queue.database import connect
from engine.queue.models import Run
from engine.runs import claim
from engine.runs.claim import Claimed, Want
from engine.runs.suspects import ALONE_FOR_S, TRIAL_S, Suspects
from tests.engine.machine import (
    a_hook,
    a_run,
    a_running_bundle,
    drain,
    the_entry,
)

pytestmark = pytest.mark.django_db(transaction=True)

STEPS = [{"id": "end", "kind": "stop"}]
MANY = 30


def on_trial(*moments: float) -> list[list[Claimed]]:
    """Return what one worker takes at these moments, if all that it has taken goes on."""
    clock = iter(moments)

    async def scene() -> list[list[Claimed]]:
        tried = Suspects(str(new_id()), 15.0, clock=lambda: next(clock))
        async with await connect("test") as db:
            return [await tried.take(db) for _ in moments]

    return asyncio.run(scene())


def two_died_with(number: int, **fields: Any) -> None:
    """Put runs in that were under way when a second worker died."""
    bundle = a_running_bundle(a_hook(), STEPS)
    for _ in range(number):
        a_run(bundle, **{"status": "running", "lease": 2, "crashes": 1, **fields})


def test_nobody_disturbs_the_trial_of_a_run_that_two_workers_died_with() -> None:
    two_died_with(2)

    first, second = on_trial(1.0, 1.0 + ALONE_FOR_S / 2)

    assert ([run.crashes for run in first], second) == ([2], [])


def test_who_has_outlived_the_trial_gets_company() -> None:
    two_died_with(2)

    first, second = on_trial(1.0, 1.1 + ALONE_FOR_S)

    assert len(first) == len(second) == 1
    assert list(Run.objects.values_list("in_company", flat=True)) == [True, True]


def test_many_that_take_long_are_all_begun_before_long() -> None:
    two_died_with(MANY)
    then = 1.0 + ALONE_FOR_S

    taken = on_trial(1.0, *(then + number * TRIAL_S * 1.1 for number in range(MANY)))

    assert len([run for some in taken for run in some]) == MANY


def test_the_next_trial_of_those_who_were_there_takes_longer() -> None:
    two_died_with(3, crashes=2, in_company=True)
    then = 1.0 + ALONE_FOR_S

    _, second, third = on_trial(1.0, then, then + 2 * TRIAL_S)

    assert ([run.crashes for run in second], third) == ([3], [])


def test_who_was_taken_last_before_the_death_is_tried_first() -> None:
    two_died_with(1)
    two_died_with(1, key="the last")

    (first,) = on_trial(1.0)

    assert first[0].key == "the last"


def test_others_do_not_take_who_is_suspected() -> None:
    two_died_with(1)

    async def scene() -> list[Claimed]:
        async with await connect("test") as db:
            wants = [Want(lane, 10) for lane in await claim.due_lanes(db)]
            return await claim.claim(db, wants, str(new_id()), 15.0)

    assert asyncio.run(scene()) == []


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({}, "failed"),
        ({"in_company": True}, "succeeded"),
        ({"worker_id": None, "crashes": 3}, "succeeded"),
    ],
    ids=["alone", "in company", "given up"],
)
def test_only_a_death_alone_is_proof(fields: dict[str, Any], status: str) -> None:
    bundle = a_running_bundle(a_hook(), STEPS)
    a_run(bundle, **{"status": "running", "lease": 3, "crashes": 2, **fields})

    asyncio.run(drain())

    assert the_entry(bundle).status == status
