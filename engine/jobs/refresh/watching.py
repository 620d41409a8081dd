"""What became of what was let go, where the journal does not tell it: it waits again, or was asked.

A run that has been tried and waits for another retry is not waited for: its result says why.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from engine.connections.models import Connection
from engine.jobs.models import Job, Result
from engine.jobs.refresh.going import send
from engine.jobs.refusals import LeftAlone
from engine.jobs.rounds import Way
from engine.kernel.clock import now
from engine.triggers.models import Source
from engine.triggers.services import rest_again
from engine.triggers.sweep import Position

S = Result.Status
PATIENCE = timedelta(minutes=15)

# A run put off by its connection's own limit is under way; whatever else puts it off ends the wait.
# One behind another is taken back: workers would look after it for as long as that one rests.
WAITS_AGAIN = """
WITH seen AS (
    SELECT r.id, r.run_id, q.error, CASE
        WHEN b.id IS NULL OR b.status = 'deleted' THEN 'refresh_bundle_deleted'
        WHEN q.status = 'running' THEN NULL
        WHEN q.status = 'held' THEN coalesce(q.error ->> 'code', 'refresh_held')
        WHEN q.lease > (r.stood ->> 'lease')::int AND q.due_at > now()
            AND coalesce(q.error ->> 'code', '') <> 'own_limit'
            THEN coalesce(q.error ->> 'code', 'refresh_in_delay')
        WHEN b.status IN ('running', 'migration') THEN NULL
        WHEN q.let_through IS DISTINCT FROM q.attempts
            THEN CASE WHEN q.lease > (r.stood ->> 'lease')::int THEN q.error ->> 'code'
                 ELSE 'refresh_bundle_stopped' END
        WHEN q.order_key IS NOT NULL AND EXISTS (
            SELECT FROM queue_run o
            WHERE o.bundle_id = q.bundle_id AND o.order_key = q.order_key AND o.seq < q.seq
                AND o.status <> 'running' AND coalesce(o.error ->> 'code', '') <> 'own_limit'
                AND (o.let_through IS DISTINCT FROM o.attempts OR o.due_at IS NULL
                     OR o.due_at > now()))
            THEN 'refresh_behind_another'
        END AS code
    FROM jobs_result r JOIN queue_run q ON q.id = r.run_id
        LEFT JOIN bundles_bundle b ON b.id = q.bundle_id
    WHERE r.job_id = %s AND r.what = 'run' AND r.status = 'running'
), kept_back AS (
    UPDATE queue_run q SET let_through = NULL FROM seen
    WHERE q.id = seen.run_id AND seen.code = 'refresh_behind_another' AND q.status <> 'running'
)
UPDATE jobs_result r
SET status = 'held', error = CASE WHEN seen.error ->> 'code' = seen.code THEN seen.error
    ELSE jsonb_build_object('code', seen.code, 'remedy', NULL, 'params', '{}'::jsonb) END
FROM seen WHERE seen.id = r.id AND seen.code IS NOT NULL
"""


def look(job: Job) -> int:
    """Settle the runs that wait again and the sources that were asked; returns how many."""
    with connection.cursor() as cursor:
        cursor.execute(WAITS_AGAIN, [job.pk])
        settled = int(cursor.rowcount)
    return settled + _settle_sources(job)


def _settle_sources(job: Job) -> int:
    asked = Result.objects.of(job).filter(what=Result.What.SOURCE, status=S.RUNNING)
    sources = Source.objects.in_bulk(list(asked.values_list("bundle_id", flat=True)))
    signed_out = _signed_out(job, sources.values())
    settled = []
    for result in asked:
        source = sources.get(result.bundle_id)
        try:
            is_over = _tell(result, source, signed_out)
        except LeftAlone as reason:
            result.status, result.error = S.FAILED, dict(reason.to_json())
            is_over = True
            if source is not None:
                rest_again(source.pk)
        if is_over:
            settled.append(result)
    Result.objects.bulk_update(settled, ["status", "error", "found"])
    return len(settled)


def _tell(result: Result, source: Source | None, signed_out: Mapping[UUID, str]) -> bool:
    """Tell what a turn that began after we asked came to; False while it goes on."""
    stood: Mapping[str, Any] = result.stood or {}
    if source is None or source.kind != Source.Kind.POLLING:
        raise LeftAlone("refresh_source_changed")
    if _has_been_asked(source, stood):
        result.status = S.FAILED if source.last_error else S.SUCCEEDED
        result.error, result.found = source.last_error, source.brought - stood["brought"]
        return True
    if source.due_at is None:
        raise LeftAlone("refresh_source_changed")
    if source.connection_id and (name := signed_out.get(source.connection_id)):
        raise LeftAlone("refresh_needs_login", "reconnect", connection=name)
    if now() - datetime.fromisoformat(stood["at"]) > PATIENCE:
        raise LeftAlone("refresh_source_busy", "retry")
    return False


def _has_been_asked(source: Source, stood: Mapping[str, Any]) -> bool:
    polled_at = source.polled_at.isoformat() if source.polled_at else None
    has_ended = source.lease > stood["lease"] and not source.is_held
    is_at_rest = Position.of(source.position).is_at_rest or source.last_error is not None
    return has_ended and polled_at != stood["polled_at"] and is_at_rest


def _signed_out(job: Job, sources: Iterable[Source]) -> Mapping[UUID, str]:
    """Return the names of the sources' connections that need to be signed in again."""
    used = {source.connection_id for source in sources if source.connection_id}
    mine = Connection.objects.of(job.workspace).filter(status=Connection.Status.NEEDS_LOGIN)
    return dict(mine.filter(pk__in=used).values_list("pk", "name"))


WAY = Way(send, look)
