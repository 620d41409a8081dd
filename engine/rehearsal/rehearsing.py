"""A run of the draft in which nothing leaves the process and nothing is written.

It is an `Execution`: what filters, routers, loops and failures lead to is decided by the code of
runs. Only what would reach outside is put off: actions show what they would send, delays say until
when, answers to webhooks are shown.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from connectors.sdk import Action as Verb
from connectors.sdk import NothingSent, ShutDoor
from engine.connections.places import Place
from engine.connections.words import error_of
from engine.flow.definition import Action, Delay, Draft, Respond, Step, Stop
from engine.flow.errors import MappingFailed
from engine.flow.filters import Condition
from engine.kernel.clock import now, written
from engine.kernel.json_types import Json
from engine.rehearsal.parcels import Blinds
from engine.rehearsal.preview import parts_told
from engine.rehearsal.samples import Known
from engine.rehearsal.story import Story
from engine.rehearsal.trying import Unasked, Unrecorded
from engine.runs.claim import Claimed
from engine.runs.execute import Scope
from engine.runs.outcome import Failed, Held, PutOff, Stopped
from engine.runs.simple_steps import told_of
from engine.runs.tools import Tools

PASSES = 3
WOULD_SEND = "would_send"


class Rehearsal(Unrecorded):
    """One event on its way through the draft; what happens is told to the story."""

    def __init__(self, run: Claimed, draft: Draft, tools: Tools, *, story: Story) -> None:
        super().__init__(run, draft.program, {}, tools)
        self.trace = self.story = story
        self.outputs: Mapping[str, Known] = {}

    def passes(self, items: Sequence[Any]) -> Sequence[Any]:
        """Return the first few: the rest would do the same."""
        return items[:PASSES]

    async def _step(self, step: Step, scope: Scope, path: str) -> None:
        try:
            await self._told_step(step, scope, path)
        except MappingFailed as failure:
            told = told_of(step, path, "failed")
            self.story.add({**told, "error": error_of(failure, path)})
            if not self.story.is_known_unfinished(step.id):
                raise

    async def _told_step(self, step: Step, scope: Scope, path: str) -> None:
        match step:
            case Delay():
                output = {"until": written(step.due_at(scope, now()))}
                self.story.add(told_of(step, path, "waited", output=output))
            case Respond():
                answer = step.answer(scope)
                shown = {"status": answer.status, "headers": answer.headers, "body": answer.body}
                self.story.add(told_of(step, path, "would_answer", output=shown))
            case Stop():
                await self._stop(step, scope, path)
            case _:
                await super()._step(step, scope, path)

    async def _stop(self, step: Stop, scope: Scope, path: str) -> None:
        try:
            await super()._step(step, scope, path)
        except Stopped as stopped:
            self.story.steps[-1]["output"]["result"] = stopped.status
            raise

    async def _holds(self, when: Condition, scope: Scope, path: str) -> bool:
        """Ask a condition, and tell what each comparison saw; a first value counts as changed."""
        parts = parts_told(when, scope, "")
        # Paths begin where the condition does, wherever in the draft that is.
        self.story.parts[path] = [
            {**one, "path": str(one["path"]).rpartition("/when")[2]} for one in parts
        ]
        return when.holds(scope)

    async def _perform(
        self, step: Action, scope: Scope, *, path: str, is_last: bool
    ) -> Mapping[str, Any]:
        acting = Rehearsed(self, step, path)
        if self.story.is_known_unfinished(step.id):
            told = acting.unfinished(scope)
        else:
            told = await acting.tried(scope)
        known = self.outputs.get(step.id)
        if told["status"] in (WOULD_SEND, "unfinished") and known is not None:
            told |= {"output": known.output, "origin": known.origin}
        scope[step.id] = told["output"]
        has_failed = told["status"] == "failed"
        if has_failed and step.on_error == "stop":
            raise Failed(told["error"], told)
        self.trace.add(told)
        self.transactions += not has_failed
        return told


class Rehearsed(Unasked):
    """One action up to the first request that it would send."""

    async def tried(self, scope: Scope) -> dict[str, Any]:
        """Return its story; what would make a run wait is a failure here."""
        try:
            return await self.perform(scope)
        except (PutOff, Held) as rest:
            return self.failed(rest.error or {})

    def unfinished(self, scope: Scope) -> dict[str, Any]:
        """Return the story of an action that cannot be called yet, with inputs as far as known."""
        try:
            self.inputs = self.step.fields.render(scope)
        except MappingFailed:
            self.inputs = {}
        return self._told("unfinished", None)

    async def _attempt(
        self, place: Place, verb: Verb, inputs: Mapping[str, Json]
    ) -> dict[str, Any]:
        door = self.execution.tools.door
        if not isinstance(door, ShutDoor):
            raise TypeError("a rehearsal has no way out")
        told: dict[str, Any] = {}
        before = len(door.parcels)
        with suppress(NothingSent):
            told = await super()._attempt(place, verb, inputs)
        parcels = door.parcels[before:]
        if not parcels:
            return told
        secret = [inputs.get(one.name) for one in verb.fields if one.kind == "secret"]
        blinds = Blinds(place.account.login, tuple(str(one) for one in secret if one))
        return {**self._told(WOULD_SEND, None), "requests": [blinds.shown(parcels[0])]}
