"""Inquiries taken by a worker: one lease at a time, all writing guarded by the job's row.

The job is locked first everywhere: what a person paused or stopped meanwhile is not written to.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import orjson
from psycopg.types.json import Jsonb

from engine.kernel.json_types import JsonObject
from engine.queue.database import Db
from engine.triggers.sweep import Position

READY = """
FROM jobs_inquiry i JOIN jobs_job j ON j.id = i.job_id
WHERE i.due_at <= now() AND j.state IN ('waiting', 'running')
"""
DUE = f"SELECT 1 {READY}"
CLAIM = f"""
WITH picked AS MATERIALIZED (
    SELECT j.id, j.workspace_id, i.bundle_id, j.created_at {READY}
    ORDER BY i.due_at LIMIT %(room)s FOR NO KEY UPDATE OF j SKIP LOCKED
), begun AS (
    UPDATE jobs_job j SET state = 'running', updated_at = now()
    FROM picked WHERE j.id = picked.id AND j.state = 'waiting'
)
UPDATE jobs_inquiry i
SET lease = i.lease + 1, tries = i.tries + 1, due_at = now() + %(lease_s)s * interval '1 second'
FROM picked
    JOIN accounts_workspace w ON w.id = picked.workspace_id
    LEFT JOIN bundles_bundle b ON b.id = picked.bundle_id
    LEFT JOIN triggers_source s ON s.bundle_id = picked.bundle_id AND s.kind = 'polling'
WHERE i.job_id = picked.id AND i.due_at <= now()
RETURNING i.job_id, i.lease, i.bundle_id, picked.workspace_id, s.connection_id, s.trigger,
    s.fingerprint, s.scope, i.fingerprint, i.scope, i.since, i.until, i.position, i.pages,
    i.sighted, i.tries, i.error, now() - picked.created_at > interval '1 day',
    w.masked_fields, coalesce(b.is_confidential, true)
"""  # noqa: S608 (made of our own words only)
EXTEND = """
UPDATE jobs_inquiry i SET due_at = now() + %s * interval '1 second'
FROM unnest(%s::uuid[], %s::int[]) AS mine (job_id, lease)
WHERE i.job_id = mine.job_id AND i.lease = mine.lease AND i.due_at IS NOT NULL
"""
HOLD = """
SELECT j.id FROM jobs_job j JOIN jobs_inquiry i ON i.job_id = j.id
WHERE j.id = %s AND j.state = 'running' AND i.lease = %s AND i.due_at IS NOT NULL
FOR NO KEY UPDATE OF j
"""
BEGIN_ANEW = """
WITH forgotten AS (DELETE FROM jobs_sighting WHERE inquiry_id = %(job)s)
UPDATE jobs_inquiry SET position = %(position)s, pages = 0, sighted = 0, has_dates = false,
    fingerprint = %(fingerprint)s, scope = %(scope)s
WHERE job_id = %(job)s
"""
SIGHT = """
INSERT INTO jobs_sighting (inquiry_id, identity, at, key, subject)
SELECT %s, * FROM unnest(%s::bytea[], %s::timestamptz[], %s::text[], %s::text[])
ON CONFLICT DO NOTHING
"""
KEEP = """
WITH kept AS (
    UPDATE jobs_inquiry SET position = %(position)s, pages = pages + 1, tries = 0, error = NULL,
        sighted = sighted + %(found)s, has_dates = has_dates OR %(has_dates)s
    WHERE job_id = %(job)s RETURNING sighted
), told AS (
    UPDATE jobs_result SET error = NULL, found = kept.sighted FROM kept WHERE job_id = %(job)s
)
UPDATE jobs_job SET updated_at = now() WHERE id = %(job)s
"""
PUT_OFF = """
WITH told AS (UPDATE jobs_result SET error = %(error)s WHERE job_id = %(job)s)
UPDATE jobs_inquiry SET due_at = now() + %(wait_s)s * interval '1 second', error = %(error)s,
    tries = CASE WHEN %(counts)s THEN tries ELSE 0 END
