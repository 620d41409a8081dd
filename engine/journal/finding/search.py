"""The search of the journal: by keys at once, then through texts, a bounded time for each page.

Both go from the newest row to the oldest, a piece after another; a piece is as large as the time
that is left allows. What was found by its key is not shown again among what the texts say.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db import connection, transaction

from engine.journal.finding.cursors import At, Trail
from engine.journal.finding.pages import light_rows
from engine.journal.finding.sought import Sought
from engine.journal.finding.spans import TICK
from engine.journal.finding.wanted import Wanted, multirange, went_through
from engine.journal.models import Entry

SMALLEST_PIECE = 1_000
GROWTH = 4
KEYS, TEXTS = 0, 1

EDGE = """
SELECT s.finished_at, s.entry_id FROM {table} AS s
WHERE s.{owner} AND s.finished_at >= %(start)s AND s.finished_at < %(until)s {behind}
ORDER BY s.finished_at DESC, s.entry_id DESC OFFSET %(piece)s LIMIT 1
"""
FOUND = """
SELECT s.finished_at, s.entry_id FROM {table} AS s {joins}
WHERE s.{owner} AND s.finished_at >= %(start)s AND s.finished_at < %(until)s {tests}
ORDER BY s.finished_at DESC, s.entry_id DESC LIMIT %(most)s
"""
# Whole pieces are looked through: in no order, so that two processes can share the work.
# PostgreSQL takes every third row for a hit, and would not think that worth the while.
IN_PARALLEL = """
SET LOCAL max_parallel_workers_per_gather = 1;
SET LOCAL parallel_setup_cost = 100;
SET LOCAL parallel_tuple_cost = 0
"""
ALONE = """
SET LOCAL max_parallel_workers_per_gather TO DEFAULT;
SET LOCAL parallel_setup_cost TO DEFAULT;
SET LOCAL parallel_tuple_cost TO DEFAULT
"""
SAYING = """
SELECT * FROM (
    SELECT s.finished_at, s.entry_id FROM {table} AS s {joins}
    WHERE s.{owner} AND s.finished_at >= %(start)s AND s.finished_at < %(until)s {tests} OFFSET 0
) AS hit ORDER BY finished_at DESC, entry_id DESC LIMIT %(most)s
"""
BEHIND = " AND (s.finished_at, s.entry_id) < (%(moment)s, %(id)s)"
DOWN_TO = " AND (s.finished_at, s.entry_id) >= (%(edge)s, %(edge_id)s)"
THERE = """finished_at = s.finished_at
    AND {0}.finished_at >= %(start)s AND {0}.finished_at < %(until)s"""
ENTRY = f" JOIN journal_entry AS e ON e.id = s.entry_id AND e.{THERE.format('e')}"
WORDS = (
    " JOIN journal_words AS w ON w.workspace_id = %(workspace)s AND w.entry_id = s.entry_id"
    f" AND w.{THERE.format('w')}"
)
NOT_SHOWN = f"""
    AND NOT EXISTS (SELECT FROM journal_key AS k
        WHERE k.key = ANY (%(keys)s) AND k.entry_id = s.entry_id AND k.{THERE.format("k")})"""
NOT_ITSELF = " AND s.entry_id <> %(entry)s"
ANY_MORE = """
SELECT EXISTS (SELECT FROM journal_key WHERE key = %(overflow)s
    AND finished_at >= %(start)s AND finished_at < %(until)s)
