"""What somebody looks for in the journal, once the words of the filters have been understood."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db import connection as database

from engine.journal.spans import Stretch

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
OWNER = "SELECT workspace_id FROM connections_connection WHERE id = %s"
THAT_USE = """
SELECT DISTINCT b.id FROM bundles_bundle AS b JOIN bundles_use AS u ON u.bundle_id = b.id
WHERE b.workspace_id = %s AND u.connection_id = %s
"""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which rows of a workspace: every part of it must hold.

    `stretches` are of time, apart from each other, newest first. With a `connection`, rows of the
    bundles that use it now (`users`) count as well as rows that came through it. That one which is
    no more was of this workspace has to be seen from the rows.
    """

    workspace_id: UUID
    stretches: Sequence[Stretch]
    categories: Sequence[str] = ALL_CATEGORIES
    bundles: Sequence[UUID] | None = None
    connection: UUID | None = None
    users: Sequence[UUID] = ()
    is_own_connection: bool = True
    mode: str | None = None

    @property
    def is_nothing(self) -> bool:
        """Whether no row can be meant."""
        nobody = self.bundles is not None and not self.bundles
        return nobody or not self.stretches or not self.categories

    @property
    def is_narrow(self) -> bool:
        """Whether more is asked of a row than when it ended."""
        narrowed = self.bundles is not None or self.connection or self.mode is not None
        return bool(narrowed) or set(self.categories) < set(ALL_CATEGORIES)

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


def owner_of(connection_id: UUID) -> UUID | None:
    """Return the workspace of a connection; None when there is no such any more."""
    with database.cursor() as cursor:
        cursor.execute(OWNER, [connection_id])
        row = cursor.fetchone()
    return row[0] if row else None
