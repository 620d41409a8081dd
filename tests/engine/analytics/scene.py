"""Runs in the journal with the quarters they are counted in, and a recount from the journal."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any, TypeVar
from uuid import UUID

from django.db import connection

from engine.accounts.models import Workspace
from engine.analytics.models import NOBODY
from engine.journal.models import Entry, Rollup, Use
from engine.journal.partitions import Partition, Week, make, partitions
from engine.journal.telling.durations import bucket
from engine.kernel.ids import new_id

STATUSES = ("succeeded", "filtered", "failed", "held", "duplicate", "cancelled")
SLOT_S = 900
MOVED = ("transactions", "bytes_in", "bytes_out")
Counted = TypeVar("Counted", Rollup, Use)
KEY = ("workspace_id", "bundle_id", "slot")
THROUGH = ("connection_id", "connector")
RECOUNT = """
SELECT date_trunc(%(by)s, finished_at AT TIME ZONE %(zone)s)::date AS day,
    sum(transactions)::int AS transactions, sum(bytes_in)::int AS bytes_in,
    sum(bytes_out)::int AS bytes_out, count(*) FILTER (WHERE kind = 'run') AS runs,
    count(*) FILTER (WHERE status = 'failed') AS failed,
    count(*) FILTER (WHERE status = 'held') AS held
FROM journal_entry
WHERE workspace_id = %(workspace)s AND kind = 'run'
    AND (finished_at AT TIME ZONE %(zone)s)::date BETWEEN %(first)s AND %(last)s
GROUP BY 1
"""


@dataclass(frozen=True)
class Place:
    """A bundle and the connection its events come through."""

    bundle_id: UUID
    connection_id: UUID = NOBODY
    connector: str = "http"


def slot_of(moment: datetime) -> datetime:
    """Return the quarter of an hour a moment is in."""
    seconds = int(moment.timestamp())
    return datetime.fromtimestamp(seconds - seconds % SLOT_S, UTC)


def weeks_for(first: datetime, last: datetime) -> None:
    """Let the journal have room for rows of these weeks."""
    there = {part.table for part in partitions(connection)}
    for number in range((last - first).days // 7 + 2):
        part = Partition("journal_entry", Week.of(first + timedelta(weeks=number)))
        if part.table not in there:
            make(part, connection)


def a_run_at(
    workspace: Workspace, place: Place, at: datetime, *, took_ms: int = 1000, **told: object
) -> Entry:
    """Write one run that ended at this moment, and count it."""
    entry = an_entry(workspace, place, at, took_ms=took_ms, **told)
    entry.save(force_insert=True)
    count([(entry, place, took_ms)])
    return entry


def random_runs(
    workspace: Workspace, places: Sequence[Place], span: tuple[datetime, datetime], *, many: int
) -> None:
    """Write runs of all results all over a span."""
    dice = Random(20261121)
    first, last = span
    weeks_for(first, last)
    runs = []
    for _ in range(many):
        place, took_ms = dice.choice(places), dice.randrange(1, 100_000)
        numbers = {"transactions": dice.randrange(4), "bytes_in": dice.randrange(5000)}
        numbers |= {"bytes_out": dice.randrange(500)}
        status, at = dice.choice(STATUSES), first + dice.random() * (last - first)
        entry = an_entry(workspace, place, at, took_ms=took_ms, status=status, **numbers)
        runs.append((entry, place, took_ms))
    Entry.objects.bulk_create([entry for entry, *_ in runs])
    count(runs)


def an_entry(
    workspace: Workspace, place: Place, at: datetime, *, took_ms: int, **told: object
) -> Entry:
    """Return a run's row that is not written yet."""
    usual: dict[str, Any] = {
        "workspace_id": workspace.pk,
        "bundle_id": place.bundle_id,
        "connection_id": place.connection_id,
        "status": "succeeded",
        "received_at": at - timedelta(milliseconds=took_ms),
        "finished_at": at,
        "transactions": 1,
        "bytes_in": 100,
        "bytes_out": 10,
    }
    return Entry(**usual | told)


def count(runs: Iterable[tuple[Entry, Place, int]]) -> None:
    """Add runs to their quarters, and to those of the connections they came through."""
    rollups: dict[tuple[Any, ...], Counter[str]] = defaultdict(Counter)
    uses: dict[tuple[Any, ...], Counter[str]] = defaultdict(Counter)
    for entry, place, took_ms in runs:
        mine = (entry.workspace_id, place.bundle_id, slot_of(entry.finished_at))
        moved = Counter({name: getattr(entry, name) for name in MOVED})
        took = f"durations{bucket(took_ms)}"
        rollups[mine] += moved + Counter({entry.status: 1, took: 1})
        failed = Counter({"errors": int(entry.status == "failed")})
        uses[(*mine, place.connection_id, place.connector)] += moved + failed
    add(Rollup, rollups)
    add(Use, uses)


def add(of: type[Counted], sums: Mapping[tuple[Any, ...], Counter[str]]) -> None:
    """Add to quarters, as writers do: they are there or not."""
    names = KEY if of is Rollup else (*KEY, *THROUGH)
    slots = {key[2] for key in sums}
    there: dict[tuple[Any, ...], Counted] = {
        tuple(getattr(row, name) for name in names): row
        for row in of._default_manager.filter(slot__in=slots)
    }
    new = {key: of(**dict(zip(names, key, strict=True))) for key in sums if key not in there}
    for key, numbers in sums.items():
        _increase(there.get(key) or new[key], numbers)
    of._default_manager.bulk_create(list(new.values()))
    for key in sums.keys() & there.keys():
        there[key].save()


def _increase(row: Rollup | Use, numbers: Counter[str]) -> None:
    for name, number in numbers.items():
        if name.startswith("durations"):
            row.durations[int(name.removeprefix("durations"))] += number  # type: ignore[union-attr]
        else:
            setattr(row, name, getattr(row, name) + number)


def recount(
    workspace: Workspace, first: date, last: date, by: str = "day"
) -> dict[str, dict[str, int]]:
    """Count the journal's rows by days of the zone, with the database's own idea of the zone."""
    told: dict[str, Any] = {"workspace": workspace.pk, "zone": workspace.time_zone, "by": by}
    with connection.cursor() as cursor:
        cursor.execute(RECOUNT, told | {"first": first, "last": last})
        names = [column.name for column in cursor.description][1:]
        rows = cursor.fetchall()
    return {max(day, first).isoformat(): dict(zip(names, row, strict=True)) for day, *row in rows}


def a_place(connector: str = "http", *, bundle_id: UUID | None = None) -> Place:
    """Return a bundle's id and a connection's."""
    return Place(bundle_id or new_id(), new_id(), connector)
