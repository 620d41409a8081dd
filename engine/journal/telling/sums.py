"""The sums beside the journal, by quarters of an hour: of bundles, and of what these went through.

Whoever writes rows adds them up in a `Sums` and runs its statements in the same transaction, with
Django's cursor or with psycopg. All writers take the rows' locks in one order.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple, TypeAlias
from uuid import UUID

from engine.journal.modes import ALERT
from engine.journal.telling.durations import BUCKETS, bucket

Id: TypeAlias = UUID | str
Statement: TypeAlias = tuple[str, Sequence[Any]]

QUARTER = 15
NO_CONNECTION = UUID(int=0)
# Results of runs that were worked off: only how long these took says something of the bundle.
WORKED_OFF = ("succeeded", "filtered", "failed")
RESULTS = (*WORKED_OFF, "held", "duplicate", "cancelled")
COUNTED = (*RESULTS, "transactions", "bytes_in", "bytes_out", "duration_ms")
POLLS = ("polls_empty", "bytes_empty")
USED = ("transactions", "errors", "bytes_in", "bytes_out", *POLLS)

_NUMBERS = (*COUNTED, *POLLS)
ADD_TO_ROLLUP = f"""
INSERT INTO journal_rollup AS r
    (bundle_id, slot, workspace_id, {", ".join(_NUMBERS)}, durations)
SELECT bundle_id, slot, workspace_id, {", ".join(_NUMBERS)}, durations::bigint[]
FROM unnest(%s::uuid[], %s::timestamptz[], %s::uuid[],
        {", ".join(["%s::bigint[]"] * len(_NUMBERS))}, %s::text[]) WITH ORDINALITY
    AS new (bundle_id, slot, workspace_id, {", ".join(_NUMBERS)}, durations, place)
ORDER BY place
ON CONFLICT (bundle_id, slot) DO UPDATE SET
    {", ".join(f"{name} = r.{name} + excluded.{name}" for name in _NUMBERS)},
    durations = (SELECT array_agg(known + new ORDER BY place)
        FROM unnest(r.durations, excluded.durations) WITH ORDINALITY AS d (known, new, place))
"""  # noqa: S608 (made of our own words only)
# What a trigger brought is of the connection that the bundle listens to.
ADD_TO_USE = f"""
INSERT INTO journal_use AS u
    (bundle_id, slot, connector, connection_id, workspace_id, {", ".join(USED)})
SELECT new.bundle_id, new.slot, COALESCE(new.connector, heard.connector, ''),
    COALESCE(CASE WHEN new.connector IS NULL THEN heard.id ELSE new.connection_id END, %s::uuid),
    new.workspace_id, {", ".join(f"sum(new.{name})" for name in USED)}
FROM unnest(%s::uuid[], %s::timestamptz[], %s::uuid[], %s::text[], %s::uuid[],
        {", ".join(["%s::bigint[]"] * len(USED))})
    AS new (bundle_id, slot, workspace_id, connector, connection_id, {", ".join(USED)})
LEFT JOIN LATERAL (
    SELECT c.id, c.connector FROM bundles_use b JOIN connections_connection c
        ON c.id = b.connection_id
    WHERE new.connector IS NULL AND b.bundle_id = new.bundle_id AND b.role = 'trigger' AND b.live
    ORDER BY c.id LIMIT 1) AS heard ON true
GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4
ON CONFLICT (bundle_id, slot, connector, connection_id) DO UPDATE SET
    {", ".join(f"{name} = u.{name} + excluded.{name}" for name in USED)}
