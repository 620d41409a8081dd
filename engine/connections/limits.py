"""Limits of one connection, shared by every worker through Valkey and rebuilt when it is lost.

Connections without limits never touch Valkey. While it is away each process keeps the limits by
itself, so that several processes together may exceed them until it is back.
"""

import asyncio
import logging
import math
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self, TypeVar, cast
from uuid import UUID

from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from connectors.sdk.declare import Limits
from engine.connections.admission import MICRO, Admitted, Memory, Rate, Request, Wait
from engine.kernel.json_types import Json

__all__ = ["Admitted", "Allowance", "Limiter", "Wait", "allowance"]

SCRIPT = Path(__file__).with_name("limits.lua").read_text()
ANSWER_WITHIN_S = 0.5
TRY_AGAIN_AFTER_S = 1.0
SOCKETS = 8
FORGET_ABOVE = 4096

T = TypeVar("T")

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Allowance:
    """What a connection may do: `rate` is calls, period in seconds, burst; None: no such limit.

    `scopes` are the rates of single actions and triggers, which count for the connection as well.
    """

    rate: Rate | None = None
    concurrency: int | None = None
    scopes: Mapping[str, Rate] = field(default_factory=dict)


def allowance(limits: Limits | None, settings: Mapping[str, Json]) -> Allowance:
    """Return a connector's limits, overridden by the connection's own `limits` setting."""
    declared = limits or Limits()
    own = settings.get("limits")
    chosen = own if isinstance(own, Mapping) else {}
    per_second, places = chosen.get("per_second"), chosen.get("concurrency")
    return Allowance(
        _rate(float(per_second), 1.0)
        if isinstance(per_second, int | float)
        else _rate(declared.calls, declared.period_s),
        places if isinstance(places, int) else declared.at_once,
        {
            name: rate
            for name, one in declared.scopes.items()
            if (rate := _rate(one.calls, one.period_s))
        },
    )


def _rate(calls: float | None, period_s: float) -> Rate | None:
    if not calls:
        return None
    burst = max(1, int(calls // 10))
    # With this rate any window of the period has at most `calls` calls, the burst included.
    return (calls - burst + 1, period_s, burst)


class Limiter:
    """Admits calls of connections; one for each event loop."""

    def __init__(self, client: Redis, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._client = client
        self._script = client.register_script(SCRIPT)
        self._clock = clock
        self._offset_us = 0.0
        self._away_until = -math.inf
        self._known: dict[UUID, Memory] = {}
        self._turns = asyncio.Semaphore(SOCKETS)

    @classmethod
    def at(cls, url: str) -> Self:
        """Return a limiter on the Valkey at this address, with short timeouts and few sockets."""
        pool = BlockingConnectionPool.from_url(
            url,
            max_connections=SOCKETS,
            timeout=ANSWER_WITHIN_S,
            socket_timeout=ANSWER_WITHIN_S,
            socket_connect_timeout=ANSWER_WITHIN_S,
            retry=Retry(NoBackoff(), 1),
        )
        return cls(Redis(connection_pool=pool))

    async def close(self) -> None:
        """Close the sockets."""
        await self._client.aclose(close_connection_pool=True)

    async def admit(
        self,
        connection_id: UUID,
        *,
        rate: Rate | None,
        concurrency: int | None,
        holder: str,
        ttl_s: float,
    ) -> Admitted | Wait:
        """Let a call go or say how long to wait; a place not left comes back after `ttl_s`."""
        if rate is None and concurrency is None:
            return self._unlimited(connection_id)
        wish = Request(rate, concurrency, holder, ttl_s)
        memory = self._memory(connection_id)
        answer = await self._try(lambda: self._ask(connection_id, memory, wish))
        return answer or memory.admit(wish, clock_s=self._clock(), now_us=self._now_us())

    async def leave(self, connection_id: UUID, holder: str) -> None:
        """Give a place back; nothing happens when the holder has none."""
        memory = self._known.get(connection_id)
        if memory is None or memory.holders.pop(holder, None) is None:
            return
        await self._try(lambda: self._client.zrem(_keys(connection_id)[1], holder))

    async def slow_down(self, connection_id: UUID, seconds: float) -> None:
        """Keep every limited worker, and this process in any case, silent for so long."""
        memory = self._memory(connection_id)
        memory.paused_until = max(memory.paused_until, self._clock() + seconds)
        key, milliseconds = _keys(connection_id)[3], max(1, round(seconds * 1000))
        await self._try(lambda: self._client.set(key, "1", px=milliseconds, nx=True))
        await self._try(lambda: self._client.pexpire(key, milliseconds, gt=True))

    def _unlimited(self, connection_id: UUID) -> Admitted | Wait:
        memory = self._known.get(connection_id)
        pause = memory.pause_left(self._clock()) if memory else 0.0
        return Wait(pause) if pause > 0 else Admitted()

    async def _ask(self, connection_id: UUID, memory: Memory, wish: Request) -> Admitted | Wait:
        answer = await self._script(keys=_keys(connection_id), args=self._arguments(memory, wish))
        admitted, wait_us, arrival_us, now_us = map(float, cast("list[bytes]", answer))
        self._offset_us = now_us - self._clock() * MICRO
        memory.arrival_us = arrival_us
        if not admitted:
            return Wait(wait_us / MICRO)
        memory.hold(wish, self._clock())
        return Admitted()

    def _arguments(self, memory: Memory, wish: Request) -> list[str | float]:
        clock_s = self._clock()
        held = memory.still_held(clock_s) if wish.concurrency else {}
        return [
            wish.interval_us,
            wish.tolerance_us,
            wish.concurrency or 0,
            wish.holder,
            wish.ttl_s * MICRO,
            memory.arrival_us,
            memory.pause_left(clock_s) * MICRO,
            *(part for name, left in held.items() for part in (name, left * MICRO)),
        ]

    async def _try(self, command: Callable[[], Awaitable[T]]) -> T | None:
        # Taking turns is outside of the timeout: a crowd of ours is no sign that Valkey is away.
        async with self._turns:
            if self._clock() < self._away_until:
                return None
            try:
                async with asyncio.timeout(ANSWER_WITHIN_S):
                    return await command()
            except (RedisError, OSError, TimeoutError) as error:
                self._lost(error)
                return None

    def _lost(self, error: Exception) -> None:
        self._away_until = self._clock() + TRY_AGAIN_AFTER_S
        logger.debug("Valkey is away, limits are kept by this process alone: %r", error)

    def _now_us(self) -> float:
        return self._clock() * MICRO + self._offset_us

    def _memory(self, connection_id: UUID) -> Memory:
        if len(self._known) >= FORGET_ABOVE and connection_id not in self._known:
            self._forget_idle()
        return self._known.setdefault(connection_id, Memory())

    def _forget_idle(self) -> None:
        clock_s, now_us = self._clock(), self._now_us()
        self._known = {
            one: memory
            for one, memory in self._known.items()
            if not memory.is_idle(clock_s, now_us)
        }


def _keys(connection_id: UUID) -> list[str]:
    # The braces keep one connection's keys on one node of a cluster.
    place = f"svyazka:limit:{{{connection_id}}}"
    return [f"{place}:rate", f"{place}:slots", f"{place}:waiting", f"{place}:pause"]
