"""What people and programs can ask and change about alerts."""

from typing import Any, ClassVar, cast
from uuid import UUID

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from engine.accounts.access import WorkspaceViewSet
from engine.accounts.policy import Permission
from engine.alerts import services
from engine.alerts.api.forms import (
    AlertFilters,
    ChannelChange,
    ChannelWish,
    Muting,
    RuleChange,
    RuleWish,
)
from engine.alerts.api.shapes import AcceptedTest, AlertShape, ChannelShape, RuleShape
from engine.alerts.models import Alert, Channel, Rule
from engine.alerts.services import channels, rules
from engine.api.serializers import validated
from engine.journal.finding.known import refuse_unknown
from engine.kernel.errors import Mistake, NotFound

COLUMNS = {"rule": "rule_id", "bundle": "bundle_id", "connection": "connection_id"}
ABSENT = {
    "state": ("closed_at__isnull", "open"),
    "acknowledged": ("acknowledged_at__isnull", False),
}


class AlertsViewSet(WorkspaceViewSet[Alert]):
    """What the workspace's rules have found."""

    serializer_class = AlertShape
    needs: ClassVar = {"list": Permission.VIEW, "acknowledge": Permission.OPERATE}
    asks: ClassVar = {"list": AlertFilters}
    bodiless: ClassVar = ("acknowledge",)

    def get_queryset(self) -> QuerySet[Alert]:
        """Return the workspace's alerts with their rules."""
        return Alert.objects.of(self.workspace).select_related("rule")

    def get_serializer_context(self) -> dict[str, Any]:
        """Add whose zone times are told in."""
        return {**super().get_serializer_context(), "workspace": self.workspace}

    @extend_schema(operation_id="alerts_list")
    def list(self, request: Request) -> Response:
        """List alerts, newest first."""
        refuse_unknown(self.workspace.pk, self.asked)
        rule = self.asked.get("rule")
        if rule and not Rule.objects.of(self.workspace).filter(pk=rule).exists():
            raise NotFound([Mistake("?rule", NotFound.code)])
        asked = {COLUMNS[name]: self.asked[name] for name in COLUMNS if name in self.asked}
        for name, (column, absent) in ABSENT.items():
            if name in self.asked:
                asked[column] = self.asked[name] == absent
        page = self.paginate_queryset(self.get_queryset().filter(**asked))
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    @extend_schema(operation_id="alerts_acknowledge", request=None)
    def acknowledge(self, request: Request, pk: UUID) -> Response:
        """Say that somebody has seen it; the first to say so stays on record."""
        seen = services.acknowledge(self.get_object(), self.actor.label)
        return Response(self.get_serializer(seen).data)


class RulesViewSet(WorkspaceViewSet[Rule]):
    """The workspace's rules."""

    serializer_class = RuleShape
    needs: ClassVar = {
        "list": Permission.VIEW,
        "create": Permission.EDIT,
        "retrieve": Permission.VIEW,
        "partial_update": Permission.EDIT,
        "destroy": Permission.EDIT,
        "mute": Permission.OPERATE,
    }

    def get_queryset(self) -> QuerySet[Rule]:
        """Return the workspace's rules with their channels."""
        return Rule.objects.of(self.workspace).prefetch_related("channels")

    @extend_schema(operation_id="alert_rules_list")
    def list(self, request: Request) -> Response:
        """List rules, newest first."""
        page = self.paginate_queryset(self.get_queryset())
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    @extend_schema(operation_id="alert_rules_create", request=RuleWish, responses={201: RuleShape})
    def create(self, request: Request) -> Response:
        """Make a rule; what it looks for may be found within seconds."""
        wish = cast(rules.Wish, validated(RuleWish(data=request.data)))
        return self._shown(services.create_rule(self.workspace, wish).pk, status=201)

    @extend_schema(operation_id="alert_rules_retrieve")
    def retrieve(self, request: Request, pk: UUID) -> Response:
        """Return one rule."""
        return self._shown(pk)

    @extend_schema(operation_id="alert_rules_update", request=RuleChange, responses=RuleShape)
    def partial_update(self, request: Request, pk: UUID) -> Response:
        """Change a rule; one that asks something else begins anew."""
        rule = self.get_object()
        services.change_rule(rule, cast(rules.Wish, validated(RuleChange(data=request.data))))
        return self._shown(pk)

    @extend_schema(operation_id="alert_rules_delete", responses={204: None})
    def destroy(self, request: Request, pk: UUID) -> Response:
        """Delete a rule and what it has found."""
        self.get_object().delete()
        return Response(status=204)

    @extend_schema(operation_id="alert_rules_mute", request=Muting, responses=RuleShape)
    def mute(self, request: Request, pk: UUID) -> Response:
        """Tell nobody until then; alerts still open by that time are told."""
        rule = self.get_object()
        services.mute(rule, validated(Muting(data=request.data))["until"])
        return self._shown(pk)

    def _shown(self, pk: UUID, status: int = 200) -> Response:
        rule = get_object_or_404(self.get_queryset(), pk=pk)
        return Response(self.get_serializer(rule).data, status=status)


