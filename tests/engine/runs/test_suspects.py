"""Runs that workers died with: the one that kills is found, the others are not held up by it."""

import asyncio
import time
from typing import Any

import pytest

from engine.kernel.ids import new_id
from engine.queue.database import connect
from engine.queue.models import Run
from engine.runs import claim, suspects
from engine.runs.claim import Claimed, Want
from engine.runs.suspects import Suspects
from tests.connectors.loopback import Asked, answer, service
from tests.engine.machine import (
    a_hook,
    a_run,
    a_running_bundle,
    aside,
    drain,
    send_step,
    the_entry,
)

pytestmark = pytest.mark.django_db(transaction=True)

STEPS = [{"id": "end", "kind": "stop"}]
MANY = 30
CALL_S = 0.8


def on_trial(looks: int, *, pause_s: float = 0.0) -> list[list[Claimed]]:
    """Return what one worker takes on so many looks, if all that it has taken goes on."""

    async def scene() -> list[list[Claimed]]:
        tried = Suspects(str(new_id()), 15.0)
        taken = []
        async with await connect("test") as db:
            for _ in range(looks):
                taken.append(await tried.take(db))
                await asyncio.sleep(pause_s)
        return taken

    return asyncio.run(scene())


def two_died_with(number: int, **fields: Any) -> None:
    """Put runs in that were under way when a second worker died."""
    bundle = a_running_bundle(a_hook(), STEPS)
    for _ in range(number):
        a_run(bundle, **{"status": "running", "lease": 2, "crashes": 1, **fields})


def test_nobody_disturbs_the_trial_of_a_run_that_two_workers_died_with() -> None:
    two_died_with(2)

    first, second = on_trial(2)

    assert ([run.crashes for run in first], second) == ([2], [])


def test_who_has_outlived_the_trial_gets_company() -> None:
    two_died_with(2)

    first, second = on_trial(2, pause_s=suspects.TRIAL_S * 1.1)

    assert len(first) == len(second) == 1
    assert list(Run.objects.values_list("in_company", flat=True)) == [True, True]


def test_the_next_trial_of_those_who_were_there_takes_longer() -> None:
    two_died_with(2, crashes=2, in_company=True)

    first, second = on_trial(2, pause_s=suspects.TRIAL_S * 1.1)

    assert ([run.crashes for run in first], second) == ([3], [])


def test_who_was_taken_last_before_the_death_is_tried_first() -> None:
    two_died_with(1)
    two_died_with(1, key="the last")

    (first,) = on_trial(1)

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


def test_many_suspects_with_a_slow_target_are_done_long_before_one_after_the_other() -> None:
    hook = a_hook()

    async def slow(request: Asked, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(CALL_S)
        writer.write(answer())

    async def scene() -> float:
        async with service(slow) as target:
            bundle = await aside(a_running_bundle, hook, [send_step(target.url())])
            for _ in range(MANY):
                await aside(a_run, bundle, {"body": {}}, status="running", lease=2, crashes=1)
            began = time.monotonic()
            await drain()
            return time.monotonic() - began

    assert asyncio.run(scene()) < MANY * CALL_S / 2
