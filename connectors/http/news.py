"""Any JSON list read again and again: the person says where things are, the SDK does the rest."""

from collections.abc import Callable, Mapping

from connectors import sdk
from connectors.http.parts import as_object, text_headers

PAGE_SIZE_MAX = 1_000

FIELDS = (
    sdk.Field("url", "url", required=True),
    sdk.Field("query", "object"),
    sdk.Field("headers", "object"),
    sdk.Field("items_path"),
    sdk.Field("id_path", default="id"),
    sdk.Field("stamp_path"),
    sdk.Field("time_path"),
    sdk.Field("since_param"),
    sdk.Field("since_format", "choice", default="iso", choices=("iso", "unix")),
    sdk.Field(
        "paging", "choice", default="none", choices=("none", "page", "offset", "cursor", "link")
    ),
    sdk.Field("page_param"),
    sdk.Field("first_page", "integer", default=1),
    sdk.Field("size_param"),
    sdk.Field("page_size", "integer", default=100),
    sdk.Field("next_path"),
)


async def new_items(call: sdk.Call, query: sdk.PollQuery) -> sdk.Batch:
    """Read one page of the list the person described."""
    told = sdk.check_inputs(FIELDS, query.fields)
    feed = _feed(told)
    params = dict(as_object(told.get("query")) or {})
    if since_param := _text(told, "since_param"):
        params[since_param] = feed.since(query)
    headers = text_headers(told.get("headers"))
    request = sdk.FilledRequest("GET", str(told["url"]), params, None, None, headers)
    return await feed.read(call, query, request)


def _feed(told: Mapping[str, sdk.Json]) -> sdk.Feed:
    return sdk.Feed(
        items=_text(told, "items_path") or "",
        identity=_text(told, "id_path"),
        stamp=_text(told, "stamp_path"),
        at=_text(told, "time_path"),
        paging=PAGING[str(told["paging"])](told),
        moments="unix" if told["since_format"] == "unix" else "iso",
        shape=lambda row: row if isinstance(row, Mapping) else {"value": row},
    )


def _size(told: Mapping[str, sdk.Json]) -> int:
    size = int(str(told["page_size"]))
    if not 1 <= size <= PAGE_SIZE_MAX:
        raise sdk.InputRejected(
            f"page_size must be from 1 to {PAGE_SIZE_MAX}.", code="bad_page", field="page_size"
        )
    return size


def _whole(told: Mapping[str, sdk.Json]) -> sdk.Paging:
    return sdk.Paging(size=_size(told), size_param=_text(told, "size_param"))


def _numbered(told: Mapping[str, sdk.Json]) -> sdk.Paging:
    return sdk.NumberedPages(
        size=_size(told),
        size_param=_text(told, "size_param"),
        param=_text(told, "page_param") or "page",
        first=int(str(told["first_page"])),
    )


def _offset(told: Mapping[str, sdk.Json]) -> sdk.Paging:
    return sdk.OffsetPages(
        size=_size(told),
        size_param=_text(told, "size_param"),
        param=_text(told, "page_param") or "offset",
    )


def _cursor(told: Mapping[str, sdk.Json]) -> sdk.Paging:
    return sdk.CursorPages(
        size=_size(told),
        size_param=_text(told, "size_param"),
        param=_text(told, "page_param") or "cursor",
        path=_text(told, "next_path") or "next_cursor",
    )


def _linked(told: Mapping[str, sdk.Json]) -> sdk.Paging:
    return sdk.LinkedPages(
        size=_size(told), size_param=_text(told, "size_param"), path=_text(told, "next_path")
    )


def _text(told: Mapping[str, sdk.Json], name: str) -> str | None:
    value = told.get(name)
    return value.strip() or None if isinstance(value, str) else None


PAGING: Mapping[str, Callable[[Mapping[str, sdk.Json]], sdk.Paging]] = {
    "none": _whole,
    "page": _numbered,
    "offset": _offset,
    "cursor": _cursor,
    "link": _linked,
}

NEW_ITEMS = sdk.PollTrigger(
    "new_items",
    new_items,
    sample={"id": 17, "name": "An item of the list", "updated_at": "2026-03-01T12:00:00Z"},
    fields=FIELDS,
    can_start_from_date=True,
)
