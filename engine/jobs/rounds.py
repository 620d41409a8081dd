"""One turn of a job of many runs: a small batch is let go, and a look at what became of the rest.

A turn is one transaction that holds the job's row: a process that dies in it has done nothing, and
two that take turns at once take different jobs.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef, Sum
from django.db.models.expressions import Combinable
from django.db.models.functions import Greatest, Now

from engine.jobs.models import Job, Result
from engine.jobs.rows import Progress, progress_of
from engine.jobs.telling import tell
from engine.kernel.clock import now

S = Job.State
T = TypeVar("T")
# A row may be as large as the payload limit allows.
READ_AT_ONCE = 50
TURN = timedelta(seconds=1)
# Looking for ends takes at most this part of the time, however many runs are on their way.
SHARE_OF_LOOKING = 20
# By which the clocks of two workers may differ, so that a row looks older than its run.
CLOCKS_DIFFER = timedelta(hours=1)
SETTLE = """
WITH ended AS (
    SELECT r.id, r.run_id FROM jobs_result r WHERE r.job_id = %(job)s AND r.status = 'running'
        AND NOT EXISTS (SELECT FROM queue_run q WHERE q.id = r.run_id)
)
UPDATE jobs_result r SET status = e.status, error = e.error
FROM ended JOIN journal_entry e ON e.id = ended.run_id AND e.finished_at >= %(since)s
WHERE r.id = ended.id
"""


@dataclass(frozen=True, slots=True)
class Way:
    """How a kind of job works its results off.

    `send` lets the things of some results go and tells in each what became of it; `look`, if there
    is one, settles those that the journal can't tell the end of, and returns how many.
    """

    send: Callable[[Job, Sequence[Result]], None]
    look: Callable[[Job], int] | None = None


@transaction.atomic
def turn(job_id: UUID, way: Way) -> bool:
    """Give a due job its turn; False when another process does so, or has done."""
    job = Job.objects.due().select_for_update(skip_locked=True).filter(pk=job_id).first()
    if job is None:
        return False
    began = time.monotonic()
    settled = _settle(job) + (way.look(job) if way.look else 0)
    looked_s = time.monotonic() - began
    sent = _send_some(job, way) if job.state in (S.WAITING, S.RUNNING) else 0
    if settled or sent or job.state == S.WAITING:
        job.updated_at = now()
    _go_on(job, looked_s)
    return True


def in_parts(these: Sequence[T]) -> Iterator[Sequence[T]]:
    """Yield so many at a time as rows may be read whole at once."""
    for begin in range(0, len(these), READ_AT_ONCE):
        yield these[begin : begin + READ_AT_ONCE]


def _settle(job: Job) -> int:
    """Take over from the journal how runs of the job ended."""
    with connection.cursor() as cursor:
        cursor.execute(SETTLE, {"job": job.pk, "since": job.created_at - CLOCKS_DIFFER})
        return int(cursor.rowcount)


def _send_some(job: Job, way: Way) -> int:
    """Send the next ones; jobs of one workspace share its rate."""
    number = max(1, settings.RESEND_PER_SECOND // (1 + _others(job)))
    batch = list(Result.objects.of(job).pending()[:number])
    for part in in_parts(batch):
        way.send(job, part)
    return len(batch)


def _others(job: Job) -> int:
    unsent = Result.objects.filter(job=OuterRef("pk"), status=Result.Status.PENDING)
    mine = Job.objects.under_way().filter(Exists(unsent), workspace_id=job.workspace_id)
    return mine.exclude(pk=job.pk).count()


def _go_on(job: Job, looked_s: float) -> None:
    progress = progress_of([job.pk])[job.pk]
    is_sending = job.state in (S.WAITING, S.RUNNING)
    if is_sending:
        job.state = S.RUNNING
        if not progress.open:
            _finish(job, progress)
    job.save(update_fields=["state", "updated_at", "finished_at"])
    Job.objects.filter(pk=job.pk).update(next_at=_next(progress, looked_s, is_sending=is_sending))


def _next(progress: Progress, looked_s: float, *, is_sending: bool) -> Combinable | None:
    if is_sending and progress.pending:
        # Counted from the last turn: the scheduler's second being late by a bit costs nothing.
        return Greatest(F("next_at"), Now() - TURN / 2) + TURN
    if progress.running:
        return Now() + max(TURN, timedelta(seconds=looked_s * SHARE_OF_LOOKING))
    return None


def _finish(job: Job, progress: Progress) -> None:
    job.state = S.DONE
    job.finished_at = job.updated_at = now()
    tell(
        job,
        "done",
        succeeded=progress.succeeded,
        failed=progress.failed,
        skipped=progress.skipped,
        found=Result.objects.of(job).aggregate(found=Sum("found"))["found"] or 0,
    )
