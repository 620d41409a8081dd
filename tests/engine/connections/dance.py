"""One person, one browser, one Granary account: the steps of signing in."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db.models.functions import Now
from rest_framework.test import APIClient

from connectors.sdk import AddressPolicy, Door
from connectors.sdk.json_types import Json
from engine.accounts.models import Role, Workspace
from engine.connections import vault
from engine.connections.library import Account, Accounts
from engine.connections.models import Connection
from engine.queue.database import connect
from tests.factories import a_browser, a_member, a_workspace
from tests.oauth_provider.provider import CLIENT_ID, CLIENT_SECRET, Provider

LIST = "/api/v1/connections"
CALLBACK = "/api/v1/oauth/callback"
APPLICATION = {"kind": "oauth2", "client_id": CLIENT_ID, "client_secret": CLIENT_SECRET}


@dataclass
class Dance:
    """An editor who signs a connection in."""

    granary: Provider
    workspace: Workspace = field(default_factory=a_workspace)
    service: str = "granary"
    seen: int = 0
    browser: APIClient = field(init=False)
    connection: Connection = field(init=False)

    def __post_init__(self) -> None:
        editor = a_member(Role.EDITOR, workspace=self.workspace)
        self.browser = a_browser(editor.user)
        self.browser.default_format = "json"
        wish = {"connector": self.service, "name": "Shop", "auth": APPLICATION}
        made = self.browser.post(LIST, wish)
        assert made.status_code == 201, made.content
        self.connection = Connection.objects.get(pk=made.json()["id"])

    @property
    def address(self) -> str:
        return f"{LIST}/{self.connection.pk}"

    @property
    def secrets(self) -> dict[str, str]:
        self.connection.refresh_from_db()
        return dict(vault.open(self.connection.secrets, self.connection.pk))

    @property
    def refreshes(self) -> list[int]:
        """The answers to refresh requests since `forget_refreshes`."""
        return self.granary.refreshes[self.seen :]

    def forget_refreshes(self) -> None:
        self.seen = len(self.granary.refreshes)

    def leave(self, **asked: str) -> str:
        """Return the consent page the browser is sent to."""
        path = f"/api/v1/oauth/authorize/{self.connection.pk}"
        answer = self.browser.get(f"{path}?{urlencode(asked)}" if asked else path)
        assert answer.status_code == 302, answer.content
        return str(answer["Location"])

    def come_back(self, answer: dict[str, str], browser: APIClient | None = None) -> str:
        """Follow the way back and return how it ended, as the dashboard is told."""
        got = (browser or self.browser).get(CALLBACK, answer, headers={"Accept": "text/html"})
        assert got.status_code == 302, got.content
        return str(got["Location"])

    def sign_in(self, person: str = "anna", **asked: str) -> str:
        """Go the whole way."""
        return self.come_back(self.granary.agree(self.leave(**asked), person))

    def ask(self, verb: str, **body: Any) -> dict[str, Any]:
        """POST to the connection."""
        answer = self.browser.post(f"{self.address}/{verb}", body)
        self.connection.refresh_from_db()
        return dict(answer.json())

    def make_due(self, *, dead: bool = False) -> None:
        """Let the token be one that ends soon, or one that has ended."""
        ends = {"token_ends_at": Now()} if dead else {}
        Connection.objects.filter(pk=self.connection.pk).update(renew_at=Now(), **ends)


Talk = Callable[[Accounts, Account, Door], Awaitable[Any]]


def as_worker(dance: Dance, talk: Talk) -> Any:
    """Do what a worker would: look the account up and talk."""

    async def whole() -> Any:
        accounts = Accounts(settings.SERVICE_URLS)
        one = dance.connection
        try:
            async with await connect("test") as db, Door(AddressPolicy(["127.0.0.0/8"])) as door:
                account = await accounts.account(db, one.pk, one.workspace_id)
                assert account is not None
                return await talk(accounts, account, door)
        finally:
            await accounts.settled()

    return asyncio.run(whole())


async def name(_: Accounts, account: Account, door: Door) -> Json:
    return await account.call(door).get("/me")
