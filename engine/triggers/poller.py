"""The poller: takes due sources and reads them, many at once, in the loop of a worker.

It looks a few times a second, so that an idle worker asks PostgreSQL little. Turns are given back
together: thousands of quiet sources cost a few commits a second.
"""

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

import psycopg

from engine.queue.winding_up import finish
from engine.triggers import claim
from engine.triggers.claim import Claimed, LeaseLost, Settled
from engine.triggers.desk import Desk
from engine.triggers.polling import Turn
from engine.triggers.slots import fire

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Pace:
    """How many turns at once, how often to look, how long to gather what is written together."""

    at_once: int = 64
    look_every_s: float = 0.2
    gather_s: float = 0.05


USUAL = Pace()


@dataclass(slots=True)
class _Running:
    source: Claimed
    task: "asyncio.Task[None]"


class Poller:
    """One process's poller; `look` is called again and again by the loop that it lives in."""

    def __init__(self, desk: Desk, *, lease_s: float, pace: Pace = USUAL) -> None:
        self._desk = desk
        self._lease_s = lease_s
        self._pace = pace
        self._running: dict[UUID, _Running] = {}
        self._next_look = 0.0
        self._over: list[Settled] = []
        self._settling: asyncio.Task[None] | None = None

    @property
    def is_busy(self) -> bool:
        """Whether a turn is under way or not written yet."""
        return bool(self._running or self._over or self._settling)

    async def has_due(self) -> bool:
        """Whether any source is due at this moment; raises psycopg.OperationalError."""
        return await claim.is_any_due(await self._desk.reader())

    async def look(self) -> int:
        """Take due sources for which there is room and begin their turns; returns how many."""
        moment = time.monotonic()
        room = self._pace.at_once - len(self._running)
        if moment < self._next_look or room <= 0:
            return 0
        self._next_look = moment + self._pace.look_every_s
        try:
            await self._keep_leases(moment)
            taken = await claim.claim(await self._desk.reader(), room, self._lease_s)
        except psycopg.OperationalError as error:
            log.warning("PostgreSQL is away, nothing can be polled: %s", error)
            await self._desk.hang_up()
            return 0
        for source in taken:
            task = asyncio.create_task(self._carry_out(source))
            self._running[source.bundle_id] = _Running(source, task)
        if len(taken) == room:
            self._next_look = 0.0
        return len(taken)

    async def wind_up(self, must_go: Callable[[], bool]) -> None:
        """Let the turns under way finish; what is cut off is due when its lease ends."""
        keeper = asyncio.create_task(self._go_on_keeping_leases())
        await finish([one.task for one in self._running.values()], must_go=must_go)
        keeper.cancel()
        while self._settling is not None:
            await asyncio.shield(self._settling)

    async def _carry_out(self, source: Claimed) -> None:
        try:
            self._settle_soon(await self._turn(source))
        except LeaseLost:
            log.info("The source of %s was stopped or taken by another", source.bundle_id)
        except psycopg.OperationalError as error:
            log.warning("The source of %s waits for PostgreSQL: %s", source.bundle_id, error)
        except Exception:
            # It is due again when its lease ends.
            log.exception("A turn of the source of %s broke", source.bundle_id)
        finally:
            self._forget(source)

    async def _turn(self, source: Claimed) -> Settled:
        if source.kind == "polling":
            return await Turn(source, self._desk).take()
        return await fire(source, self._desk)

    def _forget(self, source: Claimed) -> None:
        known = self._running.get(source.bundle_id)
        if known is not None and known.source is source:
            del self._running[source.bundle_id]

    def _settle_soon(self, turn: Settled) -> None:
        self._over.append(turn)
        if self._settling is None:
            self._settling = asyncio.create_task(self._settle())

    async def _settle(self) -> None:
        try:
            while self._over:
                await asyncio.sleep(self._pace.gather_s)
                turns, self._over = self._over, []
                await self._write(turns)
        finally:
            self._settling = None

    async def _write(self, turns: list[Settled]) -> None:
        try:
            async with self._desk.writer() as db:
                await claim.settle(db, turns)
        except psycopg.OperationalError as error:
            # Not written: each of them is due again when its lease ends.
            log.warning("PostgreSQL is away, %d turns will be repeated: %s", len(turns), error)
        except psycopg.Error:
            log.exception("%d turns could not be written together", len(turns))
            if len(turns) > 1:
                for turn in turns:
                    await self._write([turn])

    async def _go_on_keeping_leases(self) -> None:
        while True:
            await asyncio.sleep(self._lease_s / 3)
            with contextlib.suppress(psycopg.OperationalError):
                await self._keep_leases(time.monotonic())

    async def _keep_leases(self, moment: float) -> None:
        """Prolong the leases of turns that take long."""
        limit = moment + self._lease_s * 2 / 3
        old = [one.source for one in self._running.values() if one.source.lease_ends < limit]
        if old:
            await claim.extend(await self._desk.reader(), old, self._lease_s)
