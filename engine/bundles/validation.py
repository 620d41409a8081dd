"""What is wrong with a definition: its grammar, and its use of services and connections."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from uuid import UUID

from connectors import sdk
from engine.bundles.uses import TRIGGER
from engine.catalog import registry
from engine.connections.validation import CODES, wanted_by
from engine.flow.definition import StepUse, mistakes, uses
from engine.flow.errors import pointer
from engine.kernel.errors import Mistake
from engine.kernel.json_types import Json, JsonObject
from engine.kernel.nearest import near, strangers


def draft_mistakes(definition: JsonObject) -> list[Mistake]:
    """Return what is no definition at all, even of an unfinished bundle."""
    return _of_bundle(mistakes(definition, draft=True))


def publishing_mistakes(definition: JsonObject, services: Mapping[UUID, str]) -> list[Mistake]:
    """Return everything that keeps a definition from being published.

    `services` are the connections of the workspace that exist, with the service of each.
    """
    found = list(mistakes(definition))
    broken = {mistake.path for mistake in found}
    more = _mistakes_of_uses(definition, services)
    return _of_bundle([*found, *(one for one in more if one.path not in broken)])


def gone_connections(definition: JsonObject, services: Mapping[UUID, str]) -> list[Mistake]:
    """Return where a published definition uses a connection that is no longer there."""
    return _of_bundle(
        _unknown(use)
        for use in uses(definition)
        if use.connection is not None and use.connection not in services
    )


def _of_bundle(found: Iterable[Mistake]) -> list[Mistake]:
    # Whatever a request is about, a path leads into the bundle as `GET /bundles/{id}` shows it.
    return [Mistake(f"/definition{one.path}", one.code, one.params) for one in found]


def _mistakes_of_uses(definition: JsonObject, services: Mapping[UUID, str]) -> Iterator[Mistake]:
    for use in uses(definition):
        slug = services.get(use.connection) if use.connection else use.connector
        if use.connection is not None and slug is None:
            yield _unknown(use)
        elif slug is not None:
            yield from _mistakes_of_service(use, _at(definition, use.path), slug)


def _mistakes_of_service(use: StepUse, raw: JsonObject, slug: str) -> Iterator[Mistake]:
    if use.connector is not None and use.connector != slug:
        params = {"service": slug, "wanted": use.connector}
        yield Mistake(f"{use.path}/connection", "connection_of_another_service", params)
        return
    connector = registry.find(slug)
    if connector is None:
        yield Mistake(f"{use.path}/connector", "connector_unknown", {"slug": slug})
        return
    if use.connection is None and connector.auth_of("none") is None:
        yield Mistake(f"{use.path}/connection", "missing")
    yield from _mistakes_of_offer(use, raw, connector)


def _mistakes_of_offer(
    use: StepUse, raw: JsonObject, connector: sdk.Connector
) -> Iterator[Mistake]:
    starts = use.path == TRIGGER
    if use.action is None:
        yield Mistake(f"{use.path}/{'event' if starts else 'action'}", "missing")
        return
    offer = connector.trigger(use.action) if starts else connector.action(use.action)
    if offer is None:
        key, code = ("event", "trigger_unknown") if starts else ("action", "action_unknown")
        offered = connector.triggers if starts else connector.actions
        meant = near(use.action, (one.name for one in offered))
        params = {"name": use.action, "service": connector.slug}
        yield Mistake(f"{use.path}/{key}", code, {**params, **meant})
        return
    given = raw.get("fields")
    values = given if isinstance(given, Mapping) else {}
    yield from _mistakes_of_fields(offer.fields, values, f"{use.path}/fields")


def _mistakes_of_fields(
    fields: Sequence[sdk.Field], values: JsonObject, path: str
) -> Iterator[Mistake]:
    declared = {field.name for field in fields}
    for name, meant in strangers(values, declared):
        yield Mistake(pointer(path, name), "unknown_field", {"field": name, **meant})
    for field in fields:
        yield from _mistakes_of_value(field, values.get(field.name), pointer(path, field.name))


def _mistakes_of_value(field: sdk.Field, value: Json, path: str) -> Iterator[Mistake]:
    if value is None or value == "":
        if field.required and field.default is None:
            yield Mistake(path, "missing", {"field": field.name})
    elif not _has_pills(value):
        try:
            sdk.check_inputs((field,), {field.name: value})
        except sdk.InputRejected as rejected:
            code = CODES.get(rejected.code, rejected.code)
            yield Mistake(path, code, _told(field, code, value))


def _told(field: sdk.Field, code: str, value: Json) -> JsonObject:
    if code == "not_one_of":
        return {"options": list(field.options), **near(value, field.options)}
    return {"wanted": wanted_by(field)} if code == "wrong_type" else {"field": field.name}


def _has_pills(value: Json) -> bool:
    if isinstance(value, str):
        return "{{" in value or "{%" in value
    if isinstance(value, Mapping):
        return any(_has_pills(item) for item in value.values())
    return isinstance(value, Sequence) and any(_has_pills(item) for item in value)


def _unknown(use: StepUse) -> Mistake:
    return Mistake(f"{use.path}/connection", "connection_unknown")


def _at(definition: JsonObject, path: str) -> JsonObject:
    value: Json = definition
    for key in path.split("/")[1:]:
        value = value[int(key)] if isinstance(value, list) else value[key]  # type: ignore[index,call-overload]
    return value if isinstance(value, Mapping) else {}
