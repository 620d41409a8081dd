"""Every other place in the database where somebody's data can stand.

Gone: caught webhook requests, samples and step tests of the builder. Blotted out: what services
answered, as kept by jobs, alerts, channels, sources, subscriptions, connections and bundles, and
whom a check of completeness has sighted. Left, and told: definitions, names, logins and channels
that name the person, as they are somebody's settings, and members, who are let go under Members.
Left without a word: what polls know their records by and what `changed` conditions saw (digests;
without them the person would be brought in again), cursors of sources, secrets (sealed), sums
(numbers), and members as those who did something. Valkey holds nothing of anybody for longer than
a message is on its way.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple
from uuid import UUID

import orjson
from django.db import connection
from django.db.models import QuerySet

from engine.connections.models import Sample as Caught
from engine.jobs.erasure.state import Erasure
from engine.jobs.models import Job

MOST_LEFT = 100
OF_WORKSPACE = "workspace_id = %s"
OF_JOBS = "job_id IN (SELECT id FROM jobs_job WHERE workspace_id = %s)"
OF_INQUIRIES = "inquiry_id IN (SELECT id FROM jobs_job WHERE workspace_id = %s)"
OF_BUNDLES = "bundle_id IN (SELECT id FROM bundles_bundle WHERE workspace_id = %s)"
OF_CONNECTIONS = "connection_id IN (SELECT id FROM connections_connection WHERE workspace_id = %s)"


class Place(NamedTuple):
    """A column with JSON in it, or plain text, and whose it is."""

    table: str
    key: str
    column: str
    of: str = OF_WORKSPACE
    is_plain: bool = False


BLOTTED = (
    Place("alerts_alert", "id", "cause"),
    Place("alerts_alert", "id", "name", is_plain=True),
    Place("alerts_channel", "id", "problem"),
    Place("bundles_bundle", "id", "status_reason"),
    Place("connections_connection", "id", "status_detail"),
    Place("jobs_inquiry", "job_id", "error", OF_JOBS),
    Place("jobs_job", "id", "asked"),
    Place("jobs_job", "id", "report"),
    Place("jobs_result", "id", "error", OF_JOBS),
    Place("jobs_sighting", "identity", "key", OF_INQUIRIES, is_plain=True),
    Place("jobs_sighting", "identity", "subject", OF_INQUIRIES, is_plain=True),
    Place("triggers_source", "bundle_id", "last_error"),
    Place("triggers_source", "bundle_id", "streak"),
    Place("triggers_subscription", "connection_id", "last_error"),
)
SAMPLES = (
    Place("connections_sample", "id", "payload", OF_CONNECTIONS),
    Place("rehearsal_sample", "id", "output", OF_BUNDLES),
)
# What each names; the whole row is looked at where several columns are settings.
SETTINGS = (
    ("bundle", Place("bundles_bundle", "id", "name", is_plain=True)),
    ("bundle", Place("bundles_bundle", "id", "draft")),
    ("bundle", Place("bundles_bundleversion", "bundle_id", "definition", OF_BUNDLES)),
    ("connection", Place("connections_connection", "id", "name", is_plain=True)),
    ("connection", Place("connections_connection", "id", "settings")),
    ("connection", Place("connections_connection", "id", "account", is_plain=True)),
    ("connection", Place("connections_connection", "id", "metadata")),
    ("channel", Place("alerts_channel", "id", "name", is_plain=True)),
    ("channel", Place("alerts_channel", "id", "settings")),
)
MEMBERS = """
SELECT u.id FROM accounts_user u JOIN accounts_membership m ON m.user_id = u.id
WHERE m.workspace_id = %s AND u.email = ANY(%s)
"""
SAMPLES_OF_BUNDLE = "FROM rehearsal_sample WHERE bundle_id = %s"
TRIGGERS = "SELECT connection_id FROM bundles_use WHERE bundle_id = %s AND role = 'trigger'"


def forget_samples(erasure: Erasure) -> int:
    """Delete what was caught or tried out for building and names a subject; returns how many."""
    if erasure.is_of_bundle:
        return _forget_samples_of_bundle(erasure.job)
    return sum(_forget(place, _named(place, erasure)) for place in SAMPLES)


def blot_out(erasure: Erasure) -> int:
    """Hide subjects in what services answered, wherever it is kept; returns in how many rows."""
    if erasure.is_of_bundle:
        return 0
    return sum(_blot(place, erasure) for place in BLOTTED)


def samples_naming(erasure: Erasure) -> int:
    """Return how many samples name a subject, or are of the bundle."""
    if erasure.is_of_bundle:
        return _samples_of_bundle(erasure.job)
    return sum(len(list(_named(place, erasure))) for place in SAMPLES)


def left_in_settings(erasure: Erasure) -> list[dict[str, str]]:
    """Return what people set up themselves that names a subject: they have to change it."""
    if erasure.is_of_bundle:
        return []
    found = {
        (what, str(key)): None for what, place in SETTINGS for key, _ in _named(place, erasure)
    }
    members = {("member", str(key)): None for key in _members(erasure)}
    return [{"what": what, "id": key} for what, key in [*found, *members]][:MOST_LEFT]


def _named(place: Place, erasure: Erasure) -> Iterator[tuple[UUID, Any]]:
    condition, params = erasure.subjects.where(f"{place.column}::text")
    statement = (
        f"SELECT {place.key}, {place.column}::text FROM {place.table} "  # noqa: S608 (our names)
        f"WHERE {place.of} AND {place.column} IS NOT NULL AND {condition}"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [erasure.job.workspace_id, *params])
        for key, text in cursor.fetchall():
            value = text if place.is_plain else _read(text)
            if erasure.subjects.are_named_in(value):
                yield key, value


def _read(text: str) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        return text


def _blot(place: Place, erasure: Erasure) -> int:
    rows = list(_named(place, erasure))
    statement = (
        f"UPDATE {place.table} SET {place.column} = %s "  # noqa: S608 (our names)
        f"WHERE {place.of} AND {place.key} = %s"
    )
    with connection.cursor() as cursor:
        for key, value in rows:
            blotted = erasure.subjects.blotted(value)
            text = str(blotted) if place.is_plain else orjson.dumps(blotted).decode()
            cursor.execute(statement, [text, erasure.job.workspace_id, key])
    return len(rows)


def _forget(place: Place, rows: Iterator[tuple[UUID, Any]]) -> int:
    keys = [key for key, _ in rows]
    statement = f"DELETE FROM {place.table} WHERE {place.key} = ANY(%s)"  # noqa: S608 (our names)
    with connection.cursor() as cursor:
        cursor.execute(statement, [keys])
    return len(keys)


def _forget_samples_of_bundle(job: Job) -> int:
    gone = _caught_for_bundle(job).delete()[0]
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE {SAMPLES_OF_BUNDLE}", [job.bundle_id])
        return gone + int(cursor.rowcount)


def _samples_of_bundle(job: Job) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) {SAMPLES_OF_BUNDLE}", [job.bundle_id])
        kept: int = cursor.fetchone()[0]
    return kept + _caught_for_bundle(job).count()


def _caught_for_bundle(job: Job) -> QuerySet[Caught]:
    with connection.cursor() as cursor:
        cursor.execute(TRIGGERS, [job.bundle_id])
        connections = [row[0] for row in cursor.fetchall()]
    return Caught.objects.filter(connection_id__in=connections)


def _members(erasure: Erasure) -> list[UUID]:
    with connection.cursor() as cursor:
        cursor.execute(MEMBERS, [erasure.job.workspace_id, list(erasure.subjects.addresses)])
        return [row[0] for row in cursor.fetchall()]
