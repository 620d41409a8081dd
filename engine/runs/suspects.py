"""Runs that two workers died with: begun apart, so that the third death tells which of them kills.

For a while only one is under way at a time. Where that is too slow, one that has outlived its trial
gets company. A death in company convicts nobody: all that were there begin again, alone at first,
with trials ten times as long, so that what kills late is alone at last, too.
"""

import math
import time
from collections.abc import Callable

from engine.queue.database import Db
from engine.runs.claim import SUSPECT_AFTER, TAKE, Claimed

ALONE_FOR_S = 8.0
TRIAL_S = 0.05
LONGER = 10
LOOK_EVERY_S = 0.02

# Who was taken last before a death goes first: what kills mostly does so soon.
CLAIM_SUSPECT = f"""
WITH picked AS MATERIALIZED (
    SELECT q.id, q.bundle_id, q.status, q.worker_id, q.in_company FROM queue_run q
    WHERE q.crashes >= {SUSPECT_AFTER} AND q.due_at <= now() AND EXISTS (
        SELECT FROM bundles_bundle b WHERE b.id = q.bundle_id
        AND (b.status IN ('running', 'migration')
             OR b.status <> 'deleted' AND q.let_through = q.attempts))
    ORDER BY q.crashes DESC, q.due_at DESC LIMIT 1 FOR UPDATE SKIP LOCKED
), beside AS (
    UPDATE queue_run o SET in_company = true
    WHERE o.id = ANY(%(beside)s::uuid[]) AND o.worker_id = %(worker)s::uuid
        AND EXISTS (SELECT FROM picked)
)
{TAKE}
"""  # noqa: S608 (made of our own words only)


class Suspects:
    """Those that one worker tries now."""

    def __init__(
        self, worker_id: str, lease_s: float, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._lease = {"worker": worker_id, "lease_s": lease_s}
        self._clock = clock
        self._trial_ends: dict[str, float] = {}
        self._alone_until = math.inf
        self._next_look_at = 0.0

    def __contains__(self, run_id: str) -> bool:
        return run_id in self._trial_ends

    async def take(self, db: Db) -> list[Claimed]:
        """Take the next one, if there is any and it disturbs nobody's trial."""
        moment = self._clock()
        if moment < max([self._next_look_at, *self._trial_ends.values()]):
            return []
        self._next_look_at = moment + LOOK_EVERY_S
        beside = list(self._trial_ends)
        params = {**self._lease, "beside": beside, "in_company": bool(beside)}
        row = await (await db.execute(CLAIM_SUSPECT, params)).fetchone()
        if row is not None:
            run = Claimed(*row)
            self._try(run, moment)
            return [run]
        if not beside:
            self._alone_until = math.inf
        return []

    def forget(self, run: Claimed) -> None:
        """End the trial of a run that is over, if it was on trial."""
        self._trial_ends.pop(run.id, None)

    def _try(self, run: Claimed, moment: float) -> None:
        self._alone_until = min(self._alone_until, moment + ALONE_FOR_S)
        trial_s = TRIAL_S * LONGER ** max(run.crashes - 2, 0)
        self._trial_ends[run.id] = max(moment + trial_s, self._alone_until)
