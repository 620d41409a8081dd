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
        await patch(call, kind, kept[found["id"]], inputs)
        return {**found, **writing.plain(inputs)}

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
    embedded: dict[str, sdk.Json] = {}
    if tags := writing.tagged(inputs):
        embedded["tags"] = tags
    if (company := api.whole(inputs, "company")) is not None:
        embedded["companies"] = [{"id": company}]
    row = {**body, "_embedded": embedded} if embedded else body
    answer = await api.ask(call, "POST", f"/{kind}", json=[row])
    return made(call, kind, api.first_id(answer, kind))


async def patch(call: sdk.Call, kind: str, kept: api.Row, inputs: Inputs) -> None:
    """Change one by what was filled in; e-mails and phones are added to those it has."""
    body = await writing.body(call, kind, inputs, kept)
    if body:
        await api.ask(call, "PATCH", f"/{kind}/{sdk.as_text(kept['id'])}", json=body)


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
        await patch(call, kind, kept, inputs)
        return {**writing.plain(inputs), **made(call, kind, id_), "outcome": "updated"}

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
