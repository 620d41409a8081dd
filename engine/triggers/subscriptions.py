"""What services are asked by API to send us: kept in step with what bundles wait for.

Nothing here talks to a service but `let_go`; `engine.triggers.subscriptions_round` does that later.
"""

import asyncio
import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from django.conf import settings
from django.db import connection as database
from django.db import transaction
from django.db.models import Case, F, Q, When
from django.db.models.functions import Now

from connectors.sdk import Call, Connector, Wanted, WebhookTrigger
from connectors.sdk.errors import ConnectorError
from engine.catalog import registry
from engine.connections.models import Connection
from engine.connections.services import account_of
from engine.connections.talk import converse
from engine.journal.services import note
from engine.kernel.clock import now
from engine.kernel.errors import DomainError
from engine.kernel.json_types import JsonObject
from engine.triggers.models import Subscription

log = logging.getLogger(__name__)

GOODBYE_S = 8.0

State = Literal["manual", "off", "arming", "armed", "failing", "needs_login", "disarming"]

OPEN = """
INSERT INTO triggers_subscription (connection_id, workspace_id, wanted, url, state, since,
    lease, is_held, is_wanted, failures)
VALUES (%s, %s, '{}', '', '{}', now(), 0, false, false, 0) ON CONFLICT DO NOTHING
"""
FOLLOW = """
UPDATE triggers_subscription s SET due_at = now() FROM connections_connection c
WHERE c.id = s.connection_id AND s.armed IS NOT NULL AND NOT s.is_held
    AND (s.due_at IS NULL OR s.due_at > now())
    AND (s.login_version <> c.login_version OR NOT starts_with(s.url, %s))
"""


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a connection's service has been told; without an API a person pastes the address."""

    state: State
    events: tuple[str, ...] = ()
    since: datetime | None = None
    next_at: datetime | None = None
    error: JsonObject | None = None


def address(hook_token: str) -> str:
    """Return where the world sends webhooks of the connection with this token."""
    return f"{settings.BASE_URL}/hooks/{hook_token}"


@transaction.atomic
def follow(connection_id: UUID, events_of: Callable[[UUID], Iterable[str]]) -> None:
    """Have a connection's service told what its bundles wait for now, if it can be told by API.

    `events_of` is asked while nobody else may change what the connection is to be told.
    """
    connection = Connection.objects.filter(pk=connection_id).first()
    connector = registry.find(connection.connector) if connection else None
    if connection is None or connector is None or connector.subscription is None:
        return
    with database.cursor() as cursor:
        cursor.execute(OPEN, [connection.pk, connection.workspace_id])
    one = Subscription.objects.select_for_update().get(pk=connection.pk)
    wanted = _heard(connector, events_of(connection.pk))
    if not wanted and one.armed is None and not one.is_held:
        one.delete()
    elif wanted != one.wanted or one.last_error is not None:
        _make_due(one, wanted)


def again(connection_id: UUID) -> bool:
    """Have the service told once more at once; False when there is nothing to tell it."""
    under_way = Q(is_held=True, due_at__gt=Now())
    due_at = Case(When(under_way, then=F("due_at")), default=Now())
    return bool(Subscription.objects.filter(pk=connection_id).update(due_at=due_at, is_wanted=True))


def let_go(connection: Connection) -> None:
    """Have the service forget an address that is about to be gone; what fails is only told.

    Call it outside of transactions, while the connection still has its secrets.
    """
    mine = Subscription.objects.filter(pk=connection.pk)
    mine.update(due_at=None, is_held=False, lease=F("lease") + 1)
    one, connector = mine.first(), registry.find(connection.connector)
    if one is None or one.armed is None or connector is None or connector.subscription is None:
        return
    disarm, told = connector.subscription.disarm, Wanted(one.url, tuple(one.armed), one.state)

    async def goodbye(call: Call) -> None:
        async with asyncio.timeout(GOODBYE_S):
            await disarm(call, told)

    try:
        converse(account_of(connection), goodbye)
    except (ConnectorError, DomainError) as error:
        log.info("Connection %s is deleted while its service still sends: %r", one.pk, error)
        tell(one, connection, "webhook_not_disarmed", error=error.code)


def forget(connection_id: UUID) -> None:
    """Forget what the service of a deleted connection was told."""
    Subscription.objects.filter(pk=connection_id).delete()


def tend() -> None:
    """Once a minute: tell services anew after a move to another address, or another login."""
    with database.cursor() as cursor:
        cursor.execute(FOLLOW, [address("")])


def standing(connection: Connection) -> Standing:
    """Return how far the service has been told what the connection's bundles wait for."""
    connector = registry.find(connection.connector)
    if connector is None or connector.subscription is None:
        return Standing("manual")
    one = Subscription.objects.filter(pk=connection.pk).first()
    if one is None:
        return Standing("off")
    events = tuple(one.wanted or one.armed or ())
    next_at = None if one.is_held else one.due_at
    return Standing(_state(one, connection), events, one.since, next_at, one.last_error)


def tell(one: Subscription, connection: Connection, code: str, **params: str | None) -> None:
    """Write what became of a subscription into the journal."""
    events = ", ".join(one.wanted or one.armed or ())
    about = {"connection": connection.name, "service": connection.connector, "events": events}
    note(one.workspace_id, code=code, connection_id=one.pk, params={**about, **params})


def _state(one: Subscription, connection: Connection) -> State:
    if not one.wanted:
        return "disarming"
    has_ended = one.expires_at is not None and one.expires_at <= now()
    if one.armed == one.wanted and not has_ended:
        return "armed"
    if connection.status == Connection.Status.NEEDS_LOGIN:
        return "needs_login"
    return "failing" if one.last_error else "arming"


def _make_due(one: Subscription, wanted: list[str]) -> None:
    under_way = Q(is_held=True, due_at__gt=Now())
    Subscription.objects.filter(pk=one.pk).update(
        wanted=wanted,
        since=Now(),
        failures=0,
        last_error=None,
        is_wanted=True,
        due_at=Case(When(under_way, then=F("due_at")), default=Now()),
    )


def _heard(connector: Connector, events: Iterable[str]) -> list[str]:
    """Return those events that the service sends as webhooks, sorted."""
    known = {one.name for one in connector.triggers if isinstance(one, WebhookTrigger)}
    return sorted(known.intersection(events))
