"""Notes, tasks, and the list of events."""

from dataclasses import dataclass

from aiohttp import web

from tests.services.amocrm.account import USERS, Account, Change
from tests.services.amocrm.entities import API_USER, KINDS, batch, row_name
from tests.services.amocrm.hooks import Hooks
from tests.services.amocrm.lists import filters, page
from tests.services.amocrm.problems import Faults, Refused, Thing, hal

EVENTS_LIMIT = 100


@dataclass(frozen=True)
class Activities:
    """What people do around entities."""

    account: Account
    hooks: Hooks

    def routes(self) -> list[web.RouteDef]:
        """Return the endpoints."""
        return [
            web.get("/tasks", self.tasks),
            web.post("/tasks", self.add_tasks),
            web.get("/events", self.events),
            web.post(f"/{KINDS}/notes", self.add_notes),
            web.get(rf"/{KINDS}/{{id:\d+}}/notes", self.notes),
            web.post(rf"/{KINDS}/{{id:\d+}}/notes", self.add_notes),
        ]

    async def tasks(self, request: web.Request) -> web.Response:
        """List tasks."""
        keeps = filters(request.query, list(request.query.items()))
        rows = [one for one in self.account.tasks.values() if all(keep(one) for keep in keeps)]
        return page(request, "tasks", rows)

    async def add_tasks(self, request: web.Request) -> web.Response:
        """Add tasks; a text and a time are needed."""
        rows, faults = await batch(request, 250), Faults()
        for place, row in enumerate(rows):
            for name, type_ in (("text", str), ("complete_till", int)):
                if not isinstance(row.get(name), type_):
                    faults.add(row_name(row, place), "InvalidType", name, f"{name} is required.")
            if row.get("responsible_user_id", 77) not in USERS:
                faults.add(row_name(row, place), "NotSupportedChoice", "responsible_user_id", "")
        faults.judge()
        changes = [Change("tasks", "add", self._task(row)) for row in rows]
        self.hooks.tell(changes)
        made = [
            {"id": one.entity["id"], "request_id": row_name(row, place)}
            for place, (row, one) in enumerate(zip(rows, changes, strict=True))
        ]
        return hal({"_embedded": {"tasks": made}})

    def _task(self, row: Thing) -> Thing:
        if "entity_id" in row:
            self.account.entity(row["entity_type"], row["entity_id"])
        now, id_ = self.account.clock.unix(), self.account.new_id()
        self.account.tasks[id_] = {
            "id": id_,
            "responsible_user_id": 77,
            "task_type_id": 1,
            "is_completed": False,
            "created_by": API_USER,
            "updated_by": API_USER,
            "created_at": now,
            "updated_at": now,
            **{name: value for name, value in row.items() if name != "request_id"},
        }
        return self.account.tasks[id_]

    async def notes(self, request: web.Request) -> web.Response:
        """List the notes of an entity."""
        own = (request.match_info["kind"], int(request.match_info["id"]))
        found = self.account.notes.values()
        rows = [one for one in found if (one["entity_type"], one["entity_id"]) == own]
        return page(request, "notes", rows)

    async def add_notes(self, request: web.Request) -> web.Response:
        """Add notes to one entity or to many."""
        kind, own = request.match_info["kind"], request.match_info.get("id")
        rows = await batch(request, 250)
        made = []
        for place, row in enumerate(rows):
            entity = self.account.entity(kind, int(own or row["entity_id"]))
            if row.get("note_type") != "common" or not row.get("params", {}).get("text"):
                raise Refused(400, "Only common notes with a text are known")
            note = {"id": self.account.new_id(), "entity_id": entity["id"], "entity_type": kind}
            self.account.notes[note["id"]] = {**row, **note}
            made.append({**note, "request_id": row_name(row, place)})
        return hal({"_embedded": {"notes": made}})

    async def events(self, request: web.Request) -> web.Response:
        """List what happened, newest first."""
        types = {value for name, value in request.query.items() if name.startswith("filter[type]")}
        rows = [one for one in reversed(self.account.events) if not types or one["type"] in types]
        return page(request, "events", rows, most=EVENTS_LIMIT)
