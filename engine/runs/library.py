"""What a worker looks up while it executes: compiled versions, and connections ready to call."""

import time
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from connectors.sdk import Connector, Login
from engine.catalog import registry
from engine.connections import vault
from engine.connections.limits import Allowance, allowance
from engine.flow import definition
from engine.flow.definition import Definition
from engine.queue.database import Db

VERSIONS_KEPT = 2_000
CONNECTION_FRESH_S = 1.0

FIND_VERSION = "SELECT definition FROM bundles_bundleversion WHERE id = %s"
FIND_CONNECTION = """
SELECT connector, kind, status, settings, secrets FROM connections_connection
WHERE id = %s AND workspace_id = %s
"""


@dataclass(frozen=True, slots=True)
class Account:
    """A connection as steps use it."""

    connection_id: UUID | None
    connector: Connector
    login: Login
    allowance: Allowance
    needs_login: bool = False


class Library:
    """Looks up and remembers; versions never change, connections are asked again each second."""

    def __init__(self, service_urls: Mapping[str, str]) -> None:
        self._service_urls = service_urls
        self._versions: OrderedDict[str, Definition] = OrderedDict()
        self._accounts: dict[UUID, tuple[float, Account | None]] = {}
        self._open_accounts: dict[str, Account] = {}

    async def program(self, db: Db, version_id: str) -> Definition:
        """Return the compiled version; raises LookupError when it is gone."""
        known = self._versions.get(version_id)
        if known is not None:
            self._versions.move_to_end(version_id)
            return known
        row = await (await db.execute(FIND_VERSION, (version_id,))).fetchone()
        if row is None:
            raise LookupError(f"version {version_id} is gone")
        program = self._versions[version_id] = definition.compile(row[0])
        if len(self._versions) > VERSIONS_KEPT:
            self._versions.popitem(last=False)
        return program

    async def account(self, db: Db, connection_id: UUID, workspace_id: str) -> Account | None:
        """Return a connection ready to call; None when it was deleted."""
        known = self._accounts.get(connection_id)
        if known is not None and known[0] > time.monotonic():
            return known[1]
        row = await (await db.execute(FIND_CONNECTION, (connection_id, workspace_id))).fetchone()
        account = self._account(connection_id, *row) if row else None
        self._accounts[connection_id] = (time.monotonic() + CONNECTION_FRESH_S, account)
        return account

    def open_account(self, slug: str) -> Account:
        """Return a service that is used without a connection."""
        known = self._open_accounts.get(slug)
        if known is None:
            connector = registry.get(slug)
            login = connector.login("none", {}, base_url=self._service_urls.get(slug))
            known = Account(None, connector, login, allowance(connector.limits, {}))
            self._open_accounts[slug] = known
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
