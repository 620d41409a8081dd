"""Taking work from the queue: fair between workspaces and bundles, one lease at a time.

A claim moves `due_at` to the end of the lease, so that a run whose worker died is simply due again;
taking such a run counts as a crash, unless its worker is this one, or has given it up. After a
second crash a run is taken by `suspects`, so that a third one while none of the others was under
way proves that it is this run that kills its workers: then it is poison.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from engine.journal.modes import ALERT
from engine.journal.telling.story import Facts
from engine.queue.database import Db

SUSPECT_AFTER = 1
POISON_AFTER = 3

LANES = """
WITH RECURSIVE lane AS (
    (SELECT workspace_id, bundle_id, due_at FROM queue_run
     WHERE due_at IS NOT NULL ORDER BY workspace_id, bundle_id, due_at LIMIT 1)
    UNION ALL
    SELECT next.* FROM lane CROSS JOIN LATERAL (
        SELECT q.workspace_id, q.bundle_id, q.due_at FROM queue_run q
        WHERE q.due_at IS NOT NULL
          AND (q.workspace_id, q.bundle_id) > (lane.workspace_id, lane.bundle_id)
        ORDER BY q.workspace_id, q.bundle_id, q.due_at LIMIT 1) AS next
)
SELECT lane.workspace_id::text, lane.bundle_id::text,
       EXISTS (SELECT FROM queue_run o
               WHERE o.bundle_id = lane.bundle_id AND o.order_key IS NOT NULL),
       b.status NOT IN ('running', 'migration')
FROM lane JOIN bundles_bundle b ON b.id = lane.bundle_id
WHERE lane.due_at <= now() AND (b.status IN ('running', 'migration') OR b.status <> 'deleted'
    AND EXISTS (SELECT FROM queue_run l WHERE l.bundle_id = lane.bundle_id
                AND l.let_through = l.attempts AND l.due_at <= now()))
"""

# `orphaned`: leased, and by a worker that neither is this one nor has given it up.
_ORPHANED = "(picked.status = 'running' AND COALESCE(picked.worker_id <> %(worker)s::uuid, false))"
TAKE = f"""
UPDATE queue_run q
SET status = 'running', lease = q.lease + 1, due_at = now() + %(lease_s)s * interval '1 second',
    worker_id = %(worker)s::uuid, in_company = %(in_company)s,
    crashes = q.crashes + {_ORPHANED}::int,
    version_id = COALESCE(q.version_id, b.version_id), started_at = COALESCE(q.started_at, now())
FROM picked JOIN bundles_bundle b ON b.id = picked.bundle_id
    JOIN accounts_workspace w ON w.id = b.workspace_id
WHERE q.id = picked.id
RETURNING q.id::text, q.lease, q.workspace_id::text, q.bundle_id::text, q.version_id::text,
          q.event_id::text, q.origin_id::text, q.mode, picked.status, q.key,
          q.order_key IS NOT NULL, q.received_at, q.started_at, q.crashes, q.attempts,
          q.bytes_in, q.reply_to, q.payload, w.time_zone, b.trigger_kind = 'polling',
          q.resend_of::text, q.attempt, w.masked_fields, b.is_confidential,
          (SELECT u.connection_id::text FROM bundles_use u
           WHERE u.bundle_id = b.id AND u.role = 'trigger' AND u.live LIMIT 1),
          {_ORPHANED} AND q.crashes >= {POISON_AFTER} AND NOT picked.in_company
