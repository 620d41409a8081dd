"""What became of each thing that a source shows: looked up in bulk, judged one by one.

The memory of the poller leads from a thing to its run, the run to its attempts. What was seen first
is asked first, so that a run which ends meanwhile is found where it went.
"""

import heapq
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal, NamedTuple
from uuid import UUID

from django.db import connection

from engine.jobs.models import Inquiry
from engine.jobs.rounds import CLOCKS_DIFFER
from engine.journal.models import Entry
from engine.queue.models import Run
from engine.triggers.admission import SERVICE_BEHIND
from engine.triggers.models import Source

Fate = Literal[
    "delivered",
    "filtered",
    "failed",
    "held",
    "on_their_way",
    "duplicates",
    "forgotten",
    "not_yet",
    "before_start",
    "missing",
    "in_doubt",
]

COUNTED: tuple[Fate, ...] = (
    "delivered",
    "filtered",
    "failed",
    "held",
    "on_their_way",
    "duplicates",
    "forgotten",
    "not_yet",
    "before_start",
)
AT_ONCE = 2_000
LISTED = 200
# Ids go as text and in one piece: ten thousand apart cost more to write than to look up.
THINGS = """
SELECT s.identity, s.at, s.key, s.subject, seen.is_met IS NOT NULL, seen.run_id
FROM jobs_sighting AS s LEFT JOIN LATERAL (
    SELECT true AS is_met, e.run_id::text FROM queue_seenevent AS e
    WHERE e.bundle_id = %(bundle)s AND e.key = s.identity OFFSET 0) AS seen ON true
WHERE s.inquiry_id = %(inquiry)s AND s.identity > %(last)s ORDER BY s.identity LIMIT %(most)s
"""
LIVE = """
SELECT id::text, status FROM queue_run WHERE id = ANY(%(ids)s::uuid[])
UNION ALL
SELECT resend_of::text, status FROM queue_run WHERE resend_of = ANY(%(ids)s::uuid[])
"""
# The last attempt comes last.
PAST = """
SELECT id::text, status, 0 AS attempt FROM journal_entry
WHERE id = ANY(%(ids)s::uuid[]) AND finished_at >= %(since)s
UNION ALL
SELECT resend_of::text, status, attempt FROM journal_entry
WHERE resend_of = ANY(%(ids)s::uuid[]) AND finished_at >= %(since)s
ORDER BY attempt
"""
FIRST = datetime.min.replace(tzinfo=UTC)

ENDED: Mapping[str, Fate] = {
    Entry.Status.SUCCEEDED: "delivered",
    Entry.Status.FILTERED: "filtered",
    Entry.Status.FAILED: "failed",
    Entry.Status.CANCELLED: "failed",
    Entry.Status.HELD: "held",
    Entry.Status.DUPLICATE: "duplicates",
}
WAITING: Mapping[str, Fate] = {Run.Status.HELD: "held", Run.Status.DUPLICATE: "duplicates"}


class Thing(NamedTuple):
    """One thing of the source: whether the poller met it, and the run it then made of it."""

    identity: bytes
    at: datetime | None
    key: str | None
    subject: str | None
    is_met: bool
    run_id: str | None


@dataclass(frozen=True, slots=True)
class Standing:
    """How far the bundle's own reading had got, and how far back the journal goes."""

    begins: datetime
    read_to: datetime | None
    asked_at: datetime
    oldest_row: datetime

    @classmethod
    def of(cls, source: Source, inquiry: Inquiry, oldest_row: datetime) -> "Standing":
        """Return how it stands; a source amid its list may still come to anything."""
        is_at_rest = not (source.position.get("pages") or source.position.get("sweeps"))
        read_to = source.read_at if is_at_rest else None
        return cls(source.since, read_to, inquiry.ended_at or inquiry.until, oldest_row)

    @property
    def is_certain(self) -> bool:
        """Whether the bundle's own poll has read the whole list since the source was asked."""
        return self.read_to is not None and self.read_to >= self.asked_at

    def of_unseen(self, at: datetime | None) -> Fate:
        """Return the fate of what the bundle's poll never met; `in_doubt` it looks missing."""
        if at is not None and at < self.begins:
            return "before_start"
        if self.is_certain:
            return "missing"
        is_due = at is not None and self.read_to is not None and at < self.read_to - SERVICE_BEHIND
        return "in_doubt" if is_due else "not_yet"

    def of_passed_over(self, at: datetime | None) -> Fate:
        """Return the fate of what the poll met and took for an old thing."""
        return "before_start" if at is None or at < self.begins else "missing"

    def of_lost(self, run_id: str) -> Fate:
        """Return the fate of a run that is neither waiting nor in the journal."""
        return "forgotten" if _made_at(run_id) < self.oldest_row else "missing"


