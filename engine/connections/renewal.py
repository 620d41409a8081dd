"""Renewing OAuth tokens: one request however many ask, and no token lost.

The lock is a lease in the connection's row, taken and given back by single statements. A session's
advisory lock would be held as long as its owner is frozen, would need a line of its own while the
service thinks, and does not pass through a pooler; a row lock would call the service within a
transaction. New tokens are committed before anybody uses them.

What nobody can prevent: a process killed between the service's answer and our commit takes a
single-use refresh token with it, and the person has to sign in again.
"""

import asyncio
import logging
import time
from collections.abc import Mapping
from copy import copy
from uuid import UUID

import psycopg

from connectors.sdk.errors import ConnectorError, CredentialsRejected, ServiceUnavailable
from connectors.sdk.tokens import Tokens
from engine.catalog import registry
from engine.connections import rows
from engine.connections.marks import reject_tokens
from engine.connections.oauth import CALL_S, application, ask_for_tokens, callback_url
from engine.connections.rows import Row
from engine.connections.words import storable
from engine.kernel.json_types import Json
from engine.queue.database import Db, connect

# Longer than the call to the service, or a second process would spend the same token.
LEASE_S = CALL_S + 10.0
PATIENCE_S = LEASE_S + 5.0
LOOK_EVERY_S = 0.1
SAVE_WITHIN_S = 60.0
SAVE_AGAIN_S = 0.5
QUIET_AFTER_FAILURE_S = 5.0

logger = logging.getLogger(__name__)


class Renewals:
    """The renewals of one event loop; `settled` must be awaited before it stops or rests."""

    def __init__(self, service_urls: Mapping[str, str]) -> None:
        self._service_urls = service_urls
        self._running: dict[UUID, asyncio.Task[Row | None]] = {}
        self._failed: dict[UUID, tuple[float, ConnectorError]] = {}

    async def settled(self) -> None:
        """Wait for what is under way."""
        await asyncio.gather(*self._running.values(), return_exceptions=True)

    def begin(self, connection_id: UUID, refused: str = "") -> "asyncio.Task[Row | None]":
        """Renew in the background unless that is under way here already."""
        task = self._running.get(connection_id)
        if task is None:
            task = asyncio.create_task(self._renew(connection_id, refused))
            self._running[connection_id] = task
            task.add_done_callback(lambda done: self._ended(connection_id, done))
        return task

    async def renewed(self, connection_id: UUID, refused: str = "") -> Row | None:
        """Return the row with a token other than the refused one; None when it was deleted.

        Raises CredentialsRejected when a person has to sign in, ServiceUnavailable when no tokens
        can be had now; the connection is marked in the first case.
        """
        self._raise_recent_failure(connection_id)
        while True:
            try:
                row = await asyncio.shield(self.begin(connection_id, refused))
            except psycopg.OperationalError:
                message = "The database does not answer."
                raise ServiceUnavailable(message, code="renewal_takes_long") from None
            # A renewal that was under way may have begun before this token was refused.
            if row is None or not (refused and row.wants_renewal(refused)):
                return row

    def failed_lately(self, connection_id: UUID) -> bool:
        """Say whether the service could not grant tokens a moment ago."""
        until, _ = self._failed.get(connection_id, (0.0, None))
        return until > time.monotonic()

    def _raise_recent_failure(self, connection_id: UUID) -> None:
        if self.failed_lately(connection_id):
            raise copy(self._failed[connection_id][1])

    def _ended(self, connection_id: UUID, task: "asyncio.Task[Row | None]") -> None:
        del self._running[connection_id]
        self._failed.pop(connection_id, None)
        error = None if task.cancelled() else task.exception()
        if isinstance(error, ServiceUnavailable):
            until = time.monotonic() + QUIET_AFTER_FAILURE_S
            self._failed[connection_id] = (until, error)
        if error is not None and not isinstance(error, ConnectorError):
            logger.error(
                "The login of connection %s could not be renewed: %r", connection_id, error
            )

    async def _renew(self, connection_id: UUID, refused: str) -> Row | None:
        deadline = time.monotonic() + PATIENCE_S
        async with await connect("renewal") as db:
            mine = await rows.claim(db, connection_id, LEASE_S)
            while mine is None:
                theirs = await _after_a_while(db, connection_id, deadline)
                if theirs is None or not theirs.wants_renewal(refused):
                    return theirs
                mine = await rows.claim(db, connection_id, LEASE_S)
            if not mine.wants_renewal(refused):
                await rows.let_go(db, mine)
                return mine
        return await self._spend(mine)

    async def _spend(self, row: Row) -> Row | None:
        try:
            tokens = await self._ask(row)
        except CredentialsRejected as refusal:
            return await self._refused(row, refusal)
        except BaseException:
            async with await connect("renewal") as db:
                await rows.let_go(db, row)
            raise
        return await self._save(row, tokens)

    async def _ask(self, row: Row) -> Tokens:
        connector = registry.get(row.connector)
        elsewhere = self._service_urls.get(row.connector)
        here = application(connector, row.secrets, row.settings, base_url=elsewhere)
        return await ask_for_tokens(here, here.refresh_request(callback_url()))

    async def _refused(self, row: Row, refusal: CredentialsRejected) -> Row | None:
        """Believe a refusal only after another look: somebody else may have got new tokens."""
        told: dict[str, Json] = {"code": refusal.code, "remedy": "reconnect"}
        told |= {"answer": storable(refusal.answer or "") or None, "params": {}}
        async with await connect("renewal") as db:
            if await reject_tokens(db, row, told):
                raise refusal
            return await rows.find(db, row.id)

    async def _save(self, row: Row, tokens: Tokens) -> Row | None:
        """Keep the tokens, whatever it takes: the old refresh token may be spent already."""
        until = time.monotonic() + SAVE_WITHIN_S
        while True:
            try:
                async with await connect("renewal") as db:
                    return await rows.save(db, row, tokens) or await rows.find(db, row.id)
            except psycopg.OperationalError:
                if time.monotonic() > until:
                    raise
                await asyncio.sleep(SAVE_AGAIN_S)


async def _after_a_while(db: Db, connection_id: UUID, deadline: float) -> Row | None:
    """Look what became of another's renewal; raises ConnectorError when that was nothing good."""
    if time.monotonic() > deadline:
        raise ServiceUnavailable("Another process renews the login.", code="renewal_takes_long")
    await asyncio.sleep(LOOK_EVERY_S)
    row = await rows.find(db, connection_id)
    if row is not None and row.needs_login:
        raise CredentialsRejected("The login has ended.", code="login_expired")
    return row
