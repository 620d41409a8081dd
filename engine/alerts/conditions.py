"""Conditions that hold or don't at a moment, asked of the database for all rules at once."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import orjson
from django.db import connection as database

from engine.journal.finding.wanted import RUNS
from engine.kernel.json_types import JsonObject

CALM_S = 60.0

# Each finds: rule, bundle, connection, name, cause, since when.
_COVERED = """(r.bundle_id IS NULL OR r.bundle_id = b.id)
  AND (r.group_id IS NULL OR r.group_id = b.group_id)"""
_CONNECTION_COVERED = f"""((r.bundle_id IS NULL AND r.group_id IS NULL) OR EXISTS (
    SELECT FROM bundles_use u JOIN bundles_bundle b ON b.id = u.bundle_id
    WHERE u.connection_id = c.id AND u.live AND b.purpose = 'automation'
      AND b.status <> 'deleted' AND {_COVERED}))"""
_NEW = """NOT EXISTS (SELECT FROM alerts_alert a
    WHERE a.rule_id = r.id AND a.closed_at IS NULL AND a.subject_id = """

BLOCKED = f"""
SELECT r.id, b.id, NULL::uuid, b.name, b.status_reason, (b.status_reason ->> 'at')::timestamptz
FROM bundles_bundle b JOIN alerts_rule r ON r.workspace_id = b.workspace_id
WHERE b.status = 'blocked' AND b.purpose = 'automation'
  AND r.enabled AND r.event = 'blocked' AND {_COVERED} AND {_NEW} b.id)
"""  # noqa: S608 (constants of this file)
# Who adds a connection signs in next; nobody else has to be told to.
NEEDS_LOGIN = f"""
SELECT r.id, NULL::uuid, c.id, c.name, c.status_detail, NULL::timestamptz
FROM connections_connection c JOIN alerts_rule r ON r.workspace_id = c.workspace_id
WHERE c.status = 'needs_login' AND c.status_detail ->> 'code' IS DISTINCT FROM 'login_not_done'
  AND r.enabled AND r.event = 'needs_login' AND {_CONNECTION_COVERED} AND {_NEW} c.id)
"""  # noqa: S608 (constants of this file)
AILING = f"""
SELECT r.id, NULL::uuid, c.id, c.name, jsonb_build_object('code', h.last_code), h.opened_at
FROM health_breaker h JOIN connections_connection c ON c.id = h.connection_id
    JOIN alerts_rule r ON r.workspace_id = c.workspace_id
WHERE h.opened_at IS NOT NULL
  AND r.enabled AND r.event = 'ailing' AND {_CONNECTION_COVERED} AND {_NEW} c.id)
"""  # noqa: S608 (constants of this file)

_ASKING = """SELECT FROM queue_run q
    WHERE q.bundle_id = b.id AND q.status = 'held' AND q.error ? 'asks'"""
ASKS = f"""
SELECT r.id, b.id, NULL::uuid, b.name, NULL::jsonb, NULL::timestamptz
FROM bundles_bundle b JOIN alerts_rule r ON r.workspace_id = b.workspace_id
WHERE b.status <> 'deleted' AND b.purpose = 'automation' AND EXISTS ({_ASKING})
  AND r.enabled AND r.event = 'asks' AND {_COVERED} AND {_NEW} b.id)
"""  # noqa: S608 (constants of this file)

HOLDING = (BLOCKED, NEEDS_LOGIN, AILING, ASKS)

# What was received after a moment ended after it too, which is what the index knows.
_HEARD = """(
    COALESCE(b.started_at, b.created_at) > %(moment)s - r.hours * interval '1 hour'
    OR EXISTS (SELECT FROM journal_entry e WHERE e.bundle_id = b.id AND e.kind = 'run'
               AND e.finished_at > %(moment)s - r.hours * interval '1 hour'
               AND e.received_at > %(moment)s - r.hours * interval '1 hour')
    OR EXISTS (SELECT FROM queue_run q WHERE q.workspace_id = b.workspace_id
               AND q.bundle_id = b.id AND q.due_at IS NOT NULL
               AND q.received_at > %(moment)s - r.hours * interval '1 hour')
    OR EXISTS (SELECT FROM queue_run q WHERE q.bundle_id = b.id AND q.status = 'held'
               AND q.received_at > %(moment)s - r.hours * interval '1 hour'))"""
# The index of a bundle's rows is one of each category.
_RUNS = f"string_to_array('{','.join(RUNS)}', ',')"
SILENT = f"""
SELECT r.id, b.id, NULL::uuid, b.name, NULL::jsonb,
    GREATEST(
        (SELECT last.received_at FROM unnest({_RUNS}) AS sort (category) CROSS JOIN LATERAL (
            SELECT e.received_at, e.finished_at FROM journal_entry e
            WHERE e.bundle_id = b.id AND e.category = sort.category AND e.kind = 'run'
            ORDER BY e.finished_at DESC, e.id DESC LIMIT 1) AS last
         ORDER BY last.finished_at DESC LIMIT 1),
        (SELECT max(q.received_at) FROM queue_run q WHERE q.workspace_id = b.workspace_id
         AND q.bundle_id = b.id AND q.due_at IS NOT NULL),
        (SELECT max(q.received_at) FROM queue_run q
         WHERE q.bundle_id = b.id AND q.status = 'held'))
