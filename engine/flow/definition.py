"""A bundle's definition: check it, compile it, walk it, see what it uses."""

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from uuid import UUID

import orjson

from engine.flow.errors import DefinitionIsInvalid, pointer
from engine.flow.limits import DEFINITION_BYTES, DEFINITION_DEPTH
from engine.flow.reading import Reader
from engine.flow.schedule import Schedule
from engine.flow.schema import SCHEMA, shape_mistakes
from engine.flow.steps import (
    Action,
    Answer,
    Branch,
    Definition,
    Delay,
    Filter,
    Loop,
    Order,
    Rescue,
    Respond,
    Router,
    Step,
    Stop,
    Trigger,
)
from engine.kernel.errors import Mistake
from engine.kernel.json_types import Json, JsonObject

__all__ = [
    "SCHEMA",
    "Action",
    "Answer",
    "Branch",
    "Definition",
    "Delay",
    "Draft",
    "Filter",
    "Loop",
    "Order",
    "Rescue",
    "Respond",
    "Router",
    "Schedule",
    "Step",
    "StepUse",
    "Stop",
    "Trigger",
    "compile",
    "mistakes",
    "raw_steps",
    "read_draft",
    "uses",
    "walk",
]

_MOST_MISTAKES = 200
_LARGEST_INT = 2**63
# What a draft may still lack; everything else is wrong in a draft too.
_UNFINISHED = frozenset(("missing", "unknown_reference"))


@dataclass(frozen=True, slots=True)
class StepUse:
    """One place where a definition uses a service."""

    path: str
    connection: UUID | None
    connector: str | None
    action: str | None


@dataclass(frozen=True, slots=True)
class Draft:
    """A definition as far as it can be read; `sights` tells which names each step may use."""

    program: Definition
    sights: Mapping[str, frozenset[str]]


def compile(raw: Json) -> Definition:
    """Return the program of a complete definition; raises `DefinitionIsInvalid`."""
    definition, found = _read(raw)
    if found or definition is None:
        raise DefinitionIsInvalid(found)
    return definition


def mistakes(raw: Json, draft: bool = False) -> list[Mistake]:
    """Return everything wrong with a definition; a draft may be incomplete, not malformed."""
    _, found = _read(raw)
    return [one for one in found if not (draft and one.code in _UNFINISHED)]


def read_draft(raw: JsonObject) -> Draft:
    """Return a draft whatever is wrong with it; what cannot be read stands for nothing."""
    reader = Reader()
    return Draft(reader.definition(raw), reader.sights)


def walk(steps: Iterable[Step], path: str = "/steps") -> Iterator[tuple[str, Step]]:
    """Yield every step with its JSON pointer, each before the steps inside it."""
    for index, step in enumerate(steps):
        here = f"{path}/{index}"
        yield here, step
        if isinstance(step, Loop):
            yield from walk(step.steps, f"{here}/steps")
        elif isinstance(step, Action) and isinstance(step.on_error, Rescue):
            yield from walk(step.on_error.steps, f"{here}/on_error/steps")
        elif isinstance(step, Router):
            for number, branch in enumerate(step.branches):
                yield from walk(branch.steps, f"{here}/branches/{number}/steps")


def raw_steps(raw: Json) -> list[tuple[str, JsonObject]]:
    """Return every step of a raw definition, a draft too, with its JSON pointer."""
    steps = raw.get("steps") if isinstance(raw, Mapping) else None
    return list(_raw_steps(steps, "/steps", DEFINITION_DEPTH))


def uses(raw: Json) -> list[StepUse]:
    """Return where a raw definition, a draft too, uses services: the trigger, then actions."""
    if not isinstance(raw, Mapping):
        return []
    found = [_use(one, path) for path, one in raw_steps(raw) if one.get("kind") == "action"]
    trigger = raw.get("trigger")
    if isinstance(trigger, Mapping) and trigger.get("connection"):
        found.insert(0, _use({**trigger, "action": trigger.get("event")}, "/trigger"))
    return found


