"""Breakers of connections, as the loops that poll and run write them; times are the database's.

A connection without recent failures has no row and costs nothing. What opens and closes a breaker
is written with its row of the journal in one commit, so each is told once however many work here.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

import orjson

from engine.health.breaker import Record
from engine.kernel.ids import new_id
from engine.kernel.json_types import JsonObject
from engine.queue.database import Db

WAITS_FOR_SERVICE = "breaker_open"

# In both: a clock that was put back must not keep a breaker from probing; twice, as others' moments
# may be a little later than ours.
STATE = """
SELECT connection_id, CASE WHEN opened_at IS NULL THEN NULL
    WHEN probe_at <= now() OR probe_at > now() + 2 * %(every_s)s * interval '1 second' THEN 0
    ELSE extract(epoch FROM probe_at - now())::float END
FROM health_breaker
"""
PROBE = """
UPDATE health_breaker SET probe_at = now() + %(every_s)s * interval '1 second'
WHERE connection_id = %(connection_id)s AND opened_at IS NOT NULL
    AND (probe_at <= now() OR probe_at > now() + 2 * %(every_s)s * interval '1 second')
RETURNING connection_id
"""
BEGIN = """
INSERT INTO health_breaker (connection_id, streak, recent, last_code)
SELECT id, 0, '', '' FROM connections_connection WHERE id = ANY(%s::uuid[])
ORDER BY id FOR KEY SHARE
ON CONFLICT (connection_id) DO NOTHING
"""
LOCK = """
SELECT b.connection_id, b.streak, b.recent, b.opened_at IS NOT NULL,
    extract(epoch FROM now() - b.opened_at)::float, c.workspace_id, c.name, c.connector
FROM health_breaker b JOIN connections_connection c ON c.id = b.connection_id
WHERE b.connection_id = ANY(%s::uuid[]) ORDER BY b.connection_id FOR UPDATE OF b
"""
KEEP = """
UPDATE health_breaker SET streak = %(streak)s, recent = %(recent)s,
    last_code = COALESCE(%(code)s, last_code)
WHERE connection_id = %(connection_id)s
"""
OPEN = """
UPDATE health_breaker SET opened_at = now(), probe_at = now() + %(first_s)s * interval '1 second'
WHERE connection_id = %(connection_id)s
"""
FORGET = "DELETE FROM health_breaker WHERE connection_id = %s"
WAKE = """
UPDATE queue_run SET due_at = now() WHERE id IN (
    SELECT id FROM queue_run
    WHERE status = 'waiting' AND due_at > now() AND error->>'code' = %s
        AND error->'params'->>'connection' = %s
    ORDER BY id FOR UPDATE SKIP LOCKED)
"""
NOTE = """
INSERT INTO journal_entry (id, received_at, finished_at, kind, status, mode, workspace_id,
    connection_id, transactions, bytes_in, bytes_out, attempts, outline, details)
VALUES (%s, now(), now(), 'system', 'succeeded', '', %s, %s, 0, 0, 0, 1, '[]', %s)
"""


@dataclass(frozen=True, slots=True)
class Probes:
    """When an open breaker lets a call try: soon at first, as most trouble is short."""

    first_s: float = 5.0
    every_s: float = 60.0


PROBES = Probes()


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one call over a connection went; `code` is that of its error."""

    succeeded: bool
    is_probe: bool = False
    code: str = ""


@dataclass(frozen=True, slots=True)
class State:
    """Whether a breaker is open: then a probe may leave in so many seconds."""

    probe_in_s: float | None = None

    @property
    def is_open(self) -> bool:
        """Whether calls have to wait."""
        return self.probe_in_s is not None


CLOSED = State()


@dataclass(frozen=True, slots=True)
class _Kept:
    connection_id: UUID
    record: Record
    is_open: bool
    open_for_s: float | None
    workspace_id: UUID
    name: str
    service: str


async def states(db: Db, probes: Probes) -> dict[UUID, State]:
    """Return the breakers of all connections that failed lately; the others are closed."""
    rows = await (await db.execute(STATE, {"every_s": probes.every_s})).fetchall()
    return {connection_id: State(probe_in_s) for connection_id, probe_in_s in rows}


async def take_probe(db: Db, connection_id: UUID, probes: Probes) -> bool:
    """Win the right to one call through an open breaker; one wins in so many seconds."""
    asked = {"connection_id": connection_id, "every_s": probes.every_s}
    return await (await db.execute(PROBE, asked)).fetchone() is not None


async def tell(db: Db, calls: Mapping[UUID, Sequence[Outcome]], probes: Probes) -> None:
    """Write how calls went, in their order; opens and closes breakers and tells the owners."""
    async with db.transaction():
        failed = sorted(one for one, outcomes in calls.items() if not _all_well(outcomes))
        if failed:
            await db.execute(BEGIN, (failed,))
        for row in await (await db.execute(LOCK, (sorted(calls),))).fetchall():
            connection_id, streak, recent, *rest = row
            kept = _Kept(connection_id, Record(streak, recent), *rest)
            if kept.is_open:
                await _probed(db, kept, [one for one in calls[connection_id] if one.is_probe])
            else:
                await _called(db, kept, calls[connection_id], probes)


async def _called(db: Db, kept: _Kept, outcomes: Sequence[Outcome], probes: Probes) -> None:
    record = kept.record.then(one.succeeded for one in outcomes)
    if record.is_spotless:
        await db.execute(FORGET, (kept.connection_id,))
        return
    await _keep(db, kept, record, _last_code(outcomes))
    if record.is_ill:
        await db.execute(OPEN, {"connection_id": kept.connection_id, "first_s": probes.first_s})
        numbers: JsonObject = {"failed": record.failed, "of": len(record.recent)}
        await _note(db, kept, "connection_ailing", numbers)


async def _probed(db: Db, kept: _Kept, probes: Sequence[Outcome]) -> None:
    """Close the breaker when a probe came through; calls that left before it opened say nothing."""
    if any(one.succeeded for one in probes):
        await db.execute(FORGET, (kept.connection_id,))
        asked = (WAITS_FOR_SERVICE, str(kept.connection_id))
        released = (await db.execute(WAKE, asked)).rowcount
        minutes = max(1, round((kept.open_for_s or 0) / 60))
        await _note(db, kept, "connection_recovered", {"minutes": minutes, "released": released})
    elif probes:
        record = kept.record.then(one.succeeded for one in probes)
        await _keep(db, kept, record, _last_code(probes))


async def _keep(db: Db, kept: _Kept, record: Record, code: str | None) -> None:
    numbers = {"streak": record.streak, "recent": record.recent, "code": code}
    await db.execute(KEEP, {"connection_id": kept.connection_id, **numbers})


async def _note(db: Db, kept: _Kept, code: str, numbers: JsonObject) -> None:
    params = {"connection": kept.name, "service": kept.service, **numbers}
    details = orjson.dumps({"code": code, "params": params, "actor": None}).decode()
    await db.execute(NOTE, (new_id(), kept.workspace_id, kept.connection_id, details))


def _all_well(outcomes: Iterable[Outcome]) -> bool:
    return all(one.succeeded for one in outcomes)


def _last_code(outcomes: Sequence[Outcome]) -> str | None:
    return next((one.code[:100] for one in reversed(outcomes) if one.code), None)
