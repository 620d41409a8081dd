"""A service with one long list, which hands it out in every style of paging."""

from collections.abc import Mapping, Sequence
from typing import Any

from aiohttp import web

from tests.services.kit import Simulator

FIRST = 1_772_366_400  # 2026-03-01T12:00:00Z


def row(number: int, changed: int = 0, name: str = "") -> dict[str, Any]:
    """Return a row that was changed so many seconds after noon."""
    return {"id": number, "at": FIRST + changed, "name": name or f"row {number}"}


class Shelf(Simulator):
    """Rows by `GET /<style>?limit=`; `since` keeps rows that were changed then or later."""

    name = "shelf"

    def __init__(self, rows: Sequence[Mapping[str, Any]] = ()) -> None:
        super().__init__()
        self.rows = list(rows)

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/whole", self.whole),
            web.get("/numbered", self.numbered),
            web.get("/offset", self.offset),
            web.get("/cursor", self.cursor),
            web.get("/linked", self.linked),
            web.get("/header", self.header),
            web.get("/circle", self.circle),
            web.get("/abroad", self.abroad),
            web.get("/empty", self.empty),
        ]

    def slice(self, request: web.Request, start: int) -> tuple[list[Mapping[str, Any]], bool]:
        since = int(request.query.get("since", "0"))
        wanted = [one for one in self.rows if one["at"] >= since]
        end = start + int(request.query.get("limit", "3"))
        return wanted[start:end], end < len(wanted)

    async def whole(self, _request: web.Request) -> web.Response:
        return web.json_response(self.rows)

    async def numbered(self, request: web.Request) -> web.Response:
        place = (int(request.query["page"]) - 1) * int(request.query["limit"])
        rows, more = self.slice(request, place)
        links = {"next": {"href": "…"}} if more else {}
        return web.json_response({"_links": links, "data": {"rows": rows}})

    async def offset(self, request: web.Request) -> web.Response:
        rows, _ = self.slice(request, int(request.query["offset"]))
        return web.json_response({"data": {"rows": rows}, "total": len(self.rows)})

    async def cursor(self, request: web.Request) -> web.Response:
        place = int(request.query.get("cursor", "c0")[1:])
        rows, more = self.slice(request, place)
        word = f"c{place + len(rows)}" if more else ""
        return web.json_response({"data": {"rows": rows}, "next_cursor": word})

    async def linked(self, request: web.Request) -> web.Response:
        place = int(request.query.get("from", "0"))
        rows, more = self.slice(request, place)
        link = f"/linked?from={place + len(rows)}&limit={len(rows)}" if more else None
        return web.json_response({"data": {"rows": rows}, "next": link})

    async def header(self, request: web.Request) -> web.Response:
        place = int(request.query.get("from", "0"))
        rows, more = self.slice(request, place)
        link = f'<{self.url}/header?from={place + len(rows)}&limit={len(rows)}>; rel="next"'
        first = f'<{self.url}/header>; rel="first"'
        headers = {"Link": f"{first}, {link}" if more else first}
        return web.json_response({"data": {"rows": rows}}, headers=headers)

    async def circle(self, _request: web.Request) -> web.Response:
        return web.json_response({"data": {"rows": self.rows[:1]}, "next_cursor": "again"})

    async def abroad(self, _request: web.Request) -> web.Response:
        return web.json_response({"data": {"rows": []}, "next": "http://127.0.0.9/steal"})

    async def empty(self, request: web.Request) -> web.Response:
        return web.json_response(status=204) if "bare" in request.query else _hollow(request)


def _hollow(request: web.Request) -> web.Response:
    shapes: dict[str, Any] = {"object": {"rows": {}}, "list": {"rows": []}, "other": {"row": 1}}
    return web.json_response({"data": shapes[request.query["as"]]})
