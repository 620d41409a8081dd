"""Groups of bundles."""

from typing import ClassVar
from uuid import UUID

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from engine.accounts.access import WorkspaceViewSet
from engine.accounts.policy import Permission
from engine.api.serializers import validated
from engine.bundles import services
from engine.bundles.api.forms import GroupForm
from engine.bundles.api.shapes import GroupShape
from engine.bundles.models import Group


class GroupsViewSet(WorkspaceViewSet[Group]):
    """The workspace's groups."""

    serializer_class = GroupShape
    needs: ClassVar = {
        "list": Permission.VIEW,
        "create": Permission.EDIT,
        "partial_update": Permission.EDIT,
        "destroy": Permission.EDIT,
    }

    def get_queryset(self) -> QuerySet[Group]:
        """Return the workspace's groups with how many bundles each holds."""
        return Group.objects.of(self.workspace).with_counts()

    @extend_schema(operation_id="groups_list")
    def list(self, request: Request) -> Response:
        """List groups, newest first."""
        page = self.paginate_queryset(self.get_queryset())
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    @extend_schema(operation_id="groups_create", request=GroupForm, responses={201: GroupShape})
    def create(self, request: Request) -> Response:
        """Make a group; its name is the only one of its kind in the workspace."""
        made = services.create_group(self.workspace, **validated(GroupForm(data=request.data)))
        return self._shown(made.pk, status=201)

    @extend_schema(operation_id="groups_update", request=GroupForm, responses=GroupShape)
    def partial_update(self, request: Request, pk: UUID) -> Response:
        """Rename a group."""
        services.rename_group(self.get_object(), **validated(GroupForm(data=request.data)))
        return self._shown(pk)

    @extend_schema(operation_id="groups_delete", responses={204: None})
    def destroy(self, request: Request, pk: UUID) -> Response:
        """Delete a group; its bundles stay."""
        services.delete_group(self.get_object())
        return Response(status=204)

    def _shown(self, pk: UUID, status: int = 200) -> Response:
        group = get_object_or_404(self.get_queryset(), pk=pk)
        return Response(self.get_serializer(group).data, status=status)
