"""What a definition uses: its connections, its services in order, what starts it."""

from collections.abc import Iterable, Iterator
from uuid import UUID

from django.db import connection as database

from connectors.sdk import WebhookTrigger
from engine.bundles.models import Bundle, Use
from engine.catalog import registry
from engine.connections.models import Connection
from engine.flow.definition import StepUse, uses
from engine.kernel.json_types import JsonObject

TRIGGER = "/trigger"
Kind = Bundle.TriggerKind

# A key-share lock lets everybody go on using the connection, but nobody delete it.
KEEP = """
SELECT id, connector FROM connections_connection
WHERE workspace_id = %s AND id = ANY(%s) ORDER BY id FOR KEY SHARE
"""


def connection_ids(definition: JsonObject) -> set[UUID]:
    """Return every connection a definition names, whether it exists or not."""
    return {use.connection for use in uses(definition) if use.connection is not None}


def keep_connections(workspace_id: UUID, definition: JsonObject) -> dict[UUID, str]:
    """Return the connections of a definition that exist, with their services.

    None of them can be deleted before this transaction ends. Take these locks before a bundle's:
    whoever deletes a connection takes them in that order.
    """
    ids = list(connection_ids(definition))
    if not ids:
        return {}
    with database.cursor() as cursor:
        cursor.execute(KEEP, [workspace_id, ids])
        return dict(cursor.fetchall())


def rewrite(bundle: Bundle, definition: JsonObject, kept: Iterable[UUID], *, live: bool) -> None:
    """Bring the rows that say what the draft, or the live version, uses in step with it."""
    known = set(kept)
    wanted = {
        (use.connection, Use.Role.TRIGGER if use.path == TRIGGER else Use.Role.STEP)
        for use in uses(definition)
        if use.connection in known
    }
    Use.objects.filter(bundle=bundle, live=live).delete()
    Use.objects.bulk_create(
        Use(bundle=bundle, connection_id=connection_id, role=role, live=live)
        for connection_id, role in sorted(wanted, key=str)
        if connection_id is not None
    )


def describe(bundle: Bundle) -> None:
    """Set what lists show and search: the services used, in order, and what starts the bundle."""
    live = bundle.version.definition if bundle.version else None
    definitions = [bundle.draft, live] if live is not None else [bundle.draft]
    found = [list(uses(definition)) for definition in definitions]
    ids = {use.connection for group in found for use in group if use.connection is not None}
    services = dict(
        Connection.objects.filter(workspace_id=bundle.workspace_id, pk__in=ids).values_list(
            "pk", "connector"
        )
    )
    slugs = (slug for group in found for slug in _slugs(group, services))
    bundle.connectors = list(dict.fromkeys(slugs))
    bundle.trigger_kind = _trigger_kind(definitions[-1], found[-1], services)


def _slugs(found: Iterable[StepUse], services: dict[UUID, str]) -> Iterator[str]:
    for use in found:
        slug = services.get(use.connection) if use.connection else use.connector
        if slug:
            yield slug


def _trigger_kind(
    definition: JsonObject, found: Iterable[StepUse], services: dict[UUID, str]
) -> Bundle.TriggerKind:
    use = next((use for use in found if use.path == TRIGGER), None)
    if use is not None and use.connection is not None:
        return _kind_of_event(services.get(use.connection), use.action)
    trigger = definition.get("trigger")
    scheduled = isinstance(trigger, dict) and trigger.get("schedule")
    return Kind.SCHEDULE if scheduled else Kind.MANUAL


def _kind_of_event(slug: str | None, event: str | None) -> Bundle.TriggerKind:
    """Return how the service tells of the event; a deleted connection or event reads as manual."""
    connector = registry.find(slug)
    if connector is None:
        return Kind.MANUAL
    trigger = connector.trigger(event) if event else next(iter(connector.triggers), None)
    if trigger is None:
        return Kind.MANUAL
    return Kind.WEBHOOK if isinstance(trigger, WebhookTrigger) else Kind.POLLING
