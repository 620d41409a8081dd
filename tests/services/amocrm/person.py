"""The person at the account's own screens: what a test or a visitor lets them do."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from aiohttp import web

from tests.services.amocrm.account import Account
from tests.services.amocrm.hooks import Hooks
from tests.services.amocrm.problems import Faults, Refused, Thing
from tests.services.amocrm.tokens import Tokens

OLEG = 78


@dataclass(frozen=True)
class Person:
    """A user who works in the account by hand; whatever they do is told to the webhooks."""

    account: Account
    hooks: Hooks
    tokens: Tokens

    def routes(self) -> list[web.RouteDef]:
        """Return the endpoints under `/_sim/`."""
        return [
            web.post("/_sim/person/{do:add|edit|delete|restore}", self.act),
            web.post("/_sim/account", self.change_account),
            web.post("/_sim/integration", self.change_integration),
            web.post("/_sim/disconnect", self.disconnect),
        ]

    def add(self, kind: str, **parts: Any) -> int:
        """Add an entity and return its id."""
        change = self.account.add(kind, self._checked(kind, parts), by=OLEG)
        self.hooks.tell([change])
        return int(change.entity["id"])

    def edit(self, kind: str, id_: int, **parts: Any) -> None:
        """Change an entity, a stage or a responsible user among other things."""
        self.hooks.tell(self.account.patch(kind, id_, self._checked(kind, parts), by=OLEG))

    def delete(self, kind: str, id_: int) -> None:
        """Put an entity into the recycle bin."""
        self.hooks.tell([self.account.delete(kind, id_)])

    def restore(self, kind: str, id_: int) -> None:
        """Take an entity out of the recycle bin."""
        self.hooks.tell([self.account.restore(kind, id_)])

    def work_a_little(self) -> None:
        """Leave three leads and two contacts behind."""
        for name, email in (("Olga Petrova", "olga@example.org"), ("Ivan Li", "ivan@example.org")):
            values = [{"field_code": "EMAIL", "values": [{"value": email, "enum_code": "WORK"}]}]
            contact = self.add("contacts", name=name, custom_fields_values=values)
            lead = self.add("leads", name=f"Order of {name}", price=5000)
            self.account.link(("leads", lead), ("contacts", contact), is_main=True)
        self.add("leads", name="Order 17", price=100, pipeline_id=3200)

    def _checked(self, kind: str, parts: Thing) -> Thing:
        faults = Faults()
        written = self.account.check(kind, parts, faults, "0")
        faults.judge()
        return written

    async def act(self, request: web.Request) -> web.Response:
        """Do one thing told as JSON: `{"kind": …, "id": …, other parts}`."""
        told = await request.json()
        do, kind, id_ = request.match_info["do"], told.pop("kind"), told.pop("id", 0)
        try:
            if do == "add":
                return web.json_response({"id": self.add(kind, **told)})
            if do == "edit":
                self.edit(kind, id_, **told)
            else:
                (self.delete if do == "delete" else self.restore)(kind, id_)
        except Refused as refused:
            return refused.answer()
        return web.json_response({"id": id_})

    async def change_account(self, request: web.Request) -> web.Response:
        """Let the account be unpaid, or its token lose the rights of an administrator."""
        told: Mapping[str, Any] = await request.json()
        self.account.is_paid = told.get("is_paid", self.account.is_paid)
        self.account.is_admin = told.get("is_admin", self.account.is_admin)
        return web.json_response({})

    async def change_integration(self, request: web.Request) -> web.Response:
        """Change the integration's client_id, client_secret or redirect_uri."""
        self.tokens.integration = replace(self.tokens.integration, **await request.json())
        return web.json_response({})

    async def disconnect(self, _request: web.Request) -> web.Response:
        """Switch the integration off, which revokes its tokens."""
        self.tokens.revoke_all()
        return web.json_response({})
