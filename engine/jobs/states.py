"""What people may tell a job, and the one table of its moves."""

from collections.abc import Mapping
from typing import Literal

from django.db import transaction
from django.db.models.functions import Now

from engine.accounts.access import Actor
from engine.jobs import telling
from engine.jobs.errors import JobIsOver
from engine.jobs.models import Job, Result
from engine.kernel.clock import now

S = Job.State
Deed = Literal["pause", "resume", "stop"]

MOVES: Mapping[tuple[Deed, str], str] = {
    ("pause", S.WAITING): S.PAUSED,
    ("pause", S.RUNNING): S.PAUSED,
    ("pause", S.PAUSED): S.PAUSED,
    ("resume", S.PAUSED): S.RUNNING,
    ("resume", S.WAITING): S.WAITING,
    ("resume", S.RUNNING): S.RUNNING,
    ("stop", S.WAITING): S.STOPPED,
    ("stop", S.RUNNING): S.STOPPED,
    ("stop", S.PAUSED): S.STOPPED,
    ("stop", S.STOPPED): S.STOPPED,
}


@transaction.atomic
def tell(job: Job, do: Deed, actor: Actor) -> Job:
    """Pause, resume or stop a job; runs on their way end as they do. Raises JobIsOver."""
    # Waits for the batch under way, so that what is paused sends nothing any more.
    present = Job.objects.select_for_update().get(pk=job.pk)
    before, after = present.state, MOVES.get((do, present.state))
    if after is None:
        raise JobIsOver(state=present.state)
    if after == before:
        return present
    present.state, present.updated_at = after, now()
    if after == S.STOPPED:
        _stop(present, actor)
    present.save(update_fields=["state", "updated_at", "finished_at"])
    Job.objects.filter(pk=present.pk).update(next_at=Now())
    return present


def _stop(job: Job, actor: Actor) -> None:
    job.finished_at = job.updated_at
    left = Result.objects.of(job).pending()
    unsent = left.order_by().update(
        status=Result.Status.SKIPPED, error={"code": f"{job.kind}_stopped", "remedy": "retry"}
    )
    telling.tell(job, "stopped", actor, left=unsent)
