"""Group commit: what arrives while one commit is under way goes into the next.

No timer: the first request starts a commit at once. A failed group is tried again row by row, so
that one bad row never refuses its neighbours.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice

import psycopg

from engine.queue.arrivals import Arrival, hurry_in, mark_repeats
from engine.queue.database import Db, connect
from engine.queue.express import Express

log = logging.getLogger(__name__)

PENDING_LIMIT = 20_000
PENDING_BYTES = 256 << 20
GROUP_LIMIT = 1_000
GROUP_BYTES = 8 << 20
PATIENCE_S = 8.0
SAMPLES_KEPT = 20

CATCH = """
INSERT INTO connections_sample (id, connection_id, received_at, payload, bytes_in)
SELECT %s, c.id, %s, %s, %s FROM connections_connection c WHERE c.id = %s
ON CONFLICT (id) DO NOTHING
"""
TRIM = """
DELETE FROM connections_sample WHERE connection_id = %s AND id < (
    SELECT id FROM connections_sample WHERE connection_id = %s
    ORDER BY id DESC OFFSET %s LIMIT 1)
"""
IS_THERE = """
SELECT EXISTS (SELECT FROM queue_run WHERE id = %s)
    OR EXISTS (SELECT FROM journal_entry WHERE id = %s AND finished_at >= %s)
