"""Turns that brought nothing, told compactly: one journal row an hour for what stays the same.

A poll that fails after one that did not is told at once; its repetitions are counted like empty
ones. A row is written when the outcome changes, when the hour ends, and when the source is stopped.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

import orjson

from engine.journal.telling.sums import Place, Polls
from engine.kernel.clock import written
from engine.kernel.json_types import JsonObject


@dataclass(frozen=True, slots=True)
class Streak:
    """Turns in a row with the same outcome that are not in the journal yet; `count` may be 0."""

    since: datetime
    until: datetime
    count: int
    bytes_in: int = 0
    error: JsonObject | None = None

    @classmethod
    def of(cls, kept: Mapping[str, Any] | None) -> "Streak | None":
        """Return the streak a row keeps."""
        if kept is None:
            return None
        since, until = (datetime.fromisoformat(kept[name]) for name in ("since", "until"))
        return cls(**{**kept, "since": since, "until": until})

    def goes_on(self, other: "Streak") -> bool:
        """Whether the other is the same outcome in the same hour."""
        hours = {
            one.replace(minute=0, second=0, microsecond=0) for one in (self.since, other.since)
        }
        return len(hours) == 1 and self.is_like(other)

    def is_like(self, other: "Streak") -> bool:
        """Whether the other has the same outcome."""
        return _code(self.error) == _code(other.error)


class Polled(Protocol):
    """The part of a source that is counted."""

    @property
    def bundle_id(self) -> UUID:
        """Whose source it is."""

    @property
    def workspace_id(self) -> UUID:
        """Where."""

    @property
    def connector(self) -> str:
        """Which service was asked."""

    @property
    def connection_id(self) -> UUID | None:
        """As which account."""


@dataclass(frozen=True, slots=True)
class Told:
    """What goes on being counted, and what is to be written into the journal."""

    streak: Streak | None
    rows: tuple[Streak, ...] = ()


def ended(streak: Streak | None) -> Told:
    """Return what is to be written when something else happens."""
    return Told(None, (streak,) if streak is not None and streak.count else ())


def counted(streak: Streak | None, turn: Streak) -> Told:
    """Count one more turn that brought nothing."""
    if streak is not None and streak.goes_on(turn):
        more = replace(
            turn,
            since=streak.since,
            count=streak.count + turn.count,
            bytes_in=streak.bytes_in + turn.bytes_in,
        )
        return Told(more)
    rows = ended(streak).rows
    if turn.error is not None and not (streak is not None and streak.is_like(turn)):
        return Told(replace(turn, count=0, bytes_in=0), (*rows, turn))
    return Told(turn, rows)


def row_of(streak: Streak) -> dict[str, Any]:
    """Return the columns of the journal row that tells of the streak."""
    params = {
        "count": streak.count,
        "since": written(streak.since),
        "until": written(streak.until),
    }
    code = "no_new_data" if streak.error is None else "poll_failed"
    return {
        "received_at": streak.since,
        "kind": "empty",
        "status": "succeeded" if streak.error is None else "failed",
        "mode": "",
        "bytes_in": streak.bytes_in,
        "error": streak.error,
        "details": orjson.dumps({"code": code, "params": params, "actor": None}).decode(),
    }


def polls_of(streak: Streak, source: Polled, *, at: datetime) -> Polls:
    """Return the streak as the sums count it, where its row says that it ended.

    Of polls that failed the bytes count as bytes of empty ones, but not the polls.
    """
    empty = streak.count if streak.error is None else 0
    place = Place(source.connector, source.connection_id)
    return Polls(source.bundle_id, source.workspace_id, place, at, empty, streak.bytes_in)


def _code(error: JsonObject | None) -> object:
    return error.get("code") if error else None
