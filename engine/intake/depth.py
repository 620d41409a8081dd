"""How full the queue of each workspace is, so that an overfull one is told to wait beforehand."""

import asyncio
import logging
import time
from collections import Counter

import psycopg

from engine.queue.database import Db, connect

log = logging.getLogger(__name__)

COUNT = "SELECT workspace_id::text, count(*) FROM queue_run GROUP BY workspace_id"
SHARE_OF_TIME = 0.02


class Depth:
    """Counts now and then, and adds what was accepted since."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._counts: Counter[str] = Counter()
        self._under_way: Counter[str] = Counter()
        self._meanwhile: Counter[str] = Counter()

    def has_room(self, workspace_id: str) -> bool:
        """Whether the workspace may put in one more event."""
        return self._counts[workspace_id] + self._under_way[workspace_id] < self._limit

    def begin(self, workspace_id: str, count: int) -> None:
        """Remember that so many runs are being put in."""
        self._under_way[workspace_id] += count

    def end(self, workspace_id: str, count: int, *, are_stored: bool) -> None:
        """Remember what became of them; a count under way may have missed those that are stored."""
        self._under_way[workspace_id] -= count
        if are_stored:
            self._counts[workspace_id] += count
            self._meanwhile[workspace_id] += count

    async def watch(self) -> None:
        """Count for as long as the process lives, at most one fiftieth of the time."""
        while True:
            try:
                async with await connect("depth") as db:
                    while True:
                        await asyncio.sleep(max(1.0, await self._count(db) / SHARE_OF_TIME))
            except psycopg.OperationalError:
                log.debug("Cannot count the queue while PostgreSQL is away")
            await asyncio.sleep(1)

    async def _count(self, db: Db) -> float:
        started = time.monotonic()
        self._meanwhile.clear()
        rows = await (await db.execute(COUNT)).fetchall()
        self._counts = Counter({row[0]: row[1] for row in rows})
        self._counts.update(self._meanwhile)
        return time.monotonic() - started
