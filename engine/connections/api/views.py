"""What people and programs can ask and change about connections."""

from typing import Any, ClassVar
from uuid import UUID

import orjson
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from connectors.sdk.fields import ChoiceQuery
from engine.accounts.access import WorkspaceView, WorkspaceViewSet
from engine.accounts.models import Workspace
from engine.accounts.policy import Permission
from engine.api.serializers import Strict
from engine.catalog import registry
from engine.connections import services, tending
from engine.connections.api.shapes import (
    Choices,
    ChoiceWish,
    ConnectionChange,
    ConnectionFilters,
    ConnectionShape,
    ConnectionWish,
    NewLogin,
    Samples,
    TestResult,
)
from engine.connections.choices import Place, choices
from engine.connections.models import Connection, Sample
from engine.connections.proving import Verdict
from engine.connections.querysets import ConnectionQuerySet
from engine.connections.words import words_for
from engine.kernel.errors import Mistake, NotFound

SAMPLES_SHOWN = 20


class ConnectionsViewSet(WorkspaceViewSet[Connection]):
    """Signed-in accounts of services; deleting one stops bundles, so a higher room adds that."""

    serializer_class = ConnectionShape
    needs: ClassVar = {
        "list": Permission.VIEW,
        "create": Permission.EDIT,
        "attempt": Permission.EDIT,
        "retrieve": Permission.VIEW,
        "partial_update": Permission.EDIT,
        "test": Permission.OPERATE,
        "refresh": Permission.OPERATE,
        "reconnect": Permission.EDIT,
        "samples": Permission.VIEW,
        "forget_samples": Permission.EDIT,
    }
    asks: ClassVar = {"list": ConnectionFilters}
    bodiless: ClassVar[tuple[str, ...]] = ("test", "refresh")

    def get_queryset(self) -> ConnectionQuerySet:
        """Return the workspace's connections with what their JSON needs."""
        return Connection.objects.of(self.workspace).with_uses()

    @extend_schema(operation_id="connections_list")
    def list(self, request: Request) -> Response:
        """List connections, newest first."""
        filters = dict(self.asked)
        search = filters.pop("search", "")
        found = self.get_queryset().filter(**filters)
        page = self.paginate_queryset(found.named(search) if search else found)
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    @extend_schema(
        operation_id="connections_create", request=ConnectionWish, responses={201: ConnectionShape}
    )
    def create(self, request: Request) -> Response:
        """Keep a new connection; test it to see whether the service lets it in."""
        sent = _read(ConnectionWish, request)
        made = services.create(self.workspace, services.Draft(**sent))
        return Response(self._shown(made.pk), status=201)

    @extend_schema(
        operation_id="connections_try", request=ConnectionWish, responses={200: TestResult}
    )
    def attempt(self, request: Request) -> Response:
        """Make a real request with what was entered for a new connection, without keeping it."""
        draft = services.Draft(**_read(ConnectionWish, request))
        return _told(draft.connector, services.attempt(draft), self.workspace)

    @extend_schema(operation_id="connections_retrieve")
    def retrieve(self, request: Request, pk: UUID) -> Response:
        """Return one connection."""
        return Response(self._shown(pk))

    @extend_schema(
        operation_id="connections_update", request=ConnectionChange, responses=ConnectionShape
    )
    def partial_update(self, request: Request, pk: UUID) -> Response:
        """Rename a connection or change its settings."""
        sent = _read(ConnectionChange, request)
        services.change(self.get_object(), name=sent.get("name"), settings=sent.get("settings"))
        return Response(self._shown(pk))

    @extend_schema(operation_id="connections_test", request=None, responses=TestResult)
    def test(self, request: Request, pk: UUID) -> Response:
        """Make a real request; whatever comes of it is a 200 that says what to do next."""
        connection = self.get_object()
        verdict = services.test(connection)
        if verdict.ok:
            tending.read_first_time(connection)
        return _told(connection.connector, verdict, self.workspace)

    @extend_schema(operation_id="connections_refresh", request=None, responses=ConnectionShape)
    def refresh(self, request: Request, pk: UUID) -> Response:
        """Read the account's lists and fields anew; a service that fails is a 502 with a remedy."""
        tending.refresh(self.get_object())
        return Response(self._shown(pk))

    @extend_schema(operation_id="connections_reconnect", request=NewLogin, responses=TestResult)
    def reconnect(self, request: Request, pk: UUID) -> Response:
        """Test new secrets and put them in place if the service accepts them."""
        connection = self.get_object()
        sent = _read(NewLogin, request)
        verdict = services.reconnect(
            connection,
            sent["auth"],
            other_account=sent["other_account"],
            actor=self.actor.label,
        )
        if verdict.ok:
            tending.read_first_time(connection)
        return _told(connection.connector, verdict, self.workspace)

    @extend_schema(operation_id="connections_samples", responses=Samples)
    def samples(self, request: Request, pk: UUID) -> Response:
        """Return the newest webhook requests that were caught for building."""
        newest = Sample.objects.filter(connection=self.get_object()).order_by("-id")[:SAMPLES_SHOWN]
        rows = [
            {"id": one.id, "received_at": one.received_at, "data": orjson.loads(one.payload)}
            for one in newest
        ]
        return Response(Samples({"results": rows, "next": None, "previous": None}).data)

    @extend_schema(operation_id="connections_forget_samples", responses={204: None})
    def forget_samples(self, request: Request, pk: UUID) -> Response:
        """Delete what was caught for building."""
        services.forget_samples(self.get_object())
        return Response(status=204)

    def _shown(self, connection_id: UUID) -> dict[str, Any]:
        shown = get_object_or_404(self.get_queryset(), pk=connection_id)
        return dict(self.get_serializer(shown).data)


class ChoicesView(WorkspaceView):
    """The choices of a field, while a step is being built."""

    needs: ClassVar = {"post": Permission.EDIT}

    @extend_schema(operation_id="connectors_choices", request=ChoiceWish, responses=Choices)
    def post(self, request: Request, slug: str) -> Response:
        """Return one page of choices; a service that fails is a 502 with a remedy."""
        connector, sent = registry.get(slug), _read(ChoiceWish, request)
        kind = "trigger" if "trigger" in sent else "action"
        page = choices(
            connector,
            Place(kind, sent[kind], sent["field"]),
            ChoiceQuery(sent["values"], sent.get("search"), sent.get("page")),
            connection=self._connection(sent.get("connection")),
        )
        return Response(Choices({"results": page.items, "next": page.next}).data)

    def _connection(self, connection_id: UUID | None) -> Connection | None:
        if connection_id is None:
            return None
        found = Connection.objects.of(self.workspace).filter(pk=connection_id).first()
        if found is None:
            raise NotFound([Mistake("/connection", "connection_unknown")])
        return found


def _read(form: type[Strict], request: Request) -> dict[str, Any]:
    read = form(data=request.data)
    read.is_valid(raise_exception=True)
    return dict(read.validated_data)


def _told(slug: str, verdict: Verdict, home: Workspace) -> Response:
    shown = verdict.without(home.masked_fields)
    message = words_for(slug, shown.code, shown.params)
    told = {
        name: getattr(shown, name)
        for name in ("ok", "account", "code", "remedy", "answer", "tested_at")
    }
    return Response(TestResult({**told, "message": message}).data)
