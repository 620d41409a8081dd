"""Lists in pages, newest first, by cursor."""

from typing import Any, ClassVar
from urllib.parse import parse_qs, urlsplit

from django.core.exceptions import ValidationError as ValueIsInvalid
from rest_framework.exceptions import NotFound
from rest_framework.pagination import Cursor, CursorPagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from engine.api.errors import CursorIsInvalid
from engine.kernel.errors import Invalid, Mistake

DEFAULT_LIMIT = 50
LARGEST_LIMIT = 200


class Newest(CursorPagination):
    """Pages of `?limit=` rows (1..200, 50 if not said), newest first, walked by `?cursor=`."""

    ordering = "-id"
    page_size = DEFAULT_LIMIT
    max_page_size = LARGEST_LIMIT
    page_size_query_param = "limit"
    parameters: ClassVar[tuple[str, ...]] = ("cursor", "limit")

    def paginate_queryset(
        self, queryset: Any, request: Request, view: APIView | None = None
    ) -> list[Any] | None:
        """Return one page; a cursor we did not make is refused."""
        try:
            return super().paginate_queryset(queryset, request, view)
        except (NotFound, ValueIsInvalid, ValueError, OverflowError) as error:
            raise CursorIsInvalid from error

    def decode_cursor(self, request: Request) -> Cursor | None:
        """Return the cursor; only one that we would write in the same way is ours."""
        text = request.query_params.get(self.cursor_query_param)
        if text is None:
            return None
        cursor = super().decode_cursor(request)
        if cursor is None or (cursor.position is None and not cursor.offset):
            raise CursorIsInvalid
        written = parse_qs(urlsplit(self.encode_cursor(cursor)).query)
        if written[self.cursor_query_param] != [text]:
            raise CursorIsInvalid
        return cursor

    def get_page_size(self, request: Request) -> int:
        """Return the wished number of rows; anything but 1..200 is refused."""
        text = request.query_params.get(self.page_size_query_param, str(self.page_size))
        if not (text.isascii() and text.isdigit() and 1 <= int(text[:9]) <= self.max_page_size):
            raise Invalid([Mistake("?limit", "out_of_range", {"least": 1, "most": LARGEST_LIMIT})])
        return int(text)

    def get_paginated_response(self, data: Any) -> Response:
        """Wrap a page in the envelope of every list."""
        links = {"next": self.get_next_link(), "previous": self.get_previous_link()}
        return Response({"results": data, **links})

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """Describe the envelope."""
        link = {"type": "string", "format": "uri", "nullable": True}
        return {
            "type": "object",
            "required": ["results", "next", "previous"],
            "properties": {"results": schema, "next": link, "previous": link},
        }

    def get_schema_operation_parameters(self, view: APIView) -> list[dict[str, Any]]:
        """Describe the two parameters."""
        limits = {"type": "integer", "minimum": 1, "maximum": LARGEST_LIMIT}
        return [
            {
                "name": "cursor",
                "in": "query",
                "description": "Where a page begins; taken from `next` or `previous`.",
                "schema": {"type": "string"},
            },
            {
                "name": "limit",
                "in": "query",
                "description": "How many rows a page has.",
                "schema": {**limits, "default": DEFAULT_LIMIT},
            },
        ]
