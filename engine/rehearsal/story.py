"""The steps of one rehearsed event, told one by one until it is enough."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from time import thread_time
from typing import Any

from engine.rehearsal.parts import Part
from engine.rehearsal.sizes import cut
from engine.rehearsal.unfinished import Unfinished
from engine.rehearsal.words import told_error, told_mistake
from engine.runs.trace import Trace

STEPS = 300
CPU_S = 5.0
SHOWN_BYTES = 32 * 1024
# In a run these succeed; here nothing has happened.
INSTEAD = {"stop": "stopped"}


class CutShort(Exception):
    """More steps, or more work, than a rehearsal shows."""


@dataclass
class Budget:
    """What all events of one rehearsal may use together."""

    _started: float = field(default_factory=thread_time)

    def check(self) -> None:
        """Raise CutShort once the CPU time is used up."""
        if thread_time() - self._started > CPU_S:
            raise CutShort


class Story(Trace):
    """A trace that keeps its steps for a person instead of writing them down."""

    def __init__(self, parts: Mapping[str, Part], unfinished: Unfinished, budget: Budget) -> None:
        super().__init__(cap=0)
        self.steps: list[dict[str, Any]] = []
        self.parts: dict[str, list[dict[str, Any]]] = {}
        self._services = parts
        self._unfinished = unfinished
        self._budget = budget

    def add(self, step: Mapping[str, Any]) -> None:
        """Tell a step, with what its conditions saw and what is still wrong with it."""
        self._budget.check()
        if len(self.steps) >= STEPS:
            raise CutShort
        name, path = step["id"], step.get("path", step["id"])
        service = self._services.get(name)
        told = {
            "id": name,
            "path": path,
            "kind": step["kind"],
            "status": _status(step),
            "input": _fitting(step.get("input")),
            "output": _fitting(step.get("output")),
            "origin": step.get("origin"),
            "requests": step.get("requests", []),
            "error": told_error(step.get("error"), service.slug if service else ""),
            "mistakes": [told_mistake(one) for one in self._unfinished.get(name, ())],
            **self._decisions(step, path),
        }
        if told["mistakes"]:
            told |= {"status": "unfinished", "error": told["mistakes"][0]}
        self.steps.append(told)

    def is_known_unfinished(self, name: str) -> bool:
        """Whether this step cannot be published yet."""
        return bool(self._unfinished.get(name))

    @property
    def is_unfinished(self) -> bool:
        """Whether a step of the story cannot be published yet."""
        return any(step["status"] == "unfinished" for step in self.steps)

    def _decisions(self, step: Mapping[str, Any], path: str) -> dict[str, Any]:
        """Return what conditions saw: the step's own, or those of its branches by their names."""
        prefix = f"{path}/"
        asked = [
            {"name": place.removeprefix(prefix), "parts": parts}
            for place, parts in self.parts.items()
            if place.startswith(prefix)
        ]
        taken = step["output"]["taken"] if step["kind"] == "router" and step["output"] else None
        return {"parts": self.parts.get(path), "branch": taken, "branches": asked}


def _status(step: Mapping[str, Any]) -> str:
    if step["status"] != "succeeded":
        return str(step["status"])
    return INSTEAD.get(step["kind"], "passed")


def _fitting(value: Any) -> Any:
    return cut(value, SHOWN_BYTES)[0]
