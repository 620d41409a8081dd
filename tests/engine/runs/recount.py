"""The sums, counted anew from nothing but the journal's rows."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from engine.bundles.models import Use as Uses
from engine.journal.models import Entry, Rollup, Use, no_durations
from engine.journal.telling.durations import bucket
from tests.engine.machine import story

NOWHERE = ("", UUID(int=0))
ROLLUP = (
    "succeeded", "filtered", "failed", "held", "duplicate", "cancelled",
    "transactions", "bytes_in", "bytes_out", "duration_ms", "polls_empty", "bytes_empty",
)  # fmt: skip
USE = ("transactions", "errors", "bytes_in", "bytes_out", "polls_empty", "bytes_empty")

SHARED = ("transactions", "bytes_in", "bytes_out", "polls_empty", "bytes_empty")

Sums = dict[Any, dict[str, Any]]
Place = tuple[str, UUID]


def check_sums(bundle_id: UUID) -> None:
    """Compare both tables with what the rows add up to, and with each other."""
    of_bundle, of_uses = kept(bundle_id)

    assert (of_bundle, of_uses) == recounted(bundle_id)
    for name in SHARED:
        totals = [sum(row[name] for row in sums.values()) for sums in (of_bundle, of_uses)]
        assert totals[0] == totals[1], name


def kept(bundle_id: UUID) -> tuple[Sums, Sums]:
    """Return a bundle's sums as the tables have them."""
    rollups = {
        (row.bundle_id, row.slot): {name: getattr(row, name) for name in (*ROLLUP, "durations")}
        for row in Rollup.objects.filter(bundle_id=bundle_id)
    }
    uses = {
        (row.bundle_id, row.slot, row.connector, row.connection_id): {
            name: getattr(row, name) for name in USE
        }
        for row in Use.objects.filter(bundle_id=bundle_id)
    }
    return rollups, uses


def recounted(bundle_id: UUID) -> tuple[Sums, Sums]:
    """Return its sums as the rows of its runs and polls give them."""
    rollups: Sums = defaultdict(lambda: {**dict.fromkeys(ROLLUP, 0), "durations": no_durations()})
    uses: Sums = defaultdict(lambda: dict.fromkeys(USE, 0))
    for row in Entry.objects.filter(bundle_id=bundle_id).exclude(kind="system"):
        place = (row.bundle_id, _quarter(row.finished_at))
        if row.kind == "run":
            _count_run(row, rollups[place])
        for where, numbers in _used_by(row):
            for name, number in numbers.items():
                uses[(*place, *where)][name] += number
                if row.kind == "empty":
                    rollups[place][name] += number
    return dict(rollups), {place: one for place, one in uses.items() if any(one.values())}


def _count_run(row: Entry, sums: dict[str, Any]) -> None:
    sums[row.status] += 1
    own = _own_steps(row)
    sums["transactions"] += sum(step["status"] == "succeeded" for step in own)
    sums["bytes_out"] += sum(step["bytes_out"] for step in own)
    sums["bytes_in"] += row.bytes_in
    if row.status in ("succeeded", "filtered", "failed"):
        ms = (row.finished_at - row.received_at).total_seconds() * 1000
        sums["duration_ms"] += int(ms)
        sums["durations"][bucket(ms)] += 1


def _used_by(row: Entry) -> Iterator[tuple[Place, dict[str, int]]]:
    if row.kind == "empty":
        count = 0 if row.error else story(row)["params"]["count"]
        yield _source(row), {"polls_empty": count, "bytes_empty": row.bytes_in}
        return
    own = _own_steps(row)
    for step in own:
        done = {"transactions": int(step["status"] == "succeeded")}
        yield _place(step), done | {name: step[name] for name in ("bytes_in", "bytes_out")}
    yield _trigger(row), {"bytes_in": row.bytes_in - sum(step["bytes_in"] for step in own)}
    if row.status == "failed":
        path = (row.error or {}).get("step")
        at = [_place(step) for step in own if step.get("path", step["id"]) == path]
        yield (at or [_trigger(row)])[0], {"errors": 1}


def _own_steps(row: Entry) -> list[dict[str, Any]]:
    steps = story(row)["steps"]
    return [step for step in steps if step["kind"] == "action" and not step.get("kept")]


def _place(step: dict[str, Any]) -> Place:
    return step["connector"], UUID(step["connection"]) if step["connection"] else NOWHERE[1]


def _trigger(row: Entry) -> Place:
    uses = Uses.objects.filter(role="trigger", live=True).select_related("connection")
    use = next((one for one in uses if one.bundle_id == row.bundle_id), None)
    return (use.connection.connector, use.connection_id) if use else NOWHERE


def _source(row: Entry) -> Place:
    return ("model", row.connection_id) if row.connection_id else NOWHERE


def _quarter(moment: datetime) -> datetime:
    return moment.replace(minute=moment.minute // 15 * 15, second=0, microsecond=0)
