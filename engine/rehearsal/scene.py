"""What the templates of one step see while nothing runs: samples instead of outputs."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from uuid import UUID

from engine.bundles.models import Bundle
from engine.flow.definition import Action, Draft, Loop, Rescue, Router, Step, read_draft, walk
from engine.flow.errors import MappingFailed
from engine.kernel.clock import now, written
from engine.kernel.ids import new_id
from engine.kernel.json_types import Json, JsonObject
from engine.rehearsal.parts import TRIGGER
from engine.rehearsal.samples import Samples

DRAFTS_KEPT = 32
# What a step inside `on_error` may see of the error that leads there.
AN_ERROR: JsonObject = {
    "code": "input_rejected",
    "message": "The service answered 422.",
    "remedy": "fix",
    "http_status": 422,
    "answer": "",
}
# The trigger's own templates read nothing but the event.
BEFORE_STEPS = frozenset((TRIGGER, "run"))
LOOP_ITEMS = 10_000
PASSING = ("item", "index", "error")


@dataclass(frozen=True)
class _Saved:
    """A draft by its revision, which is another with each change."""

    bundle_id: UUID
    revision: int
    definition: JsonObject = field(compare=False)


@dataclass(frozen=True)
class Scene:
    """The values in sight of one place; `roots` are the names it may use."""

    scope: Mapping[str, Any]
    roots: frozenset[str]


def draft_of(bundle: Bundle) -> Draft:
    """Return the bundle's draft as far as it can be read; the newest drafts are remembered."""
    return _read(_Saved(bundle.pk, bundle.revision, bundle.draft))


def run_root(time_zone: str) -> dict[str, Json]:
    """Return what `run` means where nothing runs."""
    return {"id": str(new_id()), "now": written(now()), "time_zone": time_zone}


def scene_at(bundle: Bundle, samples: Samples, at: str | None, event: Json) -> Scene:
    """Return what a step of the draft sees, given the event; no such step sees all there is."""
    draft = draft_of(bundle)
    scope: dict[str, Any] = {name: one.output for name, one in samples.steps.items()}
    scope |= {TRIGGER: event, "run": run_root(bundle.workspace.time_zone)}
    sight = BEFORE_STEPS if at == TRIGGER else draft.sights.get(at or "")
    if sight is None:
        return Scene(scope, frozenset((*scope, *draft.sights, *PASSING)))
    for outer in _way_to(at, draft.program.steps) or ():
        _enter(outer, scope)
    return Scene({name: one for name, one in scope.items() if name in sight}, sight)


def loop_limit(bundle: Bundle, name: str | None) -> int:
    """Return over how many items the loop of this id may go, else what is usual."""
    steps = walk(draft_of(bundle).program.steps)
    return next(
        (one.limit for _, one in steps if isinstance(one, Loop) and one.id == name), LOOP_ITEMS
    )


@lru_cache(maxsize=DRAFTS_KEPT)
def _read(saved: _Saved) -> Draft:
    return read_draft(saved.definition)


def _enter(outer: Step, scope: dict[str, Any]) -> None:
    """Put into the scope what the first pass of a loop, or the way into a rescue, would."""
    if isinstance(outer, Action):
        scope["error"] = {**AN_ERROR, "step": outer.id}
    if not isinstance(outer, Loop):
        return
    items: Sequence[Json] = ()
    with suppress(MappingFailed):
        items = outer.items(scope)
    scope[outer.id] = {"count": len(items)}
    scope["item"], scope["index"] = (items[0] if items else None), 0


def _way_to(name: str | None, steps: Iterable[Step]) -> list[Step] | None:
    """Return the steps around the one of this id, the outermost first; None if it is not here."""
    for step in steps:
        if step.id == name:
            return []
        for inner in _inside(step):
            if (way := _way_to(name, inner)) is not None:
                return [step, *way]
    return None


def _inside(step: Step) -> Sequence[Sequence[Step]]:
    if isinstance(step, Loop):
        return [step.steps]
    if isinstance(step, Router):
        return [branch.steps for branch in step.branches]
    if isinstance(step, Action) and isinstance(step.on_error, Rescue):
        return [step.on_error.steps]
    return []
