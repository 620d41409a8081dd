"""Jobs worked off: once a second a small batch of each, and a look at what became of the rest.

Each turn is one transaction that holds the job's row: a process that dies in it has done nothing,
and two that take turns at once take different jobs.
"""

import logging
import time
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.models import Exists, F, OuterRef
from django.db.models.expressions import Combinable
from django.db.models.functions import Greatest, Now

from engine.jobs.cases import How, in_parts
from engine.jobs.models import Job, Result
from engine.jobs.rows import Progress, progress_of
from engine.jobs.sending import send
from engine.journal.services import note
from engine.kernel.clock import now

log = logging.getLogger(__name__)

S = Job.State
AT_ONCE = 200
TURN = timedelta(seconds=1)
# Looking for ends takes at most this part of the time, however many runs are on their way.
SHARE_OF_LOOKING = 20
CLOCKS_DIFFER = timedelta(hours=1)
DUE = "SELECT FROM jobs_job WHERE next_at <= now()"
SETTLE = """
WITH ended AS (
    SELECT r.id, r.run_id FROM jobs_result r WHERE r.job_id = %(job)s AND r.status = 'running'
        AND NOT EXISTS (SELECT FROM queue_run q WHERE q.id = r.run_id)
)
UPDATE jobs_result r SET status = e.status, error = e.error
FROM ended JOIN journal_entry e ON e.id = ended.run_id AND e.finished_at >= %(since)s
WHERE r.id = ended.id
"""


def work_off() -> int:
    """Give every job that is due its turn; returns how many had one. May be called by many."""
    taken = 0
    for job_id in Job.objects.due().order_by("next_at").values_list("pk", flat=True)[:AT_ONCE]:
        try:
            taken += _turn(job_id)
        except DatabaseError:
            # Another job's turn must not be lost to a deadlock of this one; it comes again.
            log.warning("A turn of the job %s was undone", job_id, exc_info=True)
    return taken


def forget_old(moment: datetime) -> int:
    """Delete jobs that ended before what the journal still shows; returns how many."""
    oldest = moment - timedelta(days=settings.JOURNAL_DAYS)
    old = Job.objects.filter(finished_at__lt=oldest)
    Result.objects.filter(job__in=old).delete()
    return old.delete()[0]


@transaction.atomic
def _turn(job_id: UUID) -> bool:
    job = Job.objects.due().select_for_update(skip_locked=True).filter(pk=job_id).first()
    if job is None:
        return False
    began = time.monotonic()
    settled = _settle(job)
    looked_s = time.monotonic() - began
    sent = _send_some(job) if job.state in (S.WAITING, S.RUNNING) else 0
    if settled or sent or job.state == S.WAITING:
        job.updated_at = now()
    _go_on(job, looked_s)
    return True


def _settle(job: Job) -> int:
    """Take over from the journal how runs of the job ended."""
    with connection.cursor() as cursor:
        cursor.execute(SETTLE, {"job": job.pk, "since": job.created_at - CLOCKS_DIFFER})
        return int(cursor.rowcount)


def _send_some(job: Job) -> int:
    """Send the next rows; jobs of one workspace share its rate."""
    number = max(1, settings.RESEND_PER_SECOND // (1 + _others(job)))
    batch = list(Result.objects.of(job).pending()[:number])
    how = How(job.mode, force_new_key=job.force_new_key, again=job.again)
    for part in in_parts(batch):
        send(job.workspace_id, part, how)
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
    note(
        job.workspace_id,
        code="resend_job_done",
        bundle_id=job.bundle_id,
        params={
            "job": str(job.pk),
            "total": job.total,
            "succeeded": progress.succeeded,
            "failed": progress.failed,
            "skipped": progress.skipped,
        },
    )
