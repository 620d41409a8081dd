"""What became of runs, written in bulk: checkpoints, waits and endings of the last milliseconds.

One transaction a flush. A run is written only while its lease still holds: its queue row is deleted
first, and only rows that were really deleted reach the journal. So a flush may be tried again after
a lost connection, and a worker that overslept its lease writes nothing.
"""

import asyncio
import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

import psycopg

from engine.journal.telling.sums import Sums
from engine.queue.database import Db, connect
from engine.runs.claim import Claimed
from engine.runs.results import Checkpoint, Ending, Wait, key_lines

log = logging.getLogger(__name__)

FLUSH_EVERY_S = 0.008
FLUSH_ROWS = 2_000
BACKLOG_LIMIT = 4_000
FIRST_PAUSE_S = 0.1
LONGEST_PAUSE_S = 0.5

REMOVE = """
DELETE FROM queue_run q USING unnest(%s::uuid[], %s::int[]) AS done (id, lease)
WHERE q.id = done.id AND q.lease = done.lease RETURNING q.id::text
"""
FORGET_CHECKPOINTS = "DELETE FROM queue_checkpoint WHERE run_id = ANY(%s::uuid[])"
WRITE = """
COPY journal_entry (id, received_at, finished_at, kind, status, mode, workspace_id, bundle_id,
    version_id, connection_id, event_id, origin_id, key, subject, transactions, bytes_in, bytes_out,
    attempts, resend_of, attempt, error, outline, details) FROM STDIN
"""
WRITE_KEYS = "COPY journal_key (key, finished_at, entry_id) FROM STDIN"
WRITE_WORDS = "COPY journal_words (finished_at, entry_id, workspace_id, words) FROM STDIN"
CHECKPOINT = """
INSERT INTO queue_checkpoint (run_id, path, state)
SELECT c.run_id, c.path, c.state
FROM unnest(%s::uuid[], %s::int[], %s::text[], %s::text[]) AS c (run_id, lease, path, state)
JOIN queue_run q ON q.id = c.run_id AND q.lease = c.lease
ON CONFLICT (run_id, path) DO UPDATE SET state = excluded.state
"""
# A try that came to its end killed nobody; as a suspect the run would wait for all other suspects.
POSTPONE = """
UPDATE queue_run q SET status = w.status, due_at = w.due_at, attempts = q.attempts + w.attempted,
    crashes = CASE WHEN w.attempted > 0 THEN 0 ELSE q.crashes END,
    error = w.error::jsonb, connection_id = COALESCE(w.connection_id, q.connection_id)
FROM unnest(%s::uuid[], %s::int[], %s::text[], %s::timestamptz[], %s::int[], %s::text[],
            %s::uuid[]) AS w (id, lease, status, due_at, attempted, error, connection_id)
WHERE q.id = w.id AND q.lease = w.lease RETURNING q.id::text
"""
ASK = """
INSERT INTO journal_entry (id, received_at, finished_at, kind, status, mode, workspace_id,
    bundle_id, transactions, bytes_in, bytes_out, attempts, outline, details)
SELECT a.id, a.at, a.at, 'system', 'succeeded', '', q.workspace_id, q.bundle_id, 0, 0, 0, 0, '[]',
    a.details
FROM unnest(%s::uuid[], %s::timestamptz[], %s::text[], %s::uuid[], %s::int[])
    AS a (id, at, details, run_id, lease)
JOIN queue_run q ON q.id = a.run_id AND q.lease = a.lease
ON CONFLICT DO NOTHING
"""
REMEMBER = """
INSERT INTO queue_memory (bundle_id, key, digest, updated_at)
SELECT bundle_id, key, digest, now() FROM unnest(%s::uuid[], %s::text[], %s::bytea[])
    AS m (bundle_id, key, digest)
ON CONFLICT (bundle_id, key) DO UPDATE SET digest = excluded.digest, updated_at = now()
"""


