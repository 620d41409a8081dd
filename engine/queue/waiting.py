"""What waits and why: counted by reason, exactly, down the partial indexes of the queue."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from django.db import connection

Why = Literal[
    "stopped",
    "asks",
    "needs_login",
    "delay",
    "rate_limit",
    "breaker",
    "retry",
    "order",
    "queue",
    "no_bundle",
]

# Each half repeats the condition of the partial index that answers it.
OF_BUNDLE = """
WITH mine AS (
    SELECT * FROM queue_run
    WHERE workspace_id = %(workspace)s AND bundle_id = %(bundle)s AND due_at IS NOT NULL
        AND status IN ('queued', 'waiting')
    UNION ALL
    SELECT * FROM queue_run WHERE bundle_id = %(bundle)s AND status = 'held'
), told AS (
    SELECT q.id, q.received_at, q.due_at, q.seq, CASE
        WHEN q.status = 'held' AND q.error ? 'asks' THEN 'asks'
        WHEN %(stands_still)s
            AND (q.status = 'held' OR q.let_through IS DISTINCT FROM q.attempts) THEN 'stopped'
        WHEN q.status = 'held' THEN 'needs_login'
        WHEN q.status = 'waiting' AND q.error IS NULL THEN 'delay'
        WHEN q.status = 'waiting' AND q.error ->> 'code' IN ('own_limit', 'rate_limited')
            THEN 'rate_limit'
        WHEN q.status = 'waiting' AND q.error ->> 'code' = 'breaker_open' THEN 'breaker'
        WHEN q.status = 'waiting' THEN 'retry'
        WHEN q.order_key IS NOT NULL AND EXISTS (
            SELECT FROM queue_run o WHERE o.bundle_id = q.bundle_id
                AND o.order_key = q.order_key AND o.seq < q.seq) THEN 'order'
        ELSE 'queue' END AS why,
        CASE WHEN q.status = 'held' AND NOT %(stands_still)s
                AND NOT coalesce(q.error ? 'asks', false)
            THEN q.connection_id END AS held_by
    FROM mine q
)
SELECT why, count(*), min(received_at), min(due_at), held_by,
    (array_agg(id ORDER BY seq))[1], NULL
FROM told GROUP BY why, held_by ORDER BY min(received_at)
"""
OF_CONNECTION = """
SELECT CASE WHEN bundle_id IS NULL THEN 'no_bundle' ELSE 'needs_login' END AS why,
    count(*), min(received_at), NULL, connection_id, (array_agg(id ORDER BY seq))[1], trigger
FROM queue_run
WHERE connection_id = %(connection)s AND status = 'held' AND NOT coalesce(error ? 'asks', false)
GROUP BY why, connection_id, trigger ORDER BY min(received_at)
"""


@dataclass(frozen=True, slots=True)
class Waiting:
    """Events that wait for one reason; `run_id` is the oldest, `next_at` when one is due."""

    why: Why
    count: int
    since: datetime
    next_at: datetime | None
    connection_id: UUID | None
    run_id: UUID
    event: str | None


def waiting_for(bundle_id: UUID, workspace_id: UUID, *, stands_still: bool) -> list[Waiting]:
    """Return why events of a bundle wait, oldest reason first."""
    asked = {"bundle": bundle_id, "workspace": workspace_id, "stands_still": stands_still}
    return _groups(OF_BUNDLE, asked)


def waiting_at(connection_id: UUID) -> list[Waiting]:
    """Return what waits for a bundle to listen to a connection, and what for its login."""
    return _groups(OF_CONNECTION, {"connection": connection_id})


def _groups(question: str, asked: dict[str, Any]) -> list[Waiting]:
    with connection.cursor() as cursor:
        cursor.execute(question, asked)
        rows: Sequence[tuple[Any, ...]] = cursor.fetchall()
    return [Waiting(*row) for row in rows]
