"""From an event that a worker ran to the numbers people see."""

import asyncio
from typing import Any

import pytest

from engine.accounts.models import Workspace
from tests.connectors.loopback import answer, service
from tests.engine.machine import (
    a_hook,
    a_run,
    a_running_bundle,
    aside,
    drain,
    send_step,
    the_entry,
)
from tests.factories import a_client

pytestmark = pytest.mark.django_db(transaction=True)


def test_what_a_worker_did_is_told_as_the_journal_has_it() -> None:
    hook = a_hook()

    async def scene() -> Any:
        async with service(answer(b'{"id": 7}')) as target:
            bundle = await aside(a_running_bundle, hook, [send_step(target.url())])
            await aside(a_run, bundle, {"body": {"a": 1}})
            await drain()
            return bundle

    entry = the_entry(asyncio.run(scene()))
    client = a_client(Workspace.objects.get(pk=entry.workspace_id))
    counts = client.get("/api/v1/analytics/transactions").json()
    moved = client.get("/api/v1/analytics/volume").json()["totals"]
    top = client.get("/api/v1/analytics/top", {"of": "connector"}).json()["results"]

    assert (counts["totals"]["runs"], counts["totals"]["transactions"]) == (1, 1)
    assert counts["stacks"][0]["bundle"] == str(entry.bundle_id)
    assert counts["totals"]["p50_ms"] is not None
    assert (moved["bytes_in"], moved["bytes_out"]) == (entry.bytes_in, entry.bytes_out)
    assert {row["id"]: row["transactions"] for row in top} == {"http": 1}
