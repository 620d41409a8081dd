"""Bundles to try out, and what there is to try them with."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from threading import Thread
from typing import Any

import orjson
from rest_framework.test import APIClient

from engine.bundles.models import Bundle
from engine.connections.models import Connection, Sample
from engine.journal.models import Entry
from engine.kernel.clock import now
from engine.kernel.ids import new_id
from tests.connectors.loopback import Play, Service, answer, service

ACCEPTED = answer(b'{"id": 7}', headers=["Content-Type: application/json"])
EVENT = {
    "body": {"email": "anna@example.com", "amount": "12", "items": [{"sku": "A"}, {"sku": "B"}]}
}


def catch(connection: Connection, payload: Any, *, minutes_ago: float = 0) -> Sample:
    """Keep a request as the receiver does while nobody listens."""
    return Sample.objects.create(
        id=new_id(),
        connection=connection,
        received_at=now() - timedelta(minutes=minutes_ago),
        payload=orjson.dumps(payload).decode(),
        bytes_in=1,
    )


def journal_run(bundle: Bundle, payload: Any, *steps: Any, minutes_ago: float = 0) -> Entry:
    """Write a run of the live version into the journal."""
    moment = now() - timedelta(minutes=minutes_ago)
    return Entry.objects.create(
        workspace_id=bundle.workspace_id,
        bundle_id=bundle.pk,
        version_id=bundle.version_id,
        status=Entry.Status.SUCCEEDED,
        received_at=moment,
        finished_at=moment,
        details=orjson.dumps({"trigger": payload, "steps": list(steps)}).decode(),
    )


def samples_of(client: APIClient, bundle: Bundle) -> Any:
    """Return the bundle's samples as the API tells them."""
    answer = client.get(f"/api/v1/bundles/{bundle.pk}/samples")
    assert answer.status_code == 200, answer.json()
    return answer.json()


def ask(client: APIClient, bundle: Bundle, what: str, /, **wish: Any) -> Any:
    """Call what tries the bundle out, and return what it tells."""
    answer = client.post(f"/api/v1/bundles/{bundle.pk}/{what}", wish, format="json")
    assert answer.status_code == 200, answer.json()
    return answer.json()


@contextmanager
def listening(*plays: bytes | Play) -> Iterator[Service]:
    """Run a service on loopback beside the test's own thread; what it is asked is remembered."""
    loop = asyncio.new_event_loop()
    thread = Thread(target=loop.run_forever)
    thread.start()
    opened = service(*(plays or (ACCEPTED,)))
    try:
        yield asyncio.run_coroutine_threadsafe(opened.__aenter__(), loop).result()
    finally:
        asyncio.run_coroutine_threadsafe(opened.__aexit__(None, None, None), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
