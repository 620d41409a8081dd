"""What higher rooms add to connections: deleting one stops bundles, its health is kept apart."""

from typing import ClassVar
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from engine.accounts.policy import Permission
from engine.bundles import services
from engine.bundles.api.health import BreakerShape, shown_breaker
from engine.connections.api.views import ConnectionsViewSet
from engine.health.services import breakers_of


class DeletableConnectionsViewSet(ConnectionsViewSet):
    """Connections, with what only the room of bundles can do to them."""

    needs: ClassVar = {
        **ConnectionsViewSet.needs,
        "destroy": Permission.EDIT,
        "health": Permission.VIEW,
    }

    @extend_schema(operation_id="connections_delete", responses={204: None})
    def destroy(self, request: Request, pk: UUID) -> Response:
        """Delete a connection for good; its bundles stop and need another one to start."""
        services.remove_connection(self.workspace, pk, self.actor)
        return Response(status=204)

    @extend_schema(operation_id="connections_health", responses=BreakerShape)
    def health(self, request: Request, pk: UUID) -> Response:
        """Tell whether calls may leave, since when not, and when the next one tries."""
        connection = self.get_object()
        breaker = breakers_of([connection.pk]).get(connection.pk)
        return Response(BreakerShape(shown_breaker(breaker)).data)
