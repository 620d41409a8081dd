"""Connections ready to call, for the loops where thousands wait at once and for short talks."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from connectors.sdk import Call, Connector, Door, Login
from connectors.sdk.errors import ConnectorError
from connectors.sdk.http import Renew
from engine.catalog import registry
from engine.connections import rows
from engine.connections.limits import Allowance, allowance
from engine.connections.renewal import Renewals
from engine.connections.rows import Row
from engine.kernel.json_types import Json, JsonObject
from engine.kernel.recent import Recent
from engine.queue.database import Db

FRESH_S = 1.0
KEPT = 1_000
NOTHING: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Account:
    """A connection as calls use it; one without an id is a service that asks for no login."""

    connection_id: UUID | None
    connector: Connector
    login: Login
    allowance: Allowance
    needs_login: bool = False
    metadata: JsonObject | None = None
    renew: Renew | None = None

    def call(
        self,
        door: Door,
        *,
        write_headers: Mapping[str, str] = NOTHING,
        before_write: Callable[[], None] | None = None,
    ) -> Call:
        """Return a call to the service as this account; everybody who talks begins here."""
        call = Call(
            door,
            self.login,
            errors=self.connector.errors,
            write_headers=write_headers,
            before_write=before_write,
        )
        call.renew, call.metadata = self.renew, self.metadata or {}
        return call


def open_account(
    connector: Connector,
    kind: str,
    secrets: Mapping[str, str],
    settings: JsonObject,
    *,
    base_url: str | None = None,
) -> Account:
    """Bind a login that belongs to no connection, or to none yet."""
    login = connector.login(kind, secrets, settings=settings, base_url=base_url)
    return Account(None, connector, login, allowance(connector.limits, settings))


class Accounts:
    """Looks connections up, remembers them for a second, keeps their OAuth tokens fresh.

    Where it does not renew, tokens stay as they are: for calls that never leave.
    """

    def __init__(self, service_urls: Mapping[str, str], *, renews: bool = True) -> None:
        self._service_urls = service_urls
        self._renews = renews
        self._known: Recent[tuple[UUID, str], tuple[float, Account | None]] = Recent(KEPT)
        self._open: dict[str, Account] = {}
        self._metadata: Recent[UUID, tuple[datetime, JsonObject]] = Recent(KEPT)
        self._renewals = Renewals(service_urls)

    async def settled(self) -> None:
        """Wait for renewals under way: their tokens would be lost if the loop stood still."""
        await self._renewals.settled()

    async def account(
        self, db: Db, connection_id: UUID, workspace_id: UUID | str
    ) -> Account | None:
        """Return a connection ready to call; None when it was deleted.

        Without tokens that live it is returned nevertheless: its first call says what is wrong.
        """
        place = (connection_id, str(workspace_id))
        known = self._known.get(place)
        if known is not None and known[0] > time.monotonic():
            return known[1]
        row = await rows.find(db, connection_id)
        account = None
        if row is not None and str(row.workspace_id) == place[1]:
            account = await self._account(db, await self._fresh(row))
        self._known.keep(place, (time.monotonic() + FRESH_S, account))
        return account

    def open_account(self, slug: str) -> Account:
        """Return a service that is used without a connection."""
        known = self._open.get(slug)
        if known is None:
            elsewhere = self._service_urls.get(slug)
            known = open_account(registry.get(slug), "none", {}, {}, base_url=elsewhere)
            self._open[slug] = known
        return known

    async def fresh(self, db: Db, account: Account) -> Account:
        """Return the account as its row is now, its token renewed if it ends soon."""
        if account.connection_id is None:
            return account
        row = await rows.find(db, account.connection_id)
        return await self._account(db, await self._fresh(row)) if row else account

    async def _fresh(self, row: Row) -> Row:
        """Renew a token that ends soon; while it lives nobody waits for that."""
        if not self._renews or not row.is_due or row.needs_login:
            return row
        if self._renewals.failed_lately(row.id):
            return row
        if row.is_alive:
            self._renewals.begin(row.id)
            return row
        try:
            return await self._renewals.renewed(row.id) or row
        except ConnectorError:
            return row

    async def _account(self, db: Db, row: Row) -> Account:
        connector = registry.get(row.connector)
        metadata = await self._metadata_of(db, row) if connector.metadata else None
        renew = self._renewing(row) if row.kind == "oauth2" else None
        limits = allowance(connector.limits, row.settings)
        return Account(
            row.id, connector, self._login(row), limits, row.needs_login, metadata, renew
        )

    def _login(self, row: Row) -> Login:
        connector, secrets = registry.get(row.connector), row.secrets
        elsewhere = self._service_urls.get(row.connector)
        return connector.login(row.kind, secrets, settings=row.settings, base_url=elsewhere)

    def _renewing(self, row: Row) -> Renew:
        async def renew(refused: Login) -> Login | None:
            token = refused.credentials.get("access_token", "")
            fresh = await self._renewals.renewed(row.id, token)
            self._known.forget((row.id, str(row.workspace_id)))
            return self._login(fresh) if fresh else None

        return renew

    async def _metadata_of(self, db: Db, row: Row) -> Mapping[str, Json]:
        # It may be large and changes once a day: read only when it is another than is known.
        if row.refreshed_at is None:
            return {}
        known = self._metadata.get(row.id)
        if known is None or known[0] != row.refreshed_at:
            known = (row.refreshed_at, await rows.find_metadata(db, row.id))
            self._metadata.keep(row.id, known)
        return known[1]
