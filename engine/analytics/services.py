"""The writers of the sums: what is over is folded, what was written late is folded anew."""

import time
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection, transaction

from engine.accounts.models import Workspace
from engine.analytics import groups
from engine.analytics.days import BEGINNING, DAY, Calendar, Days, month_of, months_back, next_month
from engine.analytics.folding import fold_day, fold_month, forget
from engine.analytics.models import Fold, Grain, Scope
from engine.journal.models import Rollup, Use

# A quarter is folded 75 minutes after its beginning or later; from 45 minutes on writers leave a
# note of it. So those who left none have half an hour to commit.
RIPE_AFTER = timedelta(hours=1)
QUARTERS_KEPT = timedelta(days=65)
MONTHS_KEPT = 13
DAYS_AT_ONCE = 4
FOR_S = 2.0
LAST_DAY = date(9999, 12, 31)

# The quarters' own clock: who folds must not be ahead of those who count.
RIPE = "SELECT date_trunc('hour', least(%s, clock_timestamp()))"
DUE = """
SELECT w.id FROM accounts_workspace w LEFT JOIN analytics_fold f ON f.workspace_id = w.id
WHERE f.zone <> w.time_zone
    OR EXISTS (SELECT FROM analytics_late l WHERE l.workspace_id = w.id)
    OR EXISTS (SELECT FROM journal_rollup r WHERE r.workspace_id = w.id AND r.slot < %(until)s
               AND r.slot >= coalesce(f.folded_until, '-infinity'))
ORDER BY f.folded_until NULLS FIRST
"""
TAKE_LATE = "DELETE FROM analytics_late WHERE workspace_id = %s RETURNING slot"
FORGET_OLD = """
DELETE FROM analytics_sum s USING analytics_fold f
WHERE s.workspace_id = f.workspace_id AND s.grain = ANY(%(grains)s) AND s.scope = ANY(%(scopes)s)
    AND s.day < %(first)s
"""


def tend(moment: datetime) -> int:
    """Fold what is due, for about two seconds, and return in how many goes."""
    until, began, done = ripe_until(moment), time.monotonic(), 0
    for workspace_id in due(until):
        has_more = True
        while has_more:
            if time.monotonic() - began > FOR_S:
                return done
            has_more = fold(workspace_id, until)
            done += 1
    gather_changed()
    return done


def gather_changed() -> None:
    """Sum those groups up that have other bundles than before, for about two seconds."""
    began = time.monotonic()
    for group in groups.changed():
        groups.gather(*group)
        if time.monotonic() - began > FOR_S:
            return


def ripe_until(moment: datetime) -> datetime:
    """Return up to when quarters may be folded at this moment: full hours, so once an hour."""
    with connection.cursor() as cursor:
        cursor.execute(RIPE, [moment])
        hour: datetime = cursor.fetchone()[0]
    return hour - RIPE_AFTER


def due(until: datetime) -> list[UUID]:
    """Return the workspaces that have something to fold."""
    with connection.cursor() as cursor:
        cursor.execute(DUE, {"until": until})
        return [row[0] for row in cursor.fetchall()]


@transaction.atomic
def fold(workspace_id: UUID, until: datetime) -> bool:
    """Fold some of the days that are due up to this moment; tell whether there are more.

    One at a time folds a workspace; whoever comes second goes on where the first stopped.
    """
    state = _locked(workspace_id)
    calendar = Calendar(ZoneInfo(state.zone), state.kept_since, state.first_day)
    stale = _written_late(state, calendar)
    touched = stale | {calendar.day_of(state.folded_until)}
    ahead = _first_quarter(state, until)
    if ahead is not None:
        days = Days(ahead_day := calendar.day_of(ahead), ahead_day + DAYS_AT_ONCE * DAY)
        state.folded_until = min(until, calendar.start(days.end))
        stale |= set(days)
    for day in sorted(stale):
        _fold_day(state, calendar, day)
    _fold_months(state, calendar, touched | stale)
    _forget_quarters(state, calendar)
    state.save()
    return ahead is not None and state.folded_until < until


def forget_old(moment: datetime) -> None:
    """Remove the sums of months that nobody can ask for any more."""
    first = months_back(moment.date(), MONTHS_KEPT)
    with connection.cursor() as cursor:
        cursor.execute(FORGET_OLD, {"grains": Grain.values, "scopes": Scope.values, "first": first})


def _locked(workspace_id: UUID) -> Fold:
    """Return how far the workspace is, for nobody else until the end of the transaction."""
    zone = Workspace.objects.values_list("time_zone", flat=True).get(pk=workspace_id)
    new = Fold(workspace_id=workspace_id, zone=zone, folded_until=BEGINNING, kept_since=BEGINNING)
    Fold.objects.bulk_create([new], ignore_conflicts=True)
    state = Fold.objects.select_for_update().get(pk=workspace_id)
    if state.zone != zone:
        _begin_anew(state, zone)
    return state


def _begin_anew(state: Fold, zone: str) -> None:
    """Forget the days whose quarters are kept: they are not days of this zone."""
    forget(state.workspace_id, Grain.DAY, state.first_day, LAST_DAY)
    forget(state.workspace_id, Grain.MONTH, month_of(state.first_day), LAST_DAY)
    state.zone, state.folded_until = zone, state.kept_since


def _written_late(state: Fold, calendar: Calendar) -> set[date]:
    """Take the notes of late writes away, and return which folded days they are of.

    Their quarters are read after the notes, so each holds at least what its note was left for.
    """
    with connection.cursor() as cursor:
        cursor.execute(TAKE_LATE, [state.workspace_id])
        slots = [row[0] for row in cursor.fetchall()]
    return {calendar.day_of(s) for s in slots if state.kept_since <= s < state.folded_until}


def _first_quarter(state: Fold, until: datetime) -> datetime | None:
    """Return the first quarter that waits to be folded; silent days before it are skipped."""
    waiting = Rollup.objects.filter(workspace_id=state.workspace_id, slot__lt=until)
    later = waiting.filter(slot__gte=state.folded_until)
    return later.order_by("slot").values_list("slot", flat=True).first()


def _fold_day(state: Fold, calendar: Calendar, day: date) -> None:
    since = calendar.start(day)
    if since < state.folded_until:
        until = min(calendar.start(day + DAY), state.folded_until)
        fold_day(state.workspace_id, day, since, until)


def _fold_months(state: Fold, calendar: Calendar, days: Iterable[date]) -> None:
    """Fold the months these days are of, as far as they are over."""
    end = calendar.day_of(state.folded_until)
    for month in {month_of(day) for day in days}:
        if next_month(month) <= end:
            fold_month(state.workspace_id, month)


def _forget_quarters(state: Fold, calendar: Calendar) -> None:
    """Remove the quarters of folded days that are too old to change; this is final."""
    first = calendar.day_of(state.folded_until - QUARTERS_KEPT)
    if first > state.first_day and (since := calendar.start(first)) > state.kept_since:
        for quarters in (Rollup.objects, Use.objects):
            quarters.filter(workspace_id=state.workspace_id, slot__lt=since).delete()
        state.kept_since, state.first_day = since, first
