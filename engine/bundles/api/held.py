"""A person's answer to a run that waits for one."""

from typing import ClassVar
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from engine.accounts.access import WorkspaceViewSet
from engine.accounts.policy import Permission
from engine.api.serializers import Strict, validated
from engine.bundles.models import Bundle
from engine.bundles.querysets import BundleQuerySet
from engine.queue import held


class HeldAnswer(Strict):
    """What to do with a run that asks."""

    do = serializers.ChoiceField(
        held.ANSWERS,
        help_text=(
            "`repeat` does the step again, `skip` counts it as done without output and goes on, "
            "`cancel` moves the run to the journal."
        ),
    )


class HeldViewSet(WorkspaceViewSet[Bundle]):
    """Runs of a bundle that are held until somebody decides."""

    needs: ClassVar = {"answer": Permission.OPERATE}

    def get_queryset(self) -> BundleQuerySet:
        """Return the workspace's bundles."""
        return Bundle.objects.of(self.workspace)

    @extend_schema(operation_id="bundles_held_answer", request=HeldAnswer, responses={204: None})
    def answer(self, request: Request, pk: UUID, run_id: UUID) -> Response:
        """Answer a run that asks: the outcome of a call is unknown, or a failure keeps order."""
        bundle = self.get_object()
        wish = validated(HeldAnswer(data=request.data))
        actor = self.actor.label
        held.answer(bundle.pk, run_id, wish["do"], workspace_id=self.workspace.pk, actor=actor)
        return Response(status=204)
