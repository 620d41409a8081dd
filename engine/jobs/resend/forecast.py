"""What the steps of a run to be would be sent, as far as that can be told before it runs.

Goes through the program as a run does, from the kept steps' outputs. What depends on the answer of
a step that is still to be done is not guessed: the field is null, and the step's error says why.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from time import thread_time
from typing import Any

from connectors.sdk import Action as Verb
from connectors.sdk import InputRejected, check_inputs
from engine.catalog.shown import shown_inputs
from engine.flow.definition import Action, Definition, Filter, Loop, Rescue, Router, Step, Stop
from engine.flow.errors import MappingFailed
from engine.flow.filters import Condition
from engine.flow.limits import Meter
from engine.flow.templates import Template
from engine.kernel.json_types import Json, JsonObject

MOST_STEPS = 100
MOST_CPU_S = 0.5

Find = Callable[[Action], Verb | None]


class _SequenceEnds(Exception):
    """A filter said no, or an error was lived with in its own way."""


class _RunEnds(Exception):
    """A stop step, or enough is told."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What one step would be sent; `error` is why it can't be told, or would be refused."""

    id: str
    path: str
    inputs: JsonObject | None
    error: JsonObject | None


@dataclass(frozen=True, slots=True)
class _Sight:
    """What is known at one place: values by their names, names whose values are not known yet.

    `doubt` is the step on whose word it depends whether this place is reached at all.
    """

    scope: dict[str, Any]
    unknown: set[str]
    doubt: str | None = None

    def inside(self, **more: Any) -> "_Sight":
        return replace(self, scope={**self.scope, **more}, unknown=set(self.unknown))

    def doubtful(self, step_id: str) -> "_Sight":
        return replace(self, doubt=self.doubt or step_id)

    def knows(self, what: Template | Condition) -> bool:
        return not what.references & self.unknown


