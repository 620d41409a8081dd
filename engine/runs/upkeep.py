"""Chores that keep the tables small: each is short, repeatable, and does a bounded piece."""

import time
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Q

from engine.analytics import services as analytics
from engine.bundles.models import Bundle
from engine.bundles.states import MOVING
from engine.jobs import work as jobs
from engine.journal import retention
from engine.journal.models import Entry
from engine.journal.services import record_runs
from engine.queue import clocks
from engine.queue.models import Checkpoint, Run
from engine.queue.past import Past, past_of
from engine.queue.services import ASKS_NOBODY, WAITING, cancelled

SEEN_DAYS = 62
UNCLAIMED_DAYS = 7
BATCH = 10_000
FORGETTING_S = 60.0  # of the ten minutes until the next time
RESTING_BATCH = 500
MOST_RESTING_BATCHES = 40

# A source that rests forgets nothing: what it finds when it goes on is compared with all it knew.
FORGET_SEEN = """
DELETE FROM queue_seenevent WHERE id IN (
    SELECT e.id FROM queue_seenevent e
    WHERE e.seen_at < %(moment)s - %(days)s * interval '1 day' AND NOT EXISTS (
        SELECT FROM triggers_source s WHERE s.bundle_id = e.bundle_id AND s.kind = 'polling'
          AND (s.polled_at IS NULL OR s.polled_at < e.seen_at + %(days)s * interval '1 day'
               OR (s.position ->> 'pages')::int > 0 OR (s.position ->> 'sweeps')::int > 0))
    ORDER BY e.seen_at LIMIT %(batch)s)
"""
FORGET_MEMORY = "DELETE FROM queue_memory WHERE updated_at < %s"


def do_all(moment: datetime) -> None:
    """Do every chore once."""
    clocks.pull_back()
    retention.tend(moment)
    analytics.forget_old(moment)
    _forget_seen(moment)
    with connection.cursor() as cursor:
        cursor.execute(FORGET_MEMORY, [retention.oldest_kept(moment)])
    journal_resting(moment)
    jobs.forget_old(moment)


def _forget_seen(moment: datetime) -> None:
    """Forget what is too old, as fast as it came: remembered longer, new events look like it."""
    ends_at = time.monotonic() + FORGETTING_S
    asked: dict[str, datetime | int] = {"moment": moment, "days": SEEN_DAYS, "batch": BATCH}
    forgotten = BATCH
    with connection.cursor() as cursor:
        while forgotten == BATCH and time.monotonic() < ends_at:
            cursor.execute(FORGET_SEEN, asked)
            forgotten = cursor.rowcount


def journal_resting(moment: datetime) -> int:
    """Move what waited for a week to the journal as held: no bundle took it, or its stood still.

    What asks a person goes on asking; what waits for a running bundle is never touched.
    """
    week_ago = moment - timedelta(days=UNCLAIMED_DAYS)
    still = Bundle.objects.exclude(status__in=MOVING).filter(updated_at__lt=week_ago)
    rests = {
        "no_bundle_listened": Q(bundle_id__isnull=True),
        "bundle_stood_still": Q(bundle_id__in=still.values("pk")) & ASKS_NOBODY,
    }
    return sum(_journal_all(those, week_ago, code) for code, those in rests.items())


def _journal_all(those: Q, week_ago: datetime, code: str) -> int:
    moved = 0
    for _ in range(MOST_RESTING_BATCHES):
        batch = _journal_some(those, week_ago, code)
        moved += batch
        if batch < RESTING_BATCH:
            break
    return moved


@transaction.atomic
def _journal_some(those: Q, week_ago: datetime, code: str) -> int:
    waiting = Run.objects.filter(those, received_at__lt=week_ago, status__in=WAITING)
    runs = list(waiting.select_for_update(skip_locked=True).order_by("seq")[:RESTING_BATCH])
    ids = [run.pk for run in runs]
    past = past_of(ids)
    record_runs([_held(run, past[run.pk], code) for run in runs])
    Checkpoint.objects.filter(run_id__in=ids).delete()
    Run.objects.filter(pk__in=ids).delete()
    return len(ids)


def _held(run: Run, past: Past, code: str) -> Entry:
    entry = cancelled(run, None, past=past)
    entry.status = Entry.Status.HELD
    entry.error = {"code": code, "remedy": "fix"}
    return entry
