"""Events that go through a bundle over several turns of a worker, with people in between."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from engine.bundles.models import Bundle
from engine.flow import definition
from engine.journal.models import Entry
from engine.kernel.clock import now
from engine.queue import held
from engine.queue.keys import order_key
from engine.queue.models import Run
from tests.connectors.loopback import Asked, answer, service
from tests.engine.machine import a_hook, a_run, a_running_bundle, aside, drain, story

ACCEPTED = answer(b'{"id": 7}', headers=["Content-Type: application/json"])
REFUSED = answer(b"no such list", status="422 Unprocessable Entity")
BUSY = answer(status="429 Too Many Requests")


async def lost(request: Asked, writer: asyncio.StreamWriter) -> None:
    """Hang up on a request that has been read."""
    writer.close()


def played(
    steps: Callable[[str], Sequence[Any]],
    *plays: Any,
    events: Sequence[Any] = ({"body": {"a": 1}},),
    between: Sequence[Callable[[], Any]] = (),
    **trigger: Any,
) -> tuple[list[Asked], Bundle]:
    """Give the events a turn, and another after each deed of a person; what waits is made due."""
    hook = a_hook()

    async def scene() -> tuple[list[Asked], Bundle]:
        async with service(*(plays or (ACCEPTED,))) as target:
            bundle = await aside(a_running_bundle, hook, steps(target.url()), **trigger)
            for event in events:
                await aside(_arrive, bundle, event)
            await drain()
            for deed in between:
                await aside(deed)
                await aside(_make_due)
                await drain()
            return target.asked, bundle

    return asyncio.run(scene())


def decide(do: held.Answer) -> Callable[[], None]:
    """Return the deed of answering the only run that asks."""

    def deed() -> None:
        run = Run.objects.get(status="held")
        assert run.bundle_id is not None
        held.answer(run.bundle_id, run.pk, do, workspace_id=run.workspace_id, actor="Анна")

    return deed


def nothing() -> None:
    """Return at once; another turn follows."""


def statuses(entry: Entry) -> list[tuple[str, str]]:
    """Return the steps of a journal row with what became of each."""
    return [(step["id"], step["status"]) for step in story(entry)["steps"]]


def rows_told(bundle: Bundle) -> list[str]:
    """Return the codes of the bundle's system rows, oldest first."""
    rows = Entry.objects.filter(bundle_id=bundle.pk, kind="system").order_by("id")
    return [story(row)["code"] for row in rows]


def the_run(bundle: Bundle) -> Entry:
    """Return the journal row of the bundle's only finished run."""
    return Entry.objects.get(bundle_id=bundle.pk, kind="run")


def _arrive(bundle: Bundle, event: Any) -> Run:
    trigger = definition.compile(bundle.draft).trigger
    return a_run(bundle, event, order_key=order_key(trigger, event))


def _make_due() -> None:
    Run.objects.filter(due_at__isnull=False).update(due_at=now() - timedelta(seconds=1))
