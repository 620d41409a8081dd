"""The place of one attempt among all calls of its connection: rate, scope, places at once."""

import asyncio
import time
from dataclasses import dataclass
from uuid import UUID, uuid5

from connectors.sdk.errors import RateLimited
from connectors.sdk.http import Call
from engine.connections.admission import Rate, Wait
from engine.connections.library import Account
from engine.connections.limits import Limiter

WAIT_IN_PLACE_S = 2.0
PLACE_TTL_S = 150.0


@dataclass(frozen=True, slots=True)
class Place:
    """What one attempt may call, and when; `scope` is the name of its action or trigger."""

    limiter: Limiter
    account: Account
    scope: str
    holder: str
    pace_patience_s: float = 30.0

    async def take(self) -> float:
        """Wait a moment for the place; returns 0 once the call may leave, else how long it must."""
        connection_id, limits = self.account.connection_id, self.account.allowance
        if connection_id is None:
            return 0.0
        deadline = time.monotonic() + WAIT_IN_PLACE_S
        if (rate := limits.scopes.get(self.scope)) is not None:
            # First: whoever gives up in between wastes a turn of the scope, not of the connection.
            wait = await self._enter(uuid5(connection_id, self.scope), rate, None, deadline)
            if wait:
                return wait
        return await self._enter(connection_id, limits.rate, limits.concurrency, deadline)

    async def leave(self) -> None:
        """Give the place back."""
        connection_id = self.account.connection_id
        if connection_id is not None and self.account.allowance.concurrency:
            await self.limiter.leave(connection_id, self.holder)

    def guide(self, call: Call) -> None:
        """Keep the call's further requests at the connection's pace."""
        limits = self.account.allowance
        if self.account.connection_id is not None and (limits.rate or limits.scopes):
            call.pace = self._keep_pace

    async def heed(self, call: Call) -> None:
        """Leave the service alone for as long as its answers asked."""
        if call.rest_s and self.account.connection_id is not None:
            await self.limiter.slow_down(self.account.connection_id, call.rest_s)

    async def _keep_pace(self) -> None:
        connection_id, limits = self.account.connection_id, self.account.allowance
        if connection_id is None:
            return
        deadline = time.monotonic() + self.pace_patience_s
        wait = await self._enter(connection_id, limits.rate, None, deadline)
        if wait:
            message = "The connection has no calls left for this."
            raise RateLimited(message, code="own_limit", retry_after=wait)

    async def _enter(
        self, place: UUID, rate: Rate | None, concurrency: int | None, deadline: float
    ) -> float:
        while True:
            told = await self.limiter.admit(
                place,
                rate=rate,
                concurrency=concurrency,
                holder=self.holder,
                ttl_s=PLACE_TTL_S,
            )
            if not isinstance(told, Wait):
                return 0.0
            if time.monotonic() + told.seconds > deadline:
                return told.seconds
            await asyncio.sleep(told.seconds)
