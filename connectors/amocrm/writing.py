"""The bodies of leads, contacts and companies, built from what a person filled in."""

from collections.abc import Mapping, Sequence

from connectors import sdk
from connectors.amocrm import api, custom_fields

NAMES = ("name", "first_name", "last_name")
WAYS = (("email", "EMAIL"), ("phone", "PHONE"))


def plain(inputs: Mapping[str, sdk.Json]) -> dict[str, sdk.Json]:
    """Return what every kind of entity has: names, the price, the stage, who is responsible."""
    body: dict[str, sdk.Json] = {name: inputs[name] for name in NAMES if inputs.get(name)}
    price = inputs.get("price")
    if isinstance(price, int | float):
        body["price"] = round(price)
    for name in ("pipeline", "status"):
        if (id_ := api.whole(inputs, name)) is not None:
            body[f"{name}_id"] = id_
    if (user := api.whole(inputs, "responsible_user")) is not None:
        body["responsible_user_id"] = user
    return body


def tagged(inputs: Mapping[str, sdk.Json]) -> list[dict[str, str]]:
    """Return the tags that a person named."""
    given = inputs.get("tags")
    names = [sdk.as_text(one) for one in given if one] if isinstance(given, list) else []
    return [{"name": name} for name in dict.fromkeys(names)]


def tags_with(had: Sequence[str], inputs: Mapping[str, sdk.Json]) -> list[sdk.Json]:
    """Return the tags of an entity with new ones; nothing when there are none to add."""
    known = {one.casefold() for one in had}
    new = [one for one in tagged(inputs) if sdk.as_text(one["name"]).casefold() not in known]
    return [*({"name": one} for one in had), *new] if new else []


def links(inputs: Mapping[str, sdk.Json]) -> dict[str, int]:
    """Return the contact and the company that an entity is to be linked to, by kind."""
    named = (("contacts", "contact"), ("companies", "company"))
    return {kind: id_ for kind, name in named if (id_ := api.whole(inputs, name)) is not None}


def row(body: Mapping[str, sdk.Json], inputs: Mapping[str, sdk.Json]) -> dict[str, sdk.Json]:
    """Return a body for adding, with tags and links beside it."""
    embedded: dict[str, sdk.Json] = {
        kind: [{"id": id_, "is_main": True} if kind == "contacts" else {"id": id_}]
        for kind, id_ in links(inputs).items()
    }
    if tags := tagged(inputs):
        embedded["tags"] = tags
    return {**body, "_embedded": embedded} if embedded else dict(body)


def ways(inputs: Mapping[str, sdk.Json], kept: api.Row | None = None) -> list[sdk.Json]:
    """Return e-mails and phones as custom fields: those an entity has already, then new ones."""
    found: list[sdk.Json] = []
    for name, code in WAYS:
        new = listed(inputs.get(name))
        if not new:
            continue
        values = values_kept(kept, code)
        known = {same(name, one.get("value")) for one in values}
        fresh = [one for one in dict.fromkeys(new) if same(name, one) not in known]
        if fresh:
            added = [{"value": one, "enum_code": "WORK"} for one in fresh]
            found.append({"field_code": code, "values": [*values, *added]})
    return found


def listed(given: sdk.Json) -> list[str]:
    """Return one value or many as texts without blanks."""
    many = given if isinstance(given, list) else [given]
    return [text for one in many if one is not None and (text := sdk.as_text(one).strip())]


def values_kept(kept: api.Row | None, code: str) -> list[api.Row]:
    """Return what an entity has in a field, as it must be written back not to be lost."""
    fields = kept.get("custom_fields_values") if kept else None
    for one in fields if isinstance(fields, list) else ():
        if one.get("field_code") == code:
            return [
                {name: each[name] for name in ("value", "enum_id") if each.get(name) is not None}
                for each in api.objects(one.get("values"), "")
            ]
    return []


def same(name: str, value: sdk.Json) -> str:
    """Return what two writings of one e-mail or phone have in common."""
    text = sdk.as_text(value or "").strip()
    if name == "email":
        return text.casefold()
    digits = "".join(one for one in text if one.isascii() and one.isdigit())
    # +7 916 …, 8 916 … and 916 … are one number; shorter ones are compared whole.
    return digits[-10:]


async def body(
    call: sdk.Call, kind: str, inputs: Mapping[str, sdk.Json], kept: api.Row | None = None
) -> dict[str, sdk.Json]:
    """Return the body for adding an entity, or for changing one that is `kept`."""
    custom = await custom_fields.written(call, kind, inputs.get("custom_fields"))
    return assembled(inputs, custom, kept)


def assembled(
    inputs: Mapping[str, sdk.Json], custom: Sequence[sdk.Json], kept: api.Row | None = None
) -> dict[str, sdk.Json]:
    """Return the body whose custom fields are written already."""
    made = plain(inputs)
    if fields := [*ways(inputs, kept), *custom]:
        made["custom_fields_values"] = fields
    return made