def _read(raw: Json) -> tuple[Definition | None, list[Mistake]]:
    found = list(_hostile(raw))
    if found:
        return None, found[:_MOST_MISTAKES]
    if not isinstance(raw, Mapping):
        return None, [Mistake("", "wrong_type", {"wanted": "object"})]
    reader = Reader()
    definition = reader.definition(raw)
    found = _without_repeats([*shape_mistakes(raw), *reader.mistakes])
    return definition, found[:_MOST_MISTAKES]


def _without_repeats(found: list[Mistake]) -> list[Mistake]:
    """Keep the first mistake of each kind in a place: the schema and the reader may both see it."""
    kept: dict[tuple[str, str, str], Mistake] = {}
    for one in found:
        kept.setdefault((one.path, one.code, str(one.params.get("name", ""))), one)
    return list(kept.values())


def _hostile(raw: Json) -> Iterator[Mistake]:
    """Yield what no later check could survive: depth, size, broken characters and numbers."""
    level: list[tuple[str, Json]] = [("", raw)]
    room = DEFINITION_BYTES
    for depth in range(DEFINITION_DEPTH + 2):
        if not level:
            break
        room -= len(level)
        if room < 0:
            yield Mistake("", "too_large", {"limit": DEFINITION_BYTES})
            return
        if depth > DEFINITION_DEPTH:
            yield Mistake(level[0][0], "too_deep", {"limit": DEFINITION_DEPTH})
            return
        for path, value in level:
            yield from _bad_scalar(path, value)
        level = [inner for path, value in level for inner in _inside(path, value)]
    if _size(raw) > DEFINITION_BYTES:
        yield Mistake("", "too_large", {"limit": DEFINITION_BYTES})


def _inside(path: str, value: Json) -> Iterator[tuple[str, Json]]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield pointer(path, key), inner
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield f"{path}/{index}", inner


def _bad_scalar(path: str, value: Json) -> Iterator[Mistake]:
    texts = [value] if isinstance(value, str) else value if isinstance(value, Mapping) else ()
    if any(not isinstance(text, str) or _is_broken(text) for text in texts):
        yield Mistake(path, "bad_character")
    if isinstance(value, int) and not -_LARGEST_INT <= value < _LARGEST_INT:
        yield Mistake(path, "number_too_large")
    if isinstance(value, float) and not math.isfinite(value):
        yield Mistake(path, "number_not_finite")
    if not isinstance(value, str | int | float | list | Mapping | None):
        yield Mistake(path, "wrong_type")


def _is_broken(text: str) -> bool:
    return "\0" in text or any("\ud800" <= letter <= "\udfff" for letter in text)


def _size(raw: Json) -> int:
    try:
        return len(orjson.dumps(raw))
    except TypeError:
        return 0  # already reported as a broken character or number


def _raw_steps(raw: Json, path: str, depth: int) -> Iterator[tuple[str, JsonObject]]:
    for index, one in enumerate(raw if isinstance(raw, list) and depth else []):
        if not isinstance(one, Mapping):
            continue
        here = f"{path}/{index}"
        yield here, one
        yield from _raw_steps(one.get("steps"), f"{here}/steps", depth - 1)
        rescue = one.get("on_error")
        if isinstance(rescue, Mapping):
            yield from _raw_steps(rescue.get("steps"), f"{here}/on_error/steps", depth - 1)
        branches = one.get("branches")
        for number, branch in enumerate(branches if isinstance(branches, list) else []):
            if isinstance(branch, Mapping):
                inner = f"{here}/branches/{number}/steps"
                yield from _raw_steps(branch.get("steps"), inner, depth - 1)


def _use(raw: JsonObject, path: str) -> StepUse:
    connection, connector, action = map(raw.get, ("connection", "connector", "action"))
    try:
        known = UUID(connection) if isinstance(connection, str) else None
    except ValueError:
        known = None
    return StepUse(
        path,
        known,
        connector if isinstance(connector, str) else None,
        action if isinstance(action, str) else None,
    )
