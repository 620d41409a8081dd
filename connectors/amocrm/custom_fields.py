"""Custom fields by name: what the account has, and values written the way each type wants."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

from connectors import sdk
from connectors.amocrm import api

CHOICES = frozenset({"select", "radiobutton", "multiselect"})
TEXTS = frozenset(
    {"text", "textarea", "url", "streetaddress", "price", "monetary", "tracking_data"}
)
USUAL_ENUM = "WORK"
KEPT = ("id", "name", "code", "type", "enums")


@dataclass(frozen=True, slots=True)
class Definition:
    """One custom field of one kind of entity."""

    id: int
    name: str
    code: str | None
    type: str
    enums: Mapping[str, int]

    def answers_to(self, key: str) -> bool:
        """Say whether a person means this field: its id, its code, or its name."""
        return key in {str(self.id), self.code} or key.casefold() == self.name.casefold()


def definition(row: api.Row) -> Definition:
    """Read a field as the API lists it."""
    enums = row.get("enums")
    listed = enums if isinstance(enums, list) else []
    return Definition(
        int(sdk.as_text(row["id"])),
        sdk.as_text(row.get("name") or ""),
        sdk.as_text(row["code"]) if row.get("code") else None,
        sdk.as_text(row.get("type") or ""),
        {sdk.as_text(one["value"]): int(one["id"]) for one in listed if one.get("id")},
    )


async def definitions(call: sdk.Call, kind: str) -> list[Definition]:
    """Return all custom fields of a kind of entity, as the account has them now."""
    return [definition(one) for one in await read(call, kind)]


async def read(call: sdk.Call, kind: str) -> list[api.Row]:
    """Return what is worth keeping of the custom fields of a kind of entity."""
    walked = sdk.pages(
        call,
        api.listing(f"/{kind}/custom_fields"),
        api.PAGES,
        items="_embedded.custom_fields",
    )
    return [
        {name: one.get(name) for name in KEPT}
        async for page in walked
        for one in api.objects(page, "")
    ]


async def written(call: sdk.Call, kind: str, given: sdk.Json) -> list[sdk.Json]:
    """Return `custom_fields_values` for name → value; what is not known is asked for again."""
    filled = filled_in(given)
    if not filled:
        return []
    kept = call.metadata.get(kind)
    if isinstance(kept, list):
        with suppress(sdk.InputRejected):
            return values_of([definition(one) for one in kept], filled)
    return values_of(await definitions(call, kind), filled)


def filled_in(given: sdk.Json) -> dict[str, sdk.Json]:
    """Return the fields that have a value: an empty one leaves what the account has."""
    if not isinstance(given, Mapping):
        return {}
    return {key: one for key, one in given.items() if one not in (None, "", [])}


def values_of(known: Sequence[Definition], given: Mapping[str, sdk.Json]) -> list[sdk.Json]:
    """Return `custom_fields_values` for name → value."""
    return [_value_of(_named(known, key), value) for key, value in given.items()]


def _named(known: Sequence[Definition], key: str) -> Definition:
    found = [one for one in known if one.answers_to(key)]
    exact = [one for one in found if key in {str(one.id), one.code}]
    if len(found) == 1 or exact:
        return (exact or found)[0]
    problem = "several custom fields" if found else "no custom field"
    raise sdk.InputRejected(
        f"There is {problem} “{key}” in the account; use the id of one.",
        code="custom_field_ambiguous" if found else "custom_field_unknown",
        field="custom_fields",
    )


def _value_of(one: Definition, value: sdk.Json) -> sdk.Json:
    try:
        return {"field_id": one.id, "values": typed(one, value)}
    except ValueError as wrong:
        raise sdk.InputRejected(
            f"The custom field “{one.name}” {wrong}.",
            code="custom_field_value",
            field="custom_fields",
        ) from None


def typed(one: Definition, value: sdk.Json) -> list[sdk.Json]:
    """Return a value the way the field's type wants it; a ValueError tells what it must be."""
    if one.type in CHOICES:
        return _chosen(one, value)
    if one.type in TEXTS:
        return [{"value": sdk.as_text(value)}]
    write = WRITERS.get(one.type)
    if write is None:
        raise ValueError(f"is of type {one.type}, which cannot be written")
    return write(value)


def _chosen(one: Definition, value: sdk.Json) -> list[sdk.Json]:
    many = value if isinstance(value, list) else [value]
    if one.type != "multiselect" and len(many) > 1:
        raise ValueError("takes one value")
    by_name = {name.casefold(): id_ for name, id_ in one.enums.items()}
    ids = {str(id_): id_ for id_ in one.enums.values()}
    found: list[sdk.Json] = []
    for each in many:
        text = sdk.as_text(each).strip()
        id_ = by_name.get(text.casefold()) or ids.get(text)
        if id_ is None:
            raise ValueError(f"has no choice “{text}”, only: {', '.join(one.enums)}")
        found.append({"enum_id": id_})
    return found


def _number(value: sdk.Json) -> list[sdk.Json]:
    return [{"value": _cleaned("decimal", value)}]


def _flag(value: sdk.Json) -> list[sdk.Json]:
    return [{"value": _cleaned("boolean", value)}]


def _moment(value: sdk.Json) -> list[sdk.Json]:
    found = sdk.moment(value)
    if found is None:
        raise ValueError("must be a date like 2026-01-31")
    return [{"value": int(found.timestamp())}]


def _day(value: sdk.Json) -> list[sdk.Json]:
    found = sdk.moment(value)
    if found is None:
        raise ValueError("must be a date like 2026-01-31")
    # Noon is the same day in nearly every time zone; the account's own is not known here.
    bare = isinstance(value, str) and len(value.strip()) == len("2026-01-31")
    return [{"value": int((found + timedelta(hours=12 if bare else 0)).timestamp())}]


def _multitext(value: sdk.Json) -> list[sdk.Json]:
    many = value if isinstance(value, list) else [value]
    return [
        dict(one)
        if isinstance(one, Mapping)
        else {"value": sdk.as_text(one), "enum_code": USUAL_ENUM}
        for one in many
    ]


def _address(value: sdk.Json) -> list[sdk.Json]:
    parts = value if isinstance(value, Mapping) else {"address_line_1": value}
    return [{"value": sdk.as_text(part), "enum_code": code} for code, part in parts.items() if part]


def _legal_entity(value: sdk.Json) -> list[sdk.Json]:
    return [{"value": value if isinstance(value, Mapping) else {"name": sdk.as_text(value)}}]


def _cleaned(kind: sdk.Kind, value: sdk.Json) -> sdk.Json:
    try:
        return sdk.check_inputs((sdk.Field("value", kind),), {"value": value})["value"]
    except sdk.InputRejected as wrong:
        raise ValueError(wrong.message.removeprefix("value ").removesuffix(".")) from None


Writer = Callable[[sdk.Json], list[sdk.Json]]
WRITERS: Mapping[str, Writer] = {
    "numeric": _number,
    "checkbox": _flag,
    "date": _day,
    "birthday": _day,
    "date_time": _moment,
    "multitext": _multitext,
    "smart_address": _address,
    "legal_entity": _legal_entity,
}
