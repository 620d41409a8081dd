"""Events that came before any bundle listened to their connection, taken over by one that does."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import orjson
from django.db import connection as database
from django.db import transaction

from connectors.sdk import WebhookTrigger
from engine.bundles.models import Bundle, Use
from engine.bundles.services.locking import locked
from engine.catalog import registry
from engine.connections.models import Connection
from engine.flow import definition
from engine.flow.definition import Trigger
from engine.kernel.clock import now
from engine.kernel.json_types import Json
from engine.queue import keys
from engine.queue.arrivals import REMEMBER
from engine.queue.models import Run
from engine.queue.services import ring

BATCH = 500
LATE = timedelta(minutes=5)
TAKEN = ["bundle_id", "status", "due_at", "key", "order_key", "trigger"]


def adopt(bundle: Bundle) -> int:
    """Give a bundle what its connection caught for it while nobody listened; returns how many.

    What its own event filter does not accept is left for others; repeats are told as such.
    """
    trigger, reader = _reader(bundle)
    if reader is None:
        return 0
    taken, last = 0, -1
    while batch := _unclaimed(bundle, trigger, after=last):
        last = batch[-1].seq
        taken += _take(bundle, trigger, reader, batch)
    return taken


def adopt_late(moment: datetime) -> int:
    """Adopt what a receiver stored in the very moment in which a bundle began to listen."""
    late = Run.objects.filter(
        status=Run.Status.HELD, bundle_id__isnull=True, received_at__gt=moment - LATE
    )
    uses = Use.objects.filter(
        connection_id__in=late.values("connection_id"),
        role=Use.Role.TRIGGER,
        live=True,
        bundle__status=Bundle.Status.RUNNING,
    )
    return sum(_adopt_alone(bundle) for bundle in Bundle.objects.filter(uses__in=uses).distinct())


@transaction.atomic
def _adopt_alone(bundle: Bundle) -> int:
    present = locked(bundle)
    taken = adopt(present) if present.status == Bundle.Status.RUNNING else 0
    if taken:
        ring()
    return taken


def _reader(bundle: Bundle) -> tuple[Trigger, WebhookTrigger | None]:
    """Return what the live version waits for, and what reads it; None unless it is a webhook."""
    live = bundle.version.definition if bundle.version else {"trigger": {}, "steps": []}
    trigger = definition.compile(live).trigger
    if trigger.connection is None:
        return trigger, None
    mine = Connection.objects.filter(workspace_id=bundle.workspace_id, pk=trigger.connection)
    connector = registry.find(mine.values_list("connector", flat=True).first())
    found = connector.trigger(trigger.event or "") if connector else None
    return trigger, found if isinstance(found, WebhookTrigger) else None


def _unclaimed(bundle: Bundle, trigger: Trigger, *, after: int) -> Sequence[Run]:
    waiting = Run.objects.filter(
        workspace_id=bundle.workspace_id,
        connection_id=trigger.connection,
        bundle_id__isnull=True,
        status=Run.Status.HELD,
        trigger=trigger.event,
        seq__gt=after,
    )
    return list(waiting.select_for_update().order_by("seq")[:BATCH])


def _take(bundle: Bundle, trigger: Trigger, reader: WebhookTrigger, batch: Sequence[Run]) -> int:
    wanted: list[Run] = []
    seen: dict[bytes, list[Run]] = {}
    for run in batch:
        payload: Json = orjson.loads(run.payload)
        if reader.accepts and not keys.accepted(reader.accepts, payload, trigger.fields):
            continue
        wanted.append(run)
        if mark := keys.seen_key(trigger, payload, run.key):
            seen.setdefault(mark, []).append(run)
        run.bundle_id, run.trigger = bundle.pk, None
        run.status, run.due_at = Run.Status.QUEUED, run.received_at
        run.key = keys.business_key(trigger, payload) or run.key
        run.order_key = keys.order_key(trigger, payload)
    _mark_repeats(bundle, seen)
    Run.objects.bulk_update(wanted, TAKEN)
    return len(wanted)


def _mark_repeats(bundle: Bundle, seen: dict[bytes, list[Run]]) -> None:
    """Remember the events, and mark those that the bundle, or this batch, has had before."""
    marks = list(seen)
    with database.cursor() as cursor:
        cursor.execute(REMEMBER, [[bundle.pk] * len(marks), marks, [now()] * len(marks)])
        fresh = {bytes(row[1]) for row in cursor.fetchall()}
    for mark, runs in seen.items():
        for run in runs[1:] if mark in fresh else runs:
            run.status, run.order_key = Run.Status.DUPLICATE, None
