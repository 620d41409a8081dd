"""Deleting a connection, which stops the bundles that use it."""

from typing import ClassVar
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from engine.accounts.policy import Permission
from engine.bundles import services
from engine.connections.api.views import ConnectionsViewSet


class DeletableConnectionsViewSet(ConnectionsViewSet):
    """Connections, with what only the room of bundles can do to them."""

    needs: ClassVar = {**ConnectionsViewSet.needs, "destroy": Permission.EDIT}

    @extend_schema(operation_id="connections_delete", responses={204: None})
    def destroy(self, request: Request, pk: UUID) -> Response:
        """Delete a connection for good; its bundles stop and need another one to start."""
        services.remove_connection(self.workspace, pk, self.actor)
        return Response(status=204)
