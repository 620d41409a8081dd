"""The shape of a definition as JSON Schema, and what breaks it in our own words."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any

import jsonschema_rs

from engine.flow.errors import pointer
from engine.flow.limits import NESTING, STEPS
from engine.flow.operators import OPERATORS
from engine.flow.schedule_reading import LONGEST_S, SHORTEST_S
from engine.kernel.errors import Mistake
from engine.kernel.json_types import Json
from engine.kernel.nearest import near, strangers

RESERVED = ("trigger", "item", "index", "run", "error")
STEP_ID = "^[a-z][a-z0-9_]{0,62}$"
_MAX_NAME = 200
_TEXT = {"type": "string", "maxLength": 16384}
_NAME = {"type": "string", "maxLength": _MAX_NAME}
_UUID = {"type": ["string", "null"], "format": "uuid"}
_FIELDS = {"type": "object", "maxProperties": 1000}
_STEPS = {"type": "array", "maxItems": STEPS, "items": {"$ref": "#/$defs/step"}}
_CONDITION = {"$ref": "#/$defs/condition"}
_AMOUNT = {"type": ["string", "number"], "maxLength": 16384}


def _object(properties: dict[str, Any], *required: str) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(required),
        "additionalProperties": False,
    }


def _step(kind: str, properties: dict[str, Any], *required: str) -> dict[str, Any]:
    own = {"id": {"type": "string", "pattern": STEP_ID}, "kind": {"const": kind}, "name": _NAME}
    return _object({**own, **properties}, "id", "kind", *required)


_KINDS = {
    "filter": _step("filter", {"when": _CONDITION}, "when"),
    "action": _step(
        "action",
        {
            "connection": _UUID,
            "connector": {"type": ["string", "null"], "maxLength": 64},
            "action": {"type": "string", "minLength": 1, "maxLength": 64},
            "fields": _FIELDS,
            "on_error": {
                "description": (
                    "What an error leads to that trying again cannot mend. stop: the run fails. "
                    "continue: the run goes on, and the step's output is {error}. Steps: they run "
                    "with `error` in scope (code, message, remedy, step, http_status, answer) "
                    "instead of what follows the action in its sequence; when they succeed, so "
                    "does the run, and the journal still shows the action as failed. In a loop "
                    "the next item follows, behind a router's branch the step after the router."
                ),
                "if": {"type": "object"},
                "then": _object({"steps": {**_STEPS, "minItems": 1}}, "steps"),
                "else": {"enum": ["stop", "continue"]},
            },
            "at_most_once": {
                "description": (
                    "Never repeat a call of which nobody knows whether it acted: the run is held "
                    "until a person says whether to repeat it, skip it or cancel the run"
                ),
                "type": "boolean",
            },
        },
        "action",
    ),
    "router": _step(
        "router",
        {
            "mode": {"enum": ["first", "all"]},
            "branches": {
                "type": "array",
                "minItems": 1,
                "maxItems": 50,
                "items": _object({"name": _NAME, "when": _CONDITION, "steps": _STEPS}, "steps"),
            },
        },
        "branches",
    ),
    "loop": _step(
        "loop",
        {
            "over": {"type": ["string", "array"], "maxLength": 16384},
            "steps": _STEPS,
            "limit": {"type": "integer", "minimum": 1, "maximum": 100_000},
        },
        "over",
        "steps",
    ),
    "delay": _step("delay", {"for": _AMOUNT, "until": _AMOUNT}),
    "stop": _step(
        "stop",
        {
            "when": _CONDITION,
            "result": {"enum": ["succeeded", "filtered", "failed"]},
            "message": _TEXT,
        },
    ),
    "respond": _step(
        "respond",
        {"status": {"type": ["integer", "string"]}, "headers": _FIELDS, "body": {}},
    ),
}

_DELAYS = {
    "type": ["array", "null"],
    "maxItems": 20,
    "items": {"type": "number", "minimum": 0, "maximum": 259_200},
}
_RETRY = {
    "description": (
        "Seconds between attempts, instead of the usual ones; or {delays, give_up_after}: it is "
        "given up when the next attempt would be later than so long (an ISO 8601 duration) "
        "after the first"
    ),
    "if": {"type": "object"},
    "then": _object({"delays": _DELAYS, "give_up_after": _AMOUNT}),
    "else": _DELAYS,
}
_SCHEDULE = {
    "description": (
        "When to start or to poll: `every` so many seconds; `at` times of the day; `at` a date or "
        "several (these stand alone); `cron` in five fields (alone, too); nothing: only by hand. "
        "Times are those of `time_zone` (the workspace's if left out), also where clocks change: "
        "a time that is skipped fires at the first moment after it, one that is shown twice fires "
        "once, but intervals of an hour or less go on through both"
    ),
    **_object(
        {
            "every": {
                "description": "Counted from midnight, or from the beginning of `between`",
                "type": "integer",
                "minimum": SHORTEST_S,
                "maximum": LONGEST_S,
            },
            "cron": {"type": "string", "minLength": 1, "maxLength": 200},
            "between": {
                "description": (
                    'From and to, the latter left out: ["09:00", "18:00"]; one past midnight '
                    "belongs to the day it begins on"
                ),
                "type": "array",
                "minItems": 2,
                "maxItems": 2,
                "items": {"type": "string", "maxLength": 8},
            },
            "weekdays": {
                "description": "1 is Monday; with `days`, both must hold",
                "type": "array",
                "maxItems": 7,
                "items": {"type": "integer", "minimum": 1, "maximum": 7},
            },
            "days": {
                "description": "Days of the month; -1 is the last one",
                "type": "array",
                "maxItems": 32,
                "items": {"enum": [-1, *range(1, 32)]},
            },
            "at": {
                "type": ["string", "array"],
                "maxLength": 64,
                "maxItems": 100,
                "items": {"type": "string", "maxLength": 64},
            },
            "missed": {
                "description": "Which slots that passed meanwhile are made up for; usually last",
                "enum": ["last", "all", "none"],
            },
            "time_zone": {"type": "string", "maxLength": 64},
        }
    ),
    "type": ["object", "null"],
}

_TRIGGER = _object(
    {
        "connection": _UUID,
        "event": {"type": ["string", "null"], "maxLength": 64},
        "fields": _FIELDS,
        "schedule": _SCHEDULE,
        "order": {
            "description": (
                "none; strict: one run at a time, as events arrive; {key}: one at a time for each "
                "value. on_failure: skip (usual) lets the next run go when one failed; hold keeps "
                "them waiting until a person repeats, skips or cancels the one that failed by an "
                "error (a stop step ends its run, whatever its result)"
            ),
            "if": {"type": "object"},
            "then": _object(
                {
                    "kind": {"enum": ["strict", "key"]},
                    "key": _TEXT,
                    "on_failure": {"enum": ["skip", "hold"]},
                }
            ),
            "else": {"enum": ["none", "strict"]},
        },
        "dedupe": _TEXT,
        "key": _TEXT,
        "answer": _object({"within": _AMOUNT}),
    }
)

SCHEMA: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "A bundle's definition",
    **_object(
        {
            "trigger": {"$ref": "#/$defs/trigger"},
            "steps": {**_STEPS, "minItems": 1},
            "retry": _RETRY,
        },
        "trigger",
        "steps",
    ),
    "$defs": {
        "trigger": _TRIGGER,
        "step": {
            "type": "object",
            "properties": {"kind": {"enum": list(_KINDS)}},
            "required": ["id", "kind"],
            "allOf": [
                {
                    "if": {"properties": {"kind": {"const": kind}}, "required": ["kind"]},
                    "then": shape,
                }
                for kind, shape in _KINDS.items()
            ],
        },
        "condition": {
            "description": f"One of all, any, not, or a comparison; nested at most {NESTING} deep",
            **_object(
                {
                    "all": {"type": "array", "maxItems": 200, "items": _CONDITION},
                    "any": {"type": "array", "maxItems": 200, "items": _CONDITION},
                    "not": _CONDITION,
                    "value": {},
                    "is": {"enum": list(OPERATORS)},
                    "than": {},
                    "case": {"type": "boolean"},
                    "per": _TEXT,
                }
            ),
        },
    },
}
_VALIDATOR = jsonschema_rs.Draft202012Validator(SCHEMA, validate_formats=True)


def shape_mistakes(raw: Json) -> Iterator[Mistake]:
    """Yield what does not fit the schema, in our own stable codes."""
    seen = set()
    for error in _VALIDATOR.iter_errors(raw):
        for mistake in _translated(error):
            # A step's id is looked at by its kind and by the common part alike.
            if (mistake.path, mistake.code) not in seen:
                seen.add((mistake.path, mistake.code))
                yield mistake


def _translated(error: jsonschema_rs.ValidationError) -> Iterator[Mistake]:
    path = ""
    for key in error.instance_path:
        path = pointer(path, key)
    kind: Any = error.kind
    if kind.name == "additionalProperties":
        known = _beside(error.schema_path)
        yield from (
            Mistake(pointer(path, name), "unknown_field", meant)
            for name, meant in strangers(kind.unexpected, known)
        )
    elif kind.name == "required":
        yield Mistake(pointer(path, kind.property), "missing")
    else:
        code, params = _CODES.get(kind.name, ("not_valid", _nothing))
        meant = near(error.instance, kind.options) if kind.name == "enum" else {}
        yield Mistake(path, code, {**params(kind), **meant})


def _nothing(kind: Any) -> Mapping[str, Json]:
    return {}


def _limit(kind: Any) -> Mapping[str, Json]:
    return {"limit": kind.limit}


_CODES: dict[str, tuple[str, Callable[[Any], Mapping[str, Json]]]] = {
    "type": ("wrong_type", lambda kind: {"wanted": " | ".join(kind.types)}),
    "enum": ("not_one_of", lambda kind: {"options": kind.options}),
    "const": ("not_one_of", lambda kind: {"options": [kind.expected_value]}),
    "maxLength": ("too_long", _limit),
    "minLength": ("missing", _nothing),
    "maxItems": ("too_many", _limit),
    "minItems": ("missing", _nothing),
    "maxProperties": ("too_many", _limit),
    "minimum": ("too_small", _limit),
    "maximum": ("too_large", _limit),
    "pattern": ("bad_id", _nothing),
    "format": ("not_a_uuid", _nothing),
}


def _beside(place: Sequence[str | int]) -> Collection[str]:
    """Return the fields that are known where the schema forbids all others."""
    schema: Any = SCHEMA
    for key in place[:-1]:
        schema = schema[key]
    known: Collection[str] = schema["properties"]
    return known
