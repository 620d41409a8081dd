"""Runs on their way that name a person: those that wait are cancelled, those at work awaited."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from uuid import UUID

import orjson
from django.db import connection

from engine.jobs.erasure.state import Erasure
from engine.jobs.erasure.subjects import Subjects
from engine.jobs.erasure.wiping import wipe
from engine.jobs.rounds import in_parts
from engine.journal.services import record_runs
from engine.kernel.json_types import Json
from engine.queue.models import Checkpoint, Run
from engine.queue.past import past_of
from engine.queue.services import WAITING, cancelled, ring

AT_ONCE = 50
THAT_MAY = """
SELECT q.id FROM queue_run q
WHERE q.workspace_id = %s AND q.received_at <= %s AND ({payload} OR {key} OR {error} OR EXISTS (
    SELECT FROM queue_checkpoint c WHERE c.run_id = q.id AND {state}))
ORDER BY q.status = 'running', q.seq
"""


def runs_naming(erasure: Erasure) -> Iterator[UUID]:
    """Yield the runs of events accepted before the job was asked for that name a subject.

    Those that wait come first.
    """
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
    for part in in_parts(found):
        yield from _about(part, subjects)


def cancel(run_ids: Sequence[UUID], erasure: Erasure) -> int:
    """Move those of these runs that wait to the journal, without data; returns how many.

    Part of the caller's transaction.
    """
    waiting = Run.objects.filter(pk__in=run_ids, status__in=WAITING)
    runs = list(waiting.select_for_update(skip_locked=True).order_by("seq"))
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


def _about(run_ids: Sequence[UUID], subjects: Subjects) -> Iterator[UUID]:
    runs = Run.objects.in_bulk(run_ids)
    told: dict[UUID, list[Json]] = defaultdict(list)
    states = Checkpoint.objects.filter(run_id__in=run_ids)
    for run_id, state in states.values_list("run_id", "state"):
        told[run_id].append(orjson.loads(state))
    for run_id in run_ids:
        run = runs.get(run_id)
        if run is not None and subjects.are_named_in(
            [orjson.loads(run.payload), run.key, run.error, told[run_id]]
        ):
            yield run_id
