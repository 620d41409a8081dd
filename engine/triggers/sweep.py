"""How far a polling source has got: the rules by which its position moves, pure.

A sweep reads pages from one cursor to the end. A row that slips to a page already read while later
ones are read is missed by that sweep, so a sweep of several pages is believed only when it brought
nothing new and read the same rows in the same order as the sweep before; until then it is repeated
from the same cursor. A source that never stands still is not repeated for ever: after `MOST_SWEEPS`
the cursor moves to where the first of them had ended.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import orjson

from connectors.sdk import Batch, PollQuery
from engine.kernel.json_types import Json, JsonObject

MOST_SWEEPS = 8


class PageRepeats(Exception):
    """A page names itself as the next one; such a sweep would never end."""


@dataclass(frozen=True, slots=True)
class Position:
    """Where the next page begins, and what the present sweep has brought so far.

    Until the first sweep has reached its end, `is_baseline` says that undated things are old ones:
    what only a later one shows is taken for new, as nothing new may be lost.
    """

    cursor: Json = None
    furthest: Json = None
    page: str | None = None
    pages: int = 0
    found: int = 0
    sweeps: int = 0
    early: Json = None
    trail: str = ""
    last_trail: str = ""
    is_baseline: bool = True

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> "Position":
        """Return the position a row keeps."""
        return cls(**kept)

    def to_json(self) -> JsonObject:
        """Return what the row keeps."""
        kept: JsonObject = orjson.loads(orjson.dumps(self))
        return kept

    @property
    def is_at_rest(self) -> bool:
        """Whether the last sweep was believed and no other has begun."""
        return self.pages == 0 and self.sweeps == 0

    def query(self, fields: Mapping[str, Json], since: datetime) -> PollQuery:
        """Return the page to ask for."""
        return PollQuery(fields, self.cursor, since, self.furthest, self.page)

    def after(self, batch: Batch, identities: Iterable[bytes], found: int) -> "Position":
        """Return the position after this page, of whose rows `found` were new."""
        if batch.next is not None and batch.next == self.page:
            raise PageRepeats
        trail = hashlib.sha256(self.trail.encode() + b"".join(identities)).hexdigest()
        read = replace(
            self,
            furthest=batch.cursor,
            page=batch.next,
            pages=self.pages + 1,
            found=self.found + found,
            trail=trail,
        )
        return read if batch.next is not None else read._swept()

    def _swept(self) -> "Position":
        is_steady = self.found == 0 and self.trail == self.last_trail
        if self.pages == 1 or is_steady:
            return self._believed(self.furthest)
        early = self.early if self.sweeps else self.furthest
        if self.sweeps + 1 >= MOST_SWEEPS:
            return self._believed(early)
        return Position(
            cursor=self.cursor,
            sweeps=self.sweeps + 1,
            early=early,
            last_trail=self.trail,
            is_baseline=False,
        )

    def _believed(self, cursor: Json) -> "Position":
        return Position(cursor=cursor, last_trail=self.trail, is_baseline=False)
