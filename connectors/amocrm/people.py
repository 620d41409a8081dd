"""Contacts and companies: added, changed, found by e-mail, phone or name."""

from collections.abc import Awaitable, Callable, Mapping, Sequence

from connectors import sdk
from connectors.amocrm import api, search, shapes, writing

Inputs = Mapping[str, sdk.Json]
MATCH = {"contacts": ("email", "phone"), "companies": ("email", "phone", "name")}


def create(kind: str) -> Callable[[sdk.Call, Inputs], Awaitable[sdk.Json]]:
    """Return the action that adds one, or does with a duplicate what the person chose."""

    async def run(call: sdk.Call, inputs: Inputs) -> sdk.Json:
        async def new() -> api.Row:
            return await add(call, kind, inputs)

        return await find_or(call, kind, inputs, new)

    return run


async def find_or(
    call: sdk.Call, kind: str, inputs: Inputs, new: Callable[[], Awaitable[api.Row]]
) -> dict[str, sdk.Json]:
    """Find a duplicate by the chosen ways and treat it as chosen; `new` makes what is missing."""
    kept: dict[sdk.Json, api.Row] = {}

    async def find(match: Sequence[str]) -> api.Row | None:
        row = await _duplicate(call, kind, inputs, match)
        if row is None:
            return None
        kept[row["id"]] = row
        return seen(call, kind, row)

    async def update(found: api.Row) -> api.Row:
        body = await writing.body(call, kind, inputs, kept[found["id"]])
        return await changed(call, kind, found, body, inputs)

    return await sdk.find_or_create(inputs, MATCH[kind], find=find, create=new, update=update)


async def _duplicate(
    call: sdk.Call, kind: str, inputs: Inputs, match: Sequence[str]
) -> api.Row | None:
    for way in match:
        for value in writing.listed(inputs.get(way)):
            if way == "name":
                found = await search.by_name(call, kind, value)
            else:
                found = await search.by_way(call, kind, way, value)
            if found:
                return found[0]
    return None


async def add(call: sdk.Call, kind: str, inputs: Inputs) -> api.Row:
    """Add one with its tags and its company in one request."""
    body = await writing.body(call, kind, inputs)
    answer = await api.ask(call, "POST", f"/{kind}", json=[writing.row(body, inputs)])
    return made(call, kind, api.first_id(answer, kind))


async def changed(
    call: sdk.Call, kind: str, found: api.Row, body: api.Row, inputs: Inputs
) -> api.Row:
    """Change what was found and return it as it is then; new tags and links join the old ones."""
    place = f"/{kind}/{sdk.as_text(found['id'])}"
    if tags := writing.tags_with(writing.listed(found.get("tags")), inputs):
        body = {**body, "_embedded": {"tags": tags}}
    if body:
        await api.ask(call, "PATCH", place, json=body)
    links: list[sdk.Json] = [
        {"to_entity_id": id_, "to_entity_type": to}
        for to, id_ in writing.links(inputs).items()
        if id_ not in _linked(found, to)
    ]
    if links:
        await api.ask(call, "POST", f"{place}/link", json=links)
    return {**found, **writing.plain(inputs), **made(call, kind, found["id"])}


def _linked(found: api.Row, to: str) -> Sequence[sdk.Json]:
    ids = found.get({"contacts": "contact_ids", "companies": "company_ids"}[to])
    return ids if isinstance(ids, list) else ()


def update(kind: str) -> Callable[[sdk.Call, Inputs], Awaitable[sdk.Json]]:
    """Return the action that changes the one that is named."""

    async def run(call: sdk.Call, inputs: Inputs) -> sdk.Json:
        id_ = api.whole(inputs, "id") or 0
        kept: api.Row | None = {"id": id_}
        if writing.listed(inputs.get("email")) or writing.listed(inputs.get("phone")):
            # A field of many values is replaced whole: what it has must be written back.
            kept = await search.by_id(call, kind, id_)
        if kept is None:
            raise sdk.InputRejected(
                "There is none with this id.", code="not_found_by_service", field="id"
            )
        body = await writing.body(call, kind, inputs, kept)
        return {**await changed(call, kind, {"id": id_}, body, inputs), "outcome": "updated"}

    return run


def find(kind: str) -> Callable[[sdk.Call, Inputs], Awaitable[sdk.Json]]:
    """Return the action that looks for them; finding none is no error."""

    async def run(call: sdk.Call, inputs: Inputs) -> sdk.Json:
        return search.told(await search.find_person(call, kind, inputs))

    return run


def made(call: sdk.Call, kind: str, id_: sdk.Json) -> dict[str, sdk.Json]:
    """Return the id of an entity and its page in the browser."""
    return {"id": id_, "link": f"{call.login.base_url}/{kind}/detail/{id_}"}


def seen(call: sdk.Call, kind: str, row: api.Row) -> api.Row:
    """Return an entity that was there already, with its page in the browser."""
    shape = shapes.entity(row)
    flat = shape if isinstance(shape, Mapping) else {}
    return {**flat, **made(call, kind, row["id"])}