@dataclass(slots=True)
class _Batch:
    endings: list[Ending] = field(default_factory=list)
    waits: list[Wait] = field(default_factory=list)
    checkpoints: list[Checkpoint] = field(default_factory=list)
    written: "asyncio.Future[None]" = field(
        default_factory=lambda: asyncio.get_running_loop().create_future()
    )

    def split(self) -> "list[_Batch]":
        """Return one batch for each row, checkpoints before what relies on them."""
        return [
            *(_Batch(checkpoints=[one]) for one in self.checkpoints),
            *(_Batch(waits=[one]) for one in self.waits),
            *(_Batch(endings=[one]) for one in self.endings),
        ]

    def runs(self) -> list[Claimed]:
        """Return the runs whose work is over or rests."""
        return [*(one.run for one in self.waits), *(one.run for one in self.endings)]

    def __len__(self) -> int:
        return len(self.endings) + len(self.waits) + len(self.checkpoints)


class Recorder:
    """Collects and flushes; every method returns a future that is done once PostgreSQL has it.

    `lost` is told of each run whose lease another worker has by then: nothing was written of it.
    """

    def __init__(self, lost: Callable[[Claimed], None] = lambda _: None) -> None:
        self._lost = lost
        self._batch: _Batch | None = None
        self._task: asyncio.Task[None] | None = None
        self._db: Db | None = None
        self._stranded: _Batch | None = None
        self._is_cut_off = False

    @property
    def is_behind(self) -> bool:
        """Whether results pile up or PostgreSQL is away: no time to take on more work."""
        return self._is_cut_off or (self._batch is not None and len(self._batch) > BACKLOG_LIMIT)

    def waiting(self) -> list[Claimed]:
        """Return the runs whose results PostgreSQL does not take now, or that come after them."""
        return [run for batch in (self._stranded, self._batch) if batch for run in batch.runs()]

    def end(self, ending: Ending) -> "asyncio.Future[None]":
        """Move a run from the queue to the journal."""
        batch = self._open()
        batch.endings.append(ending)
        return batch.written

    def put_off(self, wait: Wait) -> "asyncio.Future[None]":
        """Let a run rest."""
        batch = self._open()
        batch.waits.append(wait)
        return batch.written

    def save(self, checkpoint: Checkpoint) -> "asyncio.Future[None]":
        """Keep what a step came to."""
        batch = self._open()
        batch.checkpoints.append(checkpoint)
        return batch.written

    async def settled(self) -> None:
        """Return once everything handed in so far is written."""
        while self._task is not None:
            await asyncio.shield(self._task)

    async def close(self) -> None:
        """Write what is left and hang up."""
        await self.settled()
        await self._hang_up()

    async def _hang_up(self) -> None:
        if self._db is not None:
            await self._db.close()
            self._db = None

    def _open(self) -> _Batch:
        if self._batch is None:
            self._batch = _Batch()
            if self._task is None:
                self._task = asyncio.create_task(self._flush())
        return self._batch

    async def _flush(self) -> None:
        try:
            while self._batch is not None:
                if len(self._batch) < FLUSH_ROWS:
                    await asyncio.sleep(FLUSH_EVERY_S)
                batch, self._batch = self._batch, None
                await self._write_patiently(batch)
                if not batch.written.done():  # cancelled with who waited, at the worker's end
                    batch.written.set_result(None)
        finally:
            self._task = None

    async def _write_patiently(self, batch: _Batch, *, is_bare: bool = False) -> None:
        """Write it, however long that takes; what `is_bare` can't be what PostgreSQL minds."""
        pause_s = FIRST_PAUSE_S
        while True:
            try:
                if self._db is None or self._db.closed:
                    self._db = await connect("recorder")
                async with self._db.transaction():
                    lost = await _write(self._db, batch)
            except psycopg.Error as error:
                if not (is_bare or self._is_away(error)):
                    log.exception("A flush of %d rows was refused", len(batch))
                    await self._write_apart(batch)
                    return
                log.warning("PostgreSQL is away, results wait: %s", error)
                await self._hang_up()
                self._stranded, self._is_cut_off = batch, True
                await asyncio.sleep(pause_s)
                pause_s = min(pause_s * 2, LONGEST_PAUSE_S)
            else:
                # What came meanwhile goes before new work: its leases may be over as well.
                self._is_cut_off = self._stranded is batch and self._batch is not None
                self._stranded = None
                for run in lost:
                    self._lost(run)
                return

    def _is_away(self, error: psycopg.Error) -> bool:
        """Tell a lost line, also one that the server cut for idling, from a refused row."""
        lost = self._db is None or self._db.closed
        return lost or isinstance(error, psycopg.OperationalError)

    async def _write_apart(self, batch: _Batch) -> None:
        """Write row by row what could not be written together; a row refused alone is reduced."""
        if len(batch) > 1:
            for part in batch.split():
                await self._write_patiently(part)
            return
        for ending in batch.endings:
            await self._write_patiently(_Batch(endings=[ending.reduced()]), is_bare=True)


