"""What an erasure is about, counted first; it begins with the subjects sealed into its job."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from engine.accounts.access import Actor
from engine.accounts.models import Workspace
from engine.bundles.models import Bundle
from engine.jobs.erasure import finding, rest, waiting
from engine.jobs.erasure.state import Erasure, State, sealed
from engine.jobs.erasure.subjects import Subjects
from engine.jobs.erasure.work import AHEAD, is_meant
from engine.jobs.models import Job
from engine.jobs.telling import tell
from engine.kernel.clock import now
from engine.kernel.errors import Mistake, NotFound

LOOK_S = 1.5


@dataclass(frozen=True, slots=True)
class Wish:
    """People by what they are known by, or a bundle all of whose data is to go."""

    subjects: Sequence[str] = ()
    bundle: UUID | None = None


@dataclass(frozen=True, slots=True)
class Count:
    """How much would go; `exact` is false where not all words could be read in so short a time."""

    rows: int
    waiting: int
    samples: int
    exact: bool


def count(workspace: Workspace, wish: Wish) -> Count:
    """Return how much would go. Raises NotFound for a bundle that is none of the workspace's."""
    erasure = Erasure(_job(workspace, wish), Subjects.of(wish.subjects))
    samples = rest.samples_naming(erasure)
    if erasure.is_of_bundle:
        return Count(finding.count_of_bundle(erasure), 0, samples, exact=True)
    rows = finding.ids_by_keys(erasure)
    more, is_all = _look_through_words(erasure)
    waits = sum(1 for _ in waiting.runs_naming(erasure))
    return Count(len(rows | more), waits, samples, exact=is_all)


@transaction.atomic
def begin(workspace: Workspace, wish: Wish, actor: Actor) -> Job:
    """Make a job of all that is kept at this moment; the workers go on with it.

    Raises NotFound for a bundle that is none of the workspace's.
    """
    job = _job(workspace, wish)
    number = len(Subjects.of(wish.subjects))
    job.by = actor.label
    job.asked = State(sealed(job, wish.subjects), number).to_json()
    job.save(force_insert=True)
    tell(job, "started", actor, subjects=number)
    return job


def _job(workspace: Workspace, wish: Wish) -> Job:
    bundle = wish.bundle
    if bundle is not None and not Bundle.objects.of(workspace).filter(pk=bundle).exists():
        raise NotFound([Mistake("/bundle", NotFound.code)])
    return Job(workspace=workspace, kind=Job.Kind.ERASE, bundle_id=wish.bundle)


def _look_through_words(erasure: Erasure) -> tuple[set[UUID], bool]:
    """Return the rows found by reading, and whether there was time for all of them."""
    began, job = time.monotonic(), erasure.job
    found: set[UUID] = set()
    until = now() + AHEAD
    while since := finding.window_of_words(job.workspace_id, until):
        rows = finding.rows_saying(erasure.subjects, job.workspace_id, since, until)
        found |= {row.id for row in rows if is_meant(job, row)}
        if time.monotonic() - began > LOOK_S:
            return found, False
        until = since
    return found, True
