"""What one worker process knows of everybody's health, and what it has still to write.

What it knows is at most a second old. What it has seen is written some hundredths of a second later
and together; while PostgreSQL is away nothing is held back and nothing is counted.
"""

import asyncio
import contextlib
import logging
import time
from collections import Counter
from dataclasses import dataclass
from uuid import UUID

import psycopg

from engine.health import breakers, strikes
from engine.health.breakers import CLOSED, PROBES, Outcome, Probes, State
from engine.health.signs import Sign
from engine.health.strikes import Course
from engine.queue.database import Db, connect

log = logging.getLogger(__name__)

FRESH_FOR_S = 1.0
WRITE_AFTER_S = 0.05
GOOD_NEWS_AFTER_S = 1.0
APART_S = 0.02
FIRST_AFTER_S = 1.0
MOVED_S = 0.5
# Of the time between two probes: after it most have come back.
OUTCOME_SHARE = 0.05


@dataclass(frozen=True, slots=True)
class Leave:
    """Whether a call may go: now, now as the probe of an open breaker, or later."""

    wait_s: float | None = None
    is_probe: bool = False


GO = Leave()


class Watch:
    """Asked before each call over a connection, told after it; one for each event loop."""

    def __init__(self, *, probes: Probes = PROBES) -> None:
        self._probes = probes
        self._db: Db | None = None
        self._one_at_a_time = asyncio.Lock()
        self._fresh_until = 0.0
        self._breakers: dict[UUID, State] = {}
        self._seen_at = 0.0
        self._put_off: Counter[tuple[UUID, bool]] = Counter()
        self._ailing: set[UUID] = set()
        self._calls: dict[UUID, list[Outcome]] = {}
        self._courses: dict[UUID, tuple[bool, list[bool]]] = {}
        self._task: asyncio.Task[None] | None = None
        self._hurry = asyncio.Event()

    async def leave(self, connection_id: UUID | None, *, is_first: bool = False) -> Leave:
        """Ask whether a call may go over the connection; a wait uses no attempt up.

        Who asks for a first attempt comes after those who were refused once already.
        """
        if time.monotonic() > self._fresh_until:
            await self._look()
        if connection_id is None or not self._breaker(connection_id).is_open:
            return GO
        async with self._one_at_a_time:
            return await self._leave_through(connection_id, is_first=is_first)

    def heard(
        self, connection_id: UUID | None, leave: Leave, sign: Sign, *, code: str = ""
    ) -> None:
        """Remember how a call went that had this leave."""
        if connection_id is None or sign is Sign.UNCLEAR:
            return
        if sign.is_failure or leave.is_probe or connection_id in self._breakers:
            self._breakers.setdefault(connection_id, CLOSED)
            outcome = Outcome(not sign.is_failure, leave.is_probe, code)
            self._calls.setdefault(connection_id, []).append(outcome)
            self._write_soon(at_once=sign.is_failure or leave.is_probe)

    def is_ailing(self, bundle_id: UUID) -> bool:
        """Whether the bundle has points, so that a success has to be told."""
        return bundle_id in self._ailing

    def strike(self, bundle_id: UUID, *, polls: bool) -> None:
        """Remember a timeout or connection error of the bundle: a penalty point."""
        self._ailing.add(bundle_id)
        self._courses.setdefault(bundle_id, (polls, []))[1].append(False)
        self._write_soon(at_once=True)

    def relieve(self, bundle_id: UUID, *, polls: bool) -> None:
        """Remember a success; of a bundle without points there is nothing to remember."""
        if bundle_id in self._ailing:
            self._courses.setdefault(bundle_id, (polls, []))[1].append(True)
            self._write_soon(at_once=False)

    async def settled(self) -> None:
        """Return once everything seen so far is written."""
        while self._task is not None:
            self._hurry.set()
            await asyncio.shield(self._task)

    async def close(self) -> None:
        """Write what is left and hang up."""
        await self.settled()
        await self._hang_up()

    def _breaker(self, connection_id: UUID) -> State:
        return self._breakers.get(connection_id, CLOSED)

    async def _leave_through(self, connection_id: UUID, *, is_first: bool) -> Leave:
        if not self._breaker(connection_id).is_open:
            return GO
        if self._left_s(connection_id) <= 0 and await self._wins_probe(connection_id):
            return Leave(is_probe=True)
        # One after another, or all who wait would come back in one moment to be put off again.
        self._put_off[connection_id, is_first] += 1
        turn_s = FIRST_AFTER_S * is_first + self._put_off[connection_id, is_first] * APART_S
        return Leave(wait_s=self._news_in_s(connection_id) + turn_s)

    def _news_in_s(self, connection_id: UUID) -> float:
        """Return when to ask again: at the next probe, or once the one under way may be back.

        Who is put off while a probe is under way is not waiting in the table yet when it succeeds,
        and would sleep through the end of the trouble.
        """
        left_s = max(self._left_s(connection_id), 0.0)
        under_way_s = self._probes.every_s - left_s
        outcome_s = self._probes.every_s * OUTCOME_SHARE
        return outcome_s - under_way_s if 0 <= under_way_s < outcome_s else left_s

    def _left_s(self, connection_id: UUID) -> float:
        probe_in_s = self._breaker(connection_id).probe_in_s
        return (probe_in_s or 0.0) - (time.monotonic() - self._seen_at)

    async def _wins_probe(self, connection_id: UUID) -> bool:
        try:
            has_won = await breakers.take_probe(await self._line(), connection_id, self._probes)
            await self._read()
        except psycopg.OperationalError as error:
            await self._lost(error)
            return False
        return has_won

    async def _look(self) -> None:
        async with self._one_at_a_time:
            if time.monotonic() <= self._fresh_until:
                return
            try:
                await self._read()
            except psycopg.OperationalError as error:
                await self._lost(error)

    async def _read(self) -> None:
        db = await self._line()
        found = await breakers.states(db, self._probes)
        # Who waits for the next probe is counted from its moment on.
        for one, is_first in list(self._put_off):
            if (found.get(one, CLOSED).probe_in_s or 0.0) > self._left_s(one) + MOVED_S:
                del self._put_off[one, is_first]
        self._breakers = dict.fromkeys(self._calls, CLOSED) | found
        self._ailing = await strikes.ailing(db) | self._courses.keys()
        self._seen_at = time.monotonic()
        self._fresh_until = self._seen_at + FRESH_FOR_S

    def _write_soon(self, *, at_once: bool) -> None:
        if at_once:
            self._hurry.set()
        if self._task is None:
            self._task = asyncio.create_task(self._write_on())

    async def _write_on(self) -> None:
        try:
            while self._calls or self._courses:
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(GOOD_NEWS_AFTER_S):
                        await self._hurry.wait()
                self._hurry.clear()
                await asyncio.sleep(WRITE_AFTER_S)
                async with self._one_at_a_time:
                    await self._write()
        finally:
            self._task = None

    async def _write(self) -> None:
        calls, self._calls = self._calls, {}
        courses, self._courses = self._courses, {}
        try:
            db = await self._line()
            if calls:
                await breakers.tell(db, calls, self._probes)
            if courses:
                await self._write_courses(db, courses)
            await self._read()
        except psycopg.OperationalError as error:
            await self._lost(error)
        except psycopg.Error:
            log.exception("The health of %d connections was not written", len(calls))

    async def _write_courses(self, db: Db, courses: dict[UUID, tuple[bool, list[bool]]]) -> None:
        told = {one: Course(polls, outcomes) for one, (polls, outcomes) in courses.items()}
        await strikes.strike_many(db, told)

    async def _line(self) -> Db:
        if self._db is None or self._db.closed:
            self._db = await connect("health")
        return self._db

    async def _lost(self, error: psycopg.Error) -> None:
        log.warning("PostgreSQL is away, health is not kept: %s", error)
        self._fresh_until = time.monotonic() + FRESH_FOR_S
        await self._hang_up()

    async def _hang_up(self) -> None:
        if self._db is not None:
            await self._db.close()
            self._db = None
