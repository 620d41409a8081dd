"""An erasure's turns: a piece at a time, each in a transaction of its own that keeps the place.

A round goes through all stages; rounds follow until one has met nothing, as runs at work when it
was asked for have ended meanwhile. A process that dies in a piece has done nothing of it.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import islice
from uuid import UUID

from django.db import transaction
from django.db.models.functions import Now

from engine.jobs.erasure import finding, rest, waiting, wiping
from engine.jobs.erasure.state import Erasure, State
from engine.jobs.models import Job, Result
from engine.jobs.telling import tell
from engine.journal.models import Entry
from engine.kernel.clock import now

S = Job.State
TURN_S = 0.5
BETWEEN_TURNS = timedelta(seconds=1)
AHEAD = timedelta(days=1)  # a worker's clock may be ahead of ours
MOST_ROUNDS = 20
TOLD = ("rows", "waiting", "samples")

Stage = Callable[[Erasure, State], State]


def turn(job_id: UUID) -> bool:
    """Give a due erasure its turn; False when another process does so, or has done."""
    began = time.monotonic()
    had_turn = False
    while _piece(job_id):
        had_turn = True
        if time.monotonic() - began > TURN_S:
            break
    return had_turn


@transaction.atomic
def _piece(job_id: UUID) -> bool:
    job = Job.objects.due().select_for_update(skip_locked=True).filter(pk=job_id).first()
    if job is None:
        return False
    if job.state not in (S.WAITING, S.RUNNING):
        _rest(job)
        return True
    state = State.of(job)
    before = state
    erasure = Erasure.of(job)
    state = STAGES[state.stage](erasure, state)
    if state.stage == "over":
        _finish(erasure, state)
        return True
    _keep(job, state, is_waiting=state == before)
    return True


def _keep(job: Job, state: State, *, is_waiting: bool) -> None:
    job.state, job.asked, job.updated_at = S.RUNNING, state.to_json(), now()
    job.total = Result.objects.of(job).count()
    job.save(update_fields=["state", "asked", "updated_at", "total"])
    pause = BETWEEN_TURNS if is_waiting else timedelta()
    Job.objects.filter(pk=job.pk).update(next_at=Now() + pause)


def _rest(job: Job) -> None:
    """A paused job keeps what it needs to go on, a stopped one nothing."""
    if job.state == S.STOPPED:
        job.asked = {}
    job.next_at = None
    job.save(update_fields=["asked", "next_at"])


def _finish(erasure: Erasure, state: State) -> None:
    job = erasure.job
    job.report = erasure.report(state, rest.left_in_settings(erasure))
    job.asked, job.state, job.next_at = {}, S.DONE, None
    job.total = Result.objects.of(job).count()
    job.finished_at = job.updated_at = now()
    job.save(
        update_fields=[
            *("report", "asked", "state", "next_at", "total", "finished_at", "updated_at"),
        ]
    )
    tell(job, "done", None, **{name: job.report[name] for name in TOLD})


def _waiting(erasure: Erasure, state: State) -> State:
    """Cancel what waits; stay here until nothing that is meant is in the queue any more."""
    if erasure.is_of_bundle:
        return state if waiting.at_work_on_bundle(erasure) else state.at("keys")
    runs = list(islice(waiting.runs_naming(erasure), waiting.AT_ONCE))
    if not runs:
        return state.at("keys")
    return state.counting(waiting=waiting.cancel(runs, erasure))


def _keys(erasure: Erasure, state: State) -> State:
    found = finding.list_by_keys(erasure)
    state = replace(state, found=state.found or bool(found))
    return state.at("rows") if erasure.is_of_bundle else state.at("words")


def _words(erasure: Erasure, state: State) -> State:
    """Look through one more stretch of words, newest first."""
    workspace_id = erasure.job.workspace_id
    until = state.until or now() + AHEAD
    since = finding.window_of_words(workspace_id, until)
    if since is None or until <= _floor(erasure, state):
        return state.at("notes")
    entries = finding.rows_saying(erasure.subjects, workspace_id, since, until)
    found = finding.list_these(erasure, [one for one in entries if is_meant(erasure.job, one)])
    return replace(state, found=state.found or bool(found)).at("words", since)


def _notes(erasure: Erasure, state: State) -> State:
    """Look through one more stretch of rows that are no runs, newest first."""
    workspace_id = erasure.job.workspace_id
    until = state.until or now() + AHEAD
    if until <= max(finding.first_moment(), _floor(erasure, state)):
        return state.at("rows")
    since = until - finding.NOTES_AT_ONCE
    found = list(finding.notes_saying(erasure.subjects, workspace_id, since, until))
    for entry in found:
        wiping.blot(entry, erasure.subjects)
    wiping.save(found, workspace_id)
    return state.counting(notes=len(found)).at("notes", since)


def _rows(erasure: Erasure, state: State) -> State:
    """Take the data out of the next rows on the list."""
    wiped = wiping.wipe_some(erasure)
    state = state.counting(seen=wiped.seen)
    return state if wiped.rows else state.at("index")


def _index(erasure: Erasure, state: State) -> State:
    """Take the wiped rows out of the next week of the journal's index, if any are new."""
    if not state.found:
        return state.at("rest")
    weeks = [week for week in wiping.weeks_of_keys() if week.table > (state.place or "")]
    if not weeks:
        return state.at("rest")
    wiping.forget_keys(erasure.job, weeks[0])
    return replace(state, place=weeks[0].table)


def _others(erasure: Erasure, state: State) -> State:
    """Go through all other places, and end the round."""
    state = state.counting(samples=rest.forget_samples(erasure), results=rest.blot_out(erasure))
    if not state.found or state.round >= MOST_ROUNDS:
        return state.at("over")
    return replace(state, round=state.round + 1, found=False).at("waiting")


def is_meant(job: Job, entry: Entry) -> bool:
    """Whether the row's event was accepted before the job was asked for; what came later stays."""
    return entry.received_at <= job.created_at


def _floor(erasure: Erasure, state: State) -> datetime:
    """From when on a round looks: the first at everything, later ones at what ended meanwhile."""
    asked_at = erasure.job.created_at
    return asked_at - timedelta(days=10_000) if state.round == 1 else asked_at - AHEAD


STAGES: Mapping[str, Stage] = {
    "waiting": _waiting,
    "keys": _keys,
    "words": _words,
    "notes": _notes,
    "rows": _rows,
    "index": _index,
    "rest": _others,
}
