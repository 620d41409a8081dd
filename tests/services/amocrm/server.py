"""The server: who may ask, how often, and which part of the account answers."""

import time
from collections import deque
from collections.abc import Iterator

from aiohttp import web

from tests.services.amocrm.account import Account
from tests.services.amocrm.activities import Activities
from tests.services.amocrm.catalogues import Catalogues
from tests.services.amocrm.consent import Consent
from tests.services.amocrm.entities import Entities
from tests.services.amocrm.hooks import Hooks
from tests.services.amocrm.person import Person
from tests.services.amocrm.problems import Refused, hal
from tests.services.amocrm.screen import Screen
from tests.services.amocrm.tokens import Tokens
from tests.services.kit import Clock, Simulator

API = "/api/v4"


class AmoCRM(Simulator):
    """One account of amoCRM; `per_second` is how many calls it bears."""

    name = "amocrm"

    def __init__(self, clock: Clock | None = None, *, per_second: int = 7) -> None:
        super().__init__(clock)
        self.per_second = per_second
        self.account = Account(self.clock)
        self.tokens = Tokens(self.clock)
        self.hooks = Hooks(self.account, self.outbox)
        self.person = Person(self.account, self.hooks, self.tokens)
        self._asked: deque[float] = deque()

    @classmethod
    def with_data(cls) -> "AmoCRM":
        """Return an account in which somebody has worked already."""
        made = cls()
        made.person.work_a_little()
        return made

    def routes(self) -> list[web.RouteDef]:
        """Return everything the account answers."""
        consent = Consent(self.tokens)
        return [
            *map(self._guard, self._api()),
            web.get("/oauth", consent.page),
            web.post("/oauth2/access_token", consent.token),
            *self.person.routes(),
            *Screen(self.account, self.person).routes(),
        ]

    def _api(self) -> Iterator[web.RouteDef]:
        yield from Catalogues(self.account).routes()
        yield from Entities(self.account, self.hooks).routes()
        yield from Activities(self.account, self.hooks).routes()
        yield web.get("/webhooks", self.list_webhooks)
        yield web.post("/webhooks", self.add_webhook)
        yield web.delete("/webhooks", self.delete_webhook)

    def _guard(self, route: web.RouteDef) -> web.RouteDef:
        async def guarded(request: web.Request) -> web.StreamResponse:
            try:
                self._admit(request)
                return await route.handler(request)
            except Refused as refused:
                return refused.answer()
            except ValueError:
                return Refused(400, "The request cannot be read").answer()

        return web.route(route.method, API + route.path, guarded)

    def _admit(self, request: web.Request) -> None:
        now = time.monotonic()
        while self._asked and self._asked[0] <= now - 1:
            self._asked.popleft()
        if len(self._asked) >= self.per_second:
            raise Refused(429, "Too many requests")
        self._asked.append(now)
        if not self.tokens.accepts(request.headers.get("Authorization", "")):
            raise Refused(401, "Incorrect credentials")
        if not self.account.is_paid:
            raise Refused(402, "The account is not paid")

    async def list_webhooks(self, request: web.Request) -> web.StreamResponse:
        """List registered addresses."""
        wanted = request.query.get("filter[destination]")
        found = [
            one.shown(self.account)
            for one in self.hooks.registered.values()
            if wanted in (None, one.destination)
        ]
        return hal({"_embedded": {"webhooks": found}}) if found else web.Response(status=204)

    async def add_webhook(self, request: web.Request) -> web.StreamResponse:
        """Register an address."""
        return web.json_response(
            self.hooks.register(await request.json()).shown(self.account), status=201
        )

    async def delete_webhook(self, request: web.Request) -> web.StreamResponse:
        """Take an address away."""
        self.hooks.forget(await request.json())
        return web.Response(status=204)
