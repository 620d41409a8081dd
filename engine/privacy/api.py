"""What owners can ask and change about the data of others that is kept."""

from dataclasses import asdict
from typing import ClassVar

from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from engine.accounts import services as accounts
from engine.accounts.access import WorkspaceView
from engine.accounts.api import CurrentWorkspaceView
from engine.accounts.policy import Permission
from engine.api.serializers import validated
from engine.jobs.erasure import asking
from engine.jobs.erasure.asking import Wish
from engine.jobs.rows import job_rows
from engine.jobs.shapes import JobShape
from engine.journal.telling.masking import hidden
from engine.privacy import services
from engine.privacy.shapes import (
    EraseCountShape,
    EraseWish,
    MaskedShape,
    MaskTrial,
    WorkspaceSettings,
    WorkspaceSettingsWithRole,
)


class WorkspaceSettingsView(CurrentWorkspaceView):
    """The workspace the caller is in, with what its journal does not keep."""

    needs: ClassVar = CurrentWorkspaceView.needs

    @extend_schema(operation_id="workspace", responses=WorkspaceSettingsWithRole)
    def get(self, request: Request) -> Response:
        """Return the workspace and the caller's role in it."""
        return self._answer()

    @extend_schema(
        operation_id="workspace_update",
        request=WorkspaceSettings,
        responses=WorkspaceSettingsWithRole,
    )
    def patch(self, request: Request) -> Response:
        """Change name, time zone, language, or the fields whose values the journal masks.

        Values are masked from now on; what was written before stays until it is erased or too old.
        """
        form = WorkspaceSettings(self.workspace, data=request.data, partial=True)
        changes = dict(validated(form))
        rules = changes.pop("masked_fields", None)
        accounts.edit(self.workspace, changes)
        if rules is not None:
            services.mask_fields(self.workspace, rules, self.actor)
        return self._answer()

    def _answer(self) -> Response:
        shown = WorkspaceSettings(self.workspace).data
        return Response({**shown, "role": self.actor.role.value})


class MaskTrialView(WorkspaceView):
    """A look at what rules would do."""

    needs: ClassVar = {"post": Permission.MANAGE}

    @extend_schema(operation_id="privacy_try", request=MaskTrial, responses=MaskedShape)
    def post(self, request: Request) -> Response:
        """Return a value as the journal would keep it under these rules; nothing is saved."""
        trial = validated(MaskTrial(data=request.data))
        value = hidden(trial["value"], trial["rules"])
        return Response({"value": value, "masked": value != trial["value"]})


class EraseView(WorkspaceView):
    """Forgetting people, or what is kept of a bundle."""

    needs: ClassVar = {"post": Permission.MANAGE}

    @extend_schema(
        operation_id="privacy_erase",
        request=EraseWish,
        responses={
            200: OpenApiResponse(EraseCountShape, description="For `dry_run`: how much."),
            202: OpenApiResponse(JobShape, description="The job; it goes on by itself."),
        },
    )
    def post(self, request: Request) -> Response:
        """Erase all that is kept of people, by e-mail, phone or id, or all data of a bundle.

        Journal rows keep when, how and how much; waiting events of these people are cancelled.
        What comes later is new and stays. The job's report counts and never names anybody.
        """
        sent = validated(EraseWish(data=request.data))
        wish = Wish(sent.get("subjects", ()), sent.get("bundle"))
        if sent["dry_run"]:
            return Response(asdict(asking.count(self.workspace, wish)))
        job = asking.begin(self.workspace, wish, self.actor)
        return Response(job_rows([job])[0], status=202)
