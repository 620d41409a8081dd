"""Pages of the journal by place, not by number: rows that arrive meanwhile move nothing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import F, Func, IntegerField

from engine.journal.finding.cursors import At, Place
from engine.journal.finding.places import places
from engine.journal.finding.wanted import Wanted
from engine.journal.models import Entry

NOBODY = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows, newest first, and the places where the rows around them are."""

    rows: Sequence[Entry]
    older: Place | None
    newer: Place | None


def read_page(wanted: Wanted, *, place: Place | None, limit: int) -> Page:
    """Return the page behind the place, the newest one without a place."""
    newer = place is not None and place.newer
    found = places(wanted, limit + 1, behind=place)
    kept = found[:limit]
    ahead = Place(*kept[-1], newer=newer) if len(found) > limit else None
    back = Place(*kept[0], newer=not newer) if kept and place else None
    rows = light_rows(wanted, kept)
    return Page(rows, older=back, newer=ahead) if newer else Page(rows, older=ahead, newer=back)


def light_rows(wanted: Wanted, at: Sequence[At]) -> Sequence[Entry]:
    """Return the rows that lie there, newest first, the payloads of runs left in the database."""
    rows = Entry.objects.filter(workspace_id=wanted.workspace_id).at_places(at)
    there = set(at)
    return [one for one in rows.light().newest_first() if (one.finished_at, one.id) in there]


def full_rows(wanted: Wanted, at: Sequence[At]) -> Sequence[Entry]:
    """Return the rows that lie there with all they hold, oldest first."""
    rows = Entry.objects.filter(workspace_id=wanted.workspace_id).at_places(at)
    there = set(at)
    return [one for one in rows.oldest_first() if (one.finished_at, one.id) in there]


def sizes(wanted: Wanted, at: Sequence[At]) -> list[tuple[At, int]]:
    """Return the rows that lie there with how many bytes each holds, oldest first."""
    rows = Entry.objects.filter(workspace_id=wanted.workspace_id).at_places(at).oldest_first()
    # Unlike a number of characters it is known without unpacking the row.
    size = Func(F("details"), function="octet_length", output_field=IntegerField())
    found = rows.annotate(size=size).values_list("finished_at", "id", "size")
    there = set(at)
    return [((moment, entry_id), n) for moment, entry_id, n in found if (moment, entry_id) in there]


def in_chunks(wanted: Wanted, size: int) -> Iterator[Sequence[At]]:
    """Yield all places oldest first, each chunk by a query of its own.

    No cursor is held open between them: one would pin the database's oldest snapshot for as long
    as a slow reader takes, and vacuum of the queue with it.
    """
    if wanted.is_nothing:
        return
    chunk = places(wanted, size, behind=Place(wanted.whole.start, NOBODY, newer=True))
    while chunk:
        yield chunk
        chunk = places(wanted, size, behind=Place(*chunk[-1], newer=True))
