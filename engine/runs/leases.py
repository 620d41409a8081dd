"""The leases of one worker: prolonged in time, and given up by word where it lives without them.

A worker that lost runs to a lost connection, a long sleep, or its own orderly end has not died with
them; it says so, or they would be taken for what kills workers.
"""

import asyncio
import time
from collections.abc import Callable, Sequence

import psycopg

from engine.queue.database import Db
from engine.runs.claim import Claimed

EXTEND = """
UPDATE queue_run q SET due_at = now() + %s * interval '1 second'
FROM unnest(%s::uuid[], %s::int[]) AS mine (id, lease)
WHERE q.id = mine.id AND q.lease = mine.lease AND q.status = 'running'
RETURNING q.id::text
"""
# What nobody has taken yet is free at once; whoever took it has counted a death that was none.
GIVE_UP = """
UPDATE queue_run q
SET due_at = CASE WHEN q.lease = mine.lease THEN now() ELSE q.due_at END,
    worker_id = CASE WHEN q.lease = mine.lease THEN NULL ELSE q.worker_id END,
    crashes = q.crashes - (q.lease > mine.lease AND q.crashes > 0)::int
FROM unnest(%s::uuid[], %s::int[]) AS mine (id, lease)
WHERE q.id = mine.id AND (q.lease = mine.lease AND q.status = 'running'
    OR q.lease > mine.lease AND q.worker_id IS DISTINCT FROM %s::uuid)
"""


class Leases:
    """Those that one worker holds, and those it has lost."""

    def __init__(self, worker_id: str, lease_s: float) -> None:
        self._worker_id = worker_id
        self._lease_s = lease_s
        self._lost: list[Claimed] = []

    def lose(self, run: Claimed) -> None:
        """Have it said as soon as PostgreSQL hears it: this worker lives, but without the run."""
        if not run.is_lost:
            run.is_lost = True
            self._lost.append(run)

    async def keep(
        self, line: Callable[[], Db], under_way: Callable[[], Sequence[Claimed]]
    ) -> None:
        """Prolong the leases of runs that take long, until cancelled; half of one always is left.

        So much time a machine that is short of it may let pass before another worker comes.
        """
        while True:
            await asyncio.sleep(self._lease_s / 6)
            limit = time.monotonic() + self._lease_s * 2 / 3
            old = [run for run in under_way() if run.lease_ends < limit]
            try:
                if old:
                    await self._prolong(line(), old)
                await self.tell(line())
            except psycopg.OperationalError:
                continue

    async def tell(self, db: Db) -> None:
        """Say which leases were lost; what could not be said stays to be said."""
        if not self._lost:
            return
        said = list(self._lost)
        keys = ([run.id for run in said], [run.lease for run in said])
        await db.execute(GIVE_UP, (*keys, self._worker_id))
        del self._lost[: len(said)]

    async def _prolong(self, db: Db, runs: Sequence[Claimed]) -> None:
        asked_at = time.monotonic()
        keys = ([run.id for run in runs], [run.lease for run in runs])
        found = await db.execute(EXTEND, (self._lease_s, *keys))
        held = {row[0] for row in await found.fetchall()}
        for run in runs:
            if run.id in held:
                run.lease_ends = asked_at + self._lease_s
            else:
                run.lease_ends = 0.0
