"""Records of a trigger, to build with."""

from typing import Any, ClassVar
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from connectors.sdk import Connector
from engine.accounts.access import WorkspaceView
from engine.accounts.policy import Permission
from engine.api.serializers import Strict, validated
from engine.catalog import registry
from engine.connections.library import Account
from engine.connections.models import Connection
from engine.connections.services import account_for
from engine.kernel.errors import Mistake, NotFound
from engine.triggers.samples import samples


class SampleWish(Strict):
    """Of which trigger, through which connection, with which fields."""

    connection = serializers.UUIDField(required=False, allow_null=True)
    trigger = serializers.CharField(max_length=100)
    fields = serializers.DictField(required=False, default=dict)  # type: ignore[assignment]  # the contract's word


class TriggerSamples(serializers.Serializer[Any]):
    """Up to five records as events would bring them, the newest first."""

    results = serializers.ListField(child=serializers.JSONField())


class SamplesView(WorkspaceView):
    """What a trigger would bring."""

    needs: ClassVar = {"post": Permission.EDIT}

    @extend_schema(operation_id="connectors_samples", request=SampleWish, responses=TriggerSamples)
    def post(self, request: Request, slug: str) -> Response:
        """Read up to five records from the service; no bundle's position is touched."""
        connector, sent = registry.get(slug), validated(SampleWish(data=request.data))
        account = self._account(connector, sent.get("connection"))
        found = samples(connector, sent["trigger"], sent["fields"], account=account)
        return Response(TriggerSamples({"results": found}).data)

    def _account(self, connector: Connector, connection_id: UUID | None) -> Account:
        found = None
        if connection_id is not None:
            found = Connection.objects.of(self.workspace).filter(pk=connection_id).first()
            if found is None:
                raise NotFound([Mistake("/connection", "connection_unknown")])
        return account_for(connector, found)
