"""The answers: numbers by pieces of a period, who makes them up, and whose are the most."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, TypeAlias
from uuid import UUID

from engine.accounts.models import Workspace
from engine.analytics.columns import NUMBERS, RESULTS
from engine.analytics.days import DAY, Days, pieces
from engine.analytics.names import Name, names_of
from engine.analytics.reading import Narrowing, Question, Reach, Row, ask, one_snapshot
from engine.journal.durations import quantile

STACKS = 8
NOTHING: Row = dict.fromkeys(NUMBERS, 0)
NAMELESS = Name()

Answer: TypeAlias = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Measure:
    """What is told of a sum; its stacks are made of one number, `name`, `of` some of its own."""

    name: str
    numbers: tuple[str, ...]
    of: Callable[[Row], int]
    told: Callable[[Row, bool], Answer]
    with_durations: bool = False


@dataclass(frozen=True, slots=True)
class View:
    """What somebody looks at."""

    workspace: Workspace
    days: Days
    narrowing: Narrowing

    def question(self, *keys: str) -> Question:
        """Return the question that tells these keys apart."""
        narrowing = self.narrowing
        if narrowing.group is not None:
            narrowing = narrowing.with_sums(self.workspace)
        return Question(self.workspace, Reach.of(self.workspace), self.days, narrowing, keys)


def counts(row: Row, counts_runs: bool) -> Answer:
    """Return transactions and runs by result; where runs are not counted, only the failed ones."""
    results = {name: row[name] for name in RESULTS} | {"failed": row["errors"]}
    return {
        "transactions": row["transactions"],
        "errors": row["errors"],
        "runs": _runs(row) if counts_runs else None,
        **(results if counts_runs else dict.fromkeys(results)),
        **_took(row.get("durations")),
    }


def volume(row: Row, _counts_runs: bool) -> Answer:
    """Return bytes, those of polls that brought nothing apart."""
    return {name: row[name] for name in ("bytes_in", "bytes_out", "bytes_empty", "polls_empty")}


def _runs(row: Row) -> int:
    return sum(row[name] for name in (*RESULTS, "errors"))


SORTS: Mapping[str, Callable[[Row], int]] = {
    "transactions": lambda row: int(row["transactions"]),
    "bytes": lambda row: int(row["bytes_in"] + row["bytes_out"]),
    "errors": lambda row: int(row["errors"]),
    "runs": _runs,
}
TRANSACTIONS = Measure(
    "transactions", ("transactions",), SORTS["transactions"], counts, with_durations=True
)
VOLUME = Measure("bytes", ("bytes_in", "bytes_out"), SORTS["bytes"], volume)


def frame(view: View, measure: Measure, by: str) -> Answer:
    """Return totals, pieces, and for each piece what the biggest bundles make of it."""
    with one_snapshot():
        question = view.question(by)
        runs = question.counts_runs
        found = ask(question, with_durations=measure.with_durations and runs)
        stacked = {} if view.narrowing.bundle else _of_biggest(question, measure, by)
    cut = pieces(view.days, by)
    rows = _in_pieces(found, by, cut)
    return {
        **_period(view.days),
        "by": by,
        "time_zone": view.workspace.time_zone,
        "totals": measure.told(_total(rows), runs),
        "buckets": [
            {**_span(piece), **measure.told(row, runs)}
            for piece, row in zip(cut, rows, strict=True)
        ],
        "stacks": _stacks(
            view,
            measure,
            {bundle: _in_pieces(part, by, cut) for bundle, part in stacked.items()},
            rows,
        ),
    }


def top(view: View, *, of: str, sort: str, limit: int) -> Answer:
    """Return whose numbers are the biggest, and what the others make together."""
    with one_snapshot():
        question = view.question(of)
        order = SORTS["transactions" if sort == "runs" and not question.counts_runs else sort]
        rows = sorted(ask(question), key=lambda row: (-order(row), str(row[of])))
        shown, rest = rows[:limit], rows[limit:]
        took = _durations(question, [row[of] for row in shown])
    names = names_of(view.workspace, of, [row[of] for row in shown if row[of] is not None])
    return {
        **_period(view.days),
        "of": of,
        "results": [
            {
                "id": row[of],
                **asdict(names.get(row[of], NAMELESS)),
                **_compared(row, question),
                **_took(took.get(row[of])),
            }
            for row in shown
        ],
        "others": _compared(_total(rest), question) if rest else None,
    }


def _of_biggest(question: Question, measure: Measure, by: str) -> dict[UUID, list[Row]]:
    """Return the sums of the bundles with the biggest numbers, the biggest first."""
    bundles = ask(replace(question, keys=("bundle",)), numbers=measure.numbers)
    ranked = sorted(bundles, key=lambda row: (-measure.of(row), row["bundle"]))
    biggest = [row["bundle"] for row in ranked[:STACKS] if measure.of(row)]
    narrowing = replace(question.narrowing, bundles=biggest)
    parts: dict[UUID, list[Row]] = {bundle: [] for bundle in biggest}
    pieces_of = replace(question, narrowing=narrowing, keys=("bundle", by))
    for row in ask(pieces_of, numbers=measure.numbers):
        parts[row["bundle"]].append(row)
    return parts


def _stacks(
    view: View, measure: Measure, parts: Mapping[UUID, Sequence[Row]], whole: Sequence[Row]
) -> list[Answer]:
    names = names_of(view.workspace, "bundle", parts)
    stacks = {bundle: [measure.of(row) for row in rows] for bundle, rows in parts.items()}
    told: list[Answer] = [
        {"bundle": bundle, "name": names.get(bundle, NAMELESS).name, measure.name: numbers}
        for bundle, numbers in stacks.items()
    ]
    taken = [sum(column) for column in zip(*stacks.values(), strict=True)]
    rest = [measure.of(row) - some for row, some in zip(whole, taken, strict=False)]
    return [*told, {"bundle": None, "name": None, measure.name: rest}] if any(rest) else told


def _durations(question: Question, shown: Sequence[Any]) -> dict[Any, Sequence[int]]:
    """Return how long the runs of those took that are shown."""
    key = question.keys[0]
    if not question.counts_runs:
        return {}
    if key == "bundle":
        question = replace(question, narrowing=replace(question.narrowing, bundles=shown))
    rows = ask(question, with_durations=True)
    return {row[key]: row["durations"] for row in rows}


def _in_pieces(rows: Iterable[Row], by: str, cut: Sequence[Days]) -> list[Row]:
    """Return one row for each piece, zeros where nothing happened."""
    # A week or month that began before the period is known by its own beginning.
    known = {max(row[by], cut[0].first): row for row in rows}
    return [known.get(piece.first, NOTHING) for piece in cut]


def _total(rows: Sequence[Row]) -> Row:
    counted = [row["durations"] for row in rows if row.get("durations")]
    return {
        **{name: sum(row[name] for row in rows) for name in NUMBERS},
        "durations": [sum(places) for places in zip(*counted, strict=True)],
    }


def _took(durations: Sequence[int] | None) -> Answer:
    return {f"p{q}_ms": _rounded(quantile(durations or (), q / 100)) for q in (50, 95)}


def _rounded(ms: float | None) -> float | None:
    return None if ms is None else round(ms, 1)


def _compared(row: Row, question: Question) -> Answer:
    return {
        "transactions": row["transactions"],
        **volume(row, question.counts_runs),
        "runs": _runs(row) if question.counts_runs else None,
        "errors": row["errors"],
    }


def _period(days: Days) -> Answer:
    return {"from": days.first, "to": days.end - DAY}


def _span(days: Days) -> Answer:
    return {"start": days.first, "end": days.end - DAY}
