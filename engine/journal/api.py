"""The journal over HTTP: the list, one row, the export."""

from collections.abc import Sequence
from typing import Any, ClassVar
from uuid import UUID

from django.http import StreamingHttpResponse
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from engine.accounts.access import WorkspaceViewSet
from engine.accounts.policy import Permission
from engine.api.paging import Newest
from engine.journal.attempts import on_its_way
from engine.journal.export import FORMATS, chunks_of, download
from engine.journal.finding.counting import counted
from engine.journal.finding.cursors import Place, Trail
from engine.journal.finding.filters import Filters, wanted
from engine.journal.finding.pages import read_page
from engine.journal.finding.search import Turn, search_page
from engine.journal.finding.sought import Sought
from engine.journal.finding.spans import TICK
from engine.journal.models import Entry
from engine.journal.rows import Row, full_row, light_row, search_row
from engine.journal.shapes import (
    SEARCH_SCHEMA,
    ExportedRunShape,
    FullRowShape,
    LightRowShape,
    RowCountShape,
)
from engine.kernel.clock import now
from engine.kernel.errors import NotFound


class ByPlace(Newest):
    """Pages of the journal, by the time and id of their rows."""

    def answer(self, view: "JournalViews", request: Request) -> Response:
        """Return the page the request asks for, with or without a search."""
        moment = now()
        rows = wanted(view.workspace, view.asked, moment)
        sought = Sought.of(view.workspace.pk, view.asked.get("search", ""))
        cursor, limit = request.query_params.get("cursor"), self.get_page_size(request)
        if sought is None:
            page = read_page(rows, place=Place.read(cursor) if cursor else None, limit=limit)
            return self._told(request, page.rows, page.older, page.newer, None)
        trail = Trail.read(cursor) if cursor else None
        found = search_page(rows, sought, Turn(trail, limit, moment))
        return self._told(request, found.rows, found.trail, None, search_row(found))

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """Describe the envelope, with what is told of a search."""
        envelope = super().get_paginated_response_schema(schema)
        return envelope | {
            "required": [*envelope["required"], "search"],
            "properties": envelope["properties"] | {"search": SEARCH_SCHEMA},
        }

    def _told(
        self,
        request: Request,
        rows: Sequence[Entry],
        older: Place | Trail | None,
        newer: Place | None,
        search: Row | None,
    ) -> Response:
        address = request.build_absolute_uri()
        links = {
            name: replace_query_param(address, "cursor", place.write()) if place else None
            for name, place in (("next", older), ("previous", newer))
        }
        shown = [light_row(entry) for entry in rows]
        return Response({"results": shown, **links, "search": search})


class ExportFilters(Filters):
    """The filters of the list, and the kind of file."""

    format = serializers.ChoiceField(list(FORMATS), required=False)
    workspace = serializers.UUIDField(required=False, help_text="For links, which send no headers.")


class JournalViews(WorkspaceViewSet[Entry]):
    """What ended: runs, and what the system and people did. What waits is at the bundles."""

    queryset = Entry.objects.none()
    serializer_class = LightRowShape
    pagination_class = ByPlace
    lookup_field = "id"
    needs: ClassVar = {
        "list": Permission.VIEW,
        "retrieve": Permission.VIEW,
        "count": Permission.VIEW,
        "export": Permission.VIEW,
    }
    asks: ClassVar = {"list": Filters, "count": Filters, "export": ExportFilters}

    @extend_schema(operation_id="journal_list", responses=LightRowShape(many=True))
    def list(self, request: Request) -> Response:
        """Rows that pass every filter, newest first.

        A search looks through rows for half a second a page: a page may hold fewer rows than the
        limit, even none; follow `next` until it is null. Rows that have the term as a key come
        first, then those with it in their texts. It has no `previous`.
        """
        return ByPlace().answer(self, request)

    @extend_schema(operation_id="journal_count", responses=RowCountShape)
    @action(detail=False, methods=["get"], filter_backends=[], pagination_class=None)
    def count(self, request: Request) -> Response:
        """How many rows the list has, counted up to 10,000; null where that would take long."""
        rows = wanted(self.workspace, self.asked, now())
        found = counted(rows, Sought.of(self.workspace.pk, self.asked.get("search", "")))
        return Response({"count": found.count, "exact": found.is_exact})

    @extend_schema(operation_id="journal_retrieve", responses=FullRowShape)
    def retrieve(self, request: Request, id: UUID) -> Response:
        """One row with every step: input, output, attempts, and for an error what to do."""
        rows = Entry.objects.of(self.workspace, now())
        entry = rows.filter(id=id).first()
        if entry is None:
            raise NotFound
        first = entry.resend_of or entry.id
        attempts = rows.attempts_at(first).defer("details", "outline")
        row = full_row(entry, attempts)
        return Response(row | {"on_its_way": on_its_way(self.workspace.pk, first)})

    @extend_schema(
        operation_id="journal_export",
        responses={
            (200, "application/x-ndjson"): OpenApiResponse(
                ExportedRunShape, description="One JSON object a line for each run, oldest first."
            ),
            (200, "text/csv"): OpenApiResponse(str, description="The same as a table."),
        },
    )
    @action(detail=False, methods=["get"], filter_backends=[], pagination_class=None)
    def export(self, request: Request) -> StreamingHttpResponse:
        """All runs that pass the filters, oldest first, as a file written while it is read."""
        moment = now()
        rows = wanted(self.workspace, self.asked, moment)
        sought = Sought.of(self.workspace.pk, self.asked.get("search", ""))
        runs = chunks_of(rows.within(None, moment + TICK), sought)
        return download(request._request, runs, self.asked.get("format", "jsonl"))
