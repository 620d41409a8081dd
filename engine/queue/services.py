"""What other rooms do with unfinished runs: put in, count, hold, release, drop."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

import orjson
from django.db import transaction
from django.db.models import Case, Count, F, Min, Q, Value, When
from django.db.models.functions import Now

from engine.journal.models import Entry
from engine.journal.services import record_runs
from engine.kernel.clock import now
from engine.kernel.ids import new_id
from engine.kernel.json_types import Json, JsonObject
from engine.queue import bell
from engine.queue.models import Checkpoint, Run
from engine.queue.past import Past, past_of

STATUS = Run.Status
# Who asks a person is not answered by a connection that works again.
ASKS_NOBODY = Q(error__isnull=True) | ~Q(error__has_key="asks")
RELEASED = Case(
    When(started_at__isnull=False, then=Value(STATUS.WAITING)), default=Value(STATUS.QUEUED)
)
WAITING = (STATUS.QUEUED, STATUS.WAITING, STATUS.HELD)
DROP_BATCH = 200


class Destination(Protocol):
    """The part of a bundle that the queue needs."""

    @property
    def id(self) -> UUID:
        """Which bundle is to run."""

    @property
    def workspace_id(self) -> UUID:
        """Whose it is."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many events wait for a bundle, and since when the oldest does."""

    count: int
    since: datetime


def ring() -> None:
    """Wake the workers after this transaction has committed; not at all if it doesn't."""
    transaction.on_commit(bell.ring)


@transaction.atomic
def enqueue(
    bundle: Destination,
    payload: Json,
    *,
    mode: str,
    key: str | None = None,
    order_key: str | None = None,
) -> Run:
    """Put one event in for this bundle, due now, and wake the workers on commit."""
    run_id = new_id()
    run = Run.objects.create(
        id=run_id,
        workspace_id=bundle.workspace_id,
        bundle_id=bundle.id,
        event_id=new_id(),
        origin_id=run_id,
        mode=mode,
        key=key,
        order_key=order_key,
        received_at=now(),
        due_at=Now(),  # the database's clock: leases and due times are compared with it
        payload=orjson.dumps(payload).decode(),
    )
    ring()
    return run


def waiting_counts(
    bundle_ids: Iterable[UUID], *, running: Collection[UUID] = ()
) -> dict[UUID, Waiting]:
    """Count what waits for bundles that stand still; for the `running` ones only what is held."""
    moving = set(running)
    stopped = set(bundle_ids) - moving
    # Both halves repeat the condition of the partial index that answers them.
    due = Q(bundle_id__in=stopped, status__in=(STATUS.QUEUED, STATUS.WAITING), due_at__isnull=False)
    held = Q(bundle_id__in=stopped | moving, status=STATUS.HELD)
    rows = (
        Run.objects.filter(due | held)
        .values_list("bundle_id")
        .annotate(count=Count("id"), since=Min("received_at"))
    )
    return {bundle_id: Waiting(count, since) for bundle_id, count, since in rows if bundle_id}


def drop(bundle_id: UUID, actor: str | None) -> int:
    """Move what waits for this bundle to the journal as cancelled; what runs now is left alone."""
    return _drop(Q(bundle_id=bundle_id), actor)


def drop_unclaimed(connection_id: UUID, actor: str | None) -> int:
    """Likewise for what a connection caught that no bundle listened to."""
    return _drop(Q(connection_id=connection_id, bundle_id__isnull=True), actor)


def hold(run_ids: Iterable[UUID], *, connection_id: UUID, error: JsonObject | None = None) -> int:
    """Set waiting runs aside until `release` is called for this connection."""
    return Run.objects.filter(id__in=list(run_ids), status__in=WAITING).update(
        status=STATUS.HELD, due_at=None, connection_id=connection_id, error=error
    )


def release(connection_id: UUID) -> int:
    """Make everything held because of this connection due now, but for what no bundle claims."""
    return _release(Q(connection_id=connection_id, bundle_id__isnull=False))


def resume(bundle_id: UUID) -> int:
    """Make everything held for this bundle due now, and wake the workers for all that waits."""
    return _release(Q(bundle_id=bundle_id))


def let_go(runs: Iterable[Run], *, still: Collection[UUID | None]) -> None:
    """Make waiting or held runs due now, for bundles that stand `still` too; their order holds.

    Each is locked by the caller. Once an attempt fails, such a run waits for its bundle again.
    """
    ids = [run.pk for run in runs]
    if not ids:
        return
    Run.objects.filter(pk__in=ids, status__in=WAITING).update(
        status=Case(When(status=STATUS.HELD, then=RELEASED), default=F("status")),
        due_at=Now(),
        let_through=Case(When(bundle_id__in=still, then=F("attempts")), default=F("let_through")),
    )
    ring()


@transaction.atomic
def _release(those: Q) -> int:
    held = Run.objects.filter(those, ASKS_NOBODY, status=STATUS.HELD)
    released = held.update(status=RELEASED, due_at=Now())
    ring()
    return released


@transaction.atomic
def _drop(those: Q, actor: str | None) -> int:
    dropped = 0
    while batch := _next_to_drop(those):
        ids = [run.id for run in batch]
        past = past_of(ids)
        record_runs([cancelled(run, actor, past=past[run.id]) for run in batch])
        Checkpoint.objects.filter(run_id__in=ids).delete()
        Run.objects.filter(id__in=ids).delete()
        dropped += len(ids)
    return dropped


def _next_to_drop(those: Q) -> Sequence[Run]:
    waiting = Run.objects.filter(those, status__in=WAITING)
    return list(waiting.select_for_update().order_by("seq")[:DROP_BATCH])


def cancelled(
    run: Run, actor: str | None, *, code: str = "dropped", past: Past | None = None
) -> Entry:
    """Return the journal row of a run that is not gone on with."""
    kept = past or Past()
    return Entry(
        id=run.id,
        received_at=run.received_at,
        status=Entry.Status.CANCELLED,
        mode=run.mode,
        workspace_id=run.workspace_id,
        bundle_id=run.bundle_id,
        version_id=run.version_id,
        connection_id=run.connection_id,
        event_id=run.event_id,
        origin_id=run.origin_id,
        key=run.key,
        transactions=kept.transactions,
        bytes_in=run.bytes_in + kept.bytes("bytes_in"),
        bytes_out=kept.bytes("bytes_out"),
        attempts=run.attempts,
        error={"code": code, "params": {"actor": actor}},
        resend_of=run.resend_of,
        attempt=run.attempt,
        outline=orjson.dumps([[step["id"], step["status"]] for step in kept.steps]).decode(),
        details=kept.details(run.payload),
    )
