"""The journal over HTTP: the list, one row, the export."""

from collections.abc import Sequence
from typing import ClassVar
from uuid import UUID

from django.db.models import Q
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
from engine.journal.export import FORMATS, download
from engine.journal.filters import Filters, selected
from engine.journal.models import Entry
from engine.journal.modes import ALERT
from engine.journal.pages import Place, read_page
from engine.journal.querysets import EntryQuerySet
from engine.journal.rows import full_row, light_row
from engine.journal.shapes import ExportedRunShape, FullRowShape, LightRowShape
from engine.kernel.clock import now
from engine.kernel.errors import NotFound


class ByPlace(Newest):
    """Pages of the journal, by the time and id of their rows."""

    def read(self, rows: EntryQuerySet, request: Request, *, search: str) -> Sequence[Entry]:
        """Return the rows of the page the request asks for."""
        cursor = request.query_params.get("cursor")
        self.address = request.build_absolute_uri()
        self.page_read = read_page(
            rows,
            place=Place.read(cursor) if cursor else None,
            limit=self.get_page_size(request),
            search=search,
        )
        return self.page_read.rows

    def get_next_link(self) -> str | None:
        """Return the address of the older rows."""
        return self._link(self.page_read.older)

    def get_previous_link(self) -> str | None:
        """Return the address of the newer rows."""
        return self._link(self.page_read.newer)

    def _link(self, place: Place | None) -> str | None:
        return replace_query_param(self.address, "cursor", place.write()) if place else None


class ExportFilters(Filters):
    """The filters of the list, and the kind of file."""

    format = serializers.ChoiceField(list(FORMATS), required=False)


class JournalViews(WorkspaceViewSet[Entry]):
    """What ended: runs, and what the system and people did. What waits is at the bundles."""

    queryset = Entry.objects.none()
    serializer_class = LightRowShape
    pagination_class = ByPlace
    lookup_field = "id"
    needs: ClassVar = {
        "list": Permission.VIEW,
        "retrieve": Permission.VIEW,
        "export": Permission.VIEW,
    }
    asks: ClassVar = {"list": Filters, "export": ExportFilters}

    @extend_schema(operation_id="journal_list", responses=LightRowShape(many=True))
    def list(self, request: Request) -> Response:
        """Rows that pass every filter, newest first.

        A page of a search may hold fewer rows than the limit, even none: follow `next` until it
        is null.
        """
        rows = selected(self.workspace, self.asked, now())
        pages = ByPlace()
        found = pages.read(rows, request, search=self.asked.get("search", ""))
        return pages.get_paginated_response([light_row(entry) for entry in found])

    @extend_schema(operation_id="journal_retrieve", responses=FullRowShape)
    def retrieve(self, request: Request, id: UUID) -> Response:
        """One row with every step: input, output, attempts, and for an error what to do."""
        rows = Entry.objects.of(self.workspace, now())
        entry = rows.filter(id=id).first()
        if entry is None:
            raise NotFound
        attempts = rows.attempts_at(entry.resend_of or entry.id).defer("details", "outline")
        return Response(full_row(entry, attempts))

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
        runs = selected(self.workspace, self.asked, moment).filter(
            ~Q(mode=ALERT), kind=Entry.Kind.RUN, finished_at__lte=moment
        )
        if search := self.asked.get("search"):
            runs = runs.saying(search)
        return download(request._request, runs, self.asked.get("format", "jsonl"))
