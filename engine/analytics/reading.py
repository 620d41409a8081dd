"""Questions to the sums: folded months and days, and the quarters that are not folded yet."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, NamedTuple, TypeAlias
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection, transaction

from engine.accounts.models import Workspace
from engine.analytics.columns import DURATIONS, NUMBERS, OF_RUNS, OF_USES, summed
from engine.analytics.days import BEGINNING, DAY, FIRST_DAY, Calendar, Days
from engine.analytics.models import NOBODY, Fold, Grain, GroupFold, Scope

Row: TypeAlias = dict[str, Any]

FOLDED = """
SELECT s.day, s.subject_id AS bundle_id, s.connection_id, s.connector,
    {numbers}, s.durations
FROM analytics_sum s
WHERE s.workspace_id = %(workspace)s AND s.grain = {grain:d} AND s.scope = %(scope)s
    AND s.day >= %({name}_first)s AND s.day < %({name}_end)s
"""
FROM_SUMS = ", ".join(f"s.{name}" for name in NUMBERS)
LABELLED = "%(fresh_first)s::date + width_bucket(slot, %(starts)s::timestamptz[]) - 1 AS day"
IN_TIME = "workspace_id = %(workspace)s AND slot >= %(since)s AND slot < %(until)s"
FRESH_RUNS = f"""
SELECT {LABELLED}, bundle_id, NULL::uuid AS connection_id, '' AS connector, {OF_RUNS}
FROM journal_rollup WHERE {IN_TIME}
"""
FRESH_USES = f"""
SELECT {LABELLED}, bundle_id, connection_id, connector, {OF_USES}
FROM journal_use WHERE {IN_TIME}
"""
NARROWED_SUMS = {
    "bundle": "s.subject_id = %(bundle)s",
    "bundles": "s.subject_id = ANY(%(bundles)s)",
    "connection": "s.connection_id = %(connection)s",
    "connector": "s.connector = %(connector)s",
}
NARROWED_WHOLE = {"summed": "s.subject_id = %(summed)s"}
NARROWED_QUARTERS = {
    "bundle": "bundle_id = %(bundle)s",
    "bundles": "bundle_id = ANY(%(bundles)s)",
    "connection": "connection_id = %(connection)s",
    "connector": "connector = %(connector)s",
}
KEYS = {
    "bundle": "facts.bundle_id",
    "group": "b.group_id",
    "connection": f"nullif(facts.connection_id, '{NOBODY}')",
    "connector": "nullif(facts.connector, '')",
    "day": "facts.day",
    "week": "date_trunc('week', facts.day::timestamp)::date",
    "month": "date_trunc('month', facts.day::timestamp)::date",
}
DAILY = {"day", "week"}
JOINED = "LEFT JOIN bundles_bundle b ON b.id = facts.bundle_id"
ALONE = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"


class Part(NamedTuple):
    """A piece of the facts: a statement and what it is told."""

    sql: str
    told: Row


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What is counted; everything given must hold. `bundles` are those of the group.

    `summed` is the group if there are sums of just these bundles; nobody is bundles of no group.
    """

    bundle: UUID | None = None
    group: UUID | None = None
    bundles: Sequence[UUID] | None = None
    summed: UUID | None = None
    connection: UUID | None = None
    connector: str | None = None

    @property
    def by_use(self) -> bool:
        """Whether only what went through some connections is counted, so that runs are not."""
        return self.connection is not None or self.connector is not None

    def with_sums(self, workspace: Workspace) -> "Narrowing":
        """Look up whether the group is summed as it is now."""
        folded = GroupFold.objects.filter(workspace_id=workspace.pk)
        mine = folded.filter(group_id=self.group or NOBODY).first()
        is_same = mine is not None and set(mine.members) == set(self.bundles or ())
        return replace(self, summed=self.group if is_same else None)


@dataclass(frozen=True, slots=True)
class Reach:
    """How far a workspace is folded, by the days its zone has now."""

    calendar: Calendar
    folded_until: datetime

    @classmethod
    def of(cls, workspace: Workspace) -> "Reach":
        """Return it; after a change of the zone nothing that is going to be folded anew counts."""
        zone = ZoneInfo(workspace.time_zone)
        state = Fold.objects.filter(pk=workspace.pk).first()
        if state is None:
            return cls(Calendar(zone, BEGINNING, FIRST_DAY), BEGINNING)
        calendar = Calendar(zone, state.kept_since, state.first_day)
        is_same = state.zone == workspace.time_zone
        return cls(calendar, state.folded_until if is_same else state.kept_since)

    @property
    def whole_end(self) -> date:
        """The first day that is not folded as a whole."""
        return self.calendar.day_of(self.folded_until)

    @property
    def folded_end(self) -> date:
        """The first day of which nothing is folded."""
        end = self.whole_end
        return end + DAY if self.calendar.start(end) < self.folded_until else end


