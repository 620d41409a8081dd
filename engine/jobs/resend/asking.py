"""What a job is about: which rows, counted first, then frozen in the moment of asking."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from engine.accounts.access import Actor
from engine.accounts.models import Workspace
from engine.bundles.models import Bundle
from engine.jobs.errors import TooManyToResend, refuse_unknown
from engine.jobs.models import Job
from engine.jobs.refusals import CannotBeResent
from engine.jobs.resend.cases import (
    How,
    Later,
    attempts_after,
    case_of,
    first_of,
    refuse_tried_later,
    surroundings_of,
)
from engine.jobs.resend.plans import RESENDABLE
from engine.jobs.rounds import in_parts
from engine.jobs.telling import tell
from engine.journal.finding.filters import selected
from engine.journal.models import Entry
from engine.journal.querysets import EntryQuerySet
from engine.kernel.clock import now
from engine.queue.models import Run

COUNTED_EXACTLY = 10_000
MOST_ROWS = 100_000
RESTING_SHOWN = 20
STANDING = (Bundle.Status.PAUSED, Bundle.Status.BLOCKED)

# The rows are read once: how many, and of which bundles.
BY_BUNDLE = "SELECT bundle_id, count(*) FROM ({rows}) AS chosen (bundle_id) GROUP BY bundle_id"
# One statement sees one moment: what fails later is not of this job. Oldest first, as ids tell.
FREEZE = """
INSERT INTO jobs_result (id, job_id, entry_id, entry_at, bundle_id, status)
SELECT uuidv7(), %s, found.id, found.finished_at, found.bundle_id, 'pending'
FROM (SELECT * FROM ({rows}) AS chosen (id, finished_at, bundle_id) ORDER BY finished_at, id)
    AS found
"""


@dataclass(frozen=True, slots=True)
class Wish:
    """Which rows, by their ids or by the filters of the journal, and how to resend them."""

    how: How
    ids: Sequence[UUID] = ()
    filters: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Count:
    """How many rows would be resent; where there are more than can be counted, at least so many.

    `resting` are bundles of these rows that stand still, so that what is resent waits for them.
    """

    count: int
    exact: bool
    resting: Sequence[Bundle] = ()


@dataclass(frozen=True, slots=True)
class Attempts:
    """Other attempts at the events of some rows: those on their way, and later ones that ended."""

    on_their_way: Collection[UUID | None]
    later: Later

    @classmethod
    def at(cls, entries: Sequence[Entry]) -> "Attempts":
        """Return how it stands at this moment."""
        firsts = [first_of(entry) for entry in entries]
        live = Run.objects.filter(resend_of__in=firsts).values_list("resend_of", flat=True)
        return cls(frozenset(live), attempts_after(entries))

    def refuse(self, entry: Entry, how: How) -> None:
        """Raise CannotBeResent where another attempt at the row's event forbids one more."""
        if first_of(entry) in self.on_their_way:
            raise CannotBeResent("resend_on_its_way")
        refuse_tried_later(self.later[entry.id], how)


def count(workspace: Workspace, wish: Wish) -> Count:
    """Return how many rows the wish is about; those named by id that can't be resent don't count.

    Raises NotFound when an id is none of the workspace's journal.
    """
    rows = _rows(workspace, wish)
    counts = _by_bundle(rows)
    if wish.ids:
        found = sum(_can_be_resent(part, wish.how) for part in _in_parts(rows))
    else:
        found = sum(counts.values())
    is_exact = found <= COUNTED_EXACTLY
    return Count(min(found, COUNTED_EXACTLY), is_exact, _resting(workspace, counts))


@transaction.atomic
def begin(workspace: Workspace, wish: Wish, actor: Actor) -> Job:
    """Make a job of the rows as they are now, of none too; it is worked off by the workers.

    Raises NotFound for an id that is none of the workspace's, TooManyToResend.
    """
    rows = _rows(workspace, wish)
    job = Job(
        workspace=workspace,
        mode=wish.how.mode,
        force_new_key=wish.how.force_new_key,
        again=wish.how.again,
        by=actor.label,
        bundle_id=_only_bundle(rows, wish),
    )
    job.save(force_insert=True)
    job.total = _freeze(job, rows)
    job.save(update_fields=["total"])
    tell(job, "started", actor)
    return job


def _by_bundle(rows: EntryQuerySet) -> Mapping[UUID | None, int]:
    """Return how many of the rows are each bundle's, counted until they are too many to tell."""
    if rows.query.is_empty():
        return {}
    bundles = rows.order_by().values_list("bundle_id")[: COUNTED_EXACTLY + 1]
    chosen, params = bundles.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(BY_BUNDLE.format(rows=chosen), params)
        return dict(cursor.fetchall())


def _resting(workspace: Workspace, bundles: Iterable[UUID | None]) -> Sequence[Bundle]:
    ids = [one for one in bundles if one is not None]
    still = Bundle.objects.filter(workspace=workspace, status__in=STANDING, pk__in=ids)
    return list(still.order_by("name")[:RESTING_SHOWN])


def _rows(workspace: Workspace, wish: Wish) -> EntryQuerySet:
    return _named(workspace, wish.ids) if wish.ids else _filtered(workspace, wish)


def _named(workspace: Workspace, ids: Sequence[UUID]) -> EntryQuerySet:
    rows = Entry.objects.of(workspace, now()).filter(id__in=ids)
    refuse_unknown("ids", ids, set(rows.values_list("id", flat=True)))
    return rows


def _filtered(workspace: Workspace, wish: Wish) -> EntryQuerySet:
    """Return the failed runs among what passes the filters, or those of the status asked for."""
    asked = wish.filters
    wanted = [asked["status"]] if asked.get("status") in RESENDABLE else ["failed"]
    rows = selected(workspace, asked, now(), at="/filter/").filter(
        kind=Entry.Kind.RUN, category__in=wanted
    )
    return rows if wish.how.again else rows.latest_attempts()


def _freeze(job: Job, rows: EntryQuerySet) -> int:
    if rows.query.is_empty():
        return 0
    columns = rows.values_list("id", "finished_at", "bundle_id")
    chosen, params = columns[: MOST_ROWS + 1].query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(FREEZE.format(rows=chosen), [job.pk, *params])
        frozen: int = cursor.rowcount
    if frozen > MOST_ROWS:
        raise TooManyToResend(most=MOST_ROWS)
    return frozen


def _only_bundle(rows: EntryQuerySet, wish: Wish) -> UUID | None:
    if not wish.ids:
        return wish.filters.get("bundle")
    bundles = set(rows.values_list("bundle_id", flat=True))
    return bundles.pop() if len(bundles) == 1 else None


def _in_parts(rows: EntryQuerySet) -> "list[EntryQuerySet]":
    places = list(rows.values_list("id", "finished_at"))
    return [Entry.objects.filter(pk__in=part) for part in in_parts(places)]


def _can_be_resent(rows: EntryQuerySet, how: How) -> int:
    entries = list(rows)
    around, attempts = surroundings_of(entries), Attempts.at(entries)
    count = 0
    for entry in entries:
        try:
            case_of(entry, around, how)
            attempts.refuse(entry, how)
        except CannotBeResent:
            continue
        count += 1
    return count
