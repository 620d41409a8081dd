"""What somebody looks for in the journal, once the words of the filters have been understood."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection as database

from engine.journal.finding.spans import Stretch
from engine.journal.finding.through import Through

ALL_CATEGORIES = (
    *("succeeded", "failed", "filtered", "held", "duplicate", "cancelled"),
    *("system", "empty"),
)
RUNS = ALL_CATEGORIES[:6]
EVENTS: Mapping[str, tuple[str, ...]] = {
    "all": ALL_CATEGORIES,
    "data": ("succeeded",),
    "errors": ("failed",),
    "system": ("system",),
}
# Plain SQL, because these tables belong to rooms above. A stranger's things are none.
IN_GROUP = "SELECT id FROM bundles_bundle WHERE workspace_id = %s AND group_id = %s"
IN_NO_GROUP = "SELECT id FROM bundles_bundle WHERE workspace_id = %s AND group_id IS NULL"
THIS_ONE = "SELECT id FROM bundles_bundle WHERE workspace_id = %s AND id = %s"
# Asked row by row: `OFFSET 0` keeps the planner from gathering all keys first.
WENT_THROUGH = """
AND ({row}.connection_id = ANY (%(connections{n})s::uuid[]) OR EXISTS (
    SELECT FROM journal_key AS way WHERE way.key = ANY (%(ways{n})s::bigint[])
        AND way.finished_at = {row}.finished_at AND way.entry_id = {row}.id OFFSET 0))
"""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which rows of a workspace: every part of it must hold.

    `stretches` are of time, apart from each other, newest first. Of each of `throughs` a row went
    through some connection.
    """

    workspace_id: UUID
    stretches: Sequence[Stretch]
    categories: Sequence[str] = ALL_CATEGORIES
    bundles: Sequence[UUID] | None = None
    throughs: Sequence[Through] = ()
    mode: str | None = None

    @property
    def is_nothing(self) -> bool:
        """Whether no row can be meant."""
        nobody = self.bundles is not None and not self.bundles
        return nobody or not self.stretches or not self.categories

    @property
    def is_narrow(self) -> bool:
        """Whether more is asked of a row than when it ended."""
        narrowed = self.bundles is not None or self.throughs or self.mode is not None
        return bool(narrowed) or set(self.categories) < set(ALL_CATEGORIES)

    @property
    def ways(self) -> dict[str, Any]:
        """Return the parameters of `went_through`."""
        found: dict[str, Any] = {}
        for n, one in enumerate(self.throughs):
            found[f"connections{n}"] = list(one.connections)
            found[f"ways{n}"] = one.keys(self.workspace_id, self.categories)
        return found

    @property
    def whole(self) -> Stretch:
        """From the beginning of the oldest stretch to the end of the newest."""
        return Stretch(self.stretches[-1].start, self.stretches[0].end)

    def only(self, *categories: str) -> "Wanted":
        """Return the same of these categories only."""
        return replace(self, categories=[one for one in self.categories if one in categories])

    def within(self, start: datetime | None, end: datetime) -> "Wanted":
        """Return the same of what ended in this time, the end itself left out."""
        if not self.stretches:
            return self
        start = start or self.whole.start
        cut = (Stretch(max(one.start, start), min(one.end, end)) for one in self.stretches)
        return replace(self, stretches=[one for one in cut if one.start < one.end])


def multirange(stretches: Sequence[Stretch]) -> str:
    """Return stretches of time as PostgreSQL writes a multirange."""
    ranges = (f"[{one.start.isoformat()},{one.end.isoformat()})" for one in stretches)
    return f"{{{','.join(ranges)}}}"


def bundles_of(sql: str, *params: UUID | None) -> Sequence[UUID]:
    """Return the bundles one of the statements above is about."""
    with database.cursor() as cursor:
        cursor.execute(sql, params)
        return tuple(row[0] for row in cursor.fetchall())


def went_through(number: int, row: str) -> str:
    """Return the condition that a row went through the connections of one of the `throughs`."""
    return WENT_THROUGH.format(n=number, row=row)
