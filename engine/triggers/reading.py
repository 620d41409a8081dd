"""Pages of a source, read as the limits and the health of its connection allow."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Protocol
from uuid import UUID

from connectors.sdk import Batch, Call, PollQuery, PollTrigger, check_inputs
from connectors.sdk.errors import ConnectorError, ServiceUnavailable
from engine.connections.library import Account
from engine.connections.places import Place
from engine.health.signs import Sign, sign_of
from engine.health.watch import GO
from engine.kernel.json_types import JsonObject
from engine.triggers.desk import Desk
from engine.triggers.errors import ConnectionIsGone, TriggerIsGone
from engine.triggers.sweep import Position

PAGE_DEADLINE_S = 120.0
LOGIN_LOOK_S = 30.0


class NotNow(Exception):
    """The source cannot be asked at this moment, through no fault of its own."""

    def __init__(self, wait_s: float) -> None:
        super().__init__(wait_s)
        self.wait_s = wait_s


class SignedOut(NotNow):
    """The connection waits for a new login."""


class Readable(Protocol):
    """Which list is read."""

    @property
    def workspace_id(self) -> UUID:
        """Whose it is."""

    @property
    def connection_id(self) -> UUID | None:
        """Through which connection."""

    @property
    def trigger(self) -> JsonObject:
        """What a published definition says of it."""


class Reader:
    """Asks one source for its pages; `holder` names it among all calls of the connection."""

    def __init__(self, desk: Desk, source: Readable, *, holder: str) -> None:
        self.leave = GO
        self.bytes_in = 0
        self._desk = desk
        self._source = source
        self._holder = holder
        self._found: tuple[Account, PollTrigger] | None = None

    async def begin(self) -> None:
        """Find the connection and its trigger; raises DomainError, SignedOut."""
        self._found = await self._resolve()

    async def page(self, position: Position, since: datetime) -> Batch:
        """Read the page at this position; raises NotNow, ConnectorError."""
        account, trigger = self._found or await self._resolve()
        async with self._place(account, trigger) as place:
            return await self._page(place, trigger, position, since)

    async def _resolve(self) -> tuple[Account, PollTrigger]:
        source = self._source
        account = None
        if source.connection_id is not None:
            line = await self._desk.reader()
            find = self._desk.accounts.account
            account = await find(line, source.connection_id, source.workspace_id)
        if account is None:
            raise ConnectionIsGone
        if account.needs_login:
            raise SignedOut(LOGIN_LOOK_S)
        event = str(source.trigger.get("event"))
        trigger = account.connector.trigger(event)
        if not isinstance(trigger, PollTrigger):
            raise TriggerIsGone(service=account.connector.slug, name=event)
        return account, trigger

    @asynccontextmanager
    async def _place(self, account: Account, trigger: PollTrigger) -> AsyncIterator[Place]:
        """Keep the connection's limits; a long wait puts the reading off."""
        place = Place(self._desk.limiter, account, trigger.name, self._holder)
        if wait_s := await place.take():
            raise NotNow(wait_s)
        try:
            yield place
        finally:
            await place.leave()

    async def _page(
        self, place: Place, trigger: PollTrigger, position: Position, since: datetime
    ) -> Batch:
        source, watch = self._source, self._desk.watch
        self.leave = leave = await watch.leave(source.connection_id)
        if leave.wait_s is not None:
            raise NotNow(leave.wait_s)
        raw = source.trigger.get("fields")
        fields = check_inputs(trigger.fields, raw if isinstance(raw, dict) else {})
        call = place.account.call(self._desk.door)
        place.guide(call)
        try:
            batch = await _within_deadline(trigger, call, position.query(fields, since))
        except ConnectorError as error:
            sign = sign_of(error, answered=call.last_status is not None)
            watch.heard(source.connection_id, leave, sign, code=error.code)
            raise
        finally:
            self.bytes_in += call.bytes_in
            await place.heed(call)
        watch.heard(source.connection_id, leave, Sign.WELL)
        return batch


async def _within_deadline(trigger: PollTrigger, call: Call, query: PollQuery) -> Batch:
    try:
        async with asyncio.timeout(PAGE_DEADLINE_S):
            return await trigger.poll(call, query)
    except TimeoutError:
        message = "The service did not answer in time."
        raise ServiceUnavailable(message, code="timed_out") from None
