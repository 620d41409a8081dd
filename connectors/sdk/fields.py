"""Fields: what a person fills in, as a declaration, as JSON Schema, and checked in a run."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic, Literal, TypeAlias, TypeVar

from connectors.sdk.coercion import COERCE, NotThatKind
from connectors.sdk.errors import InputRejected
from connectors.sdk.json_types import Json, JsonObject

if TYPE_CHECKING:
    from connectors.sdk.http import Call

T = TypeVar("T")
Kind = Literal[
    "text",
    "text_long",
    "integer",
    "decimal",
    "boolean",
    "date",
    "datetime",
    "choice",
    "list",
    "object",
    "any",
    "secret",
    "url",
    "email",
]


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to choose: the value that is stored and the label that is shown."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class ChoiceQuery:
    """What the person has filled in so far, typed into the search, and which page is wanted."""

    values: Mapping[str, Json] = field(default_factory=dict)
    search: str | None = None
    page: str | None = None


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page of a list; `next` asks for the following one, None ends it."""

    items: Sequence[T]
    next: str | None = None


ChoiceLoader: TypeAlias = "Callable[[Call, ChoiceQuery], Awaitable[Page[Choice]]]"


@dataclass(frozen=True, slots=True)
class Field:
    """One value that a person gives; `needs` names the fields its choices depend on."""

    name: str
    kind: Kind = "text"
    required: bool = False
    default: Json = None
    choices: "tuple[str, ...] | ChoiceLoader | None" = None
    needs: tuple[str, ...] = ()

    @property
    def options(self) -> tuple[str, ...]:
        """The fixed choices; empty when there are none or they come from the account."""
        return self.choices if isinstance(self.choices, tuple) else ()

    @property
    def loader(self) -> "ChoiceLoader | None":
        """The function that lists the choices of an account, if there is one."""
        return self.choices if callable(self.choices) else None


SCHEMAS: Mapping[Kind, JsonObject] = {
    "text": {"type": "string"},
    "text_long": {"type": "string", "contentMediaType": "text/plain"},
    "integer": {"type": "integer"},
    "decimal": {"type": "number"},
    "boolean": {"type": "boolean"},
    "date": {"type": "string", "format": "date"},
    "datetime": {"type": "string", "format": "date-time"},
    "choice": {"type": "string"},
    "list": {"type": "array"},
    "object": {"type": "object"},
    "any": {},
    "secret": {"type": "string", "writeOnly": True},
    "url": {"type": "string", "format": "uri"},
    "email": {"type": "string", "format": "email"},
}


def field_schema(one: Field) -> dict[str, Json]:
    """Describe one field as JSON Schema; `x-` keywords carry what only a form needs."""
    schema: dict[str, Json] = {**SCHEMAS[one.kind], "x-kind": one.kind}
    if one.options and one.kind == "list":
        schema["items"] = {"enum": list(one.options)}
    elif one.options:
        schema["enum"] = list(one.options)
    if one.default is not None:
        schema["default"] = one.default
    if one.loader is not None:
        schema["x-choices"] = "dynamic"
    if one.needs:
        schema["x-needs"] = list(one.needs)
    return schema


def fields_schema(fields: Sequence[Field]) -> dict[str, Json]:
    """Describe fields as a JSON Schema (2020-12) of an object that has them and nothing else."""
    return {
        "type": "object",
        "properties": {one.name: field_schema(one) for one in fields},
        "required": [one.name for one in fields if one.required],
        "additionalProperties": False,
    }


def check_inputs(fields: Sequence[Field], inputs: Mapping[str, Json]) -> dict[str, Json]:
    """Return the inputs with each value as its field's kind, defaults in, empty ones out."""
    cleaned: dict[str, Json] = {}
    known = 0
    for one in fields:
        known += one.name in inputs
        value = inputs.get(one.name)
        if value is not None and value != "":
            cleaned[one.name] = _checked(one, value)
        elif one.default is not None:
            cleaned[one.name] = one.default
        elif one.required:
            raise InputRejected(f"{one.name} is required.", code="input_required", field=one.name)
    if known < len(inputs):
        _refuse_unknown(fields, inputs)
    return cleaned


def _checked(one: Field, value: Json) -> Json:
    try:
        result = COERCE[one.kind](value)
    except NotThatKind as wrong:
        raise InputRejected(
            f"{one.name} must be {wrong}.",
            code="input_wrong_kind",
            field=one.name,
            wanted=one.kind,
        ) from None
    if one.options and not _is_offered(one, result):
        allowed = ", ".join(one.options)
        raise InputRejected(
            f"{one.name} must be one of: {allowed}.", code="input_not_a_choice", field=one.name
        )
    return result


def _is_offered(one: Field, chosen: Json) -> bool:
    if isinstance(chosen, list):
        return all(each in one.options for each in chosen)
    return chosen in one.options


def _refuse_unknown(fields: Sequence[Field], inputs: Mapping[str, Json]) -> None:
    unknown = inputs.keys() - {one.name for one in fields}
    if unknown:
        name = min(unknown)
        raise InputRejected(f"There is no field {name}.", code="input_unknown", field=name)