async def _write(db: Db, batch: _Batch) -> list[Claimed]:
    """Write it all; returns the runs that have been lost to other workers."""
    if batch.checkpoints:
        await db.execute(
            CHECKPOINT,
            (
                [one.run.id for one in batch.checkpoints],
                [one.run.lease for one in batch.checkpoints],
                [one.path for one in batch.checkpoints],
                [one.state.decode() for one in batch.checkpoints],
            ),
        )
        await _remember(db, batch.checkpoints)
    ours: set[str] = set()
    if batch.waits:
        ours |= await _postpone(db, batch.waits)
    if batch.endings:
        ours |= await _end(db, batch.endings)
    return [run for run in batch.runs() if run.id not in ours]


async def _remember(db: Db, checkpoints: Sequence[Checkpoint]) -> None:
    digests = {
        (one.run.bundle_id, key): digest
        for one in checkpoints
        for key, digest in one.memories.items()
    }
    if digests:
        bundles, keys = zip(*sorted(digests), strict=True)
        values = [digests[pair] for pair in sorted(digests)]
        await db.execute(REMEMBER, (list(bundles), list(keys), values))


async def _postpone(db: Db, waits: Sequence[Wait]) -> set[str]:
    postponed = await db.execute(
        POSTPONE,
        (
            [one.run.id for one in waits],
            [one.run.lease for one in waits],
            [one.status for one in waits],
            [one.due_at for one in waits],
            [int(one.attempted) for one in waits],
            [one.error.decode() if one.error else None for one in waits],
            [one.connection_id for one in waits],
        ),
    )
    asked = [(one.run, one.question) for one in waits if one.question]
    if asked:
        columns = zip(*((*question, run.id, run.lease) for run, question in asked), strict=True)
        await db.execute(ASK, [list(column) for column in columns])
    return {row[0] for row in await postponed.fetchall()}


async def _end(db: Db, endings: Sequence[Ending]) -> set[str]:
    keys = ([one.run.id for one in endings], [one.run.lease for one in endings])
    removed = {row[0] for row in await (await db.execute(REMOVE, keys)).fetchall()}
    ours = [one for one in endings if one.run.id in removed]
    if not ours:
        return removed
    await _copy(db, WRITE, b"".join([one.line() for one in ours]))
    await _copy(db, WRITE_KEYS, key_lines(ours).encode())
    words = "".join([one.words_line() for one in ours])
    await _copy(db, WRITE_WORDS, words.encode("utf-8", "replace"))
    marked = [one.run.id for one in ours if one.has_checkpoints]
    if marked:
        await db.execute(FORGET_CHECKPOINTS, (marked,))
    await _count(db, ours)
    return removed


async def _copy(db: Db, statement: str, lines: bytes) -> None:
    if lines:
        async with db.cursor() as cursor, cursor.copy(statement) as copy:
            await copy.write(lines)


async def _count(db: Db, endings: Iterable[Ending]) -> None:
    sums = Sums()
    for one in endings:
        sums.add_run(one.counted())
    for statement, columns in sums.statements():
        await db.execute(statement, columns)
