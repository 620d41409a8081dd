"""Events on their way into the queue, written in bulk: rows of runs, and the memory of repeats."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from engine.kernel.copying import NULL, cell, json_cell
from engine.queue.database import Db

COLUMNS = (
    "id, workspace_id, bundle_id, connection_id, event_id, origin_id, mode, status, key, order_key,"
    " received_at, due_at, lease, crashes, attempts, bytes_in, reply_to, payload"
)
COPY_IN = f"COPY queue_run ({COLUMNS}) FROM STDIN"
REMEMBER = """
INSERT INTO queue_seenevent (bundle_id, key, seen_at)
SELECT DISTINCT ON (s.bundle_id, s.key) s.bundle_id, s.key, s.seen_at
FROM unnest(%s::uuid[], %s::bytea[], %s::timestamptz[]) AS s (bundle_id, key, seen_at)
ON CONFLICT (bundle_id, key) DO NOTHING
RETURNING bundle_id::text, key
"""


@dataclass(slots=True)
class Arrival:
    """One run to be: its row for the queue, and what it is recognised by when it comes again."""

    id: str
    event_id: str
    workspace_id: str
    bundle_id: str | None
    connection_id: str | None
    received_at: datetime
    bytes_in: int
    payload: bytes
    key: str | None = None
    order_key: str | None = None
    seen_key: bytes | None = None
    reply_to: str | None = None
    is_duplicate: bool = False

    def line(self) -> bytes:
        """Return the COPY line for `COLUMNS`; without a bundle the run is held, else it is due."""
        status = "duplicate" if self.is_duplicate else "queued" if self.bundle_id else "held"
        order_key = NULL if self.is_duplicate else cell(self.order_key)
        head = (
            f"{self.id}\t{self.workspace_id}\t{self.bundle_id or NULL}\t"
            f"{self.connection_id or NULL}\t"
            f"{self.event_id}\t{self.id}\tlive\t{status}\t{cell(self.key)}\t{order_key}\t"
            f"{self.received_at}\t{self.received_at if self.bundle_id else NULL}\t0\t0\t0\t"
            f"{self.bytes_in}\t{self.reply_to or NULL}\t"
        )
        return head.encode("utf-8", "replace") + json_cell(self.payload) + b"\n"


async def put_in(db: Db, arrivals: Sequence[Arrival]) -> None:
    """Write runs into the queue, as part of the caller's transaction."""
    if not arrivals:
        return
    async with db.cursor() as cursor, cursor.copy(COPY_IN) as copy:
        await copy.write(b"".join([arrival.line() for arrival in arrivals]))


async def mark_repeats(db: Db, arrivals: Sequence[Arrival]) -> None:
    """Remember events by their `seen_key`, and mark those that were accepted before."""
    keyed = [one for one in arrivals if one.seen_key is not None]
    if not keyed:
        return
    columns = (
        [one.bundle_id for one in keyed],
        [one.seen_key for one in keyed],
        [one.received_at for one in keyed],
    )
    found = await db.execute(REMEMBER, columns)
    unseen = {(row[0], bytes(row[1])) for row in await found.fetchall()}
    for one in keyed:
        mark = (one.bundle_id, one.seen_key)
        one.is_duplicate = mark not in unseen
        unseen.discard(mark)