"""

_CLAIM = """
WITH want AS (
    SELECT * FROM unnest(%(workspaces)s::uuid[], %(bundles)s::uuid[], %(numbers)s::int[])
        AS w (workspace_id, bundle_id, number)
), picked AS MATERIALIZED (
    SELECT r.* FROM want CROSS JOIN LATERAL (
        SELECT q.id, q.bundle_id, q.status, q.worker_id, q.in_company FROM queue_run q
        WHERE q.workspace_id = want.workspace_id AND q.bundle_id = want.bundle_id
          AND q.due_at <= now() AND q.order_key IS NULL AND q.crashes < {suspect} AND {may_go}
        ORDER BY q.due_at LIMIT want.number FOR UPDATE SKIP LOCKED) r
)
{take}
"""
CLAIM = _CLAIM.format(may_go="true", suspect=SUSPECT_AFTER, take=TAKE)
# Of bundles that stand still, a small index leads to what is let through.
CLAIM_LET_THROUGH = _CLAIM.format(
    may_go="q.let_through = q.attempts", suspect=SUSPECT_AFTER, take=TAKE
)

CLAIM_HEADS = f"""
WITH RECURSIVE head AS (
    (SELECT order_key, id FROM queue_run
     WHERE bundle_id = %(bundle)s AND order_key IS NOT NULL ORDER BY order_key, seq LIMIT 1)
    UNION ALL
    SELECT next.* FROM head CROSS JOIN LATERAL (
        SELECT q.order_key, q.id FROM queue_run q
        WHERE q.bundle_id = %(bundle)s AND q.order_key > head.order_key
        ORDER BY q.order_key, q.seq LIMIT 1) AS next
), due AS MATERIALIZED (
    SELECT q.id FROM head JOIN queue_run q ON q.id = head.id
    WHERE q.due_at <= now() AND q.crashes < {SUSPECT_AFTER}
      AND (q.let_through = q.attempts OR NOT %(stands_still)s) LIMIT %(number)s
), picked AS MATERIALIZED (
    SELECT q.id, q.bundle_id, q.status, q.worker_id, q.in_company FROM queue_run q
    WHERE q.id IN (SELECT id FROM due) AND q.due_at <= now() FOR UPDATE SKIP LOCKED
)
{TAKE}
"""


@dataclass(frozen=True, slots=True)
class Lane:
    """A bundle that has due work; of one that stands still only what is let through."""

    workspace_id: str
    bundle_id: str
    is_ordered: bool
    stands_still: bool = False


@dataclass(frozen=True, slots=True)
class Want:
    """How many runs of a lane to take."""

    lane: Lane
    number: int


@dataclass(slots=True)
class Claimed:
    """A run this worker holds the lease of; `status` is the one it had before."""

    id: str
    lease: int
    workspace_id: str
    bundle_id: str
    version_id: str
    event_id: str
    origin_id: str
    mode: str
    status: str
    key: str | None
    is_ordered: bool
    received_at: datetime
    started_at: datetime
    crashes: int
    attempts: int
    bytes_in: int
    reply_to: str | None
    payload: str
    time_zone: str
    polls: bool
    resend_of: str | None = None
    attempt: int = 1
    masked_fields: Sequence[str] = ()
    is_confidential: bool = False
    listens_to: str | None = None
    is_poison: bool = False
    lease_ends: float = field(default=0.0)
    is_lost: bool = False

    @property
    def facts(self) -> Facts:
        """Return what the journal has to know of the run to tell its story."""
        place = (self.workspace_id, self.event_id, self.key)
        if self.mode == ALERT:  # the engine's own words to its users
            return Facts(*place)
        return Facts(*place, tuple(self.masked_fields), self.is_confidential)

    @property
    def follows_crash(self) -> bool:
        """Whether the worker before this one vanished while it held the run."""
        return self.status == "running"

    @property
    def has_past(self) -> bool:
        """Whether an earlier lease may have left checkpoints."""
        return self.lease > 1

    def go_on_as(self, again: "Claimed") -> bool:
        """Take over the lease under which the same worker got the run again; False if it can't.

        Where another worker had it in between, what this one does has been done without it.
        """
        if again.status != "running" or again.lease != self.lease + 1:
            return False
        self.lease, self.lease_ends, self.is_lost = again.lease, again.lease_ends, False
        return True


async def due_lanes(db: Db) -> list[Lane]:
    """Return the bundles that have due work and may run."""
    return [Lane(*row) for row in await (await db.execute(LANES)).fetchall()]


async def claim(db: Db, wants: Sequence[Want], worker_id: str, lease_s: float) -> list[Claimed]:
    """Take due runs of these lanes; a row another worker holds is skipped, not waited for."""
    taken: list[tuple[Any, ...]] = []
    lease = {"worker": worker_id, "in_company": False, "lease_s": lease_s}
    for statement, stands_still in ((CLAIM, False), (CLAIM_LET_THROUGH, True)):
        some = [want for want in wants if want.lane.stands_still == stands_still]
        if some:
            params = {**_columns(some), **lease}
            taken += await (await db.execute(statement, params)).fetchall()
    for want in wants:
        if want.lane.is_ordered:
            heads = {
                "bundle": want.lane.bundle_id,
                "number": want.number,
                "stands_still": want.lane.stands_still,
                **lease,
            }
            taken += await (await db.execute(CLAIM_HEADS, heads)).fetchall()
    return [Claimed(*row) for row in taken]


def _columns(wants: Sequence[Want]) -> dict[str, list[Any]]:
    return {
        "workspaces": [want.lane.workspace_id for want in wants],
        "bundles": [want.lane.bundle_id for want in wants],
        "numbers": [want.number for want in wants],
    }


def share(lanes: Sequence[Lane], room: int, taken: dict[str, int], cap: int) -> list[Want]:
    """Divide the room evenly between workspaces, and within one between its bundles.

    `taken` counts what each bundle has in flight already; no bundle gets beyond `cap`.
    """
    by_workspace: dict[str, list[Lane]] = {}
    for lane in lanes:
        if taken.get(lane.bundle_id, 0) < cap:
            by_workspace.setdefault(lane.workspace_id, []).append(lane)
    wants: list[Want] = []
    left = room
    for index, own in enumerate(by_workspace.values()):
        part = -(-left // (len(by_workspace) - index))
        for place, lane in enumerate(own):
            number = min(-(-part // (len(own) - place)), cap - taken.get(lane.bundle_id, 0), part)
            if number > 0:
                wants.append(Want(lane, number))
            part -= number
            left -= number
    return wants


def left_some(wants: Sequence[Want], runs: Sequence[Claimed]) -> bool:
    """Whether a bundle gave all that was asked of it, and so may well have more."""
    taken = Counter(run.bundle_id for run in runs)
    return any(taken[want.lane.bundle_id] >= want.number for want in wants)
