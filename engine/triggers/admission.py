"""From one page of a source to the runs it becomes, in the commit that moves the position."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from uuid import UUID

import orjson

from connectors.sdk import Item
from engine.flow import definition
from engine.flow.definition import Trigger
from engine.kernel.ids import new_text_id
from engine.kernel.json_types import JsonObject
from engine.queue import keys
from engine.queue.arrivals import Arrival, let_through, mark_repeats, put_in
from engine.queue.database import Db
from engine.triggers.claim import Claimed

# What a service's clock may be behind ours before a new thing of its looks older than the start.
SERVICE_BEHIND = timedelta(minutes=10)

# A row that stays in a list for months is still known after 62 days; a known row is not written to.
RECALL = """
SELECT key FROM queue_seenevent
WHERE bundle_id = %s AND key = ANY(%s) AND seen_at > now() - interval '1 day'
"""
REMEMBER = """
INSERT INTO queue_seenevent (bundle_id, key, run_id, is_passed_over, seen_at)
SELECT %s, key, run_id, run_id IS NULL, now()
FROM unnest(%s::bytea[], %s::uuid[]) AS new (key, run_id)
ON CONFLICT (bundle_id, key) DO UPDATE SET seen_at = excluded.seen_at
RETURNING key, old.id IS NULL
"""


@dataclass(frozen=True, slots=True)
class Seen:
    """One row of a page, and what it is recognised by."""

    identity: bytes
    item: Item
    payload: bytes

    @property
    def at(self) -> datetime | None:
        """When it happened at the service; a time without a zone is UTC."""
        at = self.item.at
        return at.replace(tzinfo=UTC) if at is not None and at.tzinfo is None else at

    @property
    def key(self) -> str | None:
        """The service's own name of it, as the journal shows it."""
        return keys.short(self.item.id) if self.item.id else None


def recognised(scope: str, items: Iterable[Item]) -> list[Seen]:
    """Return the rows of a page, each once; one without an id is what its content is."""
    found: dict[bytes, Seen] = {}
    for item in items:
        payload = orjson.dumps(item.payload)
        name = item.id or orjson.dumps(item.payload, option=orjson.OPT_SORT_KEYS)
        identity = keys.digest(scope, str(item.id is None), name, item.stamp)
        found.setdefault(identity, Seen(identity, item, payload))
    return list(found.values())


async def unknown(db: Db, source: Claimed, rows: Sequence[Seen]) -> list[Seen]:
    """Return the rows that were not seen lately; only these need a commit."""
    if not rows:
        return []
    asked = [row.identity for row in rows]
    answer = await db.execute(RECALL, (source.bundle_id, asked))
    known = {bytes(row[0]) for row in await answer.fetchall()}
    return [row for row in rows if row.identity not in known]


async def admit(db: Db, source: Claimed, rows: Sequence[Seen], *, bytes_in: int) -> tuple[int, int]:
    """Queue a run for each row never seen before, in the caller's transaction.

    Returns how many were new, and how many of these became runs: older things are only remembered.
    """
    runs = {row.identity: new_text_id() for row in rows if not _is_old(source, row)}
    new = await _remembered(db, source, rows, runs)
    wanted = [row for row in new if row.identity in runs]
    arrivals = _arrivals(source, wanted, runs, bytes_in)
    await mark_repeats(db, arrivals)
    await put_in(db, arrivals)
    if source.is_once:
        await let_through(db, arrivals)
    return len(new), len(arrivals)


async def _remembered(
    db: Db, source: Claimed, rows: Sequence[Seen], runs: Mapping[bytes, str]
) -> list[Seen]:
    asked = [row.identity for row in rows]
    answer = await db.execute(REMEMBER, (source.bundle_id, asked, [runs.get(one) for one in asked]))
    new = {bytes(key) for key, is_new in await answer.fetchall() if is_new}
    return [row for row in rows if row.identity in new]


def _is_old(source: Claimed, row: Seen) -> bool:
    """Whether the thing is from before the bundle began to look.

    A changed thing may be as old as it likes: the change is news once the baseline stands.
    """
    is_baseline, at = source.position.is_baseline, row.at
    if at is None or (row.item.stamp is not None and not is_baseline):
        return is_baseline
    is_strict = source.has_date or is_baseline
    return at < (source.since if is_strict else source.since - SERVICE_BEHIND)


def _arrivals(
    source: Claimed, rows: Sequence[Seen], runs: Mapping[bytes, str], bytes_in: int
) -> list[Arrival]:
    if not rows:
        return []
    trigger = compiled(orjson.dumps(source.trigger))
    share, rest = divmod(bytes_in, len(rows))
    arrivals = [_arrival(source, row, trigger, runs[row.identity]) for row in rows]
    for number, arrival in enumerate(arrivals):
        arrival.bytes_in = share + (0 if number else rest)
    return arrivals


def _arrival(source: Claimed, row: Seen, trigger: Trigger, run_id: str) -> Arrival:
    payload = row.item.payload
    dedupe = keys.dedupe_key(trigger, payload)
    return Arrival(
        id=run_id,
        event_id=new_text_id(),
        workspace_id=str(source.workspace_id),
        bundle_id=str(source.bundle_id),
        connection_id=_text(source.connection_id),
        received_at=source.now(),
        bytes_in=0,
        payload=row.payload,
        key=keys.business_key(trigger, payload) or row.key,
        order_key=keys.order_key(trigger, payload),
        seen_key=keys.polled_mark_of(dedupe) if dedupe else None,
    )


@lru_cache(maxsize=2_000)
def compiled(trigger: bytes) -> Trigger:
    """Return a trigger of a published definition, ready to name and order its events."""
    raw: JsonObject = orjson.loads(trigger)
    nothing = [{"id": "none", "kind": "stop"}]
    return definition.compile({"trigger": raw, "steps": nothing}).trigger


def _text(value: UUID | None) -> str | None:
    return str(value) if value else None
