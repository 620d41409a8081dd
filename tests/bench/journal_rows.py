"""Fills the journal with rows as the recorder would have written them, millions in a minute or two.

Each week is filled apart, gets its indexes and is attached then. Most rows are of one workspace;
a few bundles do most of the work, and what fails is rare, as in life.
"""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import UUID

import psycopg

from engine.journal.partitions import TABLES, Partition, Week, partitions
from engine.journal.telling.keys import hashed

BUNDLES, CONNECTIONS = 40, 10
RARE_KEY, HOT_KEY = "rare@example.com", "79160000000"
COMMON_WORD = "newsletter"  # in every fifth row
RARE_EVERY = 20_000
AT_ONCE = 2

ENTRIES = """
INSERT INTO {table} (id, received_at, finished_at, kind, status, mode, workspace_id, bundle_id,
    version_id, connection_id, event_id, origin_id, key, subject, transactions, bytes_in, bytes_out,
    attempts, error, outline, details, attempt)
SELECT (lpad(to_hex((extract(epoch FROM finished_at) * 1000)::bigint), 12, '0') || '7'
        || left(chance, 3) || '8' || right(chance, 15))::uuid,
    finished_at - interval '1 s', finished_at,
    CASE WHEN luck < 0.980 THEN 'run' WHEN luck < 0.995 THEN 'empty' ELSE 'system' END,
    CASE WHEN luck < 0.900 THEN 'succeeded' WHEN luck < 0.950 THEN 'filtered'
         WHEN luck < 0.970 THEN 'failed' WHEN luck < 0.975 THEN 'duplicate'
         WHEN luck < 0.979 THEN 'held' WHEN luck < 0.980 THEN 'cancelled' ELSE 'succeeded' END,
    CASE WHEN luck >= 0.980 THEN '' WHEN other < 0.98 THEN 'live' WHEN other < 0.99 THEN 'manual'
         ELSE 'resend' END,
    CASE WHEN n %% 10 = 9 THEN %(second)s ELSE %(first)s END::uuid,
    (%(bundles)s::uuid[])[1 + bundle], %(version)s::uuid,
    (%(connections)s::uuid[])[1 + bundle %% %(connection_count)s], chance::uuid,
    chance::uuid, 'order-' || n, 'person' || n || '@example.com', 1, 900, 700, 1,
    CASE WHEN luck BETWEEN 0.950 AND 0.970
         THEN '{{"code":"input_rejected","remedy":"fix","message":"no"}}'::jsonb END,
    '[["subscribe","succeeded"],["write","succeeded"]]',
    '{{"trigger":{{"body":"' || repeat(chance, 12) || '"}},"steps":[]}}', 1
FROM (
    SELECT n, md5(n::text) AS chance,
        %(start)s::timestamptz + (n - %(begin)s) * %(step)s::interval AS finished_at,
        random() AS luck, random() AS other, floor(%(bundle_count)s * random() ^ 3)::int AS bundle
    FROM generate_series(%(begin)s::bigint, %(end)s::bigint - 1) AS n
) AS made
"""
WORDS = """
INSERT INTO {table} (finished_at, entry_id, workspace_id, words)
SELECT finished_at, id, workspace_id, subject || E'\\n' || key || E'\\nanna petrova\\nmoscow\\n'
    || '+7 916 ' || right(key, 3) || E'\\n' || repeat(md5(key), 10) || E'\\n'
    || CASE WHEN hashtext(key) %% 5 = 0 THEN %(common)s ELSE 'order paid' END
    || E'\\n' || repeat(md5(subject), 12)
FROM {entries} WHERE kind = 'run'
"""
KEYS = """
INSERT INTO {table} (key, finished_at, entry_id)
SELECT ('x' || left(encode(sha256(convert_to(e.workspace_id || ':' || one, 'UTF8')), 'hex'), 16))
    ::bit(64)::bigint, e.finished_at, e.id
FROM {entries} AS e CROSS JOIN LATERAL (VALUES (e.subject), (e.key), (e.event_id::text)) AS k(one)
WHERE e.kind = 'run'
UNION ALL
SELECT %(rare)s, finished_at, id FROM {entries}
WHERE kind = 'run' AND workspace_id = %(first)s AND substr(key, 7)::bigint %% %(rare_every)s = 5
UNION ALL
SELECT %(hot)s, finished_at, id FROM {entries}
WHERE kind = 'run' AND workspace_id = %(first)s AND substr(key, 7)::bigint %% 20 = 3
UNION ALL
SELECT ('x' || left(encode(sha256(convert_to(workspace_id || ':through:'
        || (%(connections)s::uuid[])[1 + substr(key, 7)::bigint %% %(connection_count)s]
        || ':' || status, 'UTF8')), 'hex'), 16))::bit(64)::bigint, finished_at, id
FROM {entries} WHERE kind = 'run'
"""
INDEXES = """
SELECT pg_get_indexdef(indexrelid), indisprimary FROM pg_index WHERE indrelid = %s::regclass
"""
PARENT = re.compile(r"INDEX \w+ ON ONLY \S+")


