"""What every execution in one worker process shares."""

import random
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson

from connectors.sdk import NOBODY, Door, Login
from engine.catalog import registry
from engine.connections.library import Account, Accounts
from engine.connections.limits import Limiter
from engine.health.watch import Watch
from engine.queue.database import Db
from engine.runs.claim import Claimed
from engine.runs.library import Library
from engine.runs.own import OwnServices
from engine.runs.record import Recorder

SAVED = "SELECT path, state FROM queue_checkpoint WHERE run_id = %s"


@dataclass(slots=True)
class Tools:
    """Hands for the executions: the network, the database, the recorder, chance."""

    db: Db
    door: Door
    accounts: Accounts
    own: OwnServices
    library: Library
    limiter: Limiter
    watch: Watch
    recorder: Recorder
    publish: Callable[[str, bytes], Awaitable[None]]
    stop_bundle: Callable[[UUID, Mapping[str, Any]], None]
    payload_cap: int
    rng: random.Random
    is_winding_up: bool = False

    def unconnected(self, slug: str, run: Claimed) -> Account | None:
        """Return the service for a step without a connection; None where it asks for a login."""
        if own := self.own.account(slug, run.mode):
            return own
        asks_for_none = registry.get(slug).auth_of("none") is not None
        return self.accounts.open_account(slug) if asks_for_none else None

    def door_to(self, account: Account) -> Door:
        """Return the door calls as this account go through."""
        return self.own.door if self.own.owns(account) else self.door

    async def saved(self, run: Claimed) -> dict[str, Mapping[str, Any]]:
        """Return what earlier leases of the run left, by step path."""
        found = await self.db.execute(SAVED, (run.id,))
        return {path: orjson.loads(state) for path, state in await found.fetchall()}

    async def login_of(self, step: Mapping[str, Any], run: Claimed) -> Login:
        """Return the login that a step was called with; nobody's where its connection is gone."""
        if not step["connection"]:
            return NOBODY
        account = await self.accounts.account(self.db, UUID(step["connection"]), run.workspace_id)
        return account.login if account else NOBODY
