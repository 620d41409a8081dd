"""The system rows of a job: each kind has words of its own for its beginning and its end."""

from typing import Literal

from engine.accounts.access import Actor
from engine.jobs.models import Job
from engine.journal.services import note
from engine.kernel.json_types import Json


def tell(
    job: Job,
    what: Literal["started", "stopped", "done", "missing", "failed"],
    actor: Actor | None = None,
    **params: Json,
) -> None:
    """Write into the journal that the job started, was stopped, or how it ended."""
    note(
        job.workspace_id,
        code=f"{job.kind}_job_{what}",
        bundle_id=job.bundle_id,
        actor=actor.label if actor else None,
        params={"job": str(job.pk), "total": job.total, **params},
    )
