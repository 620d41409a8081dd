"""Runs that wait for a person: a call nobody knows the outcome of, a failure nothing may overtake.

Such a run is held with an error that `asks`; its step, if it names one, keeps its attempts in a
checkpoint. The answer is one of three, and whoever answers first has answered.
"""

from typing import Any, Literal, get_args
from uuid import UUID

import orjson
from django.db import transaction
from django.db.models.functions import Now

from engine.journal.services import note, record_runs
from engine.kernel.errors import Conflict, NotFound
from engine.kernel.json_types import JsonObject
from engine.queue.models import Checkpoint, Run
from engine.queue.past import past_of
from engine.queue.services import cancelled, ring

Answer = Literal["repeat", "skip", "cancel"]
ANSWERS: tuple[Answer, ...] = get_args(Answer)

_ROWS: dict[Answer, str] = {
    "repeat": "held_run_repeated",
    "skip": "held_step_skipped",
    "cancel": "held_run_cancelled",
}


class NothingIsAsked(Conflict):
    """The run waits for no answer; perhaps somebody else has given it."""

    code = "nothing_is_asked"


class NothingToSkip(Conflict):
    """The run did not fail at one of its steps."""

    code = "nothing_to_skip"


@transaction.atomic
def answer(bundle_id: UUID, run_id: UUID, do: Answer, *, workspace_id: UUID, actor: str) -> None:
    """Repeat the step, count it as done with no output, or cancel the run; the journal says who."""
    those = Run.objects.select_for_update().filter(workspace_id=workspace_id, bundle_id=bundle_id)
    run = those.filter(pk=run_id).first()
    if run is None:
        raise NotFound
    error: dict[str, Any] = run.error or {}
    if run.status != Run.Status.HELD or not error.get("asks"):
        raise NothingIsAsked
    if do == "cancel":
        _cancel(run, actor)
    else:
        _GOING_ON[do](run, error.get("step") or "")
    params: JsonObject = {
        "run": str(run_id),
        "step": error.get("step"),
        "error": error.get("code"),
    }
    note(workspace_id, code=_ROWS[do], bundle_id=bundle_id, actor=actor, params=params)


def _repeat(run: Run, path: str) -> None:
    """Let the step be tried as if for the first time; what may have happened stays on record."""
    for kept in Checkpoint.objects.filter(run_id=run.pk, path=path):
        state = orjson.loads(kept.state)
        _keep(run, path, {**state, "settled": len(state.get("attempts", ()))})
    _go_on(run)


def _skip(run: Run, path: str) -> None:
    if not path:
        raise NothingToSkip
    kept = Checkpoint.objects.filter(run_id=run.pk, path=path).first()
    state = orjson.loads(kept.state) if kept else _unknown_step(path)
    _keep(run, path, {**state, "status": "skipped", "output": None})
    _go_on(run)


def _unknown_step(path: str) -> dict[str, Any]:
    step = {"id": path.rpartition(".")[2], "kind": "step"}
    return step if step["id"] == path else {**step, "path": path}


def _cancel(run: Run, actor: str) -> None:
    past = past_of([run.pk])[run.pk]
    record_runs([cancelled(run, actor, code="cancelled_by_person", past=past)])
    Checkpoint.objects.filter(run_id=run.pk).delete()
    run.delete()
    ring()  # what it held up may go on


def _keep(run: Run, path: str, state: JsonObject) -> None:
    Checkpoint.objects.update_or_create(
        run_id=run.pk, path=path, defaults={"state": orjson.dumps(state).decode()}
    )


def _go_on(run: Run) -> None:
    run.status, run.due_at, run.error, run.crashes = Run.Status.WAITING, Now(), None, 0
    run.save(update_fields=["status", "due_at", "error", "crashes"])
    ring()


_GOING_ON = {"repeat": _repeat, "skip": _skip}
