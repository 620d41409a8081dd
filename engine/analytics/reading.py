"""Answers of the sums, a statement each."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, NamedTuple, TypeAlias
from uuid import UUID

from django.db import connection, transaction

from engine.analytics.columns import NUMBERS, summed
from engine.analytics.facts import Part, parts
from engine.analytics.questions import Question

Row: TypeAlias = dict[str, Any]

ALONE = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"


class Spread(NamedTuple):
    """A bundle's numbers by pieces of the period, each known by the day, from 0, it begins at."""

    bundle: UUID
    days: Sequence[int]
    numbers: Sequence[int]


@contextmanager
def one_snapshot() -> Iterator[None]:
    """Let all questions see the same moment, so that a fold between them changes nothing."""
    is_outermost = not connection.in_atomic_block
    with transaction.atomic():
        if is_outermost:
            with connection.cursor() as cursor:
                cursor.execute(ALONE)
        yield


def ask(
    question: Question, *, numbers: Sequence[str] = NUMBERS, with_durations: bool = False
) -> list[Row]:
    """Return the sums by what the question tells apart; a day may come in two rows."""
    wanted = (*numbers, "durations") if with_durations else tuple(numbers)
    found = list(parts(question))
    rows = [part.select({name: part.source.numbers[name] for name in wanted}) for part in found]
    if question.is_one_sum_a_day:
        pairs = zip(found, rows, strict=True)
        sql = _all(s if part.is_folded else _added(s, question, wanted) for part, s in pairs)
    else:
        sql = _added(_all(rows), question, wanted)
    names = (*question.names, *wanted)
    return [dict(zip(names, row, strict=True)) for row in _fetched(sql, question, found)]


def biggest(question: Question, numbers: Sequence[str], most: int) -> list[tuple[UUID, int]]:
    """Return the bundles that have most of these numbers, and how much; the biggest first."""
    question = replace(question, key="bundle", by=None)
    found = list(parts(question))
    sql = f"""
    SELECT bundle, sum(number)::bigint AS number FROM ({_as_one(found, numbers)}) AS facts
    GROUP BY bundle ORDER BY number DESC, bundle LIMIT {most:d}
    """
    return _fetched(sql, question, found)


def spread(question: Question, numbers: Sequence[str]) -> list[Spread]:
    """Return how much of these numbers each bundle has in which pieces; one may come twice."""
    question = replace(question, key="bundle")
    found = list(parts(question))
    sql = f"""
    SELECT bundle, array_agg({question.by} - %(first)s::date), array_agg(number)
    FROM ({_as_one(found, numbers)}) AS facts GROUP BY bundle
    """
    return [Spread(*row) for row in _fetched(sql, question, found)]


def _as_one(found: Iterable[Part], numbers: Sequence[str]) -> str:
    """Return the rows with the sum of these numbers."""
    return _all(
        part.select({"number": " + ".join(part.source.numbers[name] for name in numbers)})
        for part in found
    )


def _all(statements: Iterable[str]) -> str:
    return " UNION ALL ".join(statements)


def _added(rows: str, question: Question, wanted: Sequence[str]) -> str:
    """Add rows up that are of the same; without any there is no sum."""
    names = ", ".join(f'"{name}"' for name in question.names)
    grouped = f"GROUP BY {names}" if names else "HAVING count(*) > 0"
    columns = f"{names}, {summed(wanted)}" if names else summed(wanted)
    return f"SELECT {columns} FROM ({rows}) AS facts {grouped}"


def _fetched(sql: str, question: Question, found: Sequence[Part]) -> list[tuple[Any, ...]]:
    told: dict[str, Any] = {
        "workspace": question.workspace.pk,
        "first": question.days.first,
        "bundle": question.narrowing.bundle,
        "group": question.narrowing.group,
        "connection": question.narrowing.connection,
        "connector": question.narrowing.connector,
        "bundles": list(question.narrowing.bundles or ()),
    }
    for part in found:
        told |= part.told
    if not found:
        return []
    with connection.cursor() as cursor:
        cursor.execute(sql, told)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows
