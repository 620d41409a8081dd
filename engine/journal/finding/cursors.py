"""Where a page of the journal begins, as text in an address."""

import base64
import binascii
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from engine.api.errors import CursorIsInvalid

At = tuple[datetime, UUID]


@dataclass(frozen=True, slots=True)
class Place:
    """Behind this row, towards older or newer ones."""

    finished_at: datetime
    entry_id: UUID
    newer: bool = False

    @classmethod
    def at(cls, entry: Any, *, newer: bool = False) -> "Place":
        """Return the place of a row."""
        return cls(entry.finished_at, entry.id, newer)

    @classmethod
    def read(cls, cursor: str) -> "Place":
        """Return the place a cursor of ours stands for."""
        towards, moment, entry_id = _unsealed(cursor, 3)
        if towards not in {"newer", "older"}:
            raise CursorIsInvalid
        return cls(_moment(moment), _id(entry_id), towards == "newer")

    def write(self) -> str:
        """Return the cursor that stands for this place."""
        towards = "newer" if self.newer else "older"
        return _sealed(towards, self.finished_at.isoformat(), str(self.entry_id))


@dataclass(frozen=True, slots=True)
class Trail:
    """How far a search has come: its source, the place in it, and what it began with.

    What ended `until` then or later is not of this search, so that nothing shifts under it.
    """

    source: int
    until: datetime
    place: At | None = None

    @classmethod
    def read(cls, cursor: str) -> "Trail":
        """Return the trail a cursor of ours stands for."""
        source, until, moment, entry_id = _unsealed(cursor, 4)
        if source not in {"0", "1"}:
            raise CursorIsInvalid
        place = None if moment == "-" else (_moment(moment), _id(entry_id))
        return cls(int(source), _moment(until), place)

    def write(self) -> str:
        """Return the cursor that stands for it."""
        moment, entry_id = self.place or (None, None)
        at = moment.isoformat() if moment else "-"
        return _sealed(str(self.source), self.until.isoformat(), at, str(entry_id or "-"))


def _sealed(*words: str) -> str:
    return base64.urlsafe_b64encode(" ".join(words).encode()).decode()


def _unsealed(cursor: str, number: int) -> list[str]:
    try:
        words = base64.urlsafe_b64decode(cursor).decode("ascii").split(" ")
    except (ValueError, binascii.Error) as error:
        raise CursorIsInvalid from error
    if len(words) != number:
        raise CursorIsInvalid
    return words


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise CursorIsInvalid from error
    if moment.tzinfo is None:
        raise CursorIsInvalid
    return moment


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise CursorIsInvalid from error
