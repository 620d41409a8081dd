"""Runs made out of journal rows: put into the queue like any others, in one short transaction.

The queue takes one live attempt at an event. Only once it has taken ours are the later attempts
looked up: one that ended meanwhile has written its row in the commit in which it left the queue.
"""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

import orjson
from django.db.models.functions import Now

from engine.flow import definition
from engine.jobs.models import Job, Result
from engine.jobs.refusals import CannotBeResent
from engine.jobs.resend.cases import (
    Case,
    How,
    attempts_after,
    case_of,
    refuse_tried_later,
    surroundings_of,
)
from engine.jobs.rounds import Way
from engine.journal.models import Entry
from engine.journal.modes import RESEND
from engine.kernel.clock import now
from engine.kernel.ids import new_id
from engine.queue.keys import order_key
from engine.queue.models import Checkpoint, Run
from engine.queue.services import ring

S = Result.Status


def send(job: Job, results: Sequence[Result]) -> None:
    """Resend the rows of these results, and tell in each what became of it.

    Part of the caller's transaction; the job is locked by the caller.
    """
    how = How(job.mode, force_new_key=job.force_new_key, again=job.again)
    cases, refusals = _looked_at(job.workspace_id, results, how)
    cases = _latest(cases, refusals)
    runs = {entry_id: _run(case, how) for entry_id, case in cases.items()}
    # Two jobs wait for each other's rows in one order only.
    rows = sorted(runs.values(), key=lambda run: str(run.resend_of))
    Run.objects.bulk_create(rows, ignore_conflicts=True)
    taken = _taken(runs, cases, how, refusals)
    _keep_steps(taken, cases)
    for result in results:
        if result.entry_id is not None:
            _tell(result, taken.get(result.entry_id), refusals.get(result.entry_id))
    Result.objects.bulk_update(results, ["run_id", "status", "error"])
    if taken:
        ring()


WAY = Way(send)


def _looked_at(
    workspace_id: UUID, results: Sequence[Result], how: How
) -> tuple[dict[UUID, Case], dict[UUID, CannotBeResent]]:
    places = [(result.entry_id, result.entry_at) for result in results if result.entry_id]
    rows = Entry.objects.filter(workspace_id=workspace_id, pk__in=places)
    entries = {entry.id: entry for entry in rows}
    around = surroundings_of(entries.values())
    cases: dict[UUID, Case] = {}
    refusals: dict[UUID, CannotBeResent] = {}
    for entry_id, _ in places:
        try:
            cases[entry_id] = case_of(_there(entries.get(entry_id)), around, how)
        except CannotBeResent as refusal:
            refusals[entry_id] = refusal
    return cases, refusals


def _latest(cases: Mapping[UUID, Case], refusals: dict[UUID, CannotBeResent]) -> dict[UUID, Case]:
    """Keep one case for each event, its latest attempt: the queue would take any one of them."""
    latest: dict[UUID, Case] = {}
    for case in sorted(cases.values(), key=lambda case: case.entry.attempt):
        latest[case.first_id] = case
    for entry_id, case in cases.items():
        best = latest[case.first_id].entry.id
        if best != entry_id:
            refusals[entry_id] = CannotBeResent("resend_later_attempt", row=str(best))
    return {case.entry.id: case for case in latest.values()}


def _there(entry: Entry | None) -> Entry:
    if entry is None:
        raise CannotBeResent("resend_row_gone")
    return entry


def _taken(
    runs: Mapping[UUID, Run],
    cases: Mapping[UUID, Case],
    how: How,
    refusals: dict[UUID, CannotBeResent],
) -> dict[UUID, Run]:
    """Return the runs that the queue took and no later attempt forbids; the others are refused."""
    wanted = [run.pk for run in runs.values()]
    there = set(Run.objects.filter(pk__in=wanted).values_list("pk", flat=True))
    later = attempts_after(case.entry for case in cases.values())
    taken: dict[UUID, Run] = {}
    for entry_id, run in runs.items():
        try:
            _refuse_second(run, there)
            refuse_tried_later(later[entry_id], how)
        except CannotBeResent as refusal:
            refusals[entry_id] = refusal
            continue
        if later[entry_id]:
            run.attempt = later[entry_id][-1].attempt + 1
        taken[entry_id] = run
    _settle(there, taken)
    return taken


def _refuse_second(run: Run, there: Collection[UUID]) -> None:
    if run.pk not in there:
        raise CannotBeResent("resend_on_its_way")


def _settle(there: set[UUID], taken: Mapping[UUID, Run]) -> None:
    """Take back the runs that must not be, and number the others."""
    staying = {run.pk for run in taken.values()}
    Run.objects.filter(pk__in=there - staying).delete()
    Run.objects.bulk_update(taken.values(), ["attempt"])


def _run(case: Case, how: How) -> Run:
    entry, run_id = case.entry, new_id()
    live = case.bundle.version
    trigger = definition.compile(live.definition).trigger if live else None
    return Run(
        id=run_id,
        workspace_id=entry.workspace_id,
        bundle_id=case.bundle.pk,
        version_id=case.plan.version_id,
        event_id=entry.event_id or new_id(),
        origin_id=run_id if how.force_new_key else entry.origin_id or entry.id,
        mode=RESEND,
        key=entry.key,
        order_key=order_key(trigger, case.plan.event) if trigger else None,
        received_at=now(),
        due_at=Now(),
        # As if an earlier lease had left the checkpoints.
        lease=1 if case.plan.states else 0,
        payload=orjson.dumps(case.plan.event).decode(),
        resend_of=case.first_id,
        attempt=entry.attempt + 1,
    )


def _keep_steps(taken: Mapping[UUID, Run], cases: Mapping[UUID, Case]) -> None:
    Checkpoint.objects.bulk_create(
        Checkpoint(run_id=run.pk, path=path, state=orjson.dumps(state).decode())
        for entry_id, run in taken.items()
        for path, state in cases[entry_id].plan.states.items()
    )


def _tell(result: Result, run: Run | None, refusal: CannotBeResent | None) -> None:
    if run is not None:
        result.status, result.run_id = S.RUNNING, run.pk
    elif refusal is not None:
        result.status, result.error = S.SKIPPED, dict(refusal.to_json())