"""
# One key is walked along its index in order; of several, rows would be gathered and sorted.
WITH_KEY, WITH_KEYS = "key = %(key)s", "key = ANY (%(keys)s)"
OVERFLOWING = "key = %(overflow)s"
OF_WORKSPACE = "workspace_id = %(workspace)s"
IN_STRETCHES = " AND s.finished_at <@ %(stretches)s::tstzmultirange"
OF_CATEGORIES = " AND e.workspace_id = %(workspace)s AND e.category = ANY (%(categories)s)"
OF_BUNDLES = " AND e.bundle_id = ANY (%(bundles)s)"
OF_MODE = " AND e.mode = %(mode)s"


@dataclass(frozen=True, slots=True)
class Pace:
    """For how long one page is looked for, and how many rows are looked through at first."""

    budget_s: float = 0.5
    first_piece: int = 10_000


USUAL = Pace()


@dataclass(frozen=True, slots=True)
class Found:
    """A page of a search: what came of it, and where the search goes on."""

    rows: Sequence[Entry]
    trail: Trail | None
    is_by_key: bool
    searched_to: datetime | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """A table that is looked through from its newest row on, for what passes some tests.

    In pieces, where rows have to be looked at that are not found.
    """

    table: str
    owner: str
    joins: str
    tests: str
    found: str = FOUND
    in_pieces: bool = True


@dataclass(frozen=True, slots=True)
class Turn:
    """What one page of a search is asked with."""

    trail: Trail | None
    limit: int
    moment: datetime
    pace: Pace = USUAL


def search_page(wanted: Wanted, sought: Sought, turn: Turn) -> Found:
    """Return the rows the trail leads to, the first ones without a trail."""
    trail, limit = turn.trail, turn.limit
    if wanted.is_nothing:
        return Found((), None, is_by_key=False)
    until = trail.until if trail else min(wanted.whole.end, turn.moment)
    scan = Scan(wanted.within(None, until), sought, turn.pace)
    place = trail.place if trail else None
    if trail is None or trail.source == KEYS:
        itself = scan.itself() if trail is None else []
        found, edge = scan.through_keys(place, limit - len(itself))
        found = itself + found
        if edge or not scan.has_texts:
            return _told(wanted, found, Trail(KEYS, until, edge) if edge else None, is_by_key=True)
        if found:
            return _told(wanted, found, Trail(TEXTS, until), is_by_key=True)
        place = None
    found, edge = scan.through_texts(place, limit)
    return _told(wanted, found, Trail(TEXTS, until, edge) if edge else None, is_by_key=False)


def count_found(wanted: Wanted, sought: Sought, most: int) -> int | None:
    """Return how many rows hold the term, counting up to `most`; None where texts would tell."""
    if wanted.is_nothing:
        return 0
    scan = Scan(wanted, sought, Pace(first_piece=2 * most))
    if scan.has_texts:
        return None
    found, edge = scan.through_keys(None, most)
    return None if edge and len(found) < most else len(found)


class Scan:
    """A look through a source, in pieces that together take a limited time."""

    def __init__(self, wanted: Wanted, sought: Sought, pace: Pace = USUAL) -> None:
        self._wanted = wanted
        self._sought = sought
        self._first_piece = pace.first_piece
        self._ends_at = time.monotonic() + pace.budget_s

    @cached_property
    def has_texts(self) -> bool:
        """Whether keys don't tell everything: some texts have to be read."""
        return not self._sought.is_exhaustive or bool(self._asked(ANY_MORE)[0][0])

    def itself(self) -> list[At]:
        """Return the place of the row whose own id is sought."""
        if self._sought.entry_id is None:
            return []
        rows = Entry.objects.wanted(self._wanted).filter(id=self._sought.entry_id)
        return list(rows.values_list("finished_at", "id"))

    def through_keys(self, place: At | None, limit: int) -> tuple[list[At], At | None]:
        """Return what has the key behind the place, and where to go on; None at the end."""
        return self._through(self._keys(), place, limit)

    def through_texts(self, place: At | None, limit: int) -> tuple[list[At], At | None]:
        """Return what says the term behind the place, and where to go on; None at the end."""
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(IN_PARALLEL)
            told = self._through(self._texts(), place, limit)
            cursor.execute(ALONE)
        return told

    def _through(self, source: Source, place: At | None, limit: int) -> tuple[list[At], At | None]:
        found: list[At] = []
        # Who goes on was not content with what a small piece had.
        piece = self._first_piece * (GROWTH**2 if place else 1)
        while True:
            began = time.monotonic()
            edge = self._edge(source, place, piece) if source.in_pieces else None
            found += self._found(source, place, edge, limit + 1 - len(found))
            if len(found) > limit:
                return found[:limit], found[limit - 1] if limit else place
            now = time.monotonic()
            if edge is None or now >= self._ends_at:
                return found, edge
            place = edge
            piece = _next_piece(piece, now - began, self._ends_at - now)

    def _keys(self) -> Source:
        not_itself = NOT_ITSELF if self._sought.entry_id else ""
        joins, tests = self._filters()
        owner = WITH_KEY if len(self._sought.keys) == 1 else WITH_KEYS
        dear = bool(joins or tests)
        return Source("journal_key", owner, joins, tests + not_itself, in_pieces=dear)

    def _texts(self) -> Source:
        joins, tests = self._filters()
        not_itself = NOT_ITSELF if self._sought.entry_id else ""
        tests += NOT_SHOWN + not_itself
        if self._sought.is_exhaustive:
            said = self._sought.said_in("w.words")
            return Source("journal_key", OVERFLOWING, WORDS + joins, f" AND {said}{tests}")
        said = self._sought.said_in("s.words")
        return Source("journal_words", OF_WORKSPACE, joins, f" AND {said}{tests}", SAYING)

    def _filters(self) -> tuple[str, str]:
        """Return what is joined and tested where more is asked of a row than its time."""
        wanted = self._wanted
        tests = IN_STRETCHES if len(wanted.stretches) > 1 else ""
        if not wanted.is_narrow:
            return "", tests
        tests += OF_CATEGORIES
        tests += "" if wanted.bundles is None else OF_BUNDLES
        tests += "".join(went_through(n, "e") for n in range(len(wanted.throughs)))
        return ENTRY, tests + ("" if wanted.mode is None else OF_MODE)

    def _edge(self, source: Source, place: At | None, piece: int) -> At | None:
        behind = BEHIND if place else ""
        statement = EDGE.format(table=source.table, owner=source.owner, behind=behind)
        rows = self._asked(statement, place, piece=piece)
        return rows[0] if rows else None

    def _found(self, source: Source, place: At | None, edge: At | None, most: int) -> list[At]:
        tests = source.tests + (BEHIND if place else "") + (DOWN_TO if edge else "")
        statement = source.found.format(
            table=source.table, owner=source.owner, joins=source.joins, tests=tests
        )
        return self._asked(statement, place, edge=edge, most=most)

    def _asked(
        self, statement: str, place: At | None = None, edge: At | None = None, **given: int
    ) -> list[Any]:
        moment, entry_id = place or (None, None)
        edge_at, edge_id = edge or (None, None)
        whole = self._wanted.whole
        parameters = {
            **self._sought.parameters,
            **self._filtered_by,
            **given,
            "start": edge_at or whole.start,
            "until": moment + TICK if moment else whole.end,
            "moment": moment,
            "id": entry_id,
            "edge": edge_at,
            "edge_id": edge_id,
        }
        with connection.cursor() as cursor:
            cursor.execute(statement, parameters)
            rows: list[Any] = cursor.fetchall()
        return rows

    @cached_property
    def _filtered_by(self) -> dict[str, Any]:
        wanted = self._wanted
        return {
            "stretches": multirange(wanted.stretches),
            "categories": list(wanted.categories),
            "bundles": list(wanted.bundles or ()),
            "mode": wanted.mode,
            **wanted.ways,
        }


def _next_piece(piece: int, took_s: float, left_s: float) -> int:
    """Return how large the next piece may be to end in time, judging by the last one."""
    fitting = int(piece * left_s / took_s)
    return max(SMALLEST_PIECE, min(fitting, piece * GROWTH))


def _told(wanted: Wanted, found: Sequence[At], trail: Trail | None, *, is_by_key: bool) -> Found:
    """Return the page with its rows, and how far back all texts have been looked through."""
    reached = None
    if not is_by_key:
        reached = trail.place[0] if trail and trail.place else wanted.whole.start
    return Found(light_rows(wanted, found), trail, is_by_key, reached)
