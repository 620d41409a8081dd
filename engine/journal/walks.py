"""The walks along the journal's indexes, in SQL: which there are, and which a wish takes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from engine.journal.cursors import Place
from engine.journal.wanted import RUNS, Wanted

# Most rows have one of these; those with another have an index.
USUAL_MODES = ("live", "", "alert")
# How long a walk may take that asks something of the rows on its way; and one that looks for many
# bundles, before each gets a walk of its own.
PATIENCE_MS, PATIENCE_WITH_MANY_MS = 3_000, 150

BY_CATEGORY = """
SELECT row.finished_at, row.id
FROM unnest(%(starts)s::timestamptz[], %(ends)s::timestamptz[]) AS stretch (start, until)
CROSS JOIN unnest(%({owners})s::uuid[]) AS owner (id)
CROSS JOIN unnest(%(categories)s::text[]) AS sort (category)
CROSS JOIN LATERAL (
    SELECT e.finished_at, e.id FROM journal_entry AS e
    WHERE e.{column} = owner.id AND e.category = sort.category
        AND e.finished_at >= stretch.start AND e.finished_at < stretch.until
        AND e.finished_at >= %(start)s AND e.finished_at < %(until)s {rest}
    {order} LIMIT %(most)s
) AS row
"""
BY_MODE = """
SELECT row.finished_at, row.id
FROM unnest(%(starts)s::timestamptz[], %(ends)s::timestamptz[]) AS stretch (start, until)
CROSS JOIN LATERAL (
    SELECT e.finished_at, e.id FROM journal_entry AS e
    WHERE e.workspace_id = %(workspace)s AND e.mode = %(mode)s
        AND e.finished_at >= stretch.start AND e.finished_at < stretch.until
        AND e.finished_at >= %(start)s AND e.finished_at < %(until)s {rest}
    {order} LIMIT %(most)s
) AS row
"""
OLDER, NEWER = "ORDER BY e.finished_at DESC, e.id DESC", "ORDER BY e.finished_at, e.id"
BEHIND = " AND (e.finished_at, e.id) < (%(moment)s, %(id)s)"
AHEAD = " AND (e.finished_at, e.id) > (%(moment)s, %(id)s)"
OF_MODE = " AND e.mode = %(mode)s"
OF_WORKSPACE = " AND e.workspace_id = %(workspace)s"
OF_CATEGORIES = " AND e.category = ANY (%(categories)s)"
OF_BUNDLES = " AND e.bundle_id = ANY (%(bundles)s)"
THROUGH = " AND e.connection_id = %(connection)s"
USING_OR_THROUGH = " AND (e.bundle_id = ANY (%(using)s) OR e.connection_id = %(connection)s)"
NOT_USING = " AND (e.bundle_id IS NULL OR e.bundle_id <> ALL (%(using)s))"


# The column an index begins with, and the parameter that has its values.
WORKSPACE = ("workspace_id", "workspaces")
BUNDLES, USING, OTHERS = (("bundle_id", name) for name in ("bundles", "using", "others"))
CONNECTION = ("connection_id", "connections")


@dataclass(frozen=True, slots=True)
class Walk:
    """One for each of some owners; `rest` is asked of the rows on the way.

    What that may cost is bounded by `patience_ms`.
    """

    owners: tuple[str, str]
    rest: str = ""
    shape: str = BY_CATEGORY
    patience_ms: int | None = None

    def sql(self, behind: Place | None) -> str:
        """Return the statement, from the place on; its parameters are `parameters_of`."""
        newer = behind is not None and behind.newer
        edge = "" if behind is None else AHEAD if newer else BEHIND
        return self.shape.format(
            column=self.owners[0],
            owners=self.owners[1],
            rest=self.rest + edge,
            order=NEWER if newer else OLDER,
        )


def walks_of(wanted: Wanted) -> Sequence[Walk]:
    """Return the walks that together meet all rows wanted; some rows are met by two."""
    if wanted.mode not in (None, *USUAL_MODES):
        rest = _picked(wanted) + ("" if set(RUNS) <= set(wanted.categories) else OF_CATEGORIES)
        return [Walk(WORKSPACE, rest, BY_MODE, PATIENCE_MS if rest else None)]
    if wanted.connection is None:
        return [_walk(wanted, WORKSPACE if wanted.bundles is None else BUNDLES)]
    if wanted.bundles is not None:
        return [_walk(wanted, USING), _walk(wanted, OTHERS, THROUGH)]
    return [_walk(wanted, USING), _walk_through(wanted)]


def walks_apart(wanted: Wanted) -> Sequence[Walk]:
    """Return the walks to count by: no row is met by two, and the quickest comes first."""
    walks = walks_of(wanted)
    apart = replace(walks[-1], rest=walks[-1].rest + NOT_USING, patience_ms=PATIENCE_MS)
    return [*walks[:-1], apart] if walks[-1].owners == CONNECTION else walks


def walk_of_many(wanted: Wanted) -> Walk:
    """Return the workspace's walk, on which the rows of many bundles are picked out."""
    rest = _picked(wanted) + (OF_MODE if wanted.mode is not None else "")
    return Walk(WORKSPACE, rest, patience_ms=PATIENCE_WITH_MANY_MS)


def parameters_of(wanted: Wanted, most: int, behind: Place | None) -> Mapping[str, Any]:
    """Return what the statements of these walks ask with."""
    users = set(wanted.users)
    bundles = wanted.users if wanted.bundles is None else wanted.bundles
    return {
        "starts": [one.start for one in wanted.stretches],
        "ends": [one.end for one in wanted.stretches],
        "start": wanted.whole.start,
        "until": wanted.whole.end,
        "categories": list(wanted.categories),
        "workspace": wanted.workspace_id,
        "workspaces": [wanted.workspace_id],
        "connection": wanted.connection,
        "connections": [wanted.connection],
        "bundles": list(bundles),
        "using": [one for one in bundles if one in users],
        "others": [one for one in bundles if one not in users],
        "mode": wanted.mode,
        "most": most,
        "moment": behind and behind.finished_at,
        "id": behind and behind.entry_id,
    }


def _picked(wanted: Wanted) -> str:
    rest = "" if wanted.connection is None else USING_OR_THROUGH
    return rest if wanted.bundles is None else rest + OF_BUNDLES


def _walk_through(wanted: Wanted) -> Walk:
    """Return the connection's walk; one that is no more may have been a stranger's."""
    return _walk(wanted, CONNECTION, "" if wanted.is_own_connection else OF_WORKSPACE)


def _walk(wanted: Wanted, owners: tuple[str, str], rest: str = "") -> Walk:
    rest += OF_MODE if wanted.mode is not None else ""
    return Walk(owners, rest, patience_ms=PATIENCE_MS if rest else None)
