"""The story of one run, written step by step as it will stand in the journal.

Steps are serialised as they end, into one buffer, so that a loop of 10,000 passes costs its bytes
and no more: kept apart, orjson's pieces take 4 KB each, however short they are. Once their sum
reaches the cap, inputs and outputs of further steps are left out and `capped` says so.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

from engine.journal.telling.story import dump

OUTLINE_STEPS = 50


@dataclass(slots=True)
class Trace:
    """The steps so far; `cap` is how many bytes of them are kept whole."""

    cap: int
    size: int = 0
    is_capped: bool = False
    decided: dict[str, bool] = field(default_factory=dict)
    _steps: bytearray = field(default_factory=bytearray)
    _outline: list[tuple[str, str]] = field(default_factory=list)

    def add(self, step: Mapping[str, Any]) -> None:
        """Write down a step that ended."""
        if len(self._outline) < OUTLINE_STEPS:
            self._outline.append((step["id"], step["status"]))
        text = dump(step)
        if self.size + len(text) > self.cap:
            self.is_capped = True
            text = dump({**step, "input": None, "output": None, "capped": True})
        self.size += len(text)
        self._steps += b"," + text if self._steps else text

    def outline(self) -> bytes:
        """Return the steps as ids and statuses."""
        return orjson.dumps(self._outline)

    def details(self, payload: str) -> bytes:
        """Return the whole story as JSON: the trigger's payload, then the steps in order."""
        end = b',"capped":true}' if self.is_capped else b"}"
        if self.decided:
            end = b',"decided":%b%b' % (dump(self.decided), end)
        return b'{"trigger":%b,"steps":[%b]%b' % (payload.encode(), bytes(self._steps), end)
