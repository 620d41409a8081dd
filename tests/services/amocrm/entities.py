"""Leads, contacts and companies: read, added, changed, linked."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from tests.services.amocrm.account import Account, Change
from tests.services.amocrm.hooks import Hooks
from tests.services.amocrm.lists import entities, show
from tests.services.amocrm.problems import Faults, Refused, Thing, hal

KINDS = "{kind:leads|contacts|companies}"
BATCH_MAX = 250
COMPLEX_MAX = 50
API_USER = 77


@dataclass(frozen=True)
class Entities:
    """The endpoints of the three kinds of entities."""

    account: Account
    hooks: Hooks

    def routes(self) -> list[web.RouteDef]:
        """Return the endpoints."""
        return [
            web.post("/leads/complex", self.add_complex),
            web.get(f"/{KINDS}", self.listed),
            web.post(f"/{KINDS}", self.add),
            web.patch(f"/{KINDS}", self.patch),
            web.get(rf"/{KINDS}/{{id:\d+}}", self.one),
            web.patch(rf"/{KINDS}/{{id:\d+}}", self.patch_one),
            web.get(rf"/{KINDS}/{{id:\d+}}/links", self.links),
            web.post(rf"/{KINDS}/{{id:\d+}}/link", self.link),
            web.post(rf"/{KINDS}/{{id:\d+}}/unlink", self.unlink),
        ]

    async def listed(self, request: web.Request) -> web.Response:
        """List entities."""
        return entities(self.account, request.match_info["kind"], request)

    async def one(self, request: web.Request) -> web.Response:
        """Show an entity."""
        kind, entity = self._named(request)
        return hal(show(self.account, kind, entity, request.query.get("with", ""), request))

    async def add(self, request: web.Request) -> web.Response:
        """Add a batch; one bad row refuses all."""
        kind, rows = request.match_info["kind"], await batch(request, BATCH_MAX)
        faults = Faults()
        written = [self._checked(kind, row, faults, place) for place, row in enumerate(rows)]
        faults.judge()
        changes = []
        for row, parts in zip(rows, written, strict=True):
            changes.append(self.account.add(kind, parts, by=API_USER))
            self._embed(kind, changes[-1].entity, row)
        self.hooks.tell(changes)
        return hal({"_links": {}, "_embedded": {kind: self._made(kind, rows, changes)}})

    async def patch(self, request: web.Request) -> web.Response:
        """Change a batch; each row has an id."""
        kind, rows, faults = request.match_info["kind"], await batch(request, BATCH_MAX), Faults()
        for place, row in enumerate(rows):
            if row.get("id") not in self.account.entities[kind]:
                faults.add(row_name(row, place), "NotFound", "id", "There is no such entity.")
        return self._patched(kind, rows, faults)

    async def patch_one(self, request: web.Request) -> web.Response:
        """Change one entity."""
        kind, entity = self._named(request)
        self._patched(kind, [{**await request.json(), "id": entity["id"]}], Faults())
        return hal({"id": entity["id"], "updated_at": entity["updated_at"]})

    def _patched(self, kind: str, rows: Sequence[Thing], faults: Faults) -> web.Response:
        written = [self._checked(kind, row, faults, place) for place, row in enumerate(rows)]
        faults.judge()
        changes: list[Change] = []
        for row, parts in zip(rows, written, strict=True):
            changes += self.account.patch(kind, row["id"], parts, by=API_USER)
            self._embed(kind, self.account.entity(kind, row["id"]), row)
        self.hooks.tell(changes)
        return hal({"_embedded": {kind: [{"id": row["id"]} for row in rows]}})

    async def add_complex(self, request: web.Request) -> web.Response:
        """Add leads, each with one contact and one company."""
        rows, faults = await batch(request, COMPLEX_MAX), Faults()
        for place, row in enumerate(rows):
            self._checked("leads", row, faults, place)
            for kind, given in parts_of(row):
                self._checked(kind, {**given, "request_id": row_name(row, place)}, faults, place)
        faults.judge()
        made, changes = [], list[Change]()
        for place, row in enumerate(rows):
            lead = self._add_one("leads", row, changes)
            others = {kind: self._part(kind, given, changes) for kind, given in parts_of(row)}
            for kind, id_ in others.items():
                self.account.link(("leads", lead), (kind, id_), is_main=kind == "contacts")
            ids = {f"{one}_id": others.get(kind) for one, kind in COMPLEX}
            made.append({"id": lead, **ids, "request_id": [row_name(row, place)], "merged": False})
        self.hooks.tell(changes)
        return hal(made)

    def _part(self, kind: str, given: Thing, changes: "list[Change]") -> int:
        if isinstance(given.get("id"), int):
            return int(self.account.entity(kind, given["id"])["id"])
        return self._add_one(kind, given, changes)

    def _add_one(self, kind: str, row: Thing, changes: "list[Change]") -> int:
        written = self._checked(kind, row, Faults(), 0)
        changes.append(self.account.add(kind, written, by=API_USER))
        self._embed(kind, changes[-1].entity, row, links=False)
        return int(changes[-1].entity["id"])

    def _checked(self, kind: str, row: Any, faults: Faults, place: int) -> Thing:
        name = row_name(row, place)
        return self.account.check(kind, row, faults, name)

    def _embed(self, kind: str, entity: Thing, row: Thing, *, links: bool = True) -> None:
        embedded = row.get("_embedded", {})
        if "tags" in embedded:
            self.account.set_tags(kind, entity, embedded["tags"] or [])
        for other in ("contacts", "companies") if links else ():
            for one in embedded.get(other, []):
                self.account.entity(other, one["id"])
                self.account.link(
                    (kind, entity["id"]), (other, one["id"]), is_main=bool(one.get("is_main"))
                )

    def _made(self, kind: str, rows: Sequence[Thing], changes: Sequence[Change]) -> list[Thing]:
        return [
            {"id": change.entity["id"], "request_id": row_name(row, place), "_links": {}}
            for place, (row, change) in enumerate(zip(rows, changes, strict=True))
        ]

    async def links(self, request: web.Request) -> web.Response:
        """List what an entity is linked to."""
        kind, entity = self._named(request)
        found = [
            {"to_entity_id": id_, "to_entity_type": to, "metadata": {"is_main": is_main}}
            for to in ("leads", "contacts", "companies")
            for id_, is_main in self.account.linked(kind, entity["id"], to)
        ]
        return hal({"_embedded": {"links": found}}) if found else web.Response(status=204)

    async def link(self, request: web.Request) -> web.Response:
        """Link an entity to others."""
        return await self._linking(request, self._link)

    async def unlink(self, request: web.Request) -> web.Response:
        """Take links away."""
        await self._linking(request, self._unlink)
        return web.Response(status=204)

    async def _linking(
        self, request: web.Request, act: Callable[[tuple[str, int], Thing], None]
    ) -> web.Response:
        kind, entity = self._named(request)
        asked = await request.json()
        for one in asked:
            self.account.entity(one["to_entity_type"], one["to_entity_id"])
            act((kind, entity["id"]), one)
        return hal({"_embedded": {"links": asked}})

    def _link(self, own: tuple[str, int], one: Thing) -> None:
        is_main = bool((one.get("metadata") or {}).get("is_main"))
        self.account.link(own, (one["to_entity_type"], one["to_entity_id"]), is_main=is_main)

    def _unlink(self, own: tuple[str, int], one: Thing) -> None:
        self.account.unlink(own, (one["to_entity_type"], one["to_entity_id"]))

    def _named(self, request: web.Request) -> tuple[str, Thing]:
        kind = request.match_info["kind"]
        return kind, self.account.entity(kind, int(request.match_info["id"]))


COMPLEX = (("contact", "contacts"), ("company", "companies"))


def parts_of(row: Thing) -> list[tuple[str, Thing]]:
    """Return the contact and the company that come with a lead."""
    embedded = row.get("_embedded", {})
    return [(kind, embedded[kind][0]) for _, kind in COMPLEX if embedded.get(kind)]


def row_name(row: Any, place: int) -> str:
    """Return the name by which a row is told of: its own, else its place."""
    return str(row.get("request_id", place)) if isinstance(row, dict) else str(place)


async def batch(request: web.Request, most: int) -> list[Thing]:
    """Return the rows of a batch, or refuse."""
    rows = await request.json()
    if not isinstance(rows, list) or not 1 <= len(rows) <= most:
        raise Refused(400, f"An array of 1 to {most} objects is expected")
    return rows
