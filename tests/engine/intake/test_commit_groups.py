"""The commit groups under pressure: PostgreSQL stands still, or cuts a line that idled."""

import asyncio
import gc
from typing import Any

import pytest

from engine.intake.groups import GROUP_BYTES, Delivery, GroupCommit
from engine.kernel.clock import now
from engine.kernel.ids import new_text_id
from engine.queue.arrivals import Arrival
from engine.queue.database import connect
from engine.queue.models import Run
from tests.engine.machine import Post, a_hook, a_running_bundle, with_receiver

pytestmark = pytest.mark.django_db(transaction=True)

STEPS = [{"id": "end", "kind": "stop"}]
LIVES = "SELECT FROM pg_stat_activity WHERE pid = %s"
PATIENCE_S = 20


def an_event(payload: bytes = b"{}") -> Delivery:
    """Return what a request becomes that no bundle listens to."""
    own, event, home = new_text_id(), new_text_id(), new_text_id()
    return Delivery([Arrival(own, event, home, None, None, now(), 0, payload)])


async def gone(backend: int) -> None:
    """Wait until PostgreSQL has ended the process behind a line."""
    async with await connect("test") as db, asyncio.timeout(PATIENCE_S):
        while await (await db.execute(LIVES, (backend,))).fetchone():
            await asyncio.sleep(0.01)


def test_a_sender_that_comes_when_too_much_waits_to_be_committed_is_told_to_come_again() -> None:
    hook = a_hook()
    a_running_bundle(hook, STEPS)

    async def talk(post: Post) -> list[Any]:
        await post(str(hook.hook_token), {})
        async with await connect("test") as db, db.transaction():
            await db.execute("LOCK TABLE queue_run IN ACCESS EXCLUSIVE MODE")
            posts = [asyncio.create_task(post(str(hook.hook_token), {})) for _ in range(6)]
            refused, _ = await asyncio.wait(posts, return_when=asyncio.FIRST_COMPLETED)
        return [one.result() for one in refused] + await asyncio.gather(*posts)

    first, *answers = asyncio.run(with_receiver(talk, pending_limit=3))

    assert (first.status, first.json["code"]) == (503, "busy")
    assert int(first.headers["retry-after"]) > 0
    accepted = [one for one in answers if one.status == 200]
    assert Run.objects.count() == 1 + len(accepted)


def test_a_line_the_server_cut_for_idling_in_a_transaction_costs_no_event() -> None:
    async def story() -> None:
        groups = GroupCommit(lambda: None)
        await groups.put(an_event())
        line = groups._line()
        await line.execute("SET idle_in_transaction_session_timeout = 1")
        await line.execute("BEGIN")
        await gone(line.info.backend_pid)
        await groups.put(an_event())
        await groups.close()

    asyncio.run(story())

    assert Run.objects.count() == 2


def test_an_event_that_cannot_be_written_refuses_nobody_else() -> None:
    async def story() -> list[Any]:
        broken, groups = an_event(), GroupCommit(lambda: None)
        broken.arrivals[0].payload = "text"  # type: ignore[assignment]
        puts = [groups.put(one) for one in (an_event(), broken, an_event())]
        told = await asyncio.gather(*puts, return_exceptions=True)
        await groups.put(an_event())
        await groups.close()
        return told

    told = asyncio.run(story())

    assert [isinstance(one, Exception) for one in told] == [False, True, False]
    assert Run.objects.count() == 3


def test_a_commit_carries_no_more_than_a_few_megabytes() -> None:
    async def story() -> int:
        commits: list[None] = []
        groups = GroupCommit(lambda: commits.append(None))
        large = b'"%b"' % (b"x" * (GROUP_BYTES * 2 // 3))
        await asyncio.gather(*(groups.put(an_event(large)) for _ in range(3)))
        await groups.close()
        return len(commits)

    assert asyncio.run(story()) == 3
    assert Run.objects.count() == 3


def test_what_waits_for_its_commit_is_kept_as_a_row_and_not_as_it_was_read() -> None:
    hook = a_hook()
    a_running_bundle(hook, STEPS)

    async def talk(post: Post) -> int:
        await post(str(hook.hook_token), {})
        async with await connect("test") as db, db.transaction():
            await db.execute("LOCK TABLE queue_run IN ACCESS EXCLUSIVE MODE")
            waiting = asyncio.create_task(post(str(hook.hook_token), b'{"a rare key": [1]}'))
            await asyncio.sleep(0.2)
            kept = sum(type(one) is dict and "a rare key" in one for one in gc.get_objects())
        await waiting
        return kept

    assert asyncio.run(with_receiver(talk)) == 0
