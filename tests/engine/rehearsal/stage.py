"""Bundles to try out, and what there is to try them with."""

from datetime import timedelta
from typing import Any

import orjson
from rest_framework.test import APIClient

from engine.bundles.models import Bundle
from engine.connections.models import Connection, Sample
from engine.journal.models import Entry
from engine.kernel.clock import now
from engine.kernel.ids import new_id

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
