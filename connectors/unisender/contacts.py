"""Actions with contacts one by one: subscribe, look up, take out of lists."""

import re
from collections.abc import Mapping, Sequence

from connectors import sdk
from connectors.unisender import choices
from connectors.unisender.api import as_object, ask, joined, rows, text

OVERWRITE = {"add": 0, "replace": 1, "update": 2}
DOUBLE_OPTIN = {"invite": 0, "confirmed": 3, "invite_new": 4}
TECHNICAL = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
NAME_FIELD = "Name"

Inputs = Mapping[str, sdk.Json]

LIST = sdk.Field("list", "choice", required=True, choices=choices.lists)
ANY_LIST = sdk.Field("list", "choice", choices=choices.lists)
EMAIL = sdk.Field("email", "email")
PHONE = sdk.Field("phone")
TAGS = sdk.Field("tags", "list", choices=choices.tags)
SUBSCRIBE_FIELDS = (
    LIST,
    EMAIL,
    PHONE,
    sdk.Field("name"),
    sdk.Field("fields", "object", choices=choices.fields),
    TAGS,
    sdk.Field("double_optin", "choice", default="confirmed", choices=tuple(DOUBLE_OPTIN)),
    sdk.Field("overwrite", "choice", default="update", choices=tuple(OVERWRITE)),
    *sdk.duplicate_fields("email"),
)
LEAVE_FIELDS = (EMAIL, PHONE, ANY_LIST)


async def subscribe(call: sdk.Call, inputs: Inputs) -> sdk.Json:
    """Put a contact into a list, or do with a known one what the person chose."""
    demand_address(inputs)
    fields = await field_values(call, inputs)

    async def find(_match: Sequence[str]) -> Mapping[str, sdk.Json] | None:
        demand_email(inputs)
        found = await contact(call, text(inputs, "email"))
        return found if found["found"] else None

    async def put() -> Mapping[str, sdk.Json]:
        return await put_into_list(call, inputs, fields)

    async def change(found: Mapping[str, sdk.Json]) -> Mapping[str, sdk.Json]:
        return {**found, **await put()}

    return await sdk.find_or_create(inputs, ("email",), find=find, create=put, update=change)


async def put_into_list(
    call: sdk.Call, inputs: Inputs, fields: Mapping[str, str]
) -> Mapping[str, sdk.Json]:
    """Call `subscribe`, which joins the contact with one that is there already."""
    asked: dict[str, sdk.Json] = {
        "list_ids": text(inputs, "list"),
        "fields": fields,
        "tags": joined(inputs.get("tags")),
        "double_optin": DOUBLE_OPTIN[text(inputs, "double_optin")],
        "overwrite": OVERWRITE[text(inputs, "overwrite")],
    }
    told = as_object(await ask(call, "subscribe", asked))
    return {**told, "email": text(inputs, "email"), "phone": text(inputs, "phone")}


async def field_values(call: sdk.Call, inputs: Inputs) -> dict[str, str]:
    """Return all fields of a contact under the names that Unisender keeps them by."""
    given = {**as_object(inputs.get("fields"))}
    if name := text(inputs, "name"):
        given.setdefault(NAME_FIELD, name)
    names = await technical_names(call, list(given))
    found = {names[one]: field_text(value) for one, value in given.items() if value is not None}
    own = {name: text(inputs, name) for name in ("email", "phone")}
    return {**{name: value for name, value in own.items() if value}, **found}


async def technical_names(call: sdk.Call, wanted: Sequence[str]) -> dict[str, str]:
    """Find the fields that were named as the account shows them, such as «Город»."""
    names = {one: one for one in wanted}
    if all(TECHNICAL.fullmatch(one) for one in wanted):
        return names
    shown = [one for one in wanted if not TECHNICAL.fullmatch(one)]
    known = names_of(call.metadata.get("fields"))
    if any(one.strip().casefold() not in known for one in shown):
        known = names_of(await ask(call, "getFields", reads=True))
    for one in shown:
        if one.strip().casefold() not in known:
            raise sdk.InputRejected(
                f"The account has no field “{one}”.", code="field_unknown", field="fields"
            )
        names[one] = known[one.strip().casefold()]
    return names


def names_of(fields: sdk.Json) -> dict[str, str]:
    """Return the names of fields by what people see."""
    return {text(one, "public_name").casefold(): text(one, "name") for one in rows(fields)}


def field_text(value: sdk.Json) -> str:
    """Write a field's value: yes and no as 1 and 0, many by comma."""
    if isinstance(value, bool):
        return str(int(value))
    return joined(value) or "" if isinstance(value, list | tuple) else sdk.as_text(value)


async def get_contact(call: sdk.Call, inputs: Inputs) -> sdk.Json:
    """Look a contact up; one that is not there is an answer, not an error."""
    return await contact(call, text(inputs, "email"))


async def contact(call: sdk.Call, email: str) -> dict[str, sdk.Json]:
    """Return a contact with its lists and fields, wherever the answer has them."""
    asked: dict[str, sdk.Json] = {
        "email": email,
        "include_lists": 1,
        "include_fields": 1,
        "include_details": 1,
    }
    try:
        told = as_object(await ask(call, "getContact", asked, reads=True))
    except sdk.InputRejected:
        return {"found": False, "email": email, "lists": [], "fields": {}}
    inner = as_object(told.get("email"))
    parts = {name: inner.get(name) or told.get(name) for name in ("lists", "fields")}
    return {
        **inner,
        "found": True,
        "lists": list(rows(parts["lists"])),
        "fields": as_object(parts["fields"]),
    }


async def exclude(call: sdk.Call, inputs: Inputs) -> sdk.Json:
    """Take a contact out of a list, or of all; it may be put back."""
    return await leave(call, "exclude", inputs)


async def unsubscribe(call: sdk.Call, inputs: Inputs) -> sdk.Json:
    """Record that a person refused letters; the sender may not put them back."""
    return await leave(call, "unsubscribe", inputs)


async def leave(call: sdk.Call, method: str, inputs: Inputs) -> sdk.Json:
    """Call `exclude` or `unsubscribe` for the e-mail, or else for the phone."""
    demand_address(inputs)
    kind = "email" if text(inputs, "email") else "phone"
    address, lists = text(inputs, kind), text(inputs, "list") or None
    await ask(call, method, {"contact_type": kind, "contact": address, "list_ids": lists})
    return {"contact": address, "list_ids": lists.split(",") if lists else []}


async def count_contacts(call: sdk.Call, inputs: Inputs) -> sdk.Json:
    """Count the contacts of a list; new ones count only after Unisender's index caught up."""
    asked = {"list_id": text(inputs, "list")}
    told = as_object(await ask(call, "getContactCount", asked, reads=True))
    return {"list": text(inputs, "list"), "count": int(text(told, "count") or 0)}


def demand_address(inputs: Inputs) -> None:
    """Refuse a contact without e-mail and phone."""
    if not text(inputs, "email") and not text(inputs, "phone"):
        raise sdk.InputRejected(
            "A contact needs an e-mail or a phone.", code="address_missing", field="email"
        )


def demand_email(inputs: Inputs) -> None:
    """Refuse to look for a contact by its phone: Unisender cannot."""
    if not text(inputs, "email"):
        raise sdk.InputRejected(
            "Unisender finds contacts by e-mail only.", code="email_needed", field="email"
        )
