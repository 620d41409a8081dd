"""Connections ready to call, for the loops where thousands wait at once."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from uuid import UUID

from connectors.sdk import Call, Connector, Door, Login
from engine.catalog import registry
from engine.connections import vault
from engine.connections.limits import Allowance, allowance
from engine.queue.database import Db

FRESH_S = 1.0
NO_HEADERS: Mapping[str, str] = {}

FIND = """
SELECT connector, kind, status, settings, secrets FROM connections_connection
WHERE id = %s AND workspace_id = %s
"""


@dataclass(frozen=True, slots=True)
class Account:
    """A connection as calls use it; one without an id is a service that asks for no login."""

    connection_id: UUID | None
    connector: Connector
    login: Login
    allowance: Allowance
    needs_login: bool = False

    def call(
        self,
        door: Door,
        *,
        write_headers: Mapping[str, str] = NO_HEADERS,
        before_write: Callable[[], None] | None = None,
    ) -> Call:
        """Return a call to the service as this account; everybody who talks begins here."""
        return Call(
            door,
            self.login,
            errors=self.connector.errors,
            write_headers=write_headers,
            before_write=before_write,
        )


class Accounts:
    """Looks connections up and remembers them for a second."""

    def __init__(self, service_urls: Mapping[str, str]) -> None:
        self._service_urls = service_urls
        self._known: dict[tuple[UUID, str], tuple[float, Account | None]] = {}
        self._open: dict[str, Account] = {}

    async def account(
        self, db: Db, connection_id: UUID, workspace_id: UUID | str
    ) -> Account | None:
        """Return a connection ready to call; None when it was deleted."""
        place = (connection_id, str(workspace_id))
        known = self._known.get(place)
        if known is not None and known[0] > time.monotonic():
            return known[1]
        row = await (await db.execute(FIND, (connection_id, workspace_id))).fetchone()
        account = self._account(connection_id, *row) if row else None
        self._known[place] = (time.monotonic() + FRESH_S, account)
        return account

    def open_account(self, slug: str) -> Account:
        """Return a service that is used without a connection."""
        known = self._open.get(slug)
        if known is None:
            connector = registry.get(slug)
            login = connector.login("none", {}, base_url=self._service_urls.get(slug))
            known = Account(None, connector, login, allowance(connector.limits, {}))
            self._open[slug] = known
        return known

    def _account(
        self, connection_id: UUID, slug: str, kind: str, status: str, *kept: object
    ) -> Account:
        settings, secrets = kept
        connector = registry.get(slug)
        own = settings if isinstance(settings, dict) else {}
        login = connector.login(
            kind,
            vault.open(str(secrets), connection_id),
            settings=own,
            base_url=self._service_urls.get(slug),
        )
        limits = allowance(connector.limits, own)
        return Account(connection_id, connector, login, limits, status == "needs_login")
