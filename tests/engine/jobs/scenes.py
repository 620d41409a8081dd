"""Failed runs, and people who resend them."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import F

from engine.accounts.access import Actor
from engine.accounts.models import Role, Workspace
from engine.jobs.models import Job, Result
from engine.jobs.resend import asking
from engine.jobs.resend.asking import Wish
from engine.jobs.resend.cases import How
from engine.jobs.work import work_off
from engine.journal.models import Entry
from engine.kernel.clock import now

ANNA = Actor(None, None, Role.OPERATOR)
ERRORS = {"events": "errors"}


def begin(workspace: Workspace, *ids: UUID, filters: Any = None, **how: Any) -> Job:
    """Ask for a job of these rows; of all errors when none are named."""
    wish = Wish(How(**how), ids=ids, filters=ERRORS if filters is None else filters)
    return asking.begin(workspace, wish, ANNA)


def a_turn() -> None:
    """Let a second pass for every job."""
    Job.objects.filter(next_at__isnull=False).update(next_at=now() - timedelta(seconds=1))
    work_off()


def resend(status: str = "failed", **how: Any) -> Callable[[], None]:
    """Return the deed of resending every run that ended so, the first rows of it sent."""

    def deed() -> None:
        begin(Workspace.objects.get(), filters={"status": status}, **how)
        a_turn()

    return deed


def results(job: Job) -> list[tuple[str, str | None]]:
    """Return what became of each row, oldest first, with the code of its error."""
    rows = Result.objects.of(job).order_by("id").values_list("status", F("error__code"))
    return [(status, code) for status, code in rows]


def the_job() -> Job:
    """Return the only job, after a last look at its runs."""
    a_turn()
    return Job.objects.get()


def runs_of(bundle_id: UUID) -> list[Entry]:
    """Return the journal rows of a bundle's runs, in the order of their attempts."""
    rows = Entry.objects.filter(bundle_id=bundle_id, kind="run")
    return list(rows.order_by("attempt", "finished_at"))