@dataclass(slots=True)
class Verdict:
    """How many things had which fate, and those that are missing or look so."""

    counts: Counter[Fate] = field(default_factory=Counter)
    undated: int = 0
    missing: list[Thing] = field(default_factory=list)

    @property
    def has_doubts(self) -> bool:
        """Whether the bundle's next poll may still bring some of what looks missing."""
        return self.counts["in_doubt"] > 0

    def add(self, one: Thing, fate: Fate) -> None:
        """Count one thing."""
        self.counts[fate] += 1
        if fate in ("missing", "in_doubt"):
            self.missing.append(one)

    def listed(self) -> list[Thing]:
        """Return the missing ones that happened first, so many as are named."""
        return heapq.nsmallest(LISTED, self.missing, key=_by_time)


@dataclass(frozen=True, slots=True)
class Known:
    """How the runs of some things stand."""

    live: Mapping[str, str]
    ended: Mapping[str, str]

    def fate(self, one: Thing, standing: Standing) -> Fate:
        """Judge one thing."""
        if not one.is_met:
            return standing.of_unseen(one.at)
        if one.run_id is None:
            return standing.of_passed_over(one.at)
        if one.run_id in self.live:
            return WAITING.get(self.live[one.run_id], "on_their_way")
        ended = self.ended.get(one.run_id)
        return ENDED[ended] if ended else standing.of_lost(one.run_id)


def judged(inquiry: Inquiry, standing: Standing) -> Verdict:
    """Return what became of all that was sighted; undated things count where nothing has a date."""
    verdict = Verdict()
    for part in _parts(inquiry):
        verdict.undated += sum(one.at is None for one in part)
        counted = [one for one in part if one.at is not None or not inquiry.has_dates]
        known = _known([one.run_id for one in counted if one.run_id is not None])
        for one in counted:
            verdict.add(one, known.fate(one, standing))
    return verdict


def _parts(inquiry: Inquiry) -> Iterator[list[Thing]]:
    asked = {"bundle": inquiry.bundle_id, "inquiry": inquiry.pk, "most": AT_ONCE}
    last = b""
    while part := _things({**asked, "last": last}):
        yield part
        last = part[-1].identity


def _things(asked: Mapping[str, Any]) -> list[Thing]:
    with connection.cursor() as cursor:
        cursor.execute(THINGS, asked)
        return [Thing(*row) for row in cursor.fetchall()]


def _known(run_ids: Sequence[str]) -> Known:
    if not run_ids:
        return Known({}, {})
    ids = f"{{{','.join(run_ids)}}}"
    with connection.cursor() as cursor:
        cursor.execute(LIVE, {"ids": ids})
        live = dict(cursor.fetchall())
        # A row is never older than its run.
        since = _made_at(min(run_ids)) - CLOCKS_DIFFER
        cursor.execute(PAST, {"ids": ids, "since": since})
        return Known(live, {run_id: status for run_id, status, _ in cursor.fetchall()})


def _by_time(one: Thing) -> tuple[datetime, str]:
    return one.at or FIRST, one.key or ""


def _made_at(run_id: str) -> datetime:
    """Return the moment that an id of version 7 tells."""
    return datetime.fromtimestamp((UUID(run_id).int >> 80) / 1000, UTC)
