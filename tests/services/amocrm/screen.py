"""One page on which a visitor of the demo sees the account and works in it by hand."""

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

from aiohttp import web

from tests.services.amocrm.account import ENDS, STAGES, Account
from tests.services.amocrm.person import Person
from tests.services.amocrm.problems import Thing

WON = 142
PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>amoCRM (demo)</title>
<style>body{{font:16px/1.5 system-ui;max-width:60rem;margin:2rem auto;padding:0 1rem}}
table{{border-collapse:collapse}}td,th{{padding:.25rem .75rem;text-align:left}}
form{{display:inline}}
</style><h1>amoCRM (demo)</h1><p>A simulated account; nothing here leaves this machine.</p>
<form method="post" action="/add"><label>New lead <input name="name" required></label>
<button>Add</button></form>
<h2>Leads</h2><table><tr><th>Lead<th>Stage<th>Tasks and notes<th></tr>{leads}</table>
<h2>Contacts</h2><ul>{contacts}</ul></html>"""
ROW = "<tr><td>{name}<td>{stage}<td>{told}<td>{act}</tr>"
BUTTON = '<form method="post" action="/win/{id}"><button>Move to Won</button></form>'


@dataclass(frozen=True)
class Screen:
    """The account as its users see it."""

    account: Account
    person: Person

    def routes(self) -> list[web.RouteDef]:
        """Return the page and what its buttons do."""
        return [
            web.get("/", self.show),
            web.post("/add", self.add),
            web.post(r"/win/{id:\d+}", self.win),
        ]

    async def show(self, _request: web.Request) -> web.Response:
        """Show leads and contacts, newest first."""
        leads = "".join(self._row(one) for one in _newest(self.account.entities["leads"].values()))
        contacts = "".join(
            f"<li>{escape(one['name'])}"
            for one in _newest(self.account.entities["contacts"].values())
        )
        page = PAGE.format(leads=leads, contacts=contacts)
        return web.Response(text=page, content_type="text/html")

    async def add(self, request: web.Request) -> web.Response:
        """Add a lead."""
        self.person.add("leads", name=str((await request.post())["name"]))
        raise web.HTTPSeeOther("/")

    async def win(self, request: web.Request) -> web.Response:
        """Move a lead to the stage “won” of its pipeline."""
        self.person.edit("leads", int(request.match_info["id"]), status_id=WON)
        raise web.HTTPSeeOther("/")

    def _row(self, lead: Thing) -> str:
        name, (_, stages) = lead["name"], STAGES[lead["pipeline_id"]]
        stage = next(title for id_, title, _ in (*stages, *ENDS) if id_ == lead["status_id"])
        notes = [
            one["params"]["text"]
            for one in self.account.notes.values()
            if one["entity_id"] == lead["id"]
        ]
        tasks = [
            one["text"] for one in self.account.tasks.values() if one.get("entity_id") == lead["id"]
        ]
        act = "" if lead["status_id"] == WON else BUTTON.format(id=lead["id"])
        told = escape("; ".join([*tasks, *notes]))
        return ROW.format(name=escape(name), stage=escape(stage), told=told, act=act)


def _newest(entities: Iterable[Thing]) -> list[Thing]:
    shown = [one for one in entities if not one["is_deleted"]]
    return sorted(shown, key=lambda one: one["id"], reverse=True)