"""


class Overloaded(Exception):
    """More waits to be committed than can be promised; nothing was accepted."""


@dataclass(slots=True)
class Sample:
    """A request kept for the builder."""

    event_id: str
    connection_id: str
    received_at: datetime
    payload: bytes
    bytes_in: int


@dataclass(slots=True)
class Delivery:
    """All that one request becomes; committed whole or not at all.

    `wakes` says that somebody could start on it right away.
    """

    arrivals: Sequence[Arrival]
    sample: Sample | None = None
    wakes: bool = True
    size: int = field(init=False)
    done: "asyncio.Future[None]" = field(
        default_factory=lambda: asyncio.get_running_loop().create_future()
    )

    def __post_init__(self) -> None:
        """Weigh it once."""
        self.size = sum(len(one.payload) for one in self.arrivals)

    @property
    def is_plain(self) -> bool:
        """Whether its rows are all there is to write, with nothing to look up before."""
        return self.sample is None and all(one.seen_key is None for one in self.arrivals)


class GroupCommit:
    """Puts deliveries into PostgreSQL, many in one commit; `on_commit` hears of new work."""

    def __init__(
        self, on_commit: Callable[[], None], *, pending_limit: int = PENDING_LIMIT
    ) -> None:
        self._on_commit = on_commit
        self._pending_limit = pending_limit
        self._pending: list[Delivery] = []
        self._pending_bytes = 0
        self._flushing: asyncio.Task[None] | None = None
        self._db: Db | None = None
        self._express: Express | None = None

    async def put(self, delivery: Delivery) -> None:
        """Return once the delivery is committed.

        Raises Overloaded before anything was accepted, psycopg.Error when it could not be stored.
        """
        if len(self._pending) >= self._pending_limit or self._pending_bytes >= PENDING_BYTES:
            raise Overloaded
        self._pending.append(delivery)
        self._pending_bytes += delivery.size
        if self._flushing is None:
            self._flushing = asyncio.create_task(self._flush())
        await delivery.done

    async def close(self) -> None:
        """Wait for the commit under way and hang up."""
        if self._flushing is not None:
            await self._flushing
        if self._db is not None:
            await self._db.close()

    async def _flush(self) -> None:
        try:
            while self._pending:
                await self._settle(self._take(GROUP_LIMIT, GROUP_BYTES))
        finally:
            self._flushing = None

    def _take(self, most: int, most_bytes: int, *, only_plain: bool = False) -> list[Delivery]:
        """Take what fits from those that wait, in the order of their coming.

        The first goes however large it is, unless it is to join others.
        """
        count = 0
        for delivery in islice(self._pending, most):
            most_bytes -= delivery.size
            is_too_much = most_bytes < 0 and (count > 0 or only_plain)
            if is_too_much or (only_plain and not delivery.is_plain):
                break
            self._pending_bytes -= delivery.size
            count += 1
        taken = self._pending[:count]
        del self._pending[:count]
        return taken

    async def _settle(self, group: list[Delivery]) -> None:
        try:
            await self._store_patiently(group)
        except psycopg.OperationalError as error:
            _fail(group, error)
        except Exception as error:
            await self._settle_one_by_one(group, error)
        else:
            if any(delivery.wakes for delivery in group):
                self._on_commit()
            for delivery in group:
                if not delivery.done.done():
                    delivery.done.set_result(None)

    async def _settle_one_by_one(self, group: list[Delivery], error: Exception) -> None:
        if len(group) == 1:
            _fail(group, error)
            return
        log.warning("A group of %d events was refused, storing them one by one", len(group))
        for delivery in group:
            await self._settle([delivery])

    async def _store_patiently(self, group: list[Delivery]) -> None:
        """Store the group, outlasting a restart of the server for a few seconds."""
        deadline = time.monotonic() + PATIENCE_S
        is_retry = False
        while True:
            try:
                if self._db is None or self._db.closed:
                    self._db = await connect("receiver")
                    self._express = Express(self._db)
                if not (is_retry and await self._is_stored(group)):
                    await self._store(group)
            except psycopg.Error as error:
                if not self._is_away(error):
                    raise
                await self._hang_up()
                if time.monotonic() > deadline:
                    raise psycopg.OperationalError(*error.args) from error
                is_retry = True
                await asyncio.sleep(0.2)
            else:
                return

    def _is_away(self, error: psycopg.Error) -> bool:
        """Tell a lost line, also one that the server cut for idling, from a refused row."""
        lost = self._db is None or self._db.closed
        return lost or isinstance(error, psycopg.OperationalError)

    async def _is_stored(self, group: list[Delivery]) -> bool:
        """Tell whether a commit whose answer was lost went through; a group is atomic."""
        first = next((one for delivery in group for one in delivery.arrivals), None)
        if first is None or self._db is None:
            return False
        found = await self._db.execute(IS_THERE, (first.id, first.id, first.received_at))
        row = await found.fetchone()
        return bool(row and row[0])

    async def _store(self, group: list[Delivery]) -> None:
        arrivals = _arrivals(group)
        if all(delivery.is_plain for delivery in group):
            await hurry_in(self._fast_line(), arrivals, lambda: _arrivals(self._latecomers(group)))
            return
        async with self._line().transaction():
            await mark_repeats(self._line(), arrivals)
            await hurry_in(self._fast_line(), arrivals)
            for delivery in group:
                if delivery.sample:
                    await self._catch(delivery.sample)

    def _latecomers(self, group: list[Delivery]) -> list[Delivery]:
        """Let who came meanwhile join a group of plain deliveries, in the order of their coming."""
        room = GROUP_BYTES - sum(delivery.size for delivery in group)
        joined = self._take(max(0, GROUP_LIMIT - len(group)), room, only_plain=True)
        group += joined
        return joined

    async def _catch(self, sample: Sample) -> None:
        line = self._line()
        row = (sample.event_id, sample.received_at, sample.payload.decode(), sample.bytes_in)
        await line.execute(CATCH, (*row, sample.connection_id))
        await line.execute(TRIM, (sample.connection_id, sample.connection_id, SAMPLES_KEPT - 1))

    def _line(self) -> Db:
        if self._db is None:
            raise psycopg.OperationalError("not connected")
        return self._db

    def _fast_line(self) -> Express:
        if self._express is None:
            raise psycopg.OperationalError("not connected")
        return self._express

    async def _hang_up(self) -> None:
        if self._db is not None:
            await self._db.close()
            self._db = None


def _arrivals(group: Sequence[Delivery]) -> list[Arrival]:
    return [one for delivery in group for one in delivery.arrivals]


def _fail(group: list[Delivery], error: Exception) -> None:
    for delivery in group:
        if not delivery.done.done():
            delivery.done.set_exception(error)
