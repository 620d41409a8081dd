"""Where rows lie: the walks along the journal's indexes that find a page of any depth at once.

Every index of the journal begins with an owner (a workspace, a bundle, a connection) and a
category, and goes on by time. So a page is merged from one walk for each owner, category and
stretch of time, each as long as the page at most: no row that is not shown is looked at.

What no index knows is asked of the rows on the way: the mode most runs have, a mode of a bundle, a
connection of a bundle. Where such rows lie sparse the walk may be long; it ends with
`TooMuchToLookThrough`. Rows of many bundles are picked out of the workspace's walk, and
found by walks of their own where that takes long.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import Any

from django.db import OperationalError, connection, transaction
from django.db.backends.utils import CursorWrapper
from psycopg.errors import QueryCanceled

from engine.accounts.wall import entering as wall
from engine.journal.finding.cursors import At, Place
from engine.journal.finding.spans import TICK, Stretch
from engine.journal.finding.walks import Walk, apart, parameters_of, walk_of_many, walks_of
from engine.journal.finding.wanted import Wanted
from engine.kernel.errors import DomainError

FEW = 64
# The newest stretches mostly fill a page: so many are walked at first, then four times as many.
STRETCHES_FIRST = 4

NEWEST_FIRST = "SELECT * FROM ({walks}) AS walked ORDER BY finished_at DESC, id DESC LIMIT %(most)s"
OLDEST_FIRST = "SELECT * FROM ({walks}) AS walked ORDER BY finished_at, id LIMIT %(most)s"
COUNTED = "SELECT count(*) FROM (SELECT FROM ({walks}) AS walked LIMIT %(most)s) AS counted"


class TooMuchToLookThrough(DomainError):
    """These filters together would take longer than anybody waits."""

    code = "journal_too_much"
    status = 503


def places(wanted: Wanted, most: int, *, behind: Place | None = None) -> list[At]:
    """Return where the rows behind the place lie, as many as asked for at most.

    Newest first; oldest first towards newer rows.
    """
    newer = behind is not None and behind.newer
    found: list[At] = []
    for some in _batches(_cut(wanted, behind), newer=newer):
        found += _asked(some, OLDEST_FIRST if newer else NEWEST_FIRST, most - len(found), behind)
        if len(found) >= most:
            break
    return found


def count(wanted: Wanted, most: int) -> int:
    """Return how many rows there are, counting up to `most`."""
    if wanted.is_nothing:
        return 0
    walks = walks_of(wanted)
    if len(walks) > 1 and any(_counted([walk], part, most) >= most for walk, part in apart(wanted)):
        return most
    return _counted(walks, wanted, most)


@contextmanager
def patient(milliseconds: int | None) -> Iterator[CursorWrapper]:
    """Yield a cursor whose statement ends with TooMuchToLookThrough after so long."""
    if milliseconds is None:
        with connection.cursor() as cursor:
            yield cursor
        return
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL statement_timeout = {milliseconds:d}")
            yield cursor
            cursor.execute("SET LOCAL statement_timeout TO DEFAULT")
    except OperationalError as error:
        if isinstance(error.__cause__, QueryCanceled):
            raise TooMuchToLookThrough from error
        raise


def _cut(wanted: Wanted, behind: Place | None) -> Wanted:
    if wanted.is_nothing or behind is None:
        return wanted
    if behind.newer:
        return wanted.within(behind.finished_at, wanted.whole.end)
    return wanted.within(None, behind.finished_at + TICK)


def _batches(wanted: Wanted, *, newer: bool) -> Iterator[Wanted]:
    """Yield pieces with some of the stretches each, in the direction of the walk."""
    if wanted.is_nothing:
        return
    left: Sequence[Stretch] = wanted.stretches
    size = STRETCHES_FIRST
    while left:
        some, left = (left[-size:], left[:-size]) if newer else (left[:size], left[size:])
        yield replace(wanted, stretches=some)
        size *= 4


def _counted(walks: Sequence[Walk], wanted: Wanted, most: int) -> int:
    [(number,)] = _answer(walks, wanted, COUNTED, most, None)
    return int(number)


def _asked(wanted: Wanted, answer: str, most: int, behind: Place | None) -> list[Any]:
    if wanted.bundles is not None and len(wanted.bundles) > FEW:
        with suppress(TooMuchToLookThrough):
            return _answer([walk_of_many(wanted)], wanted, answer, most, behind)
    return _answer(walks_of(wanted), wanted, answer, most, behind)


def _answer(
    walks: Sequence[Walk], wanted: Wanted, answer: str, most: int, behind: Place | None
) -> list[Any]:
    united = " UNION ".join(f"({walk.sql(behind)})" for walk in walks)
    patience = [walk.patience_ms for walk in walks if walk.patience_ms is not None]
    # Counts and places, whose rows are then read from behind the wall: the walks need no rows, and
    # would have to read them all there.
    with wall.outside(), patient(max(patience, default=None)) as cursor:
        cursor.execute(answer.format(walks=united), parameters_of(wanted, most, behind))
        rows: list[Any] = cursor.fetchall()
    return rows
