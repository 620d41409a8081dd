"""The tries of one action step, over all leases of its run."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from engine.kernel.clock import now

if TYPE_CHECKING:
    from engine.runs.execute import Execution


@dataclass(slots=True)
class Attempt:
    """One try of one action. `outcome` is `unknown` where nobody can say whether it acted."""

    n: int
    outcome: str
    at: datetime
    ms: float = 0.0
    http_status: int | None = None
    repeat_possible: bool = False

    @property
    def has_ended(self) -> bool:
        """Whether it came to an end; one that a worker left halfway says nothing of the service."""
        return self.outcome != "unknown" or self.ms > 0

    def to_json(self) -> dict[str, Any]:
        """Return the attempt as the journal shows it."""
        return {
            "n": self.n,
            "outcome": self.outcome,
            "at": self.at,
            "ms": round(self.ms, 1),
            "http_status": self.http_status,
            "repeat_possible": self.repeat_possible,
        }


def attempts_so_far(
    execution: "Execution", path: str, *, is_announced: bool = False
) -> list[Attempt]:
    """Return a step's attempts of earlier leases; one cut short by a crash may have acted.

    A step that is announced puts its attempts on record before they begin: nothing is suspected.
    """
    known = execution.saved.get(path, {})
    attempts = [_attempt_from(one) for one in known.get("attempts", ())]
    if execution.suspects:
        # Outside loops a step begins only after the one before it is durable.
        execution.suspects = execution.suspects - 1 if "[" in path else 0
        if not is_announced:
            attempts.append(an_attempt(attempts))
    return attempts


def an_attempt(before: list[Attempt]) -> Attempt:
    """Return the attempt that begins now, after those; until it has ended it may have acted."""
    return Attempt(len(before) + 1, "unknown", now(), repeat_possible=may_have_acted(before))


def may_have_acted(attempts: Iterable[Attempt]) -> bool:
    """Whether nobody knows of one of them what came of it."""
    return any(one.outcome == "unknown" for one in attempts)


def _attempt_from(told: Mapping[str, Any]) -> Attempt:
    at = datetime.fromisoformat(told["at"])
    return Attempt(
        told["n"], told["outcome"], at, told["ms"], told["http_status"], told["repeat_possible"]
    )
