"""What becomes of the work under way when a worker takes no more."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from engine.bundles.models import Bundle
from engine.journal.models import Entry
from engine.queue.models import Run
from engine.queue.winding_up import finish
from engine.runs.worker import Worker
from tests.connectors.loopback import Asked, Service, answer, service
from tests.engine.machine import a_hook, a_run, a_running_bundle, a_worker, aside, send_step

CALL_S = 2.0
LEASE_S = 1.5


async def slow(request: Asked, writer: asyncio.StreamWriter) -> None:
    """Answer after more than a lease."""
    await asyncio.sleep(CALL_S)
    writer.write(answer())


def worked(
    work: Callable[[Worker, Service], Awaitable[None]], *, runs: int = 1, **changes: Any
) -> tuple[int, list[str]]:
    """Let a worker with one place do slow calls; returns how many, and how the runs ended."""
    hook = a_hook()

    async def scene() -> tuple[int, Bundle]:
        usual: dict[str, Any] = {"lease_s": LEASE_S, "in_flight": 1}
        async with service(slow) as target, a_worker(**{**usual, **changes}) as worker:
            bundle = await aside(a_running_bundle, hook, [send_step(target.url())])
            for _ in range(runs):
                await aside(a_run, bundle, {"body": {}})
            await work(worker, target)
            return len(target.asked), bundle

    calls, bundle = asyncio.run(scene())
    ended = Entry.objects.filter(kind="run", bundle_id=bundle.pk)
    return calls, list(ended.values_list("status", flat=True))


@pytest.mark.django_db(transaction=True)
def test_a_call_under_way_is_finished_once_when_its_worker_takes_no_more() -> None:
    async def stop(worker: Worker, target: Service) -> None:
        await worker.drain(lambda: bool(target.asked), lambda: None)

    assert worked(stop) == (1, ["succeeded"])


@pytest.mark.django_db(transaction=True)
def test_a_worker_hands_over_in_a_lull_and_leaves_what_is_due_to_others() -> None:
    async def hand_over(worker: Worker, target: Service) -> None:
        await worker.drain(lambda: False, lambda: None, hands_over=lambda: bool(target.asked))

    assert worked(hand_over, runs=2, lull_s=60.0) == (1, ["succeeded"])
    assert Run.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_call_longer_than_a_lull_keeps_its_worker_at_work() -> None:
    tries = iter([True])

    async def hand_over(worker: Worker, target: Service) -> None:
        await worker.drain(
            lambda: False,
            lambda: None,
            hands_over=lambda: bool(target.asked) and next(tries, False),
        )

    assert worked(hand_over, runs=2, lull_s=0.05) == (2, ["succeeded", "succeeded"])


def test_work_that_outlasts_the_grace_is_cut_only_once_the_process_must_go() -> None:
    async def scene(*, must_go: bool) -> bool:
        task = asyncio.create_task(asyncio.sleep(0.3))
        await finish([task], must_go=lambda: must_go, grace_s=0.01)
        return task.cancelled()

    assert asyncio.run(scene(must_go=True))
    assert not asyncio.run(scene(must_go=False))


def test_the_grace_begins_when_the_process_is_told_to_go_though_it_waits_already() -> None:
    async def scene() -> bool:
        told = asyncio.Event()
        task = asyncio.create_task(asyncio.sleep(60))
        waiting = asyncio.create_task(finish([task], must_go=told.is_set, grace_s=0.01))
        await asyncio.sleep(0)
        told.set()
        await waiting
        return task.cancelled()

    assert asyncio.run(scene())
