"""Finding what is there already: amoCRM's search is loose, so what it finds is looked at again."""

from collections.abc import Callable, Mapping, Sequence

from connectors import sdk
from connectors.amocrm import api, shapes, writing

WAYS = {"email": "EMAIL", "phone": "PHONE"}
CLOSED = frozenset({142, 143})
SHOWN_MAX = 20
IDS_MAX = 50
Keep = Callable[[api.Row], bool]


async def by_id(call: sdk.Call, kind: str, id_: int) -> api.Row | None:
    """Return an entity, None when it does not exist or is in the recycle bin."""
    found = await api.get(call, f"/{kind}/{id_}", {"with": api.WITH[kind]})
    return None if found is None or found.get("is_deleted") else found


async def by_way(call: sdk.Call, kind: str, way: str, value: str) -> list[api.Row]:
    """Return contacts or companies that have this very e-mail or phone, oldest first."""
    wanted = writing.same(way, value)
    if not wanted:
        return []
    found = await _searched(call, kind, wanted)
    return [
        one
        for one in found
        if any(
            writing.same(way, each.get("value")) == wanted
            for each in writing.values_kept(one, WAYS[way])
        )
    ]


async def by_name(call: sdk.Call, kind: str, name: str) -> list[api.Row]:
    """Return entities of this very name, oldest first; letters may be small or capital."""
    found = await _searched(call, kind, name)
    wanted = name.strip().casefold()
    return [one for one in found if sdk.as_text(one.get("name")).strip().casefold() == wanted]


async def _searched(call: sdk.Call, kind: str, text: str) -> list[api.Row]:
    found = await api.rows(call, f"/{kind}", kind, {"query": text, "with": api.WITH[kind]})
    return sorted(found, key=lambda one: sdk.as_text(one.get("id")).zfill(20))


async def leads_of(call: sdk.Call, contact: int) -> list[api.Row]:
    """Return the leads of a contact, oldest first."""
    owner = await api.get(call, f"/contacts/{contact}", {"with": "leads"})
    ids = [one.get("id") for one in api.objects(owner, "_embedded.leads")]
    if not ids:
        return []
    asked: dict[str, sdk.Json] = {"filter[id][]": ids[-IDS_MAX:], "with": "contacts"}
    found = await api.rows(call, "/leads", "leads", {**asked, "order[id]": "asc"})
    return [one for one in found if not one.get("is_deleted")]


def at_stage(inputs: Mapping[str, sdk.Json]) -> Keep:
    """Return the test for the pipeline, the stage and being open, as far as they are asked for."""
    wanted = {
        f"{name}_id": id_
        for name in ("pipeline", "status")
        if (id_ := api.whole(inputs, name)) is not None
    }
    is_open = bool(inputs.get("only_open"))

    def keep(one: api.Row) -> bool:
        if is_open and one.get("status_id") in CLOSED:
            return False
        return all(one.get(name) == id_ for name, id_ in wanted.items())

    return keep


async def find_person(
    call: sdk.Call, kind: str, inputs: Mapping[str, sdk.Json]
) -> Sequence[api.Row]:
    """Return contacts or companies by id, e-mail, phone or text, whichever is given first."""
    if (id_ := api.whole(inputs, "id")) is not None:
        found = await by_id(call, kind, id_)
        return [found] if found else []
    for way in WAYS:
        if given := writing.listed(inputs.get(way)):
            return await by_way(call, kind, way, given[0])
    return await _by_text(call, kind, inputs)


async def find_leads(call: sdk.Call, inputs: Mapping[str, sdk.Json]) -> Sequence[api.Row]:
    """Return leads by id, by contact, or by text, in the order in which they were made."""
    if (id_ := api.whole(inputs, "id")) is not None:
        found = await by_id(call, "leads", id_)
        return [found] if found else []
    contact = api.whole(inputs, "contact")
    if contact is not None:
        some: Sequence[api.Row] = await leads_of(call, contact)
    else:
        some = await _by_text(call, "leads", inputs)
    return [one for one in some if at_stage(inputs)(one)]


async def _by_text(call: sdk.Call, kind: str, inputs: Mapping[str, sdk.Json]) -> Sequence[api.Row]:
    text = sdk.as_text(inputs.get("query") or "").strip()
    if not text:
        raise sdk.InputRejected("Say what to look for.", code="nothing_to_look_for", field="query")
    return await _searched(call, kind, text)


def told(found: Sequence[api.Row]) -> sdk.Json:
    """Return what was found: how many, the oldest, and the first few."""
    items = [shapes.entity(one) for one in found[:SHOWN_MAX]]
    return {
        "found": bool(items),
        "count": len(found),
        "item": items[0] if items else None,
        "items": items,
    }