@dataclass(frozen=True, slots=True)
class Filling:
    """Whose rows are made: two workspaces, one with nine rows of ten, and their things."""

    first: UUID
    second: UUID
    bundles: tuple[UUID, ...]
    connections: tuple[UUID, ...]
    until: datetime
    days: int = 60

    def fill(self, url: str, rows: int) -> None:
        """Replace all that the journal holds by so many rows, spread evenly up to `until`."""
        with psycopg.connect(url, autocommit=True) as db:
            for part in partitions():
                db.execute(f"DROP TABLE {part.table}")
        with ThreadPoolExecutor(AT_ONCE) as pool:
            list(pool.map(lambda piece: self._fill_week(url, piece), self._weeks(rows)))
        with psycopg.connect(url, autocommit=True) as db:
            for table in TABLES:
                db.execute(f"VACUUM ANALYZE {table}")
            db.execute("CHECKPOINT")  # as rows that were written long ago

    def _weeks(self, rows: int) -> Iterator[tuple[Week, dict[str, Any]]]:
        start = self.until - timedelta(days=self.days)
        step = timedelta(days=self.days) / rows
        week, begin = Week.of(start), 0
        while begin < rows:
            monday = datetime.combine(week.end, time(), UTC)
            end = min(rows, -(-(monday - start) // step))
            yield week, {"begin": begin, "end": end, "start": start + begin * step, "step": step}
            week, begin = Week(week.end), end

    def _fill_week(self, url: str, piece: tuple[Week, dict[str, Any]]) -> None:
        week, some = piece
        given = {**some, **self._things()}
        entries, keys, words = (Partition(table, week) for table in TABLES)
        # In the transaction that makes a table, PostgreSQL needs no log of what is put into it.
        with psycopg.connect(url) as db:
            for part, insert in ((entries, ENTRIES), (keys, KEYS), (words, WORDS)):
                like = f"(LIKE {part.parent} INCLUDING DEFAULTS INCLUDING GENERATED)"
                db.execute(f"CREATE TABLE {part.table} {like}")
                db.execute(insert.format(table=part.table, entries=entries.table), given)
                _index(db, part)
        with psycopg.connect(url) as db:
            for part in (entries, keys, words):
                first, after = part.week.bounds
                db.execute(
                    f"ALTER TABLE {part.parent} ATTACH PARTITION {part.table} "
                    f"FOR VALUES FROM ('{first}') TO ('{after}')"
                )

    def _things(self) -> dict[str, Any]:
        return {
            "first": self.first,
            "second": self.second,
            "bundles": list(self.bundles),
            "connections": list(self.connections),
            "version": self.bundles[0],
            "bundle_count": len(self.bundles),
            "connection_count": len(self.connections),
            "common": COMMON_WORD,
            "rare_every": RARE_EVERY,
            "rare": hashed(self.first, RARE_KEY),
            "hot": hashed(self.first, HOT_KEY),
        }


def _index(db: psycopg.Connection[tuple[Any, ...]], part: Partition) -> None:
    db.execute("SET LOCAL maintenance_work_mem = '512MB'")
    for definition, is_primary in db.execute(INDEXES, [part.parent]).fetchall():
        if is_primary:
            columns = definition[definition.rindex("(") :]
            db.execute(f"ALTER TABLE {part.table} ADD PRIMARY KEY {columns}")
        else:
            db.execute(PARENT.sub(f"INDEX ON {part.table}", definition))
