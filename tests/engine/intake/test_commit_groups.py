"""The commit groups under pressure: PostgreSQL stands still, or cuts a line that idled."""

import asyncio
from typing import Any

import pytest

from engine.intake.groups import Delivery, GroupCommit
from engine.kernel.clock import now
from engine.kernel.ids import new_text_id
from engine.queue.arrivals import Arrival
from engine.queue.database import connect
from engine.queue.models import Run
from tests.engine.machine import Post, a_hook, a_running_bundle, with_receiver

pytestmark = pytest.mark.django_db(transaction=True)

STEPS = [{"id": "end", "kind": "stop"}]


def an_event() -> Delivery:
    """Return what a request becomes that no bundle listens to."""
    own, event, home = new_text_id(), new_text_id(), new_text_id()
    return Delivery([Arrival(own, event, home, None, None, now(), 0, b"{}")])


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
        await asyncio.sleep(0.1)
        await groups.put(an_event())
        await groups.close()

    asyncio.run(story())

    assert Run.objects.count() == 2


def test_an_event_that_cannot_be_written_refuses_nobody_else() -> None:
    async def story() -> list[Any]:
        broken, groups = an_event(), GroupCommit(lambda: None)
        broken.arrivals[0].payload = None  # type: ignore[assignment]
        puts = [groups.put(one) for one in (an_event(), broken, an_event())]
        told = await asyncio.gather(*puts, return_exceptions=True)
        await groups.put(an_event())
        await groups.close()
        return told

    told = asyncio.run(story())

    assert [isinstance(one, Exception) for one in told] == [False, True, False]
    assert Run.objects.count() == 3
