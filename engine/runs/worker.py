"""The worker: claims, executes many runs at once in one event loop, records; idle, it goes home.

A slow target never holds up the rest: work is refilled as places become free, and one bundle gets
at most `per_bundle` of them.
"""

import asyncio
import contextlib
import logging
import random
import time
from collections.abc import Callable, Mapping, Sequence
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
from engine.kernel.ids import new_id
from engine.queue.database import Db, connect
from engine.queue.winding_up import finish
from engine.runs import claim
from engine.runs.answers import end_message
from engine.runs.claim import Claimed
from engine.runs.leases import Leases
from engine.runs.library import Library
from engine.runs.outcome import LeaseLost
from engine.runs.own import OwnServices
from engine.runs.perform import perform
from engine.runs.readers import Readers
from engine.runs.record import Recorder
from engine.runs.results import Ending
from engine.runs.settings import Settings
from engine.runs.suspects import Suspects
from engine.runs.tools import Tools
from engine.runs.under_way import UnderWay
from engine.triggers.desk import Desk

log = logging.getLogger(__name__)

SHORTEST_PAUSE_S = 0.008
LONGEST_PAUSE_S = 0.05
WORTH_WAITING_FOR = 16
# After PostgreSQL was away all results that waited go first, those of other workers as well: their
# leases may be over.
RESULTS_FIRST_S = 1.0


class Worker:
    """One process's machine: `async with Worker(…) as worker: await worker.drain(…)`."""

    def __init__(
        self,
        settings: Settings,
        *,
        stop_bundle: Callable[[UUID, Mapping[str, Any]], None],
    ) -> None:
        self._settings = settings
        self._stop_bundle = stop_bundle
        self._stack = AsyncExitStack()
        self._watch = Watch(probes=settings.probes)
        self._under_way = UnderWay()
        self._id = str(new_id())
        self._leases = Leases(self._id, settings.lease_s)
        self._recorder = Recorder(self._leases.lose)
        self._suspects = Suspects(self._id, settings.lease_s)
        self._db: Db | None = None
        self._tools: Tools | None = None
        self._readers: Readers | None = None
        self._rests_until = 0.0

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
        desk = Desk(door, accounts, limiter, self._watch, self._stop_bundle)
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
            stop_bundle=self._stop_bundle,
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
        keeper = asyncio.create_task(self._leases.keep(self._line, self._held))
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
                await self._under_way.half_done(LONGEST_PAUSE_S)
            else:
                await asyncio.sleep(pause_s)

    def _held(self) -> list[Claimed]:
        return [*self._under_way.runs(), *self._recorder.waiting()]

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
        return bool(self._under_way) or (self._readers is not None and self._readers.is_busy)

    async def _poll(self) -> int:
        """Begin the turns of due sources; what they bring is taken from the queue like all else."""
        if self._readers is None or self._recorder.is_behind:
            return 0
        return await self._readers.look()

    async def _take(self, saturated: Callable[[], None]) -> int:
        """Claim what there is room for and start it; returns how many runs were started."""
        if self._line().closed:  # leases are prolonged over it, also while nothing can be taken
            await self._reconnect()
        room = self._settings.in_flight - len(self._under_way)
        if room <= 0 or self._recorder.is_behind or time.monotonic() < self._rests_until:
            return 0
        try:
            return await self._claim(room, saturated)
        except psycopg.OperationalError as error:
            log.warning("PostgreSQL is away, nothing can be claimed: %s", error)
            await self._reconnect()
            return 0

    async def _claim(self, room: int, saturated: Callable[[], None]) -> int:
        db, settings = self._line(), self._settings
        lanes = await claim.due_lanes(db)
        if not lanes:
            return 0
        taken = self._under_way.per_bundle
        wants = claim.share(lanes, room, taken, settings.per_bundle)
        asked_at = time.monotonic()
        runs = await claim.claim(db, wants, self._id, settings.lease_s) if wants else []
        are_full = (taken[lane.bundle_id] >= settings.per_bundle for lane in lanes)
        if any(are_full) or claim.left_some(wants, runs):
            saturated()
        self._begin(runs, asked_at)
        asked_at = time.monotonic()
        suspects = await self._suspects.take(db)
        self._begin(suspects, asked_at)
        return len(runs) + len(suspects)

    def _begin(self, runs: Sequence[Claimed], asked_at: float) -> None:
        for run in runs:
            run.lease_ends = asked_at + self._settings.lease_s
            if not self._under_way.goes_on(run):
                self._under_way.begin(run, self._carry_out(run))

    async def _carry_out(self, run: Claimed) -> None:
        try:
            await self._perform(run)
        except LeaseLost:
            self._leases.lose(run)
            log.info("Run %s is left to another worker, its lease ran out here", run.id)
        except psycopg.OperationalError as error:
            self._leases.lose(run)
            log.warning("Run %s waits for PostgreSQL: %s", run.id, error)
        except asyncio.CancelledError:
            self._leases.lose(run)
            raise
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
        if run.is_ordered or run.id in self._suspects:
            await written

    def _forget(self, run: Claimed) -> None:
        self._under_way.end(run)
        self._suspects.forget(run)

    async def _wind_up(self, must_go: Callable[[], bool]) -> None:
        """Let the calls under way finish; what is cut off after the grace is given to others."""
        if self._tools is not None:
            self._tools.is_winding_up = True
        ends = [finish(self._under_way.tasks(), must_go=must_go)]
        if self._readers is not None:
            ends.append(self._readers.wind_up(must_go))
        await asyncio.gather(*ends)
        await self._recorder.settled()
        if self._tools is not None:
            # Between two drains the loop stands still, and tokens that arrive then would be late.
            await self._tools.accounts.settled()
        await self._watch.settled()
        with contextlib.suppress(psycopg.OperationalError):
            await self._leases.tell(self._line())

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
        self._rests_until = time.monotonic() + RESULTS_FIRST_S
