"""Taking sources: due ones, fair between workspaces, one lease at a time, in a few statements.

A claim moves `due_at` to the end of the lease; a source whose worker died is simply due again. All
that is written afterwards is guarded by the lease's number: whoever lost it writes nothing. Times
are the database's; `claimed_at` and a steady clock tell a turn what time it is.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

import orjson
from psycopg.types.json import Jsonb

from engine.journal.telling.sums import Sums
from engine.kernel.ids import new_id
from engine.kernel.json_types import JsonObject
from engine.queue.database import Db
from engine.triggers.streaks import Streak, polls_of, row_of
from engine.triggers.sweep import Position

DUE = "SELECT 1 FROM triggers_source WHERE due_at <= now() LIMIT 1"

CLAIM = """
WITH RECURSIVE lane AS (
    (SELECT workspace_id, due_at FROM triggers_source
     WHERE due_at IS NOT NULL ORDER BY workspace_id, due_at LIMIT 1)
    UNION ALL
    SELECT next.* FROM lane CROSS JOIN LATERAL (
        SELECT s.workspace_id, s.due_at FROM triggers_source s
        WHERE s.due_at IS NOT NULL AND s.workspace_id > lane.workspace_id
        ORDER BY s.workspace_id, s.due_at LIMIT 1) AS next
), due AS MATERIALIZED (
    SELECT * FROM lane WHERE due_at <= now() ORDER BY due_at LIMIT %(room)s
), picked AS MATERIALIZED (
    SELECT one.bundle_id, due.workspace_id, one.due_at FROM due CROSS JOIN LATERAL (
        SELECT s.bundle_id, s.due_at FROM triggers_source s
        WHERE s.workspace_id = due.workspace_id AND s.due_at <= now()
        ORDER BY s.due_at LIMIT 1 + %(room)s / (SELECT count(*) FROM due)
        FOR UPDATE SKIP LOCKED) AS one
    ORDER BY due.due_at LIMIT %(room)s
)
UPDATE triggers_source s
SET lease = s.lease + 1, due_at = now() + %(lease_s)s * interval '1 second',
    is_held = true, is_wanted = false
FROM picked LEFT JOIN accounts_workspace w ON w.id = picked.workspace_id
    LEFT JOIN bundles_bundle b ON b.id = picked.bundle_id
WHERE s.bundle_id = picked.bundle_id
RETURNING s.bundle_id, s.lease, s.workspace_id, s.kind, s.connection_id, s.connector, s.trigger,
          s.time_zone, s.scope, s.since, s.has_date, s.position, s.streak, s.seen_to,
          s.slowed_by_s, s.is_once, w.masked_fields, coalesce(b.is_confidential, true), now()
"""
EXTEND = """
UPDATE triggers_source s SET due_at = now() + %s * interval '1 second'
FROM unnest(%s::uuid[], %s::int[]) AS mine (bundle_id, lease)
WHERE s.bundle_id = mine.bundle_id AND s.lease = mine.lease AND s.is_held
"""
HOLD = """
SELECT bundle_id FROM triggers_source
WHERE bundle_id = %s AND lease = %s AND is_held FOR NO KEY UPDATE
"""
KEEP = """
UPDATE triggers_source
SET position = %s, streak = CASE WHEN %s > 0 THEN NULL ELSE streak END, seen_to = %s,
    brought = brought + %s
WHERE bundle_id = %s AND lease = %s
"""
SETTLE = """
UPDATE triggers_source s
SET is_held = false, is_wanted = false, is_once = s.is_once AND (s.is_wanted OR NOT w.is_over),
    due_at = CASE WHEN s.is_wanted THEN now() WHEN s.is_once AND w.is_over THEN NULL
        ELSE w.due_at END,
    position = w.position, streak = w.streak, seen_to = w.seen_to, slowed_by_s = w.slowed_by_s,
    last_error = w.last_error, read_at = COALESCE(w.read_at, s.read_at),
    polled_at = CASE WHEN w.has_polled THEN now() ELSE s.polled_at END
FROM jsonb_to_recordset(%s::jsonb) AS w (bundle_id uuid, lease int, due_at timestamptz,
    position jsonb, streak jsonb, seen_to timestamptz, slowed_by_s int, last_error jsonb,
    has_polled bool, is_over bool, read_at timestamptz)
WHERE s.bundle_id = w.bundle_id AND s.lease = w.lease AND s.is_held RETURNING s.bundle_id
"""
TELL = """
INSERT INTO journal_entry (id, received_at, finished_at, kind, status, mode, workspace_id,
    bundle_id, connection_id, transactions, bytes_in, bytes_out, attempts, error, outline, details)
VALUES (%(id)s, %(received_at)s, now(), %(kind)s, %(status)s, %(mode)s, %(workspace_id)s,
    %(bundle_id)s, %(connection_id)s, 0, %(bytes_in)s, 0, 1, %(error)s, '[]', %(details)s)
