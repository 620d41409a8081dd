"""Results that PostgreSQL does not take at once are neither lost nor overtaken."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest
from pytest_django import Settings

from engine.journal.models import Entry
from engine.journal.telling.story import story_of
from engine.kernel.clock import now
from engine.queue.database import connect
from engine.runs import claim
from engine.runs.claim import Claimed, Want
from engine.runs.record import Recorder
from engine.runs.results import Ending
from tests.engine.machine import a_hook, a_run, a_running_bundle, aside

pytestmark = pytest.mark.django_db(transaction=True)


@asynccontextmanager
async def no_rows_taken() -> AsyncIterator[None]:
    """Keep everybody from writing into the journal."""
    patient = "SET idle_in_transaction_session_timeout = 0; SET transaction_timeout = 0"
    async with await connect("other") as db:
        await db.execute(patient)
        await db.execute("BEGIN")
        await db.execute("LOCK TABLE journal_entry IN EXCLUSIVE MODE")
        yield
        await db.execute("COMMIT")


@asynccontextmanager
async def live_rows_refused() -> AsyncIterator[None]:
    """Have the journal refuse whatever is live."""
    async with await connect("other") as db:
        await db.execute("ALTER TABLE journal_entry ADD CONSTRAINT no CHECK (mode <> 'live')")
        try:
            yield
        finally:
            await db.execute("ALTER TABLE journal_entry DROP CONSTRAINT no")


async def claimed(number: int) -> list[Claimed]:
    """Return so many runs that were just taken."""
    bundle = await aside(lambda: a_running_bundle(a_hook(), [{"id": "end", "kind": "stop"}]))
    for _ in range(number):
        await aside(a_run, bundle)
    async with await connect("test") as db:
        (lane,) = await claim.due_lanes(db)
        return await claim.claim(db, [Want(lane, number)], str(bundle.pk), 15.0)


def ending(run: Claimed) -> Ending:
    """Return the ending of a run that has succeeded."""
    story = story_of(run.facts, b'{"trigger":{},"steps":[]}', None)
    return Ending(run, "succeeded", now(), 0, 0, 0, b"[]", story, has_checkpoints=False)


async def until(condition: Callable[[], object]) -> None:
    """Wait until the condition holds."""
    async with asyncio.timeout(20):
        while not condition():
            await asyncio.sleep(0.01)


def test_results_that_came_while_none_was_taken_go_before_new_work(settings: Settings) -> None:
    settings.LEASE_S = 1.5

    async def scene() -> tuple[bool, bool, bool]:
        first, second = await claimed(2)
        recorder = Recorder()
        async with no_rows_taken():
            sooner = recorder.end(ending(first))
            await until(lambda: recorder.is_behind)
            later = recorder.end(ending(second))
            held = recorder.waiting()
        await sooner
        was_behind = recorder.is_behind
        await later
        await recorder.close()
        return held == [first, second], was_behind, recorder.is_behind

    assert asyncio.run(scene()) == (True, True, False)
    assert Entry.objects.filter(kind="run", status="succeeded").count() == 2


def test_a_row_refused_even_without_its_story_is_written_once_it_is_taken() -> None:
    async def scene() -> list[Claimed]:
        (run,) = await claimed(1)
        recorder = Recorder()
        async with live_rows_refused():
            recorder.end(ending(run))
            await until(lambda: recorder.is_behind)
        await recorder.close()
        return recorder.waiting()

    assert asyncio.run(scene()) == []
    assert Entry.objects.get(kind="run").status == "succeeded"
