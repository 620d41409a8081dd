"""Completeness over HTTP: ask a polled service again what it has."""

from typing import Any, ClassVar
from uuid import UUID
from zoneinfo import ZoneInfo

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from engine.accounts.access import WorkspaceView
from engine.accounts.policy import Permission
from engine.api.serializers import Strict, validated
from engine.api.words import say
from engine.bundles.models import Bundle
from engine.jobs.completeness.asking import Days, begin
from engine.jobs.rows import job_rows
from engine.jobs.shapes import JobShape
from engine.kernel.clock import now
from engine.kernel.errors import Invalid, Mistake

MOST_DAYS = 400


class Period(Strict):
    """Which days, of the workspace's time zone, both included."""

    to = serializers.DateField()

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """Add `from`, which Python's own grammar keeps us from declaring above."""
        return {"from": serializers.DateField(), **super().get_fields()}

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Refuse days in the wrong order, and more of them than make sense."""
        count = (attrs["to"] - attrs["from"]).days + 1
        code = "dates_reversed" if count < 1 else "too_many_days" if count > MOST_DAYS else None
        if code:
            told = say(code, {"limit": MOST_DAYS})
            raise serializers.ValidationError({"to": serializers.ErrorDetail(told, code)})
        return attrs


class CompletenessView(WorkspaceView):
    """Whether all that a source had became runs."""

    needs: ClassVar = {"post": Permission.OPERATE}

    @extend_schema(
        operation_id="bundles_completeness",
        request=Period,
        responses={
            202: OpenApiResponse(JobShape, description="The job; its `report` tells the outcome."),
        },
    )
    def post(self, request: Request, pk: UUID) -> Response:
        """Ask the bundle's source again what it has of a period, and what became of each thing.

        The report counts things by what became of them and lists those that are missing. The
        bundle's own reading goes on untouched.
        """
        bundle = get_object_or_404(
            Bundle.objects.of(self.workspace).select_related("workspace"), pk=pk
        )
        sent = validated(Period(data=request.data))
        days = Days(sent["from"], sent["to"])
        if days.begin(ZoneInfo(self.workspace.time_zone)) > now():
            raise Invalid([Mistake("/from", "period_not_begun")])
        return Response(job_rows([begin(bundle, days, self.actor)])[0], status=202)
