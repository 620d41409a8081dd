"""The worker: claims, executes many runs at once in one event loop, records; idle, it goes home.

A slow target never holds up the rest: work is refilled as places become free, and one bundle gets
at most `per_bundle` of them.
"""

import asyncio
import contextlib
import logging
import random
import time
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack
from typing import Any, Self
from uuid import UUID

import psycopg
import redis.asyncio as redis
from redis.exceptions import RedisError

from connectors.sdk import AddressPolicy, Door
from engine.connections.library import Accounts
from engine.connections.limits import Limiter
from engine.health.watch import Watch
from engine.queue.database import Db, connect
from engine.queue.winding_up import finish
from engine.runs import claim
from engine.runs.answers import end_message
from engine.runs.claim import Claimed
from engine.runs.library import Library
from engine.runs.outcome import LeaseLost
from engine.runs.own import OwnServices
from engine.runs.perform import perform
from engine.runs.readers import Readers
from engine.runs.record import Recorder
from engine.runs.results import Ending
from engine.runs.settings import Settings
from engine.runs.tools import Tools
from engine.triggers.desk import Desk

log = logging.getLogger(__name__)

SHORTEST_PAUSE_S = 0.008
LONGEST_PAUSE_S = 0.05
SUSPECTS_EVERY_S = 0.02
WORTH_WAITING_FOR = 16


