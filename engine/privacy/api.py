"""What owners can ask and change about the data of others that is kept."""

from typing import ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from engine.accounts import services as accounts
from engine.accounts.api import CurrentWorkspaceView
from engine.api.serializers import validated
from engine.privacy import services
from engine.privacy.shapes import WorkspaceSettings, WorkspaceSettingsWithRole


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
