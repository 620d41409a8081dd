"""The story of one run, written step by step as it will stand in the journal.

Steps are serialised as they end, into one buffer, so that a loop of 10,000 passes costs its bytes
and no more: kept apart, orjson's pieces take 4 KB each, however short they are. Once their sum
reaches the cap, inputs and outputs of further steps are left out and `capped` says so.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

from connectors.sdk import Login
from engine.journal.telling.errors import DATA
from engine.journal.telling.story import dump
from engine.kernel.json_types import Json

OUTLINE_STEPS = 50


@dataclass(slots=True)
class Trace:
    """The steps so far; `cap` is how many bytes of them are kept whole."""

    cap: int
    size: int = 0
    is_capped: bool = False
    decided: dict[str, bool] = field(default_factory=dict)
    # Logins whose secret a service has said back: the run has it among its data from then on.
    echoed: list[Login] = field(default_factory=list)
    _steps: bytearray = field(default_factory=bytearray)
    _outline: list[tuple[str, str]] = field(default_factory=list)

    def listen(self, login: Login, output: Any) -> None:
        """Note whether a service has said back the secret that it was called with."""
        if login not in self.echoed and login.mask_data(output) is not output:
            self.echoed.append(login)

    def hushed(self, step: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return a step that says beside its data how they may be shown, where that differs."""
        if "shown" in step or not self.echoed:
            return step
        data: Json = {name: step.get(name) for name in DATA}
        shown = data
        for login in self.echoed:
            shown = login.mask_data(shown)
        return step if shown is data else {**step, "shown": shown}

    def add(self, step: Mapping[str, Any]) -> None:
        """Write down a step that ended."""
        step = self.hushed(step)
        if len(self._outline) < OUTLINE_STEPS:
            self._outline.append((step["id"], step["status"]))
        text = dump(step)
        if self.size + len(text) > self.cap:
            self.is_capped = True
            less = {name: one for name, one in step.items() if name != "shown"}
            text = dump({**less, "input": None, "output": None, "capped": True})
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
