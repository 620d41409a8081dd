"""The checker: takes due inquiries and reads on, a few at once, in the loop of a worker."""

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

import psycopg

from engine.jobs.completeness import claim, turn
from engine.jobs.completeness.claim import Claimed, LeaseLost
from engine.jobs.completeness.turn import Reach, Turn
from engine.queue.winding_up import finish
from engine.triggers.desk import Desk

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Pace:
    """How many turns at once, and how often to look."""

    at_once: int = 4
    look_every_s: float = 0.5


USUAL = Pace()


class Checker:
    """One process's checker; `look` is called again and again by the loop that it lives in."""

    def __init__(
        self, desk: Desk, *, lease_s: float, pace: Pace = USUAL, reach: Reach = turn.USUAL
    ) -> None:
        self._reach = reach
        self._desk = desk
        self._lease_s = lease_s
        self._pace = pace
        self._running: dict[UUID, tuple[Claimed, asyncio.Task[None]]] = {}
        self._next_look = 0.0

    @property
    def is_busy(self) -> bool:
        """Whether a turn is under way."""
        return bool(self._running)

    async def has_due(self) -> bool:
        """Whether any inquiry is due at this moment; raises psycopg.OperationalError."""
        return await claim.is_any_due(await self._desk.reader())

    async def look(self) -> int:
        """Take due inquiries for which there is room and begin their turns; returns how many."""
        moment = time.monotonic()
        if moment < self._next_look:
            return 0
        self._next_look = moment + self._pace.look_every_s
        try:
            await self._keep_leases()
            taken = await self._take(self._pace.at_once - len(self._running))
        except psycopg.OperationalError as error:
            log.warning("PostgreSQL is away, nothing can be checked: %s", error)
            await self._desk.hang_up()
            return 0
        for one in taken:
            self._running[one.job_id] = one, asyncio.create_task(self._carry_out(one))
        return len(taken)

    async def wind_up(self, must_go: Callable[[], bool]) -> None:
        """Let the turns under way finish; what is cut off is due when its lease ends."""
        keeper = asyncio.create_task(self._go_on_keeping_leases())
        await finish([task for _, task in self._running.values()], must_go=must_go)
        keeper.cancel()

    async def _take(self, room: int) -> list[Claimed]:
        return await claim.claim(await self._desk.reader(), room, self._lease_s) if room else []

    async def _carry_out(self, one: Claimed) -> None:
        try:
            await Turn(one, self._desk, self._reach).take()
        except LeaseLost:
            log.info("The check %s was paused, stopped or taken by another", one.job_id)
        except psycopg.OperationalError as error:
            log.warning("The check %s waits for PostgreSQL: %s", one.job_id, error)
        except psycopg.Error:
            # It is due again when its lease ends.
            log.exception("A turn of the check %s broke", one.job_id)
        finally:
            known = self._running.get(one.job_id)
            if known is not None and known[0] is one:
                del self._running[one.job_id]
                self._next_look = 0.0

    async def _go_on_keeping_leases(self) -> None:
        while True:
            await asyncio.sleep(self._lease_s / 3)
            with contextlib.suppress(psycopg.OperationalError):
                await self._keep_leases()

    async def _keep_leases(self) -> None:
        """Prolong the leases of turns that take long."""
        limit = time.monotonic() + self._lease_s * 2 / 3
        old = [one for one, _ in self._running.values() if one.lease_ends < limit]
        if old:
            await claim.extend(await self._desk.reader(), old, self._lease_s)
