"""What an answer is made of: folded months and days, and the quarters that are not folded yet."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from engine.analytics.columns import OF_RUNS, OF_SUMS, OF_USES
from engine.analytics.days import Days
from engine.analytics.models import NOBODY, Grain, Scope
from engine.analytics.questions import Question, Reach

Told: TypeAlias = dict[str, Any]

DAILY = ("day", "week")
DAY_OF_SLOT = "%(fresh_first)s::date + width_bucket(slot, %(starts)s::timestamptz[]) - 1"
LABELS = {
    "bundle": "{subject}",
    "group": "{group}",
    "connection": f"nullif(connection_id, '{NOBODY}')",
    "connector": "nullif(connector::text, '')",
    "day": "{day}",
    "week": "date_trunc('week', ({day})::timestamp)::date",
    "month": "date_trunc('month', ({day})::timestamp)::date",
}
NARROWED = {
    "bundle": "{subject} = %(bundle)s",
    "connection": "connection_id = %(connection)s",
    "connector": "connector = %(connector)s",
    "bundles": "{subject} = ANY(%(bundles)s)",
}
OURS = "FROM bundles_bundle WHERE purpose = 'automation' AND workspace_id = %(workspace)s"
# Under names of their own: the sources have some of these columns as well.
JOINED = f"LEFT JOIN (SELECT id AS member, group_id {OURS}) AS mine ON mine.member = {{subject}}"
# Not "IS NOT DISTINCT FROM" for both: the planner would take it for a condition of one bundle.
OF_GROUP = f"{{subject}} IN (SELECT id {OURS} AND group_id = %(group)s)"
OF_NO_GROUP = f"{{subject}} IN (SELECT id {OURS} AND group_id IS NULL)"
IN_DAYS = (
    "grain = {grain:d} AND scope = {scope:d} AND day >= %({name}_first)s AND day < %({name}_end)s"
)
IN_TIME = "slot >= %(since)s AND slot < %(until)s"


@dataclass(frozen=True, slots=True)
class Source:
    """A table of numbers, and what it calls whose they are and of which day."""

    table: str
    subject: str
    day: str
    numbers: Mapping[str, str]
    group: str = "mine.group_id"
    joined: str = JOINED

    def put(self, sql: str) -> str:
        """Return the SQL with the names of this source."""
        return sql.format(subject=self.subject, day=self.day, group=self.group)


RUNS = Source("journal_rollup", "bundle_id", DAY_OF_SLOT, OF_RUNS)
USES = Source("journal_use", "bundle_id", DAY_OF_SLOT, OF_USES)
SUMS = Source("analytics_sum", "subject_id", "day", OF_SUMS)
SUMS_OF_GROUPS = replace(SUMS, group=f"nullif(subject_id, '{NOBODY}')", joined="")


@dataclass(frozen=True, slots=True)
class Part:
    """Some rows of a source, and what the statement is told."""

    question: Question
    source: Source
    where: str
    told: Told

    @property
    def is_folded(self) -> bool:
        """Whether these are sums already."""
        return self.source.table == SUMS.table

    def select(self, columns: Mapping[str, str]) -> str:
        """Return the statement for these columns, after those that tell the rows apart."""
        source, labels = self.source, {name: LABELS[name] for name in self.question.names}
        named = ", ".join(f'{sql} AS "{name}"' for name, sql in {**labels, **columns}.items())
        joined = source.joined if self.question.key == "group" else ""
        where = " AND ".join(("workspace_id = %(workspace)s", self.where, *self._narrowed()))
        return source.put(f"SELECT {named} FROM {source.table} {joined} WHERE {where}")

    def _narrowed(self) -> Iterator[str]:
        narrowing = self.question.narrowing
        yield from (sql for name, sql in NARROWED.items() if getattr(narrowing, name) is not None)
        if narrowing.group is not None and self.source is SUMS_OF_GROUPS:
            yield "subject_id = %(group)s"
        elif narrowing.group is not None:
            yield OF_NO_GROUP if narrowing.group == NOBODY else OF_GROUP
        elif self.question.is_of_groups:
            # What is of none is of bundles that are gone as well: it is what the groups leave.
            yield "{group} IS NOT NULL"


def parts(question: Question) -> Iterator[Part]:
    """Return the rows that together hold every number of the period once."""
    yield from _folded(question)
    yield from _fresh(question)


def _folded(question: Question) -> Iterator[Part]:
    days = question.days.until(question.reach.folded_end)
    months = days.until(days.first) if question.by in DAILY else _months(question.reach, days)
    source = SUMS_OF_GROUPS if question.scope == Scope.GROUP else SUMS
    for name, grain, some in (
        ("before", Grain.DAY, days.until(months.first)),
        ("months", Grain.MONTH, months),
        ("after", Grain.DAY, days.since(months.end)),
    ):
        if some:
            where = IN_DAYS.format(grain=grain, scope=question.scope, name=name)
            bounds = {f"{name}_first": some.first, f"{name}_end": some.end}
            yield Part(question, source, where, bounds)


def _months(reach: Reach, days: Days) -> Days:
    return days.until(reach.whole_end).whole_months()


def _fresh(question: Question) -> Iterator[Part]:
    calendar, days = question.reach.calendar, question.days
    since = max(calendar.start(days.first), question.reach.folded_until)
    until = calendar.start(days.end)
    if since < until:
        fresh = days.since(calendar.day_of(since))
        starts = [calendar.start(day) for day in fresh]
        bounds = {"since": since, "until": until, "fresh_first": fresh.first, "starts": starts}
        yield Part(question, RUNS if question.counts_runs else USES, IN_TIME, bounds)