RETURNING finished_at
"""


class LeaseLost(Exception):
    """Another poller may have the source by now, or it was stopped; nothing more is written."""


@dataclass(slots=True)
class Claimed:
    """A source this process may read until its lease ends."""

    bundle_id: UUID
    lease: int
    workspace_id: UUID
    kind: str
    connection_id: UUID | None
    connector: str
    trigger: JsonObject
    time_zone: str
    scope: str
    since: datetime
    has_date: bool
    position: Position
    streak: Streak | None
    seen_to: datetime
    slowed_by_s: int
    is_once: bool
    masked_fields: list[str]
    is_confidential: bool
    claimed_at: datetime
    taken_at: float = field(default_factory=time.monotonic)
    lease_ends: float = 0.0

    def now(self) -> datetime:
        """Return the database's time."""
        return self.claimed_at + timedelta(seconds=time.monotonic() - self.taken_at)


class Settled(NamedTuple):
    """A turn that is over: what the row says from now on, and what the journal is told."""

    source: Claimed
    due_at: datetime | None
    error: JsonObject | None = None
    rows: tuple[Streak, ...] = ()
    has_polled: bool = True

    @property
    def is_over(self) -> bool:
        """Whether the source was read to its end, or could not be."""
        return self.has_polled and (self.source.position.is_at_rest or self.error is not None)


async def is_any_due(db: Db) -> bool:
    """Whether a source waits to be taken."""
    return await (await db.execute(DUE)).fetchone() is not None


async def claim(db: Db, room: int, lease_s: float) -> list[Claimed]:
    """Take at most `room` due sources, evenly from all workspaces that have any."""
    taken = await (await db.execute(CLAIM, {"room": room, "lease_s": lease_s})).fetchall()
    return [_claimed(row, lease_s) for row in taken]


async def extend(db: Db, sources: Sequence[Claimed], lease_s: float) -> None:
    """Prolong the leases that are still held."""
    ends = time.monotonic() + lease_s
    columns = [one.bundle_id for one in sources], [one.lease for one in sources]
    await db.execute(EXTEND, (lease_s, *columns))
    for one in sources:
        one.lease_ends = ends


async def hold(db: Db, source: Claimed) -> None:
    """Make sure of the lease until the caller's transaction ends; raises LeaseLost."""
    found = await db.execute(HOLD, (source.bundle_id, source.lease))
    if await found.fetchone() is None:
        raise LeaseLost


async def keep(db: Db, source: Claimed, position: Position, *, started: int) -> None:
    """Write how far the source has got and how many runs that started, holding it."""
    values = (orjson.dumps(position).decode(), started, source.seen_to, started)
    await db.execute(KEEP, (*values, source.bundle_id, source.lease))


async def settle(db: Db, turns: Sequence[Settled]) -> None:
    """Give sources back with their next due time, and tell the journal, in one transaction."""
    sums = Sums()
    async with db.transaction():
        told = orjson.dumps([_told(one) for one in turns], default=str).decode()
        given_back = {row[0] for row in await (await db.execute(SETTLE, (told,))).fetchall()}
        for one in turns:
            if one.source.bundle_id in given_back:
                await _tell(db, one.source, one.rows, sums)
        await _add_up(db, sums)


async def tell(db: Db, source: Claimed, rows: Sequence[Streak]) -> None:
    """Write what a streak came to into the journal, and count it, in the caller's transaction."""
    sums = Sums()
    await _tell(db, source, rows, sums)
    await _add_up(db, sums)


async def _tell(db: Db, source: Claimed, rows: Sequence[Streak], sums: Sums) -> None:
    for row in rows:
        columns = {
            **row_of(row),
            "id": new_id(),
            "workspace_id": source.workspace_id,
            "bundle_id": source.bundle_id,
            "connection_id": source.connection_id,
            "error": Jsonb(row.error) if row.error else None,
        }
        written = await (await db.execute(TELL, columns)).fetchone()
        if written is not None:
            sums.add_polls(polls_of(row, source, at=written[0]))


async def _add_up(db: Db, sums: Sums) -> None:
    for statement, columns in sums.statements():
        await db.execute(statement, columns)


def _claimed(row: tuple[Any, ...], lease_s: float) -> Claimed:
    source = Claimed(*row)
    source.position = Position.of(row[11])
    source.streak = Streak.of(row[12])
    source.lease_ends = source.taken_at + lease_s
    return source


def _told(turn: Settled) -> dict[str, Any]:
    source = turn.source
    return {
        "bundle_id": source.bundle_id,
        "lease": source.lease,
        "due_at": turn.due_at,
        "position": source.position,
        "streak": source.streak,
        "seen_to": source.seen_to,
        "slowed_by_s": source.slowed_by_s,
        "last_error": turn.error,
        "has_polled": turn.has_polled,
        "is_over": turn.is_over,
        "read_at": source.claimed_at if turn.is_over and turn.error is None else None,
    }
