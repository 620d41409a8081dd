"""Runs on their way that name a person: those that wait are cancelled, those at work awaited."""

from collections.abc import Sequence
from uuid import UUID

import orjson
from django.db import connection

from engine.jobs.erasure.state import Erasure
from engine.jobs.erasure.subjects import Subjects
from engine.jobs.erasure.wiping import wipe
from engine.journal.services import record_runs
from engine.queue.models import Checkpoint, Run
from engine.queue.past import past_of
from engine.queue.services import WAITING, cancelled, ring

AT_ONCE = 50
THAT_MAY = """
SELECT q.id FROM queue_run q
WHERE q.workspace_id = %s AND q.received_at <= %s AND ({payload} OR {key} OR {error} OR EXISTS (
    SELECT FROM queue_checkpoint c WHERE c.run_id = q.id AND {state}))
"""


def runs_naming(erasure: Erasure) -> list[UUID]:
    """Return the runs of events accepted before the job was asked for that name a subject."""
    job, subjects = erasure.job, erasure.subjects
    columns = {
        "payload": "q.payload",
        "key": "coalesce(q.key, '')",
        "error": "coalesce(q.error::text, '')",
        "state": "c.state",
    }
    conditions = {name: subjects.where(column) for name, column in columns.items()}
    statement = THAT_MAY.format(**{name: text for name, (text, _) in conditions.items()})
    params = [one for _, values in conditions.values() for one in values]
    with connection.cursor() as cursor:
        cursor.execute(statement, [job.workspace_id, job.created_at, *params])
        found = [row[0] for row in cursor.fetchall()]
    return [run_id for run_id in found if _is_about(run_id, subjects)]


def cancel(run_ids: Sequence[UUID], erasure: Erasure) -> int:
    """Move those of these runs that wait to the journal, without data; returns how many.

    Part of the caller's transaction.
    """
    waiting = Run.objects.filter(pk__in=run_ids, status__in=WAITING)
    runs = list(waiting.select_for_update(skip_locked=True).order_by("seq")[:AT_ONCE])
    ids = [run.pk for run in runs]
    past = past_of(ids)
    entries = [cancelled(run, erasure.job.by, code="erased", past=past[run.pk]) for run in runs]
    for entry in entries:
        wipe(entry)
    record_runs(entries)
    Checkpoint.objects.filter(run_id__in=ids).delete()
    Run.objects.filter(pk__in=ids).delete()
    if ids:
        ring()  # what they held up may go on
    return len(ids)


def at_work_on_bundle(erasure: Erasure) -> bool:
    """Whether a run began before the job was asked for that will still write its data."""
    job = erasure.job
    begun = Run.objects.filter(bundle_id=job.bundle_id, status=Run.Status.RUNNING)
    return begun.filter(started_at__lte=job.created_at).exists()


def _is_about(run_id: UUID, subjects: Subjects) -> bool:
    run = Run.objects.filter(pk=run_id).first()
    if run is None:
        return False
    states = Checkpoint.objects.filter(run_id=run_id).values_list("state", flat=True)
    told = [orjson.loads(state) for state in states]
    return subjects.are_named_in([orjson.loads(run.payload), run.key, run.error, told])
