"""A connection's limits hold for all runs that use it, whatever bundle they belong to."""

import asyncio
import time
from typing import Any

import pytest

from engine.connections.models import Connection
from engine.journal.models import Entry
from tests.connectors.loopback import Asked, answer, service
from tests.engine.machine import a_hook, a_run, a_running_bundle, aside, drain, send_step

pytestmark = pytest.mark.django_db(transaction=True)


def through(login: Connection, url: str) -> dict[str, Any]:
    """Return an action that goes through the connection."""
    step = {**send_step(url), "connection": str(login.id)}
    del step["connector"]
    return step


def carried_out(limits: dict[str, Any], play: Any, *, runs: int) -> int:
    """Send the events of two bundles through one limited connection; returns how many succeeded."""
    hook = a_hook()
    login = Connection.objects.create(
        workspace=hook.workspace,
        connector="http",
        name="api",
        kind="none",
        settings={"limits": limits},
    )

    async def scene() -> Any:
        async with service(play) as target:
            steps = [through(login, target.url())]
            bundles = [await aside(a_running_bundle, hook, steps) for _ in range(2)]
            for number in range(runs):
                await aside(a_run, bundles[number % 2], {"body": number})
            await drain(linger_s=0.5)
            return [bundle.id for bundle in bundles]

    ids = asyncio.run(scene())
    return Entry.objects.filter(bundle_id__in=ids, status="succeeded").count()


def test_no_more_calls_are_under_way_than_the_connection_allows() -> None:
    at_once: list[int] = [0]
    most: list[int] = [0]

    async def play(_request: Asked, writer: asyncio.StreamWriter) -> None:
        at_once[0] += 1
        most[0] = max(most[0], at_once[0])
        await asyncio.sleep(0.1)
        at_once[0] -= 1
        writer.write(answer())

    succeeded = carried_out({"concurrency": 2}, play, runs=10)

    assert (succeeded, most[0]) == (10, 2)


def test_no_more_calls_start_in_a_second_than_the_connection_allows() -> None:
    moments: list[float] = []
    began = time.monotonic()

    async def play(_request: Asked, writer: asyncio.StreamWriter) -> None:
        moments.append(time.monotonic())
        writer.write(answer())

    succeeded = carried_out({"per_second": 10}, play, runs=15)

    # What leaves in time may come in late, and close to the next: all are counted from the start.
    too_soon = [n for n, one in enumerate(moments) if one - began < n / 10 - 0.05]
    assert succeeded == 15
    assert not too_soon