@dataclass(frozen=True, slots=True)
class Question:
    """Whose numbers of which days, and what the answer tells apart (names of `KEYS`)."""

    workspace: Workspace
    reach: Reach
    days: Days
    narrowing: Narrowing
    keys: tuple[str, ...]

    @property
    def scope(self) -> Scope:
        """Return the coarsest sums that still tell apart what is asked."""
        keys, narrowing = set(self.keys), self.narrowing
        by_use = narrowing.by_use or bool(keys & {"connection", "connector"})
        if keys & {"bundle", "group"} or narrowing.bundle:
            return Scope.USE if by_use else Scope.BUNDLE
        if narrowing.bundles is not None:
            whole = Scope.GROUP if narrowing.summed is not None else Scope.BUNDLE
            return Scope.USE if by_use else whole
        if not by_use:
            return Scope.ALL
        by_connection = narrowing.connection is not None or "connection" in keys
        return Scope.CONNECTION if by_connection else Scope.CONNECTOR

    @property
    def counts_runs(self) -> bool:
        """Whether the numbers are of runs, or only of what went through connections."""
        return self.scope <= Scope.GROUP


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
    """Return the sums for each value of the keys."""
    parts = [*_folded(question), *_fresh(question)]
    names = question.keys
    columns = [f"{KEYS[name]} AS {name}" for name in names]
    columns.append(summed(numbers))
    if with_durations:
        columns.append(f"{DURATIONS} AS durations")
    sql = f"""
    SELECT {", ".join(columns)} FROM ({" UNION ALL ".join(part.sql for part in parts)}) AS facts
    {JOINED if "group" in names else ""}
    GROUP BY {", ".join(KEYS[name] for name in names)}
    """
    told = _told(question)
    for part in parts:
        told |= part.told
    return _rows(sql, told) if parts else []


def _folded(question: Question) -> Iterator[Part]:
    reach, days = question.reach, question.days.until(question.reach.folded_end)
    months = days.until(days.first) if DAILY & set(question.keys) else _months(reach, days)
    is_whole = question.scope == Scope.GROUP
    narrow = _narrow(question.narrowing, NARROWED_WHOLE if is_whole else NARROWED_SUMS)
    for name, grain, some in (
        ("before", Grain.DAY, days.until(months.first)),
        ("months", Grain.MONTH, months),
        ("after", Grain.DAY, days.since(months.end)),
    ):
        if some:
            bounds = {f"{name}_first": some.first, f"{name}_end": some.end}
            yield Part(FOLDED.format(grain=grain, name=name, numbers=FROM_SUMS) + narrow, bounds)


def _months(reach: Reach, days: Days) -> Days:
    return days.until(reach.whole_end).whole_months()


def _fresh(question: Question) -> Iterator[Part]:
    calendar, days = question.reach.calendar, question.days
    since = max(calendar.start(days.first), question.reach.folded_until)
    until = calendar.start(days.end)
    if since < until:
        fresh = days.since(calendar.day_of(since))
        starts = [calendar.start(day) for day in fresh]
        told = {"since": since, "until": until, "fresh_first": fresh.first, "starts": starts}
        sql = FRESH_RUNS if question.counts_runs else FRESH_USES
        yield Part(sql + _narrow(question.narrowing, NARROWED_QUARTERS), told)


def _narrow(narrowing: Narrowing, columns: Mapping[str, str]) -> str:
    named = (name for name in columns if getattr(narrowing, name) is not None)
    return "".join(f" AND {columns[name]}" for name in named)


def _told(question: Question) -> Row:
    narrowing = question.narrowing
    return {
        "workspace": question.workspace.pk,
        "scope": int(question.scope),
        "bundle": narrowing.bundle,
        "bundles": list(narrowing.bundles or ()),
        "summed": narrowing.summed,
        "connection": narrowing.connection,
        "connector": narrowing.connector,
    }


def _rows(sql: str, told: Row) -> list[Row]:
    with connection.cursor() as cursor:
        cursor.execute(sql, told)
        names = [column.name for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
