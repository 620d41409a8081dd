"""Events on their way into the queue, written in bulk: rows of runs, and the memory of repeats."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from engine.kernel.copying import NULL, cell, json_cell
from engine.queue.database import Db
from engine.queue.express import Express

COLUMNS = (
    "id, workspace_id, bundle_id, connection_id, event_id, origin_id, mode, status, key, order_key,"
    " received_at, due_at, lease, crashes, attempts, bytes_in, reply_to, trigger, payload"
)
COPY_IN = f"COPY queue_run ({COLUMNS}) FROM STDIN".encode()
PUT_ONE = f"""
INSERT INTO queue_run ({COLUMNS})
VALUES ($1, $2, $3, $4, $5, $1, 'live', $6, $7, $8, $9, $10, 0, 0, 0, $11, $12, $13, $14)
""".encode()  # noqa: S608 (made of our own words only)
REMEMBER = """
INSERT INTO queue_seenevent (bundle_id, key, seen_at)
SELECT DISTINCT ON (s.bundle_id, s.key) s.bundle_id, s.key, s.seen_at
FROM unnest(%s::uuid[], %s::bytea[], %s::timestamptz[]) AS s (bundle_id, key, seen_at)
ON CONFLICT (bundle_id, key) DO NOTHING
RETURNING bundle_id::text, key
"""
LET_THROUGH = "UPDATE queue_run SET let_through = attempts WHERE id = ANY(%s::uuid[])"


@dataclass(slots=True)
class Arrival:
    """One run to be: its row for the queue, and what it is recognised by when it comes again.

    `trigger` names the kind of an event that no bundle listens to.
    """

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
    trigger: str | None = None

    @property
    def status(self) -> str:
        """Where the run begins; without a bundle it is held."""
        return "duplicate" if self.is_duplicate else "queued" if self.bundle_id else "held"

    def row(self) -> list[bytes | None]:
        """Return the values of `PUT_ONE`, the same as those of `line`."""
        order_key = None if self.is_duplicate else _storable(self.order_key)
        moment = str(self.received_at)
        texts = (
            *(self.id, self.workspace_id, self.bundle_id, self.connection_id, self.event_id),
            *(self.status, _storable(self.key), order_key, moment),
            *(moment if self.bundle_id else None, str(self.bytes_in), self.reply_to, self.trigger),
        )
        return [*(None if text is None else text.encode() for text in texts), self.payload]

    def line(self) -> bytes:
        """Return the COPY line for `COLUMNS`; without a bundle the run is held, else it is due."""
        order_key = NULL if self.is_duplicate else cell(self.order_key)
        head = (
            f"{self.id}\t{self.workspace_id}\t{self.bundle_id or NULL}\t"
            f"{self.connection_id or NULL}\t"
            f"{self.event_id}\t{self.id}\tlive\t{self.status}\t{cell(self.key)}\t{order_key}\t"
            f"{self.received_at}\t{self.received_at if self.bundle_id else NULL}\t0\t0\t0\t"
            f"{self.bytes_in}\t{self.reply_to or NULL}\t{self.trigger or NULL}\t"
        )
        return head.encode("utf-8", "replace") + json_cell(self.payload) + b"\n"


async def put_in(db: Db, arrivals: Sequence[Arrival]) -> None:
    """Write runs into the queue, as part of the caller's transaction."""
    if arrivals:
        async with db.cursor() as cursor, cursor.copy(COPY_IN) as copy:
            await copy.write(_lines(arrivals))


async def hurry_in(
    line: Express, arrivals: Sequence[Arrival], latecomers: Callable[[], Sequence[Arrival]] = list
) -> None:
    """Write at least one run into the queue while its sender waits.

    Many go by COPY; those that come until the server is ready for the rows may go with them.
    """
    if len(arrivals) == 1:  # one round trip where COPY needs two
        await line.execute(PUT_ONE, arrivals[0].row())
    else:
        await line.copy(COPY_IN, lambda: _lines([*arrivals, *latecomers()]))


def _lines(arrivals: Sequence[Arrival]) -> bytes:
    return b"".join([arrival.line() for arrival in arrivals])


async def let_through(db: Db, arrivals: Sequence[Arrival]) -> None:
    """Let runs just put in go on although their bundle stands still."""
    if arrivals:
        await db.execute(LET_THROUGH, ([arrival.id for arrival in arrivals],))


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


def _storable(text: str | None) -> str | None:
    """Return a text as PostgreSQL takes it: without NUL characters and halves of characters."""
    if text is None or (text.isascii() and "\0" not in text):
        return text
    return text.replace("\0", "").encode("utf-8", "replace").decode()
