"""A lease may run out although its worker lives: nobody has died of that run then."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from typing import Any

import psycopg
import pytest

from engine.kernel.clock import now
from engine.kernel.ids import new_id
from engine.queue.database import Db, connect
from engine.queue.models import Checkpoint as Saved
from engine.queue.models import Run
from engine.runs import claim
from engine.runs.claim import Claimed, Want
from engine.runs.leases import Leases
from engine.runs.record import Recorder
from engine.runs.results import Checkpoint
from tests.connectors.loopback import Asked, Service, answer, service
from tests.engine.machine import (
    a_hook,
    a_run,
    a_running_bundle,
    a_worker,
    aside,
    send_step,
    story,
    the_entry,
)

pytestmark = pytest.mark.django_db(transaction=True)

STEPS = [{"id": "end", "kind": "stop"}]
CALL_S = 1.5


async def slow(request: Asked, writer: asyncio.StreamWriter) -> None:
    """Answer so late that much can happen meanwhile."""
    await asyncio.sleep(CALL_S)
    writer.write(answer())


def run_out() -> None:
    """Let all leases be over."""
    Run.objects.filter(status="running").update(due_at=now() - timedelta(seconds=1))


async def taken_by(db: Db, worker_id: str) -> Claimed:
    """Have a worker take the only run that is due."""
    (lane,) = await claim.due_lanes(db)
    (run,) = await claim.claim(db, [Want(lane, 1)], worker_id, 15.0)
    return run


def told(*workers: str) -> Sequence[Claimed]:
    """Let workers take the same run one after the other, as the leases run out."""
    a_run(a_running_bundle(a_hook(), STEPS))

    async def scene() -> list[Claimed]:
        taken = []
        async with await connect("test") as db:
            for worker in workers:
                taken.append(await taken_by(db, worker))
                await aside(run_out)
        return taken

    return asyncio.run(scene())


def lose(run: Claimed, worker_id: str) -> None:
    """Have a worker say that it lives without this run."""

    async def scene() -> None:
        leases = Leases(worker_id, 15.0)
        leases.lose(run)
        leases.lose(run)
        async with await connect("test") as db:
            await leases.tell(db)

    asyncio.run(scene())


A, B = str(new_id()), str(new_id())


@pytest.mark.parametrize(("then", "crashes"), [(A, 0), (B, 1)], ids=["itself", "another"])
def test_who_takes_a_run_again_has_not_died_of_it(then: str, crashes: int) -> None:
    _, again = told(A, then)

    assert (again.crashes, again.follows_crash) == (crashes, True)


def test_a_death_is_taken_back_by_who_lives() -> None:
    first, _ = told(A, B)

    lose(first, A)

    assert Run.objects.get().crashes == 0


def test_what_is_given_up_is_free_at_once_and_nobody_has_died() -> None:
    (run,) = told(A)
    Run.objects.update(due_at=now() + timedelta(seconds=15))

    lose(run, A)

    async def scene() -> Claimed:
        async with await connect("test") as db:
            return await taken_by(db, B)

    assert asyncio.run(scene()).crashes == 0


def test_what_could_not_be_said_is_said_later() -> None:
    (run,) = told(A)

    async def scene() -> None:
        leases = Leases(A, 15.0)
        leases.lose(run)
        gone = await connect("test")
        await gone.close()
        with pytest.raises(psycopg.OperationalError):
            await leases.tell(gone)
        async with await connect("test") as db:
            await leases.tell(db)

    asyncio.run(scene())

    assert Run.objects.get().worker_id is None


def at_work(meanwhile: Callable[[Service], Awaitable[Any]], **options: Any) -> Any:
    """Let a worker call a slow service, and something happen once it has."""
    hook = a_hook()

    async def scene() -> Any:
        async with service(slow) as target, a_worker(lease_s=2.0) as worker:
            bundle = await aside(a_running_bundle, hook, [send_step(target.url())])
            await aside(a_run, bundle, {"body": {}})
            work = asyncio.create_task(worker.drain(lambda: False, lambda: None, **options))
            while not target.asked:
                await asyncio.sleep(0.01)
            await meanwhile(target)
            await work
            return bundle, target.asked

    return asyncio.run(scene())


def test_a_worker_that_slept_past_its_lease_goes_on_if_nobody_came() -> None:
    async def oversleep(target: Service) -> None:
        await aside(run_out)

    bundle, asked = at_work(oversleep)

    attempts = story(the_entry(bundle))["steps"][0]["attempts"]
    assert (len(asked), [one["n"] for one in attempts]) == (1, [1])


def test_a_worker_whose_result_comes_too_late_says_that_it_lives() -> None:
    async def be_replaced(target: Service) -> None:
        async with await connect("test") as db, db.transaction():
            await db.execute("UPDATE queue_run SET due_at = now() - interval '1 second'")
            await taken_by(db, B)

    at_work(be_replaced)

    run = Run.objects.get()
    assert (run.lease, str(run.worker_id), run.crashes) == (2, B, 0)


def test_a_result_is_written_though_who_waited_for_it_was_cut_off() -> None:
    (run,) = told(A)

    async def scene() -> None:
        recorder = Recorder()
        waiting = asyncio.ensure_future(recorder.save(Checkpoint(run, "send", b"{}")))
        waiting.cancel()
        await recorder.close()

    asyncio.run(scene())

    assert Saved.objects.filter(run_id=run.id).exists()
