"""What the installation itself is signed in to; only the system's own messages go out by it."""

from collections.abc import Mapping
from typing import Self, TypedDict

from connectors.sdk import AddressPolicy, Door
from engine.catalog import registry
from engine.connections.library import Account
from engine.connections.limits import allowance
from engine.journal.modes import ALERT
from engine.kernel.json_types import JsonObject

# The operator chose the servers, so they may stand in any network; nobody else's words lead there.
ANYWHERE = ("0.0.0.0/0", "::/0")


class OwnLogin(TypedDict):
    """A login of the installation's own for one service."""

    kind: str
    secrets: Mapping[str, str]
    settings: JsonObject


class OwnServices:
    """The accounts of these logins, and the door to them: `async with OwnServices(…)`."""

    def __init__(self, logins: Mapping[str, OwnLogin]) -> None:
        self.door = Door(AddressPolicy(ANYWHERE))
        self._logins = logins
        self._accounts: dict[str, Account] = {}

    async def __aenter__(self) -> Self:
        await self.door.__aenter__()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.door.__aexit__(None, None, None)

    def account(self, slug: str, mode: str) -> Account | None:
        """Return the account for a run of this mode; None for everybody else's runs."""
        if mode != ALERT or slug not in self._logins:
            return None
        if slug not in self._accounts:
            connector, own = registry.get(slug), self._logins[slug]
            login = connector.login(own["kind"], own["secrets"], settings=own["settings"])
            limits = allowance(connector.limits, own["settings"])
            self._accounts[slug] = Account(None, connector, login, limits)
        return self._accounts[slug]

    def owns(self, account: Account) -> bool:
        """Whether this is one of the installation's own."""
        return any(account is one for one in self._accounts.values())
