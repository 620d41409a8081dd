"""What is put beside an entity: tasks, notes, tags, links."""

from collections.abc import Mapping
from datetime import datetime

from connectors import sdk
from connectors.amocrm import api, writing

Inputs = Mapping[str, sdk.Json]


async def create_task(call: sdk.Call, inputs: Inputs) -> sdk.Json:
    """Add a task, for an entity or for nobody in particular."""
    due = sdk.moment(inputs["due"])
    if not isinstance(due, datetime):
        raise sdk.InputRejected(
            "due must be a date.", code="input_wrong_kind", field="due", wanted="datetime"
        )
    task: dict[str, sdk.Json] = {"text": inputs["text"], "complete_till": int(due.timestamp())}
    if (entity := api.whole(inputs, "id")) is not None:
        task |= {"entity_id": entity, "entity_type": inputs["entity"]}
    for name in ("responsible_user", "task_type"):
        if (id_ := api.whole(inputs, name)) is not None:
            task[f"{name}_id"] = id_
    answer = await api.ask(call, "POST", "/tasks", json=[task])
    return {"id": api.first_id(answer, "tasks")}


async def add_note(call: sdk.Call, inputs: Inputs) -> sdk.Json:
    """Add a note to an entity."""
    note: sdk.Json = {"note_type": "common", "params": {"text": inputs["text"]}}
    answer = await api.ask(call, "POST", f"{_place(inputs)}/notes", json=[note])
    return {"id": api.first_id(answer, "notes")}


async def add_tags(call: sdk.Call, inputs: Inputs) -> sdk.Json:
    """Add tags to those an entity has, and take away the ones named: a write replaces them all."""
    found = await api.get(call, _place(inputs))
    if found is None:
        raise sdk.InputRejected(
            "There is none with this id.", code="not_found_by_service", field="id"
        )
    had = [sdk.as_text(one.get("name")) for one in api.objects(found, "_embedded.tags")]
    gone = {one.casefold() for one in writing.listed(inputs.get("remove_tags"))}
    known = {one.casefold() for one in had}
    added = [one for one in writing.listed(inputs.get("tags")) if one.casefold() not in known]
    tags = [one for one in dict.fromkeys([*had, *added]) if one.casefold() not in gone]
    if tags != had:
        body = {"_embedded": {"tags": [{"name": one} for one in tags]}}
        await api.ask(call, "PATCH", _place(inputs), json=body)
    return {"id": api.whole(inputs, "id"), "tags": tags}


async def link(call: sdk.Call, inputs: Inputs) -> sdk.Json:
    """Link an entity to another one; linking twice changes nothing."""
    return await _linked(call, inputs, "link", {"is_main": bool(inputs.get("is_main"))})


async def unlink(call: sdk.Call, inputs: Inputs) -> sdk.Json:
    """Take the link between two entities away."""
    return await _linked(call, inputs, "unlink", {})


async def _linked(call: sdk.Call, inputs: Inputs, do: str, metadata: Inputs) -> sdk.Json:
    other: dict[str, sdk.Json] = {
        "to_entity_id": api.whole(inputs, "to_id"),
        "to_entity_type": inputs["to_entity"],
    }
    if metadata and inputs["to_entity"] == "contacts":
        other["metadata"] = metadata
    await api.ask(call, "POST", f"{_place(inputs)}/{do}", json=[other])
    return {"id": api.whole(inputs, "id"), "to_id": api.whole(inputs, "to_id")}


def _place(inputs: Inputs) -> str:
    return f"/{inputs['entity']}/{api.whole(inputs, 'id')}"
