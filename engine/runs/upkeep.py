"""Chores that keep the tables small: each is short, repeatable, and does a bounded piece."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection

from engine.journal import retention

SEEN_DAYS = 62
UNCLAIMED_DAYS = 7
BATCH = 10_000

FORGET_SEEN = """
DELETE FROM queue_seenevent WHERE id IN (
    SELECT id FROM queue_seenevent WHERE seen_at < %s ORDER BY seen_at LIMIT %s)
"""
FORGET_MEMORY = "DELETE FROM queue_memory WHERE updated_at < %s"
JOURNAL_UNCLAIMED = """
WITH gone AS (
    DELETE FROM queue_run WHERE id IN (
        SELECT id FROM queue_run WHERE bundle_id IS NULL AND received_at < %s LIMIT %s)
    RETURNING *
)
INSERT INTO journal_entry (id, received_at, finished_at, kind, status, mode, workspace_id,
    connection_id, event_id, origin_id, key, transactions, bytes_in, bytes_out, attempts, error,
    outline, details)
SELECT id, received_at, now(), 'run', 'held', mode, workspace_id, connection_id, event_id,
    origin_id, key, 0, bytes_in, 0, 0, '{"code": "no_bundle_listened", "remedy": "fix"}', '[]',
    '{"trigger":' || payload || ',"steps":[]}'
FROM gone
"""


def do_all(moment: datetime) -> None:
    """Do every chore once."""
    retention.tend(moment)
    with connection.cursor() as cursor:
        cursor.execute(FORGET_SEEN, [moment - timedelta(days=SEEN_DAYS), BATCH])
        cursor.execute(FORGET_MEMORY, [moment - timedelta(days=settings.JOURNAL_DAYS)])
        cursor.execute(JOURNAL_UNCLAIMED, [moment - timedelta(days=UNCLAIMED_DAYS), BATCH])