class ChannelsViewSet(WorkspaceViewSet[Channel]):
    """The workspace's channels."""

    serializer_class = ChannelShape
    needs: ClassVar = {
        "list": Permission.VIEW,
        "create": Permission.EDIT,
        "retrieve": Permission.VIEW,
        "partial_update": Permission.EDIT,
        "destroy": Permission.EDIT,
        "test": Permission.EDIT,
    }
    bodiless: ClassVar = ("test",)

    def get_queryset(self) -> QuerySet[Channel]:
        """Return the workspace's channels with the rules that use them."""
        mine = Channel.objects.of(self.workspace).select_related("bundle", "workspace")
        return mine.prefetch_related("rules")

    @extend_schema(operation_id="alert_channels_list")
    def list(self, request: Request) -> Response:
        """List channels, newest first."""
        page = self.paginate_queryset(self.get_queryset())
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    @extend_schema(
        operation_id="alert_channels_create", request=ChannelWish, responses={201: ChannelShape}
    )
    def create(self, request: Request) -> Response:
        """Make a channel; test it to see whether messages arrive."""
        draft = services.ChannelDraft(**validated(ChannelWish(data=request.data)))
        return self._shown(services.create_channel(self.workspace, draft).pk, status=201)

    @extend_schema(operation_id="alert_channels_retrieve")
    def retrieve(self, request: Request, pk: UUID) -> Response:
        """Return one channel."""
        return self._shown(pk)

    @extend_schema(
        operation_id="alert_channels_update", request=ChannelChange, responses=ChannelShape
    )
    def partial_update(self, request: Request, pk: UUID) -> Response:
        """Rename a channel, or change where it sends to or through."""
        channel = self.get_object()
        form = ChannelChange(data=request.data, context={"kind": channel.kind})
        services.change_channel(channel, cast(channels.Changes, validated(form)))
        return self._shown(pk)

    @extend_schema(operation_id="alert_channels_delete", responses={204: None})
    def destroy(self, request: Request, pk: UUID) -> Response:
        """Delete a channel; rules go on without it."""
        services.delete_channel(self.get_object(), self.actor.label)
        return Response(status=204)

    @extend_schema(operation_id="alert_channels_test", request=None, responses={202: AcceptedTest})
    def test(self, request: Request, pk: UUID) -> Response:
        """Send a test message; `verified_at` is set once it has arrived."""
        run = services.prove_channel(self.get_object())
        return Response(AcceptedTest({"run": run.pk}).data, status=202)

    def _shown(self, pk: UUID, status: int = 200) -> Response:
        channel = get_object_or_404(self.get_queryset(), pk=pk)
        return Response(self.get_serializer(channel).data, status=status)