class Worker:
    """One process's machine: `async with Worker(…) as worker: await worker.drain(…)`."""

    def __init__(
        self,
        settings: Settings,
        *,
        plan_limit_reached: Callable[[UUID, Mapping[str, Any]], None],
    ) -> None:
        self._settings = settings
        self._plan_limit_reached = plan_limit_reached
        self._stack = AsyncExitStack()
        self._recorder = Recorder()
        self._watch = Watch(probes=settings.probes)
        self._running: dict[str, tuple[Claimed, asyncio.Task[None]]] = {}
        self._per_bundle: Counter[str] = Counter()
        self._suspect: str | None = None
        self._next_suspect_at = 0.0
        self._room = asyncio.Event()
        self._low_water = 0
        self._db: Db | None = None
        self._tools: Tools | None = None
        self._readers: Readers | None = None

    async def __aenter__(self) -> Self:
        settings = self._settings
        door = await self._stack.enter_async_context(Door(AddressPolicy(settings.allowed_networks)))
        valkey = redis.Redis.from_url(
            settings.valkey_url, socket_timeout=0.5, socket_connect_timeout=0.5
        )
        self._stack.push_async_callback(valkey.aclose)
        limiter = Limiter.at(settings.valkey_url)
        self._stack.push_async_callback(limiter.close)
        self._stack.push_async_callback(self._recorder.close)
        self._stack.push_async_callback(self._watch.close)

        async def publish(address: str, message: bytes) -> None:
            with contextlib.suppress(RedisError, OSError):
                await valkey.publish(address, message)

        accounts = Accounts(settings.service_urls)
        desk = Desk(door, accounts, limiter, self._watch, self._plan_limit_reached)
        self._stack.push_async_callback(desk.hang_up)
        self._readers = Readers.at(desk, lease_s=settings.lease_s)
        self._db = await connect("worker")
        self._tools = Tools(
            db=self._db,
            door=door,
            accounts=accounts,
            own=await self._stack.enter_async_context(OwnServices(settings.own_logins)),
            library=Library(),
            limiter=limiter,
            watch=self._watch,
            recorder=self._recorder,
            publish=publish,
            plan_limit_reached=self._plan_limit_reached,
            payload_cap=settings.payload_cap,
            rng=random.Random(),  # noqa: S311 (jitter, no secret)
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stack.aclose()
        if self._db is not None:
            await self._db.close()

    async def drain(
        self,
        should_stop: Callable[[], bool],
        saturated: Callable[[], None],
        *,
        hands_over: Callable[[], bool] = lambda: False,
        must_go: Callable[[], bool] = lambda: False,
    ) -> None:
        """Work until nothing has been due for `linger_s`, or told to stop; `hands_over` in a lull.

        `saturated` is called when there is more to do than this process has places for. Calls are
        cut only if the process `must_go`, after a grace.
        """
        if self._tools is not None:
            self._tools.is_winding_up = False
        keep = claim.keep_leases(self._line, self._under_way, self._settings.lease_s)
        keeper = asyncio.create_task(keep)
        try:
            await self._work(should_stop, saturated, hands_over)
        finally:
            await self._wind_up(must_go)
            keeper.cancel()

    async def has_due(self) -> bool:
        """Whether any bundle has due work at this moment."""
        try:
            return bool(await claim.due_lanes(self._line())) or await self._has_due_source()
        except psycopg.OperationalError:
            return False

    async def _work(
        self,
        should_stop: Callable[[], bool],
        saturated: Callable[[], None],
        hands_over: Callable[[], bool],
    ) -> None:
        idle_since = time.monotonic()
        pause_s = SHORTEST_PAUSE_S
        while not should_stop():
            if hands_over() and await self._lull():
                return
            was_busy, taken = self._is_busy, await self._take(saturated)
            begun = await self._poll()
            if taken or begun or was_busy:  # what ended since the look may have freed others
                idle_since = time.monotonic()
            elif time.monotonic() - idle_since > self._settings.linger_s:
                return
            pause_s = SHORTEST_PAUSE_S if taken else min(pause_s * 1.5, LONGEST_PAUSE_S)
            if taken >= WORTH_WAITING_FOR:
                await self._half_done()
            else:
                await asyncio.sleep(pause_s)

    async def _lull(self) -> bool:
        """Take nothing for a moment; returns whether all that was under way got done meanwhile."""
        ends_at = time.monotonic() + self._settings.lull_s
        while self._is_busy and time.monotonic() < ends_at:
            await asyncio.sleep(LONGEST_PAUSE_S)
        return not self._is_busy

    async def _has_due_source(self) -> bool:
        return self._readers is not None and await self._readers.has_due()

    @property
    def _is_busy(self) -> bool:
        return bool(self._running) or (self._readers is not None and self._readers.is_busy)

    async def _poll(self) -> int:
        """Begin the turns of due sources; what they bring is taken from the queue like all else."""
        if self._readers is None or self._recorder.is_behind:
            return 0
        return await self._readers.look()

    async def _half_done(self) -> None:
        """Wait until half of what is under way is done, but not long: other work may be due."""
        self._low_water = len(self._running) // 2
        self._room.clear()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(LONGEST_PAUSE_S):
                await self._room.wait()

    async def _take(self, saturated: Callable[[], None]) -> int:
        """Claim what there is room for and start it; returns how many runs were started."""
        room = self._settings.in_flight - len(self._running)
        if room <= 0 or self._recorder.is_behind:
            return 0
        try:
            runs = await self._claim(room, saturated)
        except psycopg.OperationalError as error:
            log.warning("PostgreSQL is away, nothing can be claimed: %s", error)
            await self._reconnect()
            return 0
        for run in runs:
            self._start(run)
        return len(runs)

    async def _claim(self, room: int, saturated: Callable[[], None]) -> list[Claimed]:
        db = self._line()
        lanes = await claim.due_lanes(db)
        if not lanes:
            return []
        settings = self._settings
        wants = claim.share(lanes, room, self._per_bundle, settings.per_bundle)
        asked_at = time.monotonic()
        runs = await claim.claim(db, wants, settings.lease_s) if wants else []
        are_full = (self._per_bundle[lane.bundle_id] >= settings.per_bundle for lane in lanes)
        if any(are_full) or claim.left_some(wants, runs):
            saturated()
        if self._suspect is None and asked_at > self._next_suspect_at:
            self._next_suspect_at = asked_at + SUSPECTS_EVERY_S
            if suspect := await claim.claim_suspect(db, settings.lease_s):
                self._suspect = suspect.id
                runs.append(suspect)
        for run in runs:
            run.lease_ends = asked_at + settings.lease_s
        return runs

    def _start(self, run: Claimed) -> None:
        self._per_bundle[run.bundle_id] += 1
        self._running[run.id] = (run, asyncio.create_task(self._carry_out(run)))

    async def _carry_out(self, run: Claimed) -> None:
        try:
            await self._perform(run)
        except LeaseLost:
            log.info("Run %s is left to another worker, its lease ran out here", run.id)
        except psycopg.OperationalError as error:
            log.warning("Run %s waits for PostgreSQL: %s", run.id, error)
        finally:
            self._forget(run)

    async def _perform(self, run: Claimed) -> None:
        tools = self._tools
        if tools is None:
            raise RuntimeError("the worker is not open")
        outcome = await perform(run, tools)
        if isinstance(outcome, Ending):
            written = self._recorder.end(outcome)
            if outcome.status == "succeeded" and outcome.transactions:
                self._watch.relieve(UUID(run.bundle_id), polls=run.polls)
            if run.reply_to:
                await tools.publish(run.reply_to, end_message(run.event_id))
        else:
            written = self._recorder.put_off(outcome)
        if run.is_ordered or run.id == self._suspect:
            await written

    def _forget(self, run: Claimed) -> None:
        self._running.pop(run.id, None)
        self._per_bundle[run.bundle_id] -= 1
        if not self._per_bundle[run.bundle_id]:
            del self._per_bundle[run.bundle_id]
        if run.id == self._suspect:
            self._suspect = None
        if len(self._running) <= self._low_water:
            self._room.set()

    async def _wind_up(self, must_go: Callable[[], bool]) -> None:
        """Let the calls under way finish; what is cut off after the grace is given to others."""
        if self._tools is not None:
            self._tools.is_winding_up = True
        ends = [finish([task for _, task in self._running.values()], must_go=must_go)]
        if self._readers is not None:
            ends.append(self._readers.wind_up(must_go))
        await asyncio.gather(*ends)
        await self._recorder.settled()
        if self._tools is not None:
            # Between two drains the loop stands still, and tokens that arrive then would be late.
            await self._tools.accounts.settled()
        await self._watch.settled()

    def _under_way(self) -> list[Claimed]:
        return [run for run, _ in self._running.values()]

    def _line(self) -> Db:
        if self._db is None:
            raise psycopg.OperationalError("not connected")
        return self._db

    async def _reconnect(self) -> None:
        await asyncio.sleep(0.2)
        await self._line().close()
        with contextlib.suppress(psycopg.OperationalError):
            self._db = await connect("worker")
            if self._tools is not None:
                self._tools.db = self._db
