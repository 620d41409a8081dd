"""What higher rooms add to connections: deleting one stops bundles, its health is kept apart."""

from typing import ClassVar
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from engine.accounts.policy import Permission
from engine.bundles import services
from engine.bundles.api.health import AilingConnections, BreakerShape, shown_breaker
from engine.bundles.api.subscriptions import SubscriptionShape, shown_subscription
from engine.bundles.api.waiting import WaitingOfConnection, shown_waiting_of_connection
from engine.connections.api.views import ConnectionsViewSet
from engine.health.services import ailing_in, breakers_of
from engine.triggers import subscriptions


class DeletableConnectionsViewSet(ConnectionsViewSet):
    """Connections, with what only the room of bundles can do to them."""

    needs: ClassVar = {
        **ConnectionsViewSet.needs,
        "destroy": Permission.EDIT,
        "health": Permission.VIEW,
        "ailing": Permission.VIEW,
        "subscription": Permission.VIEW,
        "subscribe": Permission.OPERATE,
        "waiting": Permission.VIEW,
    }
    bodiless: ClassVar = (*ConnectionsViewSet.bodiless, "subscribe")

    @extend_schema(operation_id="connections_delete", responses={204: None})
    def destroy(self, request: Request, pk: UUID) -> Response:
        """Delete a connection for good; its bundles stop and need another one to start."""
        services.delete_connection(self.workspace, pk, self.actor)
        return Response(status=204)

    @extend_schema(operation_id="connections_health", responses=BreakerShape)
    def health(self, request: Request, pk: UUID) -> Response:
        """Tell whether calls may leave, since when not, and when the next one tries."""
        connection = self.get_object()
        breaker = breakers_of([connection.pk]).get(connection.pk)
        return Response(BreakerShape(shown_breaker(breaker)).data)

    @extend_schema(operation_id="connections_ailing", responses=AilingConnections)
    def ailing(self, request: Request) -> Response:
        """List the connections over which no calls leave at the moment."""
        found = [
            {"connection": one.connection_id, "health": shown_breaker(one)}
            for one in ailing_in(self.workspace.pk)
        ]
        return Response(AilingConnections({"results": found}).data)

    @extend_schema(operation_id="connections_subscription", responses=SubscriptionShape)
    def subscription(self, request: Request, pk: UUID) -> Response:
        """Tell whether the service was asked by API to send what running bundles wait for."""
        connection = self.get_object()
        shown = shown_subscription(subscriptions.standing(connection), connection)
        return Response(SubscriptionShape(shown).data)

    @extend_schema(
        operation_id="connections_subscribe", request=None, responses={202: SubscriptionShape}
    )
    def subscribe(self, request: Request, pk: UUID) -> Response:
        """Ask the service at once instead of when it would be asked next."""
        connection = self.get_object()
        subscriptions.again(connection.pk)
        shown = shown_subscription(subscriptions.standing(connection), connection)
        return Response(SubscriptionShape(shown).data, status=202)

    @extend_schema(operation_id="connections_waiting", responses=WaitingOfConnection)
    def waiting(self, request: Request, pk: UUID) -> Response:
        """Tell what the connection caught that no bundle took, and what waits for its login."""
        shown = shown_waiting_of_connection(self.get_object())
        return Response(WaitingOfConnection(shown).data)
