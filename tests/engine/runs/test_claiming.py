"""Who gets the next run: each lease once, each workspace its share, each key in its order."""

import asyncio
from typing import Any
from uuid import uuid4

import pytest

from engine.bundles.models import Bundle
from engine.kernel.ids import new_id
from engine.queue.database import connect
from engine.queue.models import Run
from engine.runs import claim
from engine.runs.claim import Lane, Want, share
from tests.connectors.loopback import answer, service
from tests.engine.machine import (
    a_hook,
    a_run,
    a_running_bundle,
    a_worker,
    aside,
    drain,
    send_step,
)

STEPS = [{"id": "end", "kind": "stop"}]
WORKER = str(new_id())


def lanes(*sizes: int) -> list[Lane]:
    """Return lanes: for each number a workspace with so many bundles."""
    return [
        Lane(space, str(uuid4()), False)
        for n in sizes
        for space in [str(uuid4())]
        for _ in range(n)
    ]


def shares(wants: list[Want]) -> list[int]:
    return [want.number for want in wants]


@pytest.mark.parametrize(
    ("sizes", "room", "expected"),
    [
        ((1,), 10, [10]),
        ((1, 1), 10, [5, 5]),
        ((3, 1), 12, [2, 2, 2, 6]),
        ((1, 1, 1), 2, [1, 1]),
        ((2,), 1, [1]),
    ],
)
def test_room_is_divided_between_workspaces_first(
    sizes: tuple[int, ...], room: int, expected: list[int]
) -> None:
    assert shares(share(lanes(*sizes), room, {}, 100)) == expected


def test_no_bundle_gets_beyond_its_cap() -> None:
    busy, full = lanes(2)

    wants = share([busy, full], 100, {busy.bundle_id: 3, full.bundle_id: 8}, 8)

    assert [(want.lane, want.number) for want in wants] == [(busy, 5)]


async def claimed(bundles: list[Bundle], number: int) -> list[Any]:
    async with await connect("test") as db:
        found = await claim.due_lanes(db)
        return await claim.claim(db, [Want(lane, number) for lane in found], WORKER, 15.0)


@pytest.mark.django_db(transaction=True)
def test_a_run_is_claimed_once_however_many_workers_ask() -> None:
    bundle = a_running_bundle(a_hook(), STEPS)
    runs = {str(a_run(bundle).id) for _ in range(40)}

    async def scene() -> Any:
        return await asyncio.gather(*(claimed([bundle], 10) for _ in range(6)))

    taken = [run.id for part in asyncio.run(scene()) for run in part]

    assert set(taken) == runs
    assert len(taken) == 40


@pytest.mark.django_db(transaction=True)
def test_an_expired_lease_is_claimed_again_as_a_crash() -> None:
    bundle = a_running_bundle(a_hook(), STEPS)
    a_run(bundle, status="running", lease=1)

    (again,) = asyncio.run(claimed([bundle], 10))

    assert (again.lease, again.crashes, again.follows_crash) == (2, 1, True)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("status", ["paused", "blocked"])
def test_a_bundle_that_does_not_run_keeps_its_events(status: str) -> None:
    bundle = a_running_bundle(a_hook(), STEPS, status=status)
    a_run(bundle)

    assert asyncio.run(claimed([bundle], 10)) == []
    assert Run.objects.get().status == "queued"


@pytest.mark.django_db(transaction=True)
def test_runs_of_one_key_go_one_after_the_other_in_order_of_arrival() -> None:
    hook = a_hook()

    async def scene() -> Any:
        async with service(answer()) as target:
            bundle = await aside(a_running_bundle, hook, [send_step(target.url())])
            for number in range(12):
                body = {"key": number % 3, "n": number}
                await aside(a_run, bundle, {"body": body}, order_key=str(number % 3))
            await drain()
            return target.asked

    asked = [one.body for one in asyncio.run(scene())]

    for key in range(3):
        own = [body for body in asked if body.startswith(b'{"key":%d,' % key)]
        assert own == [b'{"key":%d,"n":%d}' % (key, n) for n in range(key, 12, 3)]


@pytest.mark.django_db(transaction=True)
def test_a_head_that_waits_blocks_its_own_key_only() -> None:
    bundle = a_running_bundle(a_hook(), STEPS)
    a_run(bundle, order_key="a", status="waiting", due_at="2099-01-01T00:00:00Z")
    a_run(bundle, order_key="a")
    free = a_run(bundle, order_key="b")

    taken = asyncio.run(claimed([bundle], 10))

    assert [run.id for run in taken] == [str(free.id)]


@pytest.mark.parametrize(("waiting", "needs_help"), [(3, False), (9, True)])
@pytest.mark.django_db(transaction=True)
def test_a_worker_asks_for_help_when_a_bundle_has_more_than_it_may_take(
    waiting: int, needs_help: bool
) -> None:
    bundle = a_running_bundle(a_hook(), STEPS)
    for _ in range(waiting):
        a_run(bundle)
    calls: list[bool] = []

    async def scene() -> None:
        async with a_worker(per_bundle=4) as worker:
            await worker.drain(lambda: False, lambda: calls.append(True))

    asyncio.run(scene())

    assert bool(calls) is needs_help