"""  # noqa: S608 (made of our own words only)


class Place(NamedTuple):
    """What an outside call went through; of a trigger the bundle says where that is."""

    connector: str | None
    connection_id: Id | None


TRIGGER = Place(None, None)


class Share(NamedTuple):
    """What one step did, or several through the same connection."""

    place: Place
    transactions: int
    bytes_in: int
    bytes_out: int


class Counted(NamedTuple):
    """A run that ended, as it is counted; `failed_at` is where, of one that failed."""

    bundle_id: Id
    workspace_id: Id
    mode: str
    status: str
    received_at: datetime
    finished_at: datetime
    transactions: int
    bytes_in: int
    bytes_out: int
    shares: Sequence[Share]
    failed_at: Place


class Polls(NamedTuple):
    """Turns of a source that brought nothing; `empty` are those of them that did not fail."""

    bundle_id: Id
    workspace_id: Id
    place: Place
    finished_at: datetime
    empty: int
    bytes_in: int


class _Slot(NamedTuple):
    bundle_id: str
    slot: datetime
    workspace_id: str


class _Total:
    __slots__ = ("durations", "numbers", "polls")

    def __init__(self) -> None:
        self.numbers = [0] * len(COUNTED)
        self.polls = [0] * len(POLLS)
        self.durations = [0] * BUCKETS


class Sums:
    """What the rows of one transaction add up to."""

    def __init__(self) -> None:
        self._totals: defaultdict[_Slot, _Total] = defaultdict(_Total)
        self._used: defaultdict[tuple[_Slot, Place], list[int]] = defaultdict(
            lambda: [0] * len(USED)
        )

    def add_run(self, run: Counted) -> None:
        """Count a run; alerts are counted nowhere."""
        if run.mode == ALERT:
            return
        slot = _slot(run.bundle_id, run.workspace_id, run.finished_at)
        total = self._totals[slot]
        total.numbers[RESULTS.index(run.status)] += 1
        done = (run.transactions, run.bytes_in, run.bytes_out)
        for place, number in enumerate(done, len(RESULTS)):
            total.numbers[place] += number
        if run.status in WORKED_OFF:
            ms = max((run.finished_at - run.received_at).total_seconds() * 1000, 0.0)
            total.numbers[-1] += int(ms)
            total.durations[bucket(ms)] += 1
        self._add_uses(slot, run, done)

    def add_polls(self, polls: Polls) -> None:
        """Count turns of a source that brought nothing, apart from what runs moved."""
        slot = _slot(polls.bundle_id, polls.workspace_id, polls.finished_at)
        kept = (self._totals[slot].polls, self._used[slot, polls.place])
        for numbers in kept:
            numbers[-2] += polls.empty
            numbers[-1] += polls.bytes_in

    def statements(self) -> Iterator[Statement]:
        """Yield what to execute, in this order, with the values of each."""
        if self._totals:
            yield ADD_TO_ROLLUP, _columns(self._rollup_rows())
        used = {key: numbers for key, numbers in self._used.items() if any(numbers)}
        if used:
            yield ADD_TO_USE, (NO_CONNECTION, *_columns(_use_rows(used)))

    def _add_uses(self, slot: _Slot, run: Counted, done: tuple[int, int, int]) -> None:
        left = done
        for share in run.shares:
            left = _minus(left, share)
            self._use(slot, share)
        self._use(slot, Share(TRIGGER, *left))
        if run.status == "failed":
            self._used[slot, run.failed_at][1] += 1

    def _use(self, slot: _Slot, share: Share) -> None:
        numbers = self._used[slot, share.place]
        numbers[0] += share.transactions
        numbers[2] += share.bytes_in
        numbers[3] += share.bytes_out

    def _rollup_rows(self) -> Iterator[tuple[object, ...]]:
        for slot, total in sorted(self._totals.items(), key=lambda one: one[0]):
            durations = "{" + ",".join(map(str, total.durations)) + "}"
            yield (*slot, *total.numbers, *total.polls, durations)


def _use_rows(used: Mapping[tuple[_Slot, Place], list[int]]) -> Iterator[tuple[object, ...]]:
    for (slot, place), numbers in used.items():
        yield (*slot, *place, *numbers)


def _columns(rows: Iterable[tuple[object, ...]]) -> list[list[Any]]:
    return [list(column) for column in zip(*rows, strict=True)]


def _slot(bundle_id: Id, workspace_id: Id, moment: datetime) -> _Slot:
    at = moment.astimezone(UTC)
    quarter = at.replace(minute=at.minute // QUARTER * QUARTER, second=0, microsecond=0)
    return _Slot(str(bundle_id), quarter, str(workspace_id))


def _minus(left: tuple[int, int, int], share: Share) -> tuple[int, int, int]:
    return (
        left[0] - share.transactions,
        left[1] - share.bytes_in,
        left[2] - share.bytes_out,
    )
