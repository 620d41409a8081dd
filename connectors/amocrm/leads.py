"""Leads: added, changed, found, alone or together with their contact."""

from collections.abc import Mapping, Sequence

from connectors import sdk
from connectors.amocrm import api, people, search, writing

Inputs = Mapping[str, sdk.Json]
MATCH = ("contact", "name")
CONTACT = "contact_"


async def create_lead(call: sdk.Call, inputs: Inputs) -> sdk.Json:
    """Add a lead, or do with the open one that is there what the person chose."""

    async def find(match: Sequence[str]) -> api.Row | None:
        return await _duplicate(call, inputs, match)

    async def create() -> api.Row:
        return await add(call, inputs)

    async def update(found: api.Row) -> api.Row:
        return await change(call, found, inputs)

    return await sdk.find_or_create(inputs, MATCH, find=find, create=create, update=update)


async def _duplicate(call: sdk.Call, inputs: Inputs, match: Sequence[str]) -> api.Row | None:
    """Return the newest open lead of the contact or of the name, in the pipeline if one is set."""
    keep = search.at_stage({"pipeline": inputs.get("pipeline"), "only_open": True})
    contact, name = api.whole(inputs, "contact"), sdk.as_text(inputs.get("name") or "").strip()
    found: list[api.Row] = []
    for way in match:
        if way == "contact" and contact is not None:
            found = await search.leads_of(call, contact)
        elif way == "name" and name:
            found = await search.by_name(call, "leads", name)
        if kept := [one for one in found if keep(one)]:
            return people.seen(call, "leads", kept[-1])
    return None


async def add(call: sdk.Call, inputs: Inputs) -> api.Row:
    """Add a lead with its tags and links in one request."""
    body = await writing.body(call, "leads", inputs)
    answer = await api.ask(call, "POST", "/leads", json=[writing.row(body, inputs)])
    return people.made(call, "leads", api.first_id(answer, "leads"))


async def change(call: sdk.Call, found: api.Row, inputs: Inputs) -> api.Row:
    """Change a lead by what was filled in; empty fields leave it as it is, tags and links stay."""
    body = await writing.body(call, "leads", inputs)
    return await people.changed(call, "leads", found, body, inputs)


async def update_lead(call: sdk.Call, inputs: Inputs) -> sdk.Json:
    """Change the lead that is named."""
    found = {"id": api.whole(inputs, "id")}
    return {**await change(call, found, inputs), "outcome": "updated"}


async def find_lead(call: sdk.Call, inputs: Inputs) -> sdk.Json:
    """Look for leads; finding none is no error."""
    return search.told(await search.find_leads(call, inputs))


async def create_lead_with_contact(call: sdk.Call, inputs: Inputs) -> sdk.Json:
    """Add a lead for a contact who is found or made with it; the choice is about the contact."""
    person = {
        name.removeprefix(CONTACT): one for name, one in inputs.items() if name.startswith(CONTACT)
    }
    person |= {name: inputs[name] for name in ("on_duplicate", "match") if name in inputs}

    async def nobody() -> api.Row:
        return {}

    contact = await people.find_or(call, "contacts", person, nobody)
    if contact["outcome"] == "missing":
        return {"id": None, "contact_id": None, "outcome": "missing"}
    if contact["outcome"] == "created":
        return await _add_both(call, inputs, person)
    lead = await add(call, {**inputs, "contact": contact["id"]})
    return {**lead, "contact_id": contact["id"], "outcome": contact["outcome"]}


async def _add_both(call: sdk.Call, inputs: Inputs, person: Inputs) -> sdk.Json:
    lead = await writing.body(call, "leads", inputs)
    embedded: dict[str, sdk.Json] = {}
    if contact := await writing.body(call, "contacts", person):
        embedded["contacts"] = [contact]
    if tags := writing.tagged(inputs):
        embedded["tags"] = tags
    if company := inputs.get("company_name"):
        embedded["companies"] = [{"name": company}]
    answer = await api.ask(call, "POST", "/leads/complex", json=[{**lead, "_embedded": embedded}])
    found = api.objects(answer, "")
    if not found or not found[0].get("id"):
        raise api.silent()
    row = found[0]
    ids = {name: row.get(name) for name in ("contact_id", "company_id")}
    outcome = "merged" if row.get("merged") else "created"
    return {**people.made(call, "leads", row["id"]), **ids, "outcome": outcome}
