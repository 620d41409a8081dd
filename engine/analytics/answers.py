"""The answers: numbers by pieces of a period, who makes them up, and whose are the most."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any, TypeAlias
from uuid import UUID

from engine.accounts.models import Workspace
from engine.analytics import groups
from engine.analytics.columns import NUMBERS, RESULTS
from engine.analytics.days import DAY, Days, pieces
from engine.analytics.models import NOBODY
from engine.analytics.names import Name, names_of
from engine.analytics.questions import Narrowing, Question, Reach
from engine.analytics.reading import Row, ask, biggest, one_snapshot, spread
from engine.journal.telling.durations import BUCKETS, quantile

STACKS = 8
NOTHING: Row = dict.fromkeys(NUMBERS, 0)
NAMELESS = Name()
NO_DURATIONS = [0] * BUCKETS
RUNS = (*RESULTS, "errors")
SORTS: Mapping[str, tuple[str, ...]] = {
    "transactions": ("transactions",),
    "bytes": ("bytes_in", "bytes_out"),
    "errors": ("errors",),
    "runs": RUNS,
}

Answer: TypeAlias = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Measure:
    """What is told of a sum; its stacks are made of one number, `name`, a sum of some `numbers`."""

    name: str
    told: Callable[[Row, bool], Answer]
    with_durations: bool = False

    @property
    def numbers(self) -> tuple[str, ...]:
        """The columns whose sum it is."""
        return SORTS[self.name]


@dataclass(frozen=True, slots=True)
class View:
    """What somebody looks at."""

    workspace: Workspace
    days: Days
    narrowing: Narrowing

    def question(self, *, key: str | None = None, by: str | None = None) -> Question:
        """Return the question that tells these apart."""
        reach = Reach.of(self.workspace)
        is_summed = self._has_group_sums(key)
        return Question(self.workspace, reach, self.days, self.narrowing, is_summed, key, by)

    def _has_group_sums(self, key: str | None) -> bool:
        group = self.narrowing.group
        if group is None and key != "group":
            return False
        stale = groups.stale(self.workspace.pk)
        return group not in stale if group is not None else not stale - {NOBODY}


def counts(row: Row, counts_runs: bool) -> Answer:
    """Return transactions and runs by result; where runs are not counted, only the failed ones."""
    results = {name: row[name] for name in RESULTS} | {"failed": row["errors"]}
    return {
        "transactions": row["transactions"],
        "errors": row["errors"],
        "runs": _sum(row, RUNS) if counts_runs else None,
        **(results if counts_runs else dict.fromkeys(results)),
        **_took(row.get("durations")),
    }


def volume(row: Row, _counts_runs: bool) -> Answer:
    """Return bytes, those of polls that brought nothing apart."""
    return {name: row[name] for name in ("bytes_in", "bytes_out", "bytes_empty", "polls_empty")}


TRANSACTIONS = Measure("transactions", counts, with_durations=True)
VOLUME = Measure("bytes", volume)


def frame(view: View, measure: Measure, by: str) -> Answer:
    """Return totals, pieces, and for each piece what the biggest bundles make of it."""
    cut = pieces(view.days, by)
    with one_snapshot():
        question = view.question(by=by)
        runs = question.counts_runs
        rows = _in_pieces(ask(question, with_durations=measure.with_durations and runs), by, cut)
        stacked = {} if view.narrowing.bundle else _of_biggest(question, measure, cut)
        names = names_of(view.workspace, "bundle", stacked)
    return {
        **_period(view.days),
        "by": by,
        "time_zone": view.workspace.time_zone,
        "totals": measure.told(_total(rows), runs),
        "buckets": [
            {**_span(piece), **measure.told(row, runs)}
            for piece, row in zip(cut, rows, strict=True)
        ],
        "stacks": _stacks(measure, stacked, names, rows),
    }


def top(view: View, *, of: str, sort: str, limit: int) -> Answer:
    """Return whose numbers are the biggest, and what the others make together."""
    with one_snapshot():
        question = view.question(key=of)
        numbers = SORTS["transactions" if sort == "runs" and not question.counts_runs else sort]
        compare = _bundles if of == "bundle" else _few
        shown, others = compare(question, numbers, limit)
    names = names_of(view.workspace, of, [row[of] for row in shown if row[of] is not None])
    return {
        **_period(view.days),
        "of": of,
        "results": [
            {
                "id": row[of],
                **asdict(names.get(row[of], NAMELESS)),
                **_compared(row, question),
                **_took(row.get("durations")),
            }
            for row in shown
        ],
        "others": _compared(others, question) if others else None,
    }


def _bundles(
    question: Question, numbers: Sequence[str], limit: int
) -> tuple[list[Row], Row | None]:
    """Return the biggest bundles, and what the others make together if there are others."""
    ranked = [bundle for bundle, _ in biggest(question, numbers, limit + 1)]
    these = replace(question, narrowing=question.narrowing.to(ranked[:limit]))
    found = {row["bundle"]: row for row in ask(these, with_durations=question.counts_runs)}
    shown = [found[bundle] for bundle in ranked[:limit]]
    if len(ranked) <= limit:
        return shown, None
    return shown, _less(ask(replace(question, key=None))[0], shown)


def _few(question: Question, numbers: Sequence[str], limit: int) -> tuple[list[Row], Row | None]:
    """Return the same of those that are never so many that it takes long to add them all up."""
    rows = ask(question, with_durations=question.counts_runs)
    if question.is_of_groups and question.narrowing.group is None:
        rows += _of_no_group(question, rows)
    (key,) = question.names
    rows.sort(key=lambda row: (-_sum(row, numbers), str(row[key])))
    shown, rest = rows[:limit], rows[limit:]
    return shown, _total(rest) if rest else None


def _of_no_group(question: Question, rows: Sequence[Row]) -> list[Row]:
    """Return what the groups leave, if anything: bundles of none, and those that are gone."""
    whole = ask(replace(question, key=None), with_durations=True)
    left = [_less(row, rows) | {"group": None} for row in whole]
    return [row for row in left if any(row[name] for name in NUMBERS)]


def _of_biggest(question: Question, measure: Measure, cut: Sequence[Days]) -> dict[UUID, list[int]]:
    """Return what the bundles with the biggest numbers make of each piece, the biggest first."""
    ranked = biggest(question, measure.numbers, STACKS)
    parts = {bundle: [0] * len(cut) for bundle, number in ranked if number}
    places = {(piece.first - cut[0].first).days: place for place, piece in enumerate(cut)}
    these = replace(question, narrowing=question.narrowing.to(list(parts)))
    for bundle, days, numbers in spread(these, measure.numbers):
        part = parts[bundle]
        for day, number in zip(days, numbers, strict=True):
            # A week or month that began before the period is known by its own beginning.
            part[places[max(day, 0)]] += number
    return parts


def _stacks(
    measure: Measure,
    parts: Mapping[UUID, Sequence[int]],
    names: Mapping[Any, Name],
    whole: Sequence[Row],
) -> list[Answer]:
    told: list[Answer] = [
        {"bundle": bundle, "name": names.get(bundle, NAMELESS).name, measure.name: numbers}
        for bundle, numbers in parts.items()
    ]
    taken = [sum(column) for column in zip(*parts.values(), strict=True)]
    rest = [_sum(row, measure.numbers) - some for row, some in zip(whole, taken, strict=False)]
    return [*told, {"bundle": None, "name": None, measure.name: rest}] if any(rest) else told


def _in_pieces(rows: Iterable[Row], by: str, cut: Sequence[Days]) -> list[Row]:
    """Return one row for each piece, zeros where nothing happened."""
    known: dict[date, Row] = {}
    for row in rows:
        # A week or month that began before the period is known by its own beginning.
        first = max(row[by], cut[0].first)
        known[first] = _total([known[first], row]) if first in known else row
    return [known.get(piece.first, NOTHING) for piece in cut]


def _sum(row: Row, names: Iterable[str]) -> int:
    return sum([row[name] for name in names])


def _total(rows: Sequence[Row]) -> Row:
    counted = [row["durations"] for row in rows if row.get("durations")]
    return {
        **{name: sum([row[name] for row in rows]) for name in NUMBERS},
        "durations": [sum(places) for places in zip(*counted, strict=True)],
    }


def _less(whole: Row, parts: Sequence[Row]) -> Row:
    """Return the sum without these parts of it."""
    taken = _total(parts)
    pairs = zip(whole.get("durations") or (), taken["durations"] or NO_DURATIONS, strict=False)
    return {
        **{name: whole[name] - taken[name] for name in NUMBERS},
        "durations": [all_ - some for all_, some in pairs],
    }


def _took(durations: Sequence[int] | None) -> Answer:
    return {f"p{q}_ms": _rounded(quantile(durations or (), q / 100)) for q in (50, 95)}


def _rounded(ms: float | None) -> float | None:
    return None if ms is None else round(ms, 1)


def _compared(row: Row, question: Question) -> Answer:
    return {
        "transactions": row["transactions"],
        **volume(row, question.counts_runs),
        "runs": _sum(row, RUNS) if question.counts_runs else None,
        "errors": row["errors"],
    }


def _period(days: Days) -> Answer:
    return {"from": days.first, "to": days.end - DAY}


def _span(days: Days) -> Answer:
    return {"start": days.first, "end": days.end - DAY}
