"""What unfinished runs have come to so far, as the journal keeps it when they are not gone on with.

A run that is resent later takes up its work from there.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal
from uuid import UUID

import orjson

from engine.queue.models import Checkpoint


@dataclass(frozen=True, slots=True)
class Past:
    """The stories of steps, and what conditions decided that look at earlier runs."""

    steps: list[dict[str, Any]] = field(default_factory=list)
    decided: dict[str, bool] = field(default_factory=dict)

    @property
    def transactions(self) -> int:
        """How many actions succeeded; what an earlier attempt did was counted then."""
        return sum(step["kind"] == "action" and step["status"] == "succeeded" for step in self._own)

    def bytes(self, direction: Literal["bytes_in", "bytes_out"]) -> int:
        """How much went through the steps, in one direction."""
        return sum(step.get(direction, 0) for step in self._own)

    @property
    def _own(self) -> list[dict[str, Any]]:
        return [step for step in self.steps if not step.get("kept")]

    def details(self, payload: str) -> str:
        """Return the whole story as JSON; the payload is JSON text already, perhaps a large one."""
        steps = orjson.dumps(self.steps).decode()
        decided = f',"decided":{orjson.dumps(self.decided).decode()}' if self.decided else ""
        return f'{{"trigger":{payload},"steps":{steps}{decided}}}'


def past_of(run_ids: Iterable[UUID]) -> Mapping[UUID, Past]:
    """Return what each of these runs has come to; one that has not begun has an empty past."""
    past: dict[UUID, Past] = defaultdict(Past)
    kept = Checkpoint.objects.filter(run_id__in=list(run_ids))
    for run_id, path, state in kept.values_list("run_id", "path", "state"):
        told = orjson.loads(state)
        if "id" in told:
            past[run_id].steps.append(told)
        elif "holds" in told:
            past[run_id].decided[path.removesuffix("?")] = told["holds"]
    for one in past.values():
        one.steps.sort(key=when)
    return past


def when(step: Mapping[str, Any]) -> str:
    """Return what the stories of a run's steps are told in the order of: when each began.

    A delay counts by its end, before which nothing follows it.
    """
    if attempts := step.get("attempts"):
        return str(attempts[0]["at"])
    output = step.get("output")
    return str(output.get("until", "")) if isinstance(output, dict) else ""
