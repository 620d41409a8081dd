"""The trigger and the steps of a definition, by id: which service each is about."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from connectors.sdk import Action, Trigger
from engine.accounts.models import Workspace
from engine.catalog import registry
from engine.connections.models import Connection
from engine.flow.definition import raw_steps
from engine.flow.trigger_reading import as_uuid
from engine.kernel.json_types import JsonObject

TRIGGER = "trigger"
Services = Mapping[UUID, str]


@dataclass(frozen=True, slots=True)
class Part:
    """One of them; values of two parts are of the same shape when both are `about` the same."""

    about: str
    connection: UUID | None = None
    slug: str = ""
    offer: Action | Trigger | None = None


def services_of(workspace: Workspace) -> Services:
    """Return the connections of a workspace with the service of each."""
    return dict(Connection.objects.of(workspace).values_list("pk", "connector"))


def parts_of(definition: JsonObject, services: Services) -> dict[str, Part]:
    """Return the parts of a definition, a draft too, by the id of their step."""
    found = {str(raw.get("id")): _step(raw, services) for _, raw in raw_steps(definition)}
    trigger = definition.get(TRIGGER)
    return found | {TRIGGER: _trigger(trigger if isinstance(trigger, Mapping) else {}, services)}


def _trigger(raw: JsonObject, services: Services) -> Part:
    connection, event = as_uuid(raw.get("connection")), raw.get("event")
    slug = services.get(connection, "") if connection else ""
    return Part(f"{connection}.{event}", connection, slug, _offer(slug, str(event), "trigger"))


def _step(raw: JsonObject, services: Services) -> Part:
    if raw.get("kind") != "action":
        return Part(str(raw.get("kind")))
    connection, name = as_uuid(raw.get("connection")), str(raw.get("action"))
    slug = services.get(connection, "") if connection else str(raw.get("connector") or "")
    return Part(f"{slug}.{name}", connection, slug, _offer(slug, name, "action"))


def _offer(slug: str, name: str, kind: str) -> Action | Trigger | None:
    connector = registry.find(slug)
    if connector is None:
        return None
    return connector.action(name) if kind == "action" else connector.trigger(name)
