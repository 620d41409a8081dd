"""Pages of the journal by place, not by number: rows that arrive meanwhile move nothing."""

import base64
import binascii
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from engine.api.errors import CursorIsInvalid
from engine.journal.models import Entry
from engine.journal.querysets import EntryQuerySet

# A search reads the payloads of at most this many rows for one page, then says where to go on.
SEARCHED_AT_ONCE = 20_000


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page begins: behind this row, towards older or newer ones."""

    finished_at: datetime
    entry_id: UUID
    newer: bool = False

    @classmethod
    def at(cls, entry: Entry, *, newer: bool = False) -> "Place":
        """Return the place of a row."""
        return cls(entry.finished_at, entry.id, newer)

    @classmethod
    def read(cls, cursor: str) -> "Place":
        """Return the place a cursor of ours stands for."""
        try:
            text = base64.urlsafe_b64decode(cursor).decode("ascii")
            towards, moment, entry_id = text.split(" ")
            finished_at = datetime.fromisoformat(moment)
            if towards not in {"newer", "older"} or finished_at.tzinfo is None:
                raise CursorIsInvalid
            return cls(finished_at, UUID(entry_id), towards == "newer")
        except (ValueError, binascii.Error) as error:
            raise CursorIsInvalid from error

    def write(self) -> str:
        """Return the cursor that stands for this place."""
        towards = "newer" if self.newer else "older"
        text = f"{towards} {self.finished_at.isoformat()} {self.entry_id}"
        return base64.urlsafe_b64encode(text.encode()).decode()


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows, newest first, and the places where the rows around them are."""

    rows: Sequence[Entry]
    older: Place | None
    newer: Place | None


def read_page(
    rows: EntryQuerySet,
    *,
    place: Place | None,
    limit: int,
    search: str = "",
    searched_at_once: int = SEARCHED_AT_ONCE,
) -> Page:
    """Return the page behind the place, the newest one without a place."""
    newer = place is not None and place.newer
    ordered = _behind(rows, place)
    found, end = ordered, None
    if search:
        end = _edge(ordered, searched_at_once, newer=newer)
        found = _up_to(ordered.saying(search), end)
    fetched = list(found.light()[: limit + 1])
    kept = fetched[:limit]
    ahead = Place.at(kept[-1], newer=newer) if len(fetched) > limit else end
    back = Place.at(kept[0], newer=not newer) if kept and place else None
    if newer:
        return Page(kept[::-1], older=back, newer=ahead)
    return Page(kept, older=ahead, newer=back)


def in_chunks(rows: EntryQuerySet, size: int) -> Iterator[Sequence[Entry]]:
    """Yield all rows oldest first, each chunk by a query of its own.

    No cursor is held open between them: one would pin the database's oldest snapshot for as long
    as a slow reader takes, and vacuum of the queue with it.
    """
    chunk = list(rows.oldest_first()[:size])
    while chunk:
        yield chunk
        last = chunk[-1]
        chunk = list(rows.newer_than(last.finished_at, last.id).oldest_first()[:size])


def _behind(rows: EntryQuerySet, place: Place | None) -> EntryQuerySet:
    if place is None:
        return rows.newest_first()
    if place.newer:
        return rows.newer_than(place.finished_at, place.entry_id).oldest_first()
    return rows.older_than(place.finished_at, place.entry_id).newest_first()


def _edge(ordered: EntryQuerySet, reach: int, *, newer: bool) -> Place | None:
    """Return where the rows that one page may search end; None when it may search all of them."""
    rows = list(ordered.values_list("finished_at", "id")[reach - 1 : reach + 1])
    return Place(*rows[0], newer=newer) if len(rows) > 1 else None


def _up_to(rows: EntryQuerySet, end: Place | None) -> EntryQuerySet:
    """Keep the rows before the end and the row at it, but none of the same moment behind it."""
    if end is None:
        return rows
    side, at_or = ("lt", "lte") if end.newer else ("gt", "gte")
    moment = {f"finished_at__{side}": end.finished_at}
    tie = Q(**moment) | Q(**{f"id__{at_or}": end.entry_id})
    return rows.filter(tie, **{f"finished_at__{at_or}": end.finished_at})
