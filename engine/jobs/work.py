"""Jobs worked off: about once a second every kind has its own way of going on."""

import logging
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from uuid import UUID

from django.db import DatabaseError
from django.db.models import Q

from engine.jobs import rounds
from engine.jobs.completeness import verdict
from engine.jobs.erasure import work as erasure
from engine.jobs.models import Job, Result
from engine.jobs.refresh import watching as refresh
from engine.jobs.resend import sending
from engine.journal.retention import oldest_kept

log = logging.getLogger(__name__)

AT_ONCE = 200
DUE = "SELECT FROM jobs_job WHERE next_at <= now()"

# Each takes its transactions itself, locks the job in them, and returns whether it had the turn.
TURNS: Mapping[str, Callable[[UUID], bool]] = {
    Job.Kind.RESEND: partial(rounds.turn, way=sending.WAY),
    Job.Kind.REFRESH: partial(rounds.turn, way=refresh.WAY),
    Job.Kind.CHECK: verdict.turn,
    Job.Kind.ERASE: erasure.turn,
}


def work_off() -> int:
    """Give every job that is due its turn; returns how many had one. May be called by many."""
    taken = 0
    due = Job.objects.due().filter(kind__in=TURNS).order_by("next_at")
    for job_id, kind in due.values_list("pk", "kind")[:AT_ONCE]:
        try:
            taken += TURNS[kind](job_id)
        except DatabaseError:
            # Another job's turn must not be lost to a deadlock of this one; it comes again.
            log.warning("A turn of the job %s was undone", job_id, exc_info=True)
    return taken


def forget_old(moment: datetime) -> int:
    """Delete jobs that ended, or were left paused, before what the journal still shows.

    Returns how many rows are gone. An erasure that somebody asked for waits for a person's word.
    """
    oldest = oldest_kept(moment)
    left = Q(state=Job.State.PAUSED, updated_at__lt=oldest) & ~Q(kind=Job.Kind.ERASE)
    old = Job.objects.filter(Q(finished_at__lt=oldest) | left)
    Result.objects.filter(job__in=old).delete()
    return old.delete()[0]