FROM alerts_rule r JOIN bundles_bundle b ON b.workspace_id = r.workspace_id
WHERE r.enabled AND r.event = 'no_data' AND b.status = 'running' AND b.purpose = 'automation'
  AND {_COVERED} AND {_NEW} b.id) AND NOT {_HEARD}
"""  # noqa: S608 (constants of this file)

# What was deleted is over too, but not well again.
OVER = f"""
SELECT a.id, b.id IS NOT NULL OR c.id IS NOT NULL
FROM alerts_alert a JOIN alerts_rule r ON r.id = a.rule_id
    LEFT JOIN bundles_bundle b ON b.id = a.subject_id AND b.status <> 'deleted'
    LEFT JOIN connections_connection c ON c.id = a.subject_id
    LEFT JOIN health_breaker h ON h.connection_id = a.subject_id
WHERE a.closed_at IS NULL AND CASE
    WHEN b.id IS NULL AND c.id IS NULL THEN true
    WHEN r.event = 'blocked' THEN b.status <> 'blocked'
    WHEN r.event = 'needs_login' THEN c.status <> 'needs_login'
    WHEN r.event = 'ailing' THEN h.opened_at IS NULL
    WHEN r.event = 'asks' THEN NOT EXISTS ({_ASKING})
    WHEN r.event = 'errors' THEN a.last_seen_at <= %(moment)s - r.minutes * interval '1 minute'
    WHEN r.event IN ('first_error', 'back_to_normal') THEN a.last_seen_at <= %(calm)s AND EXISTS (
        SELECT FROM journal_entry e WHERE e.bundle_id = a.subject_id AND e.kind IN ('run', 'empty')
        AND e.status IN ('succeeded', 'filtered') AND e.finished_at > a.last_seen_at)
    ELSE false END
"""  # noqa: S608 (constants of this file)
HEARD_AGAIN = f"""
SELECT a.id, b.status = 'running'
FROM alerts_alert a JOIN alerts_rule r ON r.id = a.rule_id
    JOIN bundles_bundle b ON b.id = a.subject_id
WHERE a.closed_at IS NULL AND r.event = 'no_data' AND (b.status <> 'running' OR {_HEARD})
"""  # noqa: S608 (constants of this file)

# How many failures the fullest window had; one that lies exactly its length back is outside.
FULLEST_WINDOW = """
SELECT max(count) FROM (
    SELECT count(*) OVER (ORDER BY e.finished_at
        RANGE BETWEEN %(reach)s - interval '1 microsecond' PRECEDING AND CURRENT ROW) AS count
    FROM journal_entry e
    WHERE e.bundle_id = %(bundle)s AND e.category = 'failed'
      AND e.finished_at > %(first)s - %(reach)s AND e.finished_at < %(last)s + %(reach)s
) AS windows
"""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something a rule looks for and no open alert tells of yet."""

    rule_id: UUID
    bundle_id: UUID | None
    connection_id: UUID | None
    name: str
    cause: JsonObject
    since: datetime | None
    last: datetime
    count: int = 1

    @property
    def subject_id(self) -> UUID:
        """Which bundle or connection it is about."""
        subject = self.bundle_id or self.connection_id
        if subject is None:
            raise ValueError("a finding is about a bundle or a connection")
        return subject


def found(statement: str, moment: datetime) -> list[Finding]:
    """Return what the statement finds at this moment."""
    return [
        Finding(rule, bundle, link, name, orjson.loads(cause) if cause else {}, since, moment)
        for rule, bundle, link, name, cause, since in _rows(statement, moment)
    ]


def over(statement: str, moment: datetime) -> Mapping[UUID, bool]:
    """Return the open alerts that are over, and for each whether all is well again."""
    return dict(_rows(statement, moment))


def most_failures(bundle_id: UUID, moments: Sequence[datetime], reach: timedelta) -> int:
    """Return the most failures within `reach` of each other, among them one of these moments."""
    asked: dict[str, Any] = {"bundle": bundle_id, "reach": reach}
    asked |= {"first": min(moments), "last": max(moments)}
    with database.cursor() as cursor:
        cursor.execute(FULLEST_WINDOW, asked)
        (most,) = cursor.fetchone()
    return int(most or 0)


def _rows(statement: str, moment: datetime) -> Iterator[tuple[Any, ...]]:
    with database.cursor() as cursor:
        cursor.execute(statement, {"moment": moment, "calm": moment - timedelta(seconds=CALM_S)})
        yield from cursor.fetchall()
