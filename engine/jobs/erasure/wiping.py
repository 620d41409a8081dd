"""Journal rows without what was in them: they keep what was done and how it ended, for the sums."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import orjson
from django.db import connection

from engine.jobs.erasure.finding import story_of
from engine.jobs.erasure.state import Erasure
from engine.jobs.erasure.subjects import Subjects
from engine.jobs.models import Job, Result
from engine.jobs.refusals import CannotBeResent
from engine.jobs.resend.cases import version_of
from engine.journal.finding.through import all_keys
from engine.journal.models import Entry
from engine.journal.partitions import Partition, partitions
from engine.queue.keys import dedupe_key, mark_of, polled_mark_of

AT_ONCE = 50
NOT_DATA = (
    *("id", "path", "kind", "status", "connector", "connection", "kept"),
    *("bytes_in", "bytes_out", "transactions"),
)
OF_ATTEMPT = ("n", "outcome", "at", "ms", "http_status", "repeat_possible")
OF_ERROR = ("code", "remedy", "step", "http_status", "reference", "asks")

WIPE = """
UPDATE journal_entry e SET key = NULL, subject = NULL, error = w.error::jsonb, details = w.details
FROM unnest(%s::uuid[], %s::timestamptz[], %s::text[], %s::text[]) AS w (id, at, error, details)
WHERE e.id = w.id AND e.finished_at = w.at
"""
FORGET_WORDS = """
DELETE FROM journal_words w USING unnest(%s::uuid[], %s::timestamptz[]) AS gone (id, at)
WHERE w.workspace_id = %s AND w.entry_id = gone.id AND w.finished_at = gone.at
"""
# The index is by key, and which keys a row had is told by its text, which is gone: one look at all.
FORGET_KEYS = """
DELETE FROM {partition} k USING jobs_result r
WHERE r.job_id = %s AND r.what = 'row' AND r.entry_at >= %s AND r.entry_at < %s
    AND r.entry_id = k.entry_id AND r.entry_at = k.finished_at AND k.key <> ALL (%s)
"""
FORGET_SEEN = """
DELETE FROM queue_seenevent s USING unnest(%s::uuid[], %s::bytea[]) AS gone (bundle_id, key)
WHERE s.bundle_id = gone.bundle_id AND s.key = gone.key
"""


@dataclass(slots=True)
class Wiped:
    """What one go has done."""

    rows: int = 0
    seen: int = 0
    marks: set[tuple[UUID, bytes]] = field(default_factory=set)


def wipe_some(erasure: Erasure) -> Wiped:
    """Take the data out of the next rows on the list; part of the caller's transaction."""
    pending = list(Result.objects.of(erasure.job).pending().filter(what="row")[:AT_ONCE])
    places = [(one.entry_id, one.entry_at) for one in pending]
    entries = list(Entry.objects.filter(pk__in=places).select_for_update())
    wiped = Wiped(rows=len(pending))
    for entry in entries:
        if not erasure.is_of_bundle:
            wiped.marks.update(_marks(entry, erasure.subjects))
        wipe(entry)
    save(entries, erasure.job.workspace_id)
    wiped.seen = _forget_seen(wiped.marks)
    ids = [one.pk for one in pending]
    Result.objects.filter(pk__in=ids).update(status=Result.Status.SUCCEEDED)
    return wiped


def wipe(entry: Entry) -> None:
    """Leave of a row what it did; the caller saves it."""
    details = orjson.loads(entry.details)
    steps = [_step(step) for step in details.get("steps", ())]
    told = {"trigger": None, "steps": steps, "erased": True}
    if details.get("confidential"):
        told["confidential"] = True
    entry.key = entry.subject = None
    entry.error = _error(entry.error)
    entry.details = orjson.dumps(told).decode()


def blot(entry: Entry, subjects: Subjects) -> None:
    """Hide the subjects in a row that is no run; the caller saves it."""
    details = orjson.loads(entry.details)
    params = subjects.blotted(details.get("params"))
    entry.details = orjson.dumps({**details, "params": params}).decode()
    entry.error = subjects.blotted(entry.error)
    entry.key = entry.subject = None


def forget_keys(job: Job, partition: Partition) -> None:
    """Take a week's wiped rows out of the journal's index, but for what they went through."""
    kept = all_keys(job.workspace_id)
    with connection.cursor() as cursor:
        statement = FORGET_KEYS.format(partition=partition.table)
        cursor.execute(statement, [job.pk, *partition.week.bounds, kept])


def weeks_of_keys() -> list[Partition]:
    """Return the parts of the journal's index, oldest first."""
    return [part for part in partitions() if part.parent == "journal_key" and part.attached]


def save(entries: Sequence[Entry], workspace_id: UUID) -> None:
    """Write rows back as they are now, without what they were searched by."""
    ids, moments = [one.id for one in entries], [one.finished_at for one in entries]
    errors = [orjson.dumps(one.error).decode() if one.error else None for one in entries]
    with connection.cursor() as cursor:
        cursor.execute(WIPE, [ids, moments, errors, [one.details for one in entries]])
        cursor.execute(FORGET_WORDS, [ids, moments, workspace_id])


def _step(step: Mapping[str, Any]) -> dict[str, Any]:
    attempts = step.get("attempts") or ()
    return {
        **{name: step[name] for name in NOT_DATA if name in step},
        "attempts": [{name: one.get(name) for name in OF_ATTEMPT} for one in attempts],
        "error": _error(step.get("error")),
    }


def _error(error: Mapping[str, Any] | None) -> dict[str, Any] | None:
    return {name: error[name] for name in OF_ERROR if name in error} if error else None


def _marks(entry: Entry, subjects: Subjects) -> Iterator[tuple[UUID, bytes]]:
    """Yield what a repeat of the event would be known by, where that is the subject itself.

    What polls know their records by stays: without it they would bring the person in again.
    """
    if entry.bundle_id is None:
        return
    texts = {*subjects.words_in(story_of(entry)), *subjects.keys, *_own_key(entry, subjects)}
    for text in texts:
        yield entry.bundle_id, mark_of(text)
        yield entry.bundle_id, polled_mark_of(text)


def _own_key(entry: Entry, subjects: Subjects) -> Iterator[str]:
    """Yield the key that the bundle makes of the event to know repeats, if it names a subject."""
    try:
        program = version_of(entry)
    except CannotBeResent:
        return
    event = orjson.loads(entry.details).get("trigger")
    key = dedupe_key(program.trigger, event) if program else None
    if key and subjects.are_named_in(key):
        yield key


def _forget_seen(marks: set[tuple[UUID, bytes]]) -> int:
    if not marks:
        return 0
    bundles, keys = zip(*sorted(marks), strict=True)
    with connection.cursor() as cursor:
        cursor.execute(FORGET_SEEN, [list(bundles), list(keys)])
        return int(cursor.rowcount)