@dataclass
class Forecast:
    """The look ahead of one run; `states` are the checkpoints it begins with."""

    states: Mapping[str, JsonObject]
    find: Find
    told: list[Sent] = field(default_factory=list)
    _began: float = field(default_factory=thread_time)

    def of(self, program: Definition, scope: JsonObject) -> list[Sent]:
        """Return what each action that would be done again would be sent, in their order."""
        with suppress(_RunEnds, _SequenceEnds):
            self._sequence(program.steps, _Sight(dict(scope), set()), "")
        return self.told

    def _sequence(self, steps: Sequence[Step], sight: _Sight, place: str) -> None:
        for step in steps:
            if thread_time() - self._began > MOST_CPU_S:
                raise _RunEnds
            sight = self._step(step, sight, place + step.id)

    def _step(self, step: Step, sight: _Sight, path: str) -> _Sight:
        """Go through one step and return what is known behind it."""
        match step:
            case Action():
                self._act(step, sight, path)
            case Filter():
                return self._pass(step.id, self._holds(step.when, sight, path), sight)
            case Stop():
                return self._stop(step, sight, path)
            case Router():
                self._route(step, sight, path)
            case Loop():
                self._loop(step, sight, path)
        return sight

    def _act(self, step: Action, sight: _Sight, path: str) -> None:
        known = self.states.get(path, {})
        if not known.get("kept"):
            self._tell(step, sight, path)
            sight.unknown.add(step.id)
            return
        sight.scope[step.id] = known.get("output")
        sight.unknown.discard(step.id)
        if known["status"] == "failed" and isinstance(step.on_error, Rescue):
            inner = sight.inside(error=known.get("error"))
            self._sequence(step.on_error.steps, inner, path.removesuffix(step.id))
            raise _SequenceEnds

    def _pass(self, step_id: str, holds: bool | None, sight: _Sight) -> _Sight:
        if holds is False:
            raise _SequenceEnds
        return sight if holds else sight.doubtful(step_id)

    def _stop(self, step: Stop, sight: _Sight, path: str) -> _Sight:
        holds = step.when is None or self._holds(step.when, sight, path)
        if holds:
            raise _RunEnds
        return sight if holds is False else sight.doubtful(step.id)

    def _route(self, step: Router, sight: _Sight, path: str) -> None:
        taken: list[str] = []
        ways: list[tuple[Sequence[Step], _Sight]] = []
        for branch in step.branches:
            place = f"{path}/{branch.name}"
            holds = branch.when is None or self._holds(branch.when, sight, place)
            if holds is None:
                sight.unknown.add(step.id)
            if holds is not False:
                is_sure = bool(holds) and (step.mode == "all" or step.id not in sight.unknown)
                ways.append((branch.steps, sight if is_sure else sight.doubtful(step.id)))
                taken.append(branch.name)
            if holds and step.mode == "first":
                break
        sight.scope[step.id] = {"taken": taken}
        for steps, way in ways:
            self._apart(steps, way, path.removesuffix(step.id))

    def _loop(self, step: Loop, sight: _Sight, path: str) -> None:
        items = self._items(step, sight)
        if items is None:
            inner = sight.inside().doubtful(step.id)
            inner.unknown.update(("item", "index"))
            sight.unknown.add(step.id)
            self._apart(step.steps, inner, f"{path}[0].")
            return
        sight.scope[step.id] = {"count": len(items)}
        for index, item in enumerate(items):
            self._apart(step.steps, sight.inside(item=item, index=index), f"{path}[{index}].")

    def _apart(self, steps: Sequence[Step], sight: _Sight, place: str) -> None:
        try:
            self._sequence(steps, sight, place)
        except _SequenceEnds:
            return

    def _items(self, step: Loop, sight: _Sight) -> list[Json] | None:
        try:
            return step.items(sight.scope) if sight.knows(step.over) else None
        except MappingFailed:
            return None

    def _holds(self, when: Condition, sight: _Sight, path: str) -> bool | None:
        """Return what a condition says; None when that depends on what is not known yet."""
        if decided := self.states.get(f"{path}?"):
            return bool(decided["holds"])
        try:
            if not sight.knows(when) or when.memory_keys(sight.scope):
                return None
            return when.holds(sight.scope)
        except MappingFailed:
            return None

    def _tell(self, step: Action, sight: _Sight, path: str) -> None:
        if len(self.told) >= MOST_STEPS:
            raise _RunEnds
        verb = self.find(step)
        if verb is None:
            self.told.append(Sent(step.id, path, None, _error("resend_action_gone", "fix")))
            return
        inputs, error = _inputs(step, verb, sight)
        self.told.append(Sent(step.id, path, shown_inputs(verb, inputs), error))


def _inputs(step: Action, verb: Verb, sight: _Sight) -> tuple[JsonObject, JsonObject | None]:
    """Return the fields as far as they are known, and what is wrong or unknown of them."""
    meter = Meter()
    made: dict[str, Json] = {}
    later: list[str] = []
    error: JsonObject | None = None
    for name, template in step.fields.items:
        made[name] = None
        if not sight.knows(template):
            later.append(name)
            continue
        try:
            made[name] = template.evaluate(sight.scope, meter)
        except MappingFailed as failure:
            where = {"step": step.id, "at": failure.under(name).path}
            error = error or {**_error(failure.code, "fix", **failure.params), **where}
    return made, error or _doubt(sight, later) or _refusal(verb, made)


def _doubt(sight: _Sight, later: Sequence[str]) -> JsonObject | None:
    if later:
        return _error("resend_fields_not_known", None, fields=", ".join(later))
    return _error("resend_step_not_known", None, step=sight.doubt) if sight.doubt else None


def _refusal(verb: Verb, inputs: JsonObject) -> JsonObject | None:
    try:
        check_inputs(verb.fields, inputs)
    except InputRejected as wrong:
        return {**_error(wrong.code, "fix", field=wrong.field), "message": wrong.message}
    return None


def _error(code: str, remedy: str | None, **params: Json) -> JsonObject:
    return {"code": code, "remedy": remedy, "params": params}
