"""One look at a workspace: what it shows now, and what of that is news since a position."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Self
from uuid import UUID

import orjson

from engine.jobs.models import Job
from engine.jobs.rows import Progress, job_row
from engine.journal.models import Entry
from engine.journal.rows import Row
from engine.kernel.json_types import Json
from engine.live.position import Position

KINDS = ("bundles", "connections", "alerts")
_MOMENTS = {"received_at", "finished_at", "created_at", "updated_at", "next_at"}

Facts = Mapping[str, Mapping[str, Json]]


@dataclass(frozen=True, slots=True)
class Some:
    """The ids of what changed; `all` when it cannot be told which, or what is gone."""

    ids: Sequence[str] = ()
    all: bool = False


@dataclass(frozen=True, slots=True)
class Changes:
    """News: the newest rows of the journal and how many more, and what else changed by kind."""

    rows: Sequence[Entry] = ()
    more: int = 0
    jobs: Sequence[Row] = ()
    things: Mapping[str, Some] = field(default_factory=lambda: dict.fromkeys(KINDS, Some()))


@dataclass(frozen=True, slots=True)
class Look:
    """What one look saw; `facts` are what a list shows beside a thing's own row, by its id."""

    position: Position
    ceiling: int
    rows: Sequence[Entry]
    more: int
    jobs: Sequence[Row]
    touched: Mapping[str, frozenset[str]]
    facts: Facts

    @classmethod
    def read(cls, answer: Sequence[Any], since: Position | None) -> Self:
        """Understand the answer to `LOOK`, asked from this position."""
        horizon, ceiling, at, written, count, rows, jobs, *lists = answer
        told = since.told if since else frozenset()
        things = {kind: orjson.loads(some or "[]") for kind, some in zip(KINDS, lists, strict=True)}
        facts = {
            kind: {one[0]: one[2] for one in some if one[2] is not None}
            for kind, some in things.items()
        }
        marks = tuple(_digest(facts[kind]) for kind in KINDS)
        open_yet = frozenset(number for number in {*told, *written} if number >= horizon)
        entries = [_entry(row) for row in orjson.loads(rows or "[]")]
        return cls(
            position=Position(horizon, at, open_yet, marks),
            ceiling=ceiling,
            rows=entries,
            more=count - len(entries),
            jobs=[_job(*one) for one in orjson.loads(jobs or "[]")],
            touched={k: frozenset(one[0] for one in some if one[1]) for k, some in things.items()},
            facts=facts,
        )

    def changes(self, before: Facts) -> Changes:
        """Return the news for those who saw these facts."""
        things = {
            kind: Some(sorted(self.touched[kind] | _different(before[kind], self.facts[kind])))
            for kind in KINDS
        }
        return Changes(self.rows, self.more, self.jobs, things)

    def changes_since(self, position: Position) -> Changes:
        """Return the news since a position; where facts differ, everything may have changed."""
        marks = zip(KINDS, self.position.marks, position.marks, strict=True)
        things = {
            kind: Some(sorted(self.touched[kind]))
            if now == then
            else Some(sorted(self.touched[kind].union(self.facts[kind])), all=True)
            for kind, now, then in marks
        }
        return Changes(self.rows, self.more, self.jobs, things)

    def reaches(self, position: Position) -> bool:
        """Whether all changes since the position can be told."""
        return position.is_in_reach(self.position, self.ceiling)


def asked(workspace_id: UUID, since: Position | None) -> dict[str, Any]:
    """Return the parameters of `LOOK`."""
    return {
        "workspace": workspace_id,
        "horizon": since.horizon if since else None,
        "told": sorted(since.told) if since else [],
        "at": since.at if since else None,
    }


def _entry(row: dict[str, Any]) -> Entry:
    told = row.pop("told")
    entry = Entry(**_with_moments(row))
    entry.told = told  # type: ignore[attr-defined]  # as `EntryQuerySet.light` gives it
    return entry


def _job(row: dict[str, Any], counts: dict[str, int] | None) -> Row:
    return job_row(Job(**_with_moments(row)), Progress(counts or {}))


def _with_moments(row: dict[str, Any]) -> dict[str, Any]:
    """Return the columns with the times read as such; JSON knows none."""
    moments = {
        name: datetime.fromisoformat(row[name]) for name in _MOMENTS & row.keys() if row[name]
    }
    return row | moments


def _different(before: Mapping[str, Json], after: Mapping[str, Json]) -> set[str]:
    gone_or_come = before.keys() ^ after.keys()
    return gone_or_come | {one for one in before.keys() & after.keys() if before[one] != after[one]}


def _digest(facts: Mapping[str, Json]) -> str:
    text = orjson.dumps(facts, option=orjson.OPT_SORT_KEYS)
    return hashlib.blake2b(text, digest_size=6).hexdigest()
