"""What clocks that were put back leave in the queue: runs that would be due only much later."""

from django.conf import settings
from django.db import connection

AHEAD_S = 60.0  # by so much the clock of who put a run in may be ahead of the database's

# Nothing is put in to be due later, and no lease ends later than one that begins now. Whoever
# lives prolongs theirs; the others' runs are free a lease from now. What waits on purpose is left.
PULL_BACK = """
WITH RECURSIVE lane AS (
    (SELECT workspace_id, bundle_id FROM queue_run
     WHERE due_at IS NOT NULL ORDER BY workspace_id, bundle_id LIMIT 1)
    UNION ALL
    SELECT next.* FROM lane CROSS JOIN LATERAL (
        SELECT q.workspace_id, q.bundle_id FROM queue_run q
        WHERE q.due_at IS NOT NULL
          AND (q.workspace_id, q.bundle_id) > (lane.workspace_id, lane.bundle_id)
        ORDER BY q.workspace_id, q.bundle_id LIMIT 1) AS next
), ahead AS MATERIALIZED (
    SELECT r.id FROM lane CROSS JOIN LATERAL (
        SELECT q.id FROM queue_run q
        WHERE q.workspace_id = lane.workspace_id AND q.bundle_id = lane.bundle_id
          AND q.due_at > now() + (%(lease_s)s + %(ahead_s)s) * interval '1 second'
          AND q.status IN ('queued', 'duplicate', 'running')
        FOR NO KEY UPDATE SKIP LOCKED) r
)
UPDATE queue_run q SET due_at = now()
    + CASE WHEN q.status = 'running' THEN %(lease_s)s ELSE 0 END * interval '1 second'
FROM ahead WHERE q.id = ahead.id
"""


def pull_back() -> int:
    """Make due what was put in, or taken, while a clock was ahead; returns how many runs."""
    with connection.cursor() as cursor:
        cursor.execute(PULL_BACK, {"lease_s": settings.LEASE_S, "ahead_s": AHEAD_S})
        moved: int = cursor.rowcount
    return moved
