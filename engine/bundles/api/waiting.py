"""What waits, since when, why, and the call that moves it: for a bundle, and for a connection."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, ClassVar
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from engine.accounts.access import WorkspaceViewSet
from engine.accounts.policy import Permission
from engine.api.words import say
from engine.bundles.models import Bundle
from engine.bundles.querysets import BundleQuerySet
from engine.bundles.states import MOVING
from engine.connections.models import Connection
from engine.queue.waiting import Waiting, waiting_at, waiting_for

KEPT = timedelta(days=7)
REASONS = (
    *("paused", "blocked", "deleted", "asks", "needs_login", "delay", "rate_limit", "breaker"),
    *("retry", "order", "queue", "no_bundle"),
)
STARTS = ("paused", "blocked", "no_bundle")
KEPT_FOR_A_WEEK = (*STARTS, "deleted")


class CallShape(serializers.Serializer[Any]):
    """The call of this API that moves what waits."""

    method = serializers.CharField()
    path = serializers.CharField()


class ReasonToWait(serializers.Serializer[Any]):
    """Events that wait for the same thing."""

    why = serializers.ChoiceField(REASONS)
    message = serializers.CharField()
    count = serializers.IntegerField()
    since = serializers.DateTimeField()
    next_at = serializers.DateTimeField(
        allow_null=True, help_text="When the first of them goes on by itself; null: not by itself."
    )
    kept_until = serializers.DateTimeField(
        allow_null=True, help_text="When the oldest may move to the journal as held."
    )
    event = serializers.CharField(allow_null=True, help_text="The kind of event, if unclaimed.")
    connection = serializers.UUIDField(allow_null=True)
    run = serializers.UUIDField(allow_null=True, help_text="The oldest run.")
    call = CallShape(allow_null=True)


class WaitingOfBundle(serializers.Serializer[Any]):
    """Everything of a bundle that waits, by reason, oldest first."""

    count = serializers.IntegerField()
    since = serializers.DateTimeField(allow_null=True)
    reasons = ReasonToWait(many=True)


class WaitingOfConnection(WaitingOfBundle):
    """What a connection caught that no bundle took, and what waits for its login."""


class WaitingViewSet(WorkspaceViewSet[Bundle]):
    """What waits for a bundle."""

    needs: ClassVar = {"retrieve": Permission.VIEW}

    def get_queryset(self) -> BundleQuerySet:
        """Return the workspace's bundles."""
        return Bundle.objects.of(self.workspace).select_related("version")

    @extend_schema(operation_id="bundles_waiting", responses=WaitingOfBundle)
    def retrieve(self, request: Request, pk: UUID) -> Response:
        """Tell how many events wait, since when, why, and which call moves them."""
        bundle: Bundle = self.get_object()
        stands_still = bundle.status not in MOVING
        groups = waiting_for(bundle.pk, bundle.workspace_id, stands_still=stands_still)
        if stands_still:
            groups += _adoptable(bundle)
        return Response(WaitingOfBundle(_shown(groups, bundle)).data)


def shown_waiting_of_connection(connection: Connection) -> dict[str, Any]:
    """Return what waits at a connection as JSON."""
    return _shown(waiting_at(connection.pk), None)


def _adoptable(bundle: Bundle) -> list[Waiting]:
    """Return what the bundle's connection caught while nobody listened: a start takes it over."""
    trigger = bundle.version.definition.get("trigger", {}) if bundle.version else {}
    named, event = trigger.get("connection"), trigger.get("event")
    groups = waiting_at(UUID(named)) if named else []
    return [group for group in groups if group.why == "no_bundle" and group.event == event]


def _shown(groups: Sequence[Waiting], bundle: Bundle | None) -> dict[str, Any]:
    return {
        "count": sum(group.count for group in groups),
        "since": min((group.since for group in groups), default=None),
        "reasons": [_reason(group, bundle) for group in groups],
    }


def _reason(group: Waiting, bundle: Bundle | None) -> dict[str, Any]:
    why = bundle.status if bundle and group.why == "stopped" else group.why
    return {
        "why": why,
        "message": say(f"waits_{why}", {"count": group.count}),
        "count": group.count,
        "since": group.since,
        "next_at": None if why in KEPT_FOR_A_WEEK else group.next_at,
        "kept_until": group.since + KEPT if why in KEPT_FOR_A_WEEK else None,
        "event": group.event,
        "connection": group.connection_id,
        "run": group.run_id,
        "call": _call(why, group, bundle),
    }


def _call(why: str, group: Waiting, bundle: Bundle | None) -> dict[str, str] | None:
    if why == "needs_login":
        return _way_in(group.connection_id)
    path = None
    if bundle is not None and why in STARTS:
        path = f"bundles/{bundle.pk}/start"
    elif bundle is not None and why == "deleted":
        path = f"bundles/{bundle.pk}/restore"
    elif bundle is not None and why == "asks":
        path = f"bundles/{bundle.pk}/held/{group.run_id}"
    return {"method": "POST", "path": f"/api/v1/{path}"} if path else None


def _way_in(connection_id: UUID | None) -> dict[str, str]:
    """Return where a connection is signed in again: at the service itself, or with new secrets."""
    by_oauth = Connection.objects.filter(kind=Connection.Kind.OAUTH2)
    if connection_id is not None and by_oauth.filter(pk=connection_id).exists():
        return {"method": "GET", "path": f"/api/v1/oauth/authorize/{connection_id}"}
    return {"method": "POST", "path": f"/api/v1/connections/{connection_id}/reconnect"}