WHERE job_id = %(job)s
"""
END = """
WITH ended AS (
    UPDATE jobs_inquiry SET due_at = NULL, ended_at = now(), error = %(error)s, is_cut = %(is_cut)s
    WHERE job_id = %(job)s
)
UPDATE jobs_job SET next_at = now(), updated_at = now() WHERE id = %(job)s
"""


class LeaseLost(Exception):
    """Another worker may read by now, or the job was paused or stopped; nothing is written."""


class Found(NamedTuple):
    """One thing of a page, as it is kept."""

    identity: bytes
    at: datetime | None
    key: str | None
    subject: str | None


@dataclass(slots=True)
class Claimed:
    """An inquiry this process may go on with until its lease ends; no `trigger`: no source."""

    job_id: UUID
    lease: int
    bundle_id: UUID
    workspace_id: UUID
    connection_id: UUID | None
    trigger: JsonObject
    fingerprint: str | None
    scope: str
    began_fingerprint: str
    began_scope: str
    since: datetime
    until: datetime
    position: Position
    pages: int
    sighted: int
    tries: int
    error: JsonObject | None
    is_late: bool
    masked_fields: list[str]
    is_confidential: bool
    lease_ends: float = field(default=0.0)

    @property
    def is_of_another_list(self) -> bool:
        """Whether the bundle reads something else than when the reading began."""
        return (self.fingerprint, self.scope) != (self.began_fingerprint, self.began_scope)


async def is_any_due(db: Db) -> bool:
    """Whether an inquiry waits to be gone on with."""
    return await (await db.execute(f"{DUE} LIMIT 1")).fetchone() is not None


async def claim(db: Db, room: int, lease_s: float) -> list[Claimed]:
    """Take at most `room` due inquiries."""
    ends = time.monotonic() + lease_s
    taken = await (await db.execute(CLAIM, {"room": room, "lease_s": lease_s})).fetchall()
    return [_claimed(row, ends) for row in taken]


async def extend(db: Db, inquiries: Sequence[Claimed], lease_s: float) -> None:
    """Prolong the leases that are still held."""
    ends = time.monotonic() + lease_s
    columns = [one.job_id for one in inquiries], [one.lease for one in inquiries]
    await db.execute(EXTEND, (lease_s, *columns))
    for one in inquiries:
        one.lease_ends = ends


async def hold(db: Db, one: Claimed) -> None:
    """Make sure of the lease until the caller's transaction ends; raises LeaseLost."""
    if await (await db.execute(HOLD, (one.job_id, one.lease))).fetchone() is None:
        raise LeaseLost


async def begin_anew(db: Db, one: Claimed) -> None:
    """Forget what was read: the bundle reads another list by now."""
    one.position, one.pages, one.sighted = Position(), 0, 0
    told = {"job": one.job_id, "fingerprint": one.fingerprint, "scope": one.scope}
    await db.execute(BEGIN_ANEW, {**told, "position": _json(one.position)})


async def sight(db: Db, one: Claimed, found: Sequence[Found]) -> int:
    """Keep what a page shows, each thing once; returns how many were not known yet."""
    if not found:
        return 0
    columns = [list(column) for column in zip(*found, strict=True)]
    return (await db.execute(SIGHT, (one.job_id, *columns))).rowcount


async def keep(db: Db, one: Claimed, position: Position, *, found: int, has_dates: bool) -> None:
    """Write how far the reading has got."""
    told = {"job": one.job_id, "position": _json(position)}
    await db.execute(KEEP, {**told, "found": found, "has_dates": has_dates})


async def put_off(
    db: Db, one: Claimed, wait_s: float, error: JsonObject | None, *, counts: bool
) -> None:
    """Have it gone on with later; only what `counts` uses the patience up."""
    told = {"job": one.job_id, "wait_s": wait_s, "counts": counts}
    await db.execute(PUT_OFF, {**told, "error": Jsonb(error) if error else None})


async def end(db: Db, one: Claimed, error: JsonObject | None, *, is_cut: bool) -> None:
    """Hand it over to be judged: all pages are read, or no more can be."""
    told = {"job": one.job_id, "is_cut": is_cut}
    await db.execute(END, {**told, "error": Jsonb(error) if error else None})


def _json(position: Position) -> str:
    return orjson.dumps(position).decode()


def _claimed(row: tuple[Any, ...], lease_ends: float) -> Claimed:
    one = Claimed(*row)
    one.lease_ends, one.trigger = lease_ends, one.trigger or {}
    one.position = Position.of(row[12])
    return one
