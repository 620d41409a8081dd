"""The journal's writers for everything but the worker loop, whose recorder copies rows in bulk."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from uuid import UUID

import orjson
from django.db import connection, transaction

from engine.journal.models import Entry
from engine.journal.modes import ALERT
from engine.kernel.json_types import JsonObject

COUNTED = ("succeeded", "filtered", "failed", "held", "duplicate")
ADD_TO_ROLLUP = """
INSERT INTO journal_rollup
    (bundle_id, slot, workspace_id, succeeded, filtered, failed, held, duplicate,
     transactions, bytes_in, bytes_out, duration_ms, durations, cancelled, polls_empty, bytes_empty)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, array_fill(0, ARRAY[40]), 0, 0, 0)
ON CONFLICT (bundle_id, slot) DO UPDATE SET
    succeeded = journal_rollup.succeeded + EXCLUDED.succeeded,
    filtered = journal_rollup.filtered + EXCLUDED.filtered,
    failed = journal_rollup.failed + EXCLUDED.failed,
    held = journal_rollup.held + EXCLUDED.held,
    duplicate = journal_rollup.duplicate + EXCLUDED.duplicate,
    transactions = journal_rollup.transactions + EXCLUDED.transactions,
    bytes_in = journal_rollup.bytes_in + EXCLUDED.bytes_in,
    bytes_out = journal_rollup.bytes_out + EXCLUDED.bytes_out,
    duration_ms = journal_rollup.duration_ms + EXCLUDED.duration_ms
"""


def note(
    workspace_id: UUID,
    *,
    code: str,
    bundle_id: UUID | None = None,
    connection_id: UUID | None = None,
    actor: str | None = None,
    params: JsonObject | None = None,
    kind: str = Entry.Kind.SYSTEM,
) -> Entry:
    """Write one row that tells what the system or a person did, in the current transaction."""
    told = {"code": code, "params": params or {}, "actor": actor}
    return Entry.objects.create(
        workspace_id=workspace_id,
        bundle_id=bundle_id,
        connection_id=connection_id,
        kind=kind,
        status=Entry.Status.SUCCEEDED,
        mode="",
        details=orjson.dumps(told).decode(),
    )


@transaction.atomic
def record_runs(entries: Sequence[Entry]) -> None:
    """Write rows of runs that ended outside the worker loop, and count them in the rollup."""
    Entry.objects.bulk_create(entries, batch_size=500)
    add_to_rollup(entries)


def add_to_rollup(entries: Iterable[Entry]) -> None:
    """Add these runs to their bundles' hours; alerts and runs of no bundle are counted nowhere."""
    ours = (entry for entry in entries if entry.bundle_id and entry.mode != ALERT)
    # Sorted, so that two writers take the rows' locks in the same order.
    counted = sorted(ours, key=_Hour.of)
    sums = [_sum(hour, list(group)) for hour, group in groupby(counted, key=_Hour.of)]
    if sums:
        with connection.cursor() as cursor:
            cursor.executemany(ADD_TO_ROLLUP, sums)


@dataclass(frozen=True, slots=True, order=True)
class _Hour:
    bundle_id: UUID
    hour: datetime
    workspace_id: UUID

    @classmethod
    def of(cls, entry: Entry) -> "_Hour":
        if entry.bundle_id is None:
            raise ValueError("a run of no bundle has no rollup")
        hour = entry.finished_at.replace(minute=0, second=0, microsecond=0)
        return cls(entry.bundle_id, hour, entry.workspace_id)


def _sum(hour: _Hour, entries: Sequence[Entry]) -> tuple[UUID | datetime | int, ...]:
    by_result = (sum(entry.status == status for entry in entries) for status in COUNTED)
    volume = (
        sum(getattr(entry, field) for entry in entries)
        for field in ("transactions", "bytes_in", "bytes_out")
    )
    took = sum((entry.finished_at - entry.received_at).total_seconds() for entry in entries)
    return (hour.bundle_id, hour.hour, hour.workspace_id, *by_result, *volume, int(took * 1000))
