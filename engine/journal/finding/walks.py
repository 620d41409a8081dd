"""The walks along the journal's indexes, in SQL: which there are, and which a wish takes."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from engine.journal.finding.cursors import Place
from engine.journal.finding.wanted import RUNS, Wanted, went_through

# Most rows have one of these; those with another have an index.
USUAL_MODES = ("live", "", "alert")
# How long a walk may take that asks something of the rows on its way; and one that looks for many
# bundles, before each gets a walk of its own.
PATIENCE_MS, PATIENCE_WITH_MANY_MS = 3_000, 150

WALK = """
SELECT row.finished_at, row.id
FROM unnest(%(starts)s::timestamptz[], %(ends)s::timestamptz[]) AS stretch (start, until)
{each}
CROSS JOIN LATERAL (
    SELECT e.finished_at, e.id FROM {table} AS e
    WHERE {own}
        AND e.finished_at >= stretch.start AND e.finished_at < stretch.until
        AND e.finished_at >= %(start)s AND e.finished_at < %(until)s {rest}
    {order} LIMIT %(most)s
) AS row
"""


class Shape(NamedTuple):
    """Along which index: for `each` of what it begins with, what a row of its `own` has."""

    each: str
    own: str
    table: str = "journal_entry"


BY_CATEGORY = Shape(
    "CROSS JOIN unnest(%({owners})s::uuid[]) AS owner (id) "
    "CROSS JOIN unnest(%(categories)s::text[]) AS sort (category)",
    "e.{column} = owner.id AND e.category = sort.category",
)
BY_MODE = Shape("", "e.workspace_id = %(workspace)s AND e.mode = %(mode)s")
# What the steps of runs called has keys, which lie in order as rows do.
BY_KEY = Shape(
    "CROSS JOIN unnest(%(ways0)s::bigint[]) AS way (key)",
    "e.key = way.key",
    "(SELECT key, finished_at, entry_id AS id FROM journal_key)",
)
OF_ROW = """ AND EXISTS (SELECT FROM journal_entry AS whole WHERE whole.id = e.id
    AND whole.finished_at = e.finished_at {rest} OFFSET 0)"""
OLDER, NEWER = "ORDER BY e.finished_at DESC, e.id DESC", "ORDER BY e.finished_at, e.id"
BEHIND = " AND (e.finished_at, e.id) < (%(moment)s, %(id)s)"
AHEAD = " AND (e.finished_at, e.id) > (%(moment)s, %(id)s)"
OF_MODE = " AND {row}.mode = %(mode)s"
OF_WORKSPACE = " AND e.workspace_id = %(workspace)s"
OF_CATEGORIES = " AND e.category = ANY (%(categories)s)"
OF_BUNDLES = " AND e.bundle_id = ANY (%(bundles)s)"


# The column an index begins with, and the parameter that has its values.
WORKSPACE = ("workspace_id", "workspaces")
BUNDLES = ("bundle_id", "bundles")
CONNECTIONS = ("connection_id", "connections0")


@dataclass(frozen=True, slots=True)
class Walk:
    """One for each of some owners; `rest` is asked of the rows on the way.

    What that may cost is bounded by `patience_ms`.
    """

    owners: tuple[str, str]
    rest: str = ""
    shape: Shape = BY_CATEGORY
    patience_ms: int | None = None

    def sql(self, behind: Place | None) -> str:
        """Return the statement, from the place on; its parameters are `parameters_of`."""
        newer = behind is not None and behind.newer
        edge = "" if behind is None else AHEAD if newer else BEHIND
        column, owners = self.owners
        return WALK.format(
            each=self.shape.each.format(owners=owners),
            own=self.shape.own.format(column=column),
            table=self.shape.table,
            rest=self.rest + edge,
            order=NEWER if newer else OLDER,
        )


def walks_of(wanted: Wanted) -> Sequence[Walk]:
    """Return the walks that together meet all rows wanted; some rows are met by two."""
    if wanted.mode not in (None, *USUAL_MODES):
        return [_walk_of_mode(wanted)]
    if wanted.bundles is not None:
        return [_walk(BUNDLES, _rest(wanted))]
    if wanted.throughs:
        return _walks_through(wanted)
    return [_walk(WORKSPACE, _rest(wanted))]


def apart(wanted: Wanted) -> Iterator[tuple[Walk, Wanted]]:
    """Yield the walks through each connection alone, which meet no row twice, and their wishes."""
    first, *others = wanted.throughs
    for one in first.each():
        part = replace(wanted, throughs=[one, *others])
        started, called = _walks_through(part)
        yield (started if one.connections else called), part


def walk_of_many(wanted: Wanted) -> Walk:
    """Return the workspace's walk, on which the rows of many bundles are picked out."""
    return Walk(WORKSPACE, _rest(wanted) + OF_BUNDLES, patience_ms=PATIENCE_WITH_MANY_MS)


def parameters_of(wanted: Wanted, most: int, behind: Place | None) -> Mapping[str, Any]:
    """Return what the statements of these walks ask with."""
    return {
        "starts": [one.start for one in wanted.stretches],
        "ends": [one.end for one in wanted.stretches],
        "start": wanted.whole.start,
        "until": wanted.whole.end,
        "categories": list(wanted.categories),
        "workspace": wanted.workspace_id,
        "workspaces": [wanted.workspace_id],
        "bundles": list(wanted.bundles or ()),
        **wanted.ways,
        "mode": wanted.mode,
        "most": most,
        "moment": behind and behind.finished_at,
        "id": behind and behind.entry_id,
    }


def _walk_of_mode(wanted: Wanted) -> Walk:
    rest = _rest(replace(wanted, mode=None))
    rest += "" if wanted.bundles is None else OF_BUNDLES
    rest += "" if set(RUNS) <= set(wanted.categories) else OF_CATEGORIES
    return _walk(WORKSPACE, rest, BY_MODE)


def _walks_through(wanted: Wanted) -> Sequence[Walk]:
    """Return the walks of what began at some connections and of what called them.

    Rows of connections that are no more may be a stranger's.
    """
    rest = _rest(wanted, first=1) + ("" if wanted.throughs[0].are_ours else OF_WORKSPACE)
    asked = _rest(wanted, row="whole", first=1)
    called = OF_ROW.format(rest=asked) if asked else ""
    return [_walk(CONNECTIONS, rest), _walk(CONNECTIONS, called, BY_KEY)]


def _rest(wanted: Wanted, *, row: str = "e", first: int = 0) -> str:
    """Return what is asked of the rows: where else they went through, their mode."""
    passing = "".join(went_through(n, row) for n in range(first, len(wanted.throughs)))
    return passing + (OF_MODE.format(row=row) if wanted.mode is not None else "")


def _walk(owners: tuple[str, str], rest: str, shape: Shape = BY_CATEGORY) -> Walk:
    return Walk(owners, rest, shape, PATIENCE_MS if rest else None)
