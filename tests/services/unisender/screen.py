"""One page on which a visitor of the demo sees the account and works in it by hand."""

from collections.abc import Callable
from dataclasses import dataclass
from html import escape

from aiohttp import web

from tests.services.unisender import contacts
from tests.services.unisender.account import Account, Contact, Refusal

PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Unisender (demo)</title>
<style>body{{font:16px/1.5 system-ui;max-width:60rem;margin:2rem auto;padding:0 1rem}}
table{{border-collapse:collapse}}td,th{{padding:.25rem .75rem;text-align:left}}
form{{display:inline}}
</style><h1>Unisender (demo)</h1><p>A simulated account; nothing here leaves this machine.</p>
<form method="post" action="/add"><label>New contact <input name="email" type="email" required>
</label> <label>in <select name="list_ids">{lists}</select></label> <button>Add</button></form>
<h2>Contacts</h2><table><tr><th>E-mail<th>Fields<th>Lists<th>Tags<th></tr>{rows}</table></html>"""
OPTION = '<option value="{id}">{title}</option>'
ROW = "<tr><td>{email}<td>{fields}<td>{lists}<td>{tags}<td>{act}</tr>"
BUTTON = '<form method="post" action="/leave/{id}"><button>Unsubscribe</button></form>'
MOST_SHOWN = 200


@dataclass(frozen=True)
class Screen:
    """The account as its users see it; `go_on` sends what happened."""

    account: Account
    go_on: Callable[[], None]

    def routes(self) -> list[web.RouteDef]:
        """Return the page and what its buttons do."""
        return [
            web.get("/", self.show),
            web.post("/add", self.add),
            web.post(r"/leave/{id:\d+}", self.leave),
        ]

    async def show(self, _request: web.Request) -> web.Response:
        """Show contacts, newest first."""
        people = list(self.account.contacts.values())[: -MOST_SHOWN - 1 : -1]
        lists = "".join(
            OPTION.format(id=one["id"], title=escape(str(one["title"])))
            for one in self.account.lists.values()
        )
        page = PAGE.format(lists=lists, rows="".join(map(self._row, people)))
        return web.Response(text=page, content_type="text/html")

    async def add(self, request: web.Request) -> web.Response:
        """Add a contact to a list."""
        told = await request.post()
        asked = {"list_ids": str(told["list_ids"]), "fields": {"email": str(told["email"])}}
        try:
            contacts.subscribe(self.account, asked)
        except Refusal as refused:
            return web.Response(status=400, text=refused.text)
        self.go_on()
        raise web.HTTPSeeOther("/")

    async def leave(self, request: web.Request) -> web.Response:
        """Let a person refuse further letters."""
        one = self.account.contacts.get(int(request.match_info["id"]))
        if one is None:
            raise web.HTTPNotFound
        contacts.unsubscribe(self.account, {"contact_type": "email", "contact": one.email})
        self.go_on()
        raise web.HTTPSeeOther("/")

    def _row(self, one: Contact) -> str:
        places = [
            f"{self.account.lists[number]['title']} ({place.status})"
            for number, place in one.lists.items()
        ]
        is_in = any(place.status == "active" for place in one.lists.values())
        return ROW.format(
            email=escape(one.email or one.phone),
            fields=escape(", ".join(one.fields.values())),
            lists=escape(", ".join(places)),
            tags=escape(", ".join(one.tags)),
            act=BUTTON.format(id=one.id) if one.email and is_in else "",
        )
