"""What a refresh is about: what waits and which sources there are, frozen when it is asked for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q

from engine.accounts.access import Actor
from engine.accounts.models import Workspace
from engine.bundles.models import Bundle
from engine.jobs.errors import TooManyToRefresh, refuse_unknown
from engine.jobs.models import Job, Result
from engine.jobs.telling import tell
from engine.journal.finding import known
from engine.kernel.ids import new_id
from engine.triggers.models import Source

COUNTED_EXACTLY = 10_000
MOST_RUNS = 100_000

# What goes by itself is left out. Each half repeats the condition of the index that answers it.
WAITING = """
WITH mine AS (
    SELECT id, status NOT IN ('running', 'migration') AS stands_still
    FROM bundles_bundle WHERE id = ANY(%(bundles)s)
), found AS (
    SELECT q.*, CASE
        WHEN q.status = 'held' AND q.error ? 'asks' THEN 'refresh_asks_person'
        WHEN q.error ->> 'code' = 'breaker_open' AND q.status = 'waiting'
            THEN 'refresh_service_rests'
        WHEN q.error ->> 'code' = 'own_limit' AND q.status = 'waiting'
            THEN 'refresh_left_to_limit'
        END AS left_alone
    FROM mine CROSS JOIN LATERAL (
        SELECT id, seq, bundle_id, status, error FROM queue_run
        WHERE workspace_id = %(workspace)s AND bundle_id = mine.id AND due_at IS NOT NULL
            AND (status = 'waiting' AND error IS NOT NULL OR mine.stands_still
                 AND (status = 'queued' OR status = 'waiting' AND due_at <= now()))
        UNION ALL
        SELECT id, seq, bundle_id, status, error FROM queue_run
        WHERE bundle_id = mine.id AND status = 'held') q
)
"""
COUNT = f"""
{WAITING}
SELECT CASE WHEN status = 'held' THEN 'held' WHEN error IS NOT NULL THEN 'retrying'
       ELSE 'waiting' END AS why, count(*)
FROM (SELECT * FROM found WHERE left_alone IS NULL LIMIT %(most)s) AS chosen GROUP BY why
"""  # noqa: S608 (made of our own words only)
FREEZE = f"""
{WAITING}
INSERT INTO jobs_result (id, job_id, what, run_id, bundle_id, status, error)
SELECT uuidv7(), %(job)s, 'run', id, bundle_id,
    CASE WHEN left_alone IS NULL THEN 'pending' ELSE 'skipped' END,
    CASE WHEN left_alone IS NOT NULL
        THEN jsonb_build_object('code', left_alone, 'remedy', NULL, 'params', '{{}}'::jsonb) END
FROM (SELECT * FROM found ORDER BY seq LIMIT %(most)s) AS chosen
"""  # noqa: S608 (made of our own words only)


@dataclass(frozen=True, slots=True)
class Scope:
    """Which bundles, by their ids or by a filter; neither means all."""

    ids: Sequence[UUID] = ()
    filters: Mapping[str, Any] = field(default_factory=dict)


def count(workspace: Workspace, scope: Scope) -> dict[str, Any]:
    """Return what would be let go, by why it waits, and how many sources would be asked.

    Raises NotFound when an id is none of the workspace's bundles.
    """
    bundles = _bundles(workspace, scope)
    asked = {**_about(workspace, bundles), "most": COUNTED_EXACTLY + 1}
    with connection.cursor() as cursor:
        cursor.execute(COUNT, asked)
        counts = dict(cursor.fetchall())
    found = {why: counts.get(why, 0) for why in ("waiting", "held", "retrying")}
    exact = sum(found.values()) <= COUNTED_EXACTLY
    return {**found, "sources": len(_sources(bundles)), "exact": exact}


@transaction.atomic
def begin(workspace: Workspace, scope: Scope, actor: Actor) -> Job:
    """Make a job of what waits and of the sources there are; it is worked off by the workers.

    Where nothing waits and nothing is read, it says so by its end. Raises NotFound for an id that
    is none of the workspace's, TooManyToRefresh.
    """
    bundles = _bundles(workspace, scope)
    job = Job(workspace=workspace, kind=Job.Kind.REFRESH, by=actor.label)
    job.bundle_id = bundles[0] if len(bundles) == 1 else None
    job.save(force_insert=True)
    job.total = _freeze_runs(job, bundles) + _freeze_sources(job, bundles)
    job.save(update_fields=["total"])
    tell(job, "started", actor)
    return job


def _bundles(workspace: Workspace, scope: Scope) -> list[UUID]:
    mine = Bundle.objects.of(workspace)
    if scope.ids:
        mine = mine.filter(pk__in=scope.ids)
        refuse_unknown("bundles", scope.ids, set(mine.values_list("pk", flat=True)))
    known.refuse_unknown(workspace.pk, scope.filters, at="/filter/")
    found = mine.present().filter(_passes(scope.filters), version__isnull=False).distinct()
    return list(found.order_by("pk").values_list("pk", flat=True))


def _passes(filters: Mapping[str, Any]) -> Q:
    """Return the bundles of a filter: of a group, with a connection or service, the one named."""
    wanted = Q()
    if "group" in filters:
        wanted &= Q(group=filters["group"]) if filters["group"] else Q(group__isnull=True)
    if "connection" in filters:
        wanted &= Q(uses__connection=filters["connection"], uses__live=True)
    if "connector" in filters:
        wanted &= Q(connectors__contains=[filters["connector"]])
    if "bundle" in filters:
        wanted &= Q(pk=filters["bundle"])
    return wanted


def _about(workspace: Workspace, bundles: Sequence[UUID]) -> dict[str, Any]:
    return {"workspace": workspace.pk, "bundles": list(bundles)}


def _freeze_runs(job: Job, bundles: Sequence[UUID]) -> int:
    asked = {**_about(job.workspace, bundles), "job": job.pk, "most": MOST_RUNS + 1}
    with connection.cursor() as cursor:
        cursor.execute(FREEZE, asked)
        frozen: int = cursor.rowcount
    if frozen > MOST_RUNS:
        raise TooManyToRefresh(most=MOST_RUNS)
    return frozen


def _freeze_sources(job: Job, bundles: Sequence[UUID]) -> int:
    """Put the sources behind the runs: what was accepted goes before what is new."""
    what = Result.What.SOURCE
    rows = [Result(id=new_id(), job=job, what=what, bundle_id=one) for one in _sources(bundles)]
    return len(Result.objects.bulk_create(rows))


def _sources(bundles: Sequence[UUID]) -> list[UUID]:
    polled = Source.objects.filter(bundle_id__in=bundles, kind=Source.Kind.POLLING)
    return list(polled.order_by("pk").values_list("pk", flat=True))
