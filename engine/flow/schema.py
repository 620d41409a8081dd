"""The shape of a definition as JSON Schema, and what breaks it in our own words."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import jsonschema_rs

from engine.flow.errors import pointer
from engine.flow.limits import NESTING, STEPS
from engine.flow.operators import OPERATORS
from engine.kernel.errors import Mistake
from engine.kernel.json_types import Json

RESERVED = ("trigger", "item", "index", "run")
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
            "on_error": {"enum": ["stop", "continue"]},
            "at_most_once": {"type": "boolean"},
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

_TRIGGER = _object(
    {
        "connection": _UUID,
        "event": {"type": ["string", "null"], "maxLength": 64},
        "fields": _FIELDS,
        "schedule": {
            "type": ["object", "null"],
            "properties": {
                "every": {"type": "integer", "minimum": 60, "maximum": 31_622_400},
                "cron": {"type": "string", "maxLength": 200},
                "between": {"type": "array", "maxItems": 2, "items": {"type": "string"}},
                "weekdays": {
                    "type": "array",
                    "maxItems": 7,
                    "items": {"type": "integer", "minimum": 1, "maximum": 7},
                },
                "days": {
                    "type": "array",
                    "maxItems": 31,
                    "items": {"type": "integer", "minimum": -1, "maximum": 31},
                },
                "at": {"type": ["string", "array"], "maxLength": 64, "maxItems": 100},
                "time_zone": {"type": "string", "maxLength": 64},
            },
            "additionalProperties": False,
        },
        "order": {
            "type": ["string", "object"],
            "if": {"type": "object"},
            "then": _object({"key": _TEXT}, "key"),
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
            "retry": {
                "description": "Seconds between attempts, instead of the usual ones",
                "type": ["array", "null"],
                "maxItems": 20,
                "items": {"type": "number", "minimum": 0, "maximum": 259_200},
            },
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
        yield from (Mistake(pointer(path, name), "unknown_field") for name in kind.unexpected)
    elif kind.name == "required":
        yield Mistake(pointer(path, kind.property), "missing")
    else:
        code, params = _CODES.get(kind.name, ("not_valid", _nothing))
        yield Mistake(path, code, params(kind))


def _nothing(kind: Any) -> Mapping[str, Json]:
    return {}


def _limit(kind: Any) -> Mapping[str, Json]:
    return {"limit": kind.limit}


_CODES: dict[str, tuple[str, Callable[[Any], Mapping[str, Json]]]] = {
    "type": ("wrong_type", lambda kind: {"expected": list(kind.types)}),
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
