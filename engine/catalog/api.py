"""What can be asked about the services that are installed."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from engine.accounts.access import SignedInView, WorkspaceView
from engine.accounts.policy import Permission
from engine.api.words import spoken_language
from engine.catalog.describe import card, whole
from engine.catalog.registry import installed
from engine.catalog.shapes import ConnectorCards, ConnectorShape, Search
from engine.catalog.strings import slugs_named

ICON_HEADERS = {
    "Cache-Control": "private, max-age=86400",
    # A picture opened by itself must not be able to do anything.
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
}


class ConnectorsView(WorkspaceView):
    """The catalogue."""

    needs: ClassVar = {"get": Permission.VIEW}
    asks: ClassVar = {"get": Search}

    @extend_schema(operation_id="connectors_list", responses=ConnectorCards)
    def get(self, request: Request) -> Response:
        """List the services, by name or slug if `search` is given."""
        wanted = set(slugs_named(self.asked.get("search", "")))
        found = [one for one in installed().all() if one.slug in wanted]
        cards = [card(one, spoken_language()) for one in found]
        return Response({"results": cards, "next": None, "previous": None})


class ConnectorView(WorkspaceView):
    """One service."""

    needs: ClassVar = {"get": Permission.VIEW}

    @extend_schema(operation_id="connectors_retrieve", responses=ConnectorShape)
    def get(self, request: Request, slug: str) -> Response:
        """Describe how to sign in, what starts bundles, and what steps can do."""
        return Response(whole(installed().get(slug), spoken_language()))


class Svg(BaseRenderer):
    """Sends a picture as it is."""

    media_type = "image/svg+xml"
    format = "svg"
    charset = "utf-8"

    def render(
        self,
        data: Any,
        accepted_media_type: str | None = None,
        renderer_context: Mapping[str, Any] | None = None,
    ) -> Any:
        """Return the text of the picture."""
        return data


class IconView(SignedInView):
    """The picture of a service."""

    renderer_classes = (Svg,)

    @extend_schema(
        operation_id="connectors_icon", responses={(200, Svg.media_type): OpenApiTypes.STR}
    )
    def get(self, request: Request, slug: str) -> HttpResponse:
        """Return the picture as SVG."""
        picture = (installed().folder(slug) / "icon.svg").read_text("utf-8")
        return Response(picture, headers=ICON_HEADERS)
