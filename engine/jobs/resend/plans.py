"""How one journal row would be resent: from where, with which steps kept; or why it can't be.

A resent run takes up its work as any run does after a wait: from checkpoints, which are read here
out of the journal row.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias
from uuid import UUID

import orjson

from engine.flow import definition
from engine.flow.definition import Action, Definition, Router, Step
from engine.jobs.refusals import CannotBeResent
from engine.journal.models import Entry
from engine.kernel.json_types import Json, JsonObject

Told: TypeAlias = Mapping[str, Any]
Named: TypeAlias = tuple[str, dict[str, Any]]

# Runs that ended without having done all they should.
RESENDABLE = (Entry.Status.FAILED, Entry.Status.HELD, Entry.Status.CANCELLED)
# What later steps may build upon; without its data it can't be kept.
BUILT_UPON = ("action", "delay", "router")
# Marks of rows whose data is not what had come.
HIDDEN = ("erased", "confidential", "masked")


@dataclass(frozen=True, slots=True)
class Plan:
    """A run to be: where it goes on, and the checkpoints it begins with, by their paths."""

    event: Json
    version_id: UUID | None = None
    from_step: str | None = None
    states: Mapping[str, JsonObject] = field(default_factory=dict)

    @property
    def kept(self) -> list[Any]:
        """Return the steps that are not done again."""
        return [state for state in self.states.values() if state.get("kept")]


def from_the_start(entry: Entry) -> Plan:
    """Plan a whole run on whichever version is live when it begins."""
    return Plan(_event(orjson.loads(entry.details)))


def from_the_failed_step(entry: Entry, program: Definition | None) -> Plan:
    """Plan a run on the version it ran on, with what succeeded kept.

    `program` is that version; a run that had not begun had none, and begins now.
    """
    details = orjson.loads(entry.details)
    event = _event(details)
    if program is None:
        return Plan(event)
    failed_at = (entry.error or {}).get("step") or _waits_at(details) or None
    known = {step.id: step for _, step in definition.walk(program.steps)}
    states = dict(_states(details, failed_at, known))
    return Plan(event, entry.version_id, failed_at, states)


def step_at(path: str, program: Definition) -> Step | None:
    """Return the step that a path of the journal leads to."""
    step_id = path.rpartition(".")[2]
    steps = definition.walk(program.steps)
    return next((step for _, step in steps if step.id == step_id), None)


def _event(details: Told) -> Json:
    if hidden := next((mark for mark in HIDDEN if details.get(mark)), None):
        raise CannotBeResent(f"resend_payload_{hidden}")
    event: Json = details.get("trigger")
    if event is None:
        raise CannotBeResent("resend_payload_gone")
    return event


def _waits_at(details: Told) -> str | None:
    waiting = (_path(step) for step in details.get("steps", ()) if step["status"] == "waiting")
    return next(waiting, None)


def _states(details: Told, failed_at: str | None, known: Mapping[str, Step]) -> Iterator[Named]:
    for path, holds in details.get("decided", {}).items():
        yield _decided(path, holds=holds)
    for told in details.get("steps", ()):
        path = _path(told)
        if path != failed_at and told.get("capped") and told["kind"] in BUILT_UPON:
            raise CannotBeResent("resend_payload_cut", step=path)
        state_of = _STATES.get(told["kind"], _none)
        yield from state_of(told, path, known.get(told["id"]), path == failed_at)


def _path(told: Told) -> str:
    return str(told.get("path") or told["id"])


def _none(told: Told, path: str, step: Step | None, has_failed: bool) -> Iterator[Named]:
    """Let a step be gone through again: it has no effect outside."""
    yield from ()


def _of_action(told: Told, path: str, step: Step | None, has_failed: bool) -> Iterator[Named]:
    """Keep what is done; let what failed or waited be tried anew, its attempts on record."""
    if told["status"] != "waiting" and not has_failed:
        yield path, {**told, "kept": True}
        return
    if not (attempts := told.get("attempts")):
        return
    state = {name: told[name] for name in ("id", "kind", "path") if name in told}
    may_have_acted = any(one["outcome"] == "unknown" for one in attempts)
    # Whether an act that may happen only once has happened is left for a person to say.
    must_ask = isinstance(step, Action) and step.at_most_once and may_have_acted
    settled = told.get("settled", 0) if must_ask else len(attempts)
    yield (
        path,
        {
            **state,
            "status": "waiting",
            "output": None,
            "attempts": attempts,
            "settled": settled,
        },
    )


def _of_delay(told: Told, path: str, step: Step | None, has_failed: bool) -> Iterator[Named]:
    if told.get("output"):
        yield path, {**told, "kept": True}


def _of_filter(told: Told, path: str, step: Step | None, has_failed: bool) -> Iterator[Named]:
    yield _decided(path, holds=told["status"] == "succeeded")


def _of_stop(told: Told, path: str, step: Step | None, has_failed: bool) -> Iterator[Named]:
    if told["status"] == "skipped":
        yield _decided(path, holds=False)


def _of_router(told: Told, path: str, step: Step | None, has_failed: bool) -> Iterator[Named]:
    taken = told["output"]["taken"]
    for branch in step.branches if isinstance(step, Router) else ():
        yield _decided(f"{path}/{branch.name}", holds=branch.name in taken)


def _of_skipped(told: Told, path: str, step: Step | None, has_failed: bool) -> Iterator[Named]:
    yield path, {**told, "kept": True}


def _decided(path: str, *, holds: bool) -> Named:
    return f"{path}?", {"status": "decided", "holds": holds}


_STATES: Mapping[str, Callable[[Told, str, Step | None, bool], Iterator[Named]]] = {
    "action": _of_action,
    "delay": _of_delay,
    "filter": _of_filter,
    "router": _of_router,
    "stop": _of_stop,
    "step": _of_skipped,
}
