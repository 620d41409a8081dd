"""A bundle's published versions."""

from typing import ClassVar
from uuid import UUID

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from engine.accounts.access import WorkspaceViewSet
from engine.accounts.policy import Permission
from engine.api.serializers import validated
from engine.bundles import services
from engine.bundles.api.bundles import shown
from engine.bundles.api.forms import VersionWish
from engine.bundles.api.shapes import BundleShape, VersionRow, VersionShape
from engine.bundles.models import Bundle, BundleVersion


class VersionsViewSet(WorkspaceViewSet[BundleVersion]):
    """The published versions of one bundle; they never change."""

    serializer_class = VersionShape
    queryset = BundleVersion.objects.none()
    needs: ClassVar = {
        "list": Permission.VIEW,
        "retrieve": Permission.VIEW,
        "restore": Permission.EDIT,
        "find": Permission.VIEW,
    }

    @extend_schema(operation_id="versions_list", responses=VersionRow(many=True))
    def list(self, request: Request, bundle_id: UUID) -> Response:
        """List a bundle's versions, newest first."""
        bundle = self._bundle(bundle_id)
        page = self.paginate_queryset(BundleVersion.objects.of(bundle).defer("definition"))
        rows = VersionRow(page, many=True, context={"live": bundle.version_id})
        return self.get_paginated_response(rows.data)

    @extend_schema(operation_id="versions_retrieve")
    def retrieve(self, request: Request, bundle_id: UUID, number: int) -> Response:
        """Return one version with its definition."""
        bundle = self._bundle(bundle_id)
        version = get_object_or_404(BundleVersion.objects.of(bundle), number=number)
        return Response(VersionShape(version, context={"live": bundle.version_id}).data)

    @extend_schema(operation_id="versions_find")
    def find(self, request: Request, pk: UUID) -> Response:
        """Return the version that a journal row names, with its definition."""
        bundles = Bundle.objects.of(self.workspace)
        version = get_object_or_404(
            BundleVersion.objects.filter(bundle__in=bundles).select_related("bundle"), pk=pk
        )
        return Response(VersionShape(version, context={"live": version.bundle.version_id}).data)

    @extend_schema(operation_id="versions_restore", request=VersionWish, responses=BundleShape)
    def restore(self, request: Request, bundle_id: UUID, number: int) -> Response:
        """Make the version the draft again; publish it to let it run."""
        versions = BundleVersion.objects.of(self._bundle(bundle_id))
        version = get_object_or_404(versions, number=number)
        revision = validated(VersionWish(data=request.data)).get("revision")
        services.bring_back(version, self.actor, revision=revision)
        return Response(shown(self.workspace, bundle_id))

    def _bundle(self, bundle_id: UUID) -> Bundle:
        return get_object_or_404(Bundle.objects.of(self.workspace).defer("draft"), pk=bundle_id)
