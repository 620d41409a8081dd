"""Journal rows that name a person, put on the job's list; none is read twice in one round.

First by the journal's own index. Then by reading all words of the workspace, newest first: what has
more keys than the index takes, and addresses as they are quoted. Then rows that are no runs: what
polls and people left behind is blotted out at once, as there is nothing else in such a row.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import UUID

import orjson
from django.db import connection

from engine.jobs.erasure.state import Erasure
from engine.jobs.erasure.subjects import Subjects
from engine.jobs.rounds import in_parts
from engine.journal.models import Entry
from engine.journal.partitions import partitions

Place = tuple[UUID, datetime]

# Hidden rows too, as long as they are on the disk.
BY_KEYS = """
SELECT e.id, e.finished_at, e.bundle_id, e.resend_of FROM journal_key k
JOIN journal_entry e ON e.id = k.entry_id AND e.finished_at = k.finished_at
WHERE k.key = ANY(%(keys)s) AND e.workspace_id = %(workspace)s AND e.received_at <= %(asked_at)s
    AND e.kind = 'run'
"""
OF_BUNDLE = """
SELECT e.id, e.finished_at, e.bundle_id, e.resend_of FROM journal_entry e
WHERE e.bundle_id = %(bundle)s AND e.workspace_id = %(workspace)s AND e.kind = 'run'
    AND e.received_at <= %(asked_at)s
"""
# Every attempt at the event of a row goes with it.
WITH_ATTEMPTS = """
INSERT INTO jobs_result (id, job_id, what, entry_id, entry_at, bundle_id, status)
SELECT uuidv7(), %(job)s, 'row', a.id, a.finished_at, a.bundle_id, 'pending'
FROM ({rows}) AS found CROSS JOIN LATERAL (
    SELECT found.id, found.finished_at, found.bundle_id
    UNION SELECT r.id, r.finished_at, r.bundle_id FROM journal_entry r
        WHERE r.resend_of = coalesce(found.resend_of, found.id)
    UNION SELECT r.id, r.finished_at, r.bundle_id FROM journal_entry r
        WHERE r.id = found.resend_of) AS a
ON CONFLICT (job_id, entry_id) DO NOTHING
"""
THESE = """
SELECT id, finished_at, bundle_id, resend_of FROM unnest(%(ids)s::uuid[],
    %(moments)s::timestamptz[], %(bundles)s::uuid[], %(firsts)s::uuid[])
    AS t (id, finished_at, bundle_id, resend_of)
"""
WORDS_FROM = """
SELECT min(finished_at) FROM (
    SELECT finished_at FROM journal_words
    WHERE workspace_id = %s AND finished_at < %s ORDER BY finished_at DESC LIMIT %s) AS stretch
"""
WORDS_THAT = """
SELECT entry_id, finished_at FROM journal_words
WHERE workspace_id = %s AND finished_at >= %s AND finished_at < %s AND {condition}
"""
NOTES_THAT = """
SELECT id, finished_at FROM journal_entry
WHERE workspace_id = %s AND category IN ('system', 'empty', 'failed')
    AND (kind <> 'run' OR mode = 'alert') AND finished_at >= %s AND finished_at < %s
    AND ({details} OR {error})
"""
WORDS_AT_ONCE = 20_000
NOTES_AT_ONCE = timedelta(days=7)


def list_by_keys(erasure: Erasure) -> int:
    """Put on the list what the index knows, or all rows of the bundle; returns how many are new."""
    return _list(erasure, OF_BUNDLE if erasure.is_of_bundle else BY_KEYS)


def ids_by_keys(erasure: Erasure) -> set[UUID]:
    """Return the rows that the index knows."""
    with connection.cursor() as cursor:
        cursor.execute(BY_KEYS, _asked(erasure))
        return {row[0] for row in cursor.fetchall()}


def count_of_bundle(erasure: Erasure) -> int:
    """Return how many runs of the bundle there are."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM ({OF_BUNDLE}) AS rows", _asked(erasure))  # noqa: S608
        found: int = cursor.fetchone()[0]
    return found


def list_these(erasure: Erasure, entries: Sequence[Entry]) -> int:
    """Put these rows on the list, with all attempts at their events."""
    if not entries:
        return 0
    ids, moments = [one.id for one in entries], [one.finished_at for one in entries]
    bundles, firsts = [one.bundle_id for one in entries], [one.resend_of for one in entries]
    return _list(erasure, THESE, ids=ids, moments=moments, bundles=bundles, firsts=firsts)


def window_of_words(workspace_id: UUID, until: datetime) -> datetime | None:
    """Return how far back from a moment one look at the words goes; None where there are none."""
    with connection.cursor() as cursor:
        cursor.execute(WORDS_FROM, [workspace_id, until, WORDS_AT_ONCE])
        since: datetime | None = cursor.fetchone()[0]
    return since


def rows_saying(
    subjects: Subjects, workspace_id: UUID, since: datetime, until: datetime
) -> Iterator[Entry]:
    """Yield the runs that ended between two moments and name a subject anywhere."""
    condition, params = subjects.where("words", is_lower=True)
    places = _places(WORDS_THAT.format(condition=condition), [workspace_id, since, until, *params])
    yield from _naming(subjects, places)


def notes_saying(
    subjects: Subjects, workspace_id: UUID, since: datetime, until: datetime
) -> Iterator[Entry]:
    """Yield rows that are no runs of people's bundles, and name a subject."""
    details, of_details = subjects.where("details")
    error, of_error = subjects.where("coalesce(error::text, '')")
    statement = NOTES_THAT.format(details=details, error=error)
    params = [workspace_id, since, until, *of_details, *of_error]
    yield from _naming(subjects, _places(statement, params))


def first_moment() -> datetime:
    """Return a moment before which no row ended that is still on the disk."""
    monday = min(part.week.monday for part in partitions())
    return datetime.combine(monday, time(), UTC)


def _list(erasure: Erasure, rows: str, **params: Any) -> int:
    with connection.cursor() as cursor:
        cursor.execute(WITH_ATTEMPTS.format(rows=rows), {**_asked(erasure), **params})
        return int(cursor.rowcount)


def _asked(erasure: Erasure) -> dict[str, Any]:
    job = erasure.job
    return {
        "job": job.pk,
        "workspace": job.workspace_id,
        "bundle": job.bundle_id,
        "keys": erasure.subjects.hashes(job.workspace_id),
        "asked_at": job.created_at,
    }


def _places(statement: str, params: Sequence[Any]) -> list[Place]:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return [(row[0], row[1]) for row in cursor.fetchall()]


def _naming(subjects: Subjects, places: Sequence[Place]) -> Iterator[Entry]:
    for part in in_parts(places):
        for entry in Entry.objects.filter(pk__in=part):
            if subjects.are_named_in(story_of(entry)):
                yield entry


def story_of(entry: Entry) -> list[object]:
    """Return all of a row in which somebody may be named; who did something is no subject."""
    details = orjson.loads(entry.details)
    if isinstance(details, dict):
        details.pop("actor", None)
    return [details, entry.error, entry.key, entry.subject]
