"""One run, from its first step to its ending; a second try goes on where the first stopped.

Steps run in order. What a step came to is durable before the next one writes anything; inside a
loop up to `LOOP_WINDOW` results may still be on their way to PostgreSQL, so that 10,000 passes do
not wait for 10,000 commits. After a crash exactly those may be repeated, and are marked.
"""

import asyncio
import contextlib
import time
from collections import deque
from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from engine.connections.words import error_of
from engine.flow.definition import (
    Action,
    Definition,
    Delay,
    Filter,
    Loop,
    Rescue,
    Respond,
    Router,
    Step,
    Stop,
)
from engine.flow.errors import MappingFailed
from engine.flow.filters import Condition
from engine.journal.modes import ALERT
from engine.journal.telling.story import dump, story_of
from engine.kernel.clock import now, written
from engine.runs.acting import Acting
from engine.runs.attempts import attempts_so_far
from engine.runs.claim import Claimed
from engine.runs.outcome import Failed, Held, LeaseLost, NotPassed, PutOff, Stopped
from engine.runs.remember import recalled
from engine.runs.results import Checkpoint, Ending, Wait, storable
from engine.runs.reticence import reticent
from engine.runs.simple_steps import delay, respond, stop, told_of
from engine.runs.tools import Tools
from engine.runs.trace import Trace

LOOP_WINDOW = 32
DONE = ("succeeded", "failed", "filtered", "skipped")
SHOWN_ERROR = ("code", "message", "remedy", "step", "http_status", "answer")

Scope = dict[str, Any]
Saved = Mapping[str, Mapping[str, Any]]


class Execution:
    """The state of one claimed run while its steps are worked off."""

    def __init__(self, run: Claimed, program: Definition, saved: Saved, tools: Tools) -> None:
        self.run = run
        self.program = program
        self.saved = saved
        self.tools = tools
        self.trace = Trace(tools.payload_cap)
        self.transactions = 0
        self.bytes_in = run.bytes_in
        self.bytes_out = 0
        # The results on their way, and the call that was under way.
        self.suspects = LOOP_WINDOW + 1 if run.follows_crash else 0
        self.has_checkpoints = bool(saved)
        self._window: deque[asyncio.Future[None]] = deque()

    async def perform(self) -> Ending | Wait:
        """Work off the steps and return what became of the run; raises LeaseLost."""
        scope: Scope = {
            "trigger": orjson.loads(self.run.payload),
            "run": {
                "id": self.run.id,
                "now": written(now()),
                "time_zone": self.run.time_zone,
            },
        }
        try:
            await self._sequence(self.program.steps, scope, place="")
        except Stopped as stop:
            return self.ending(stop.status, stop.error)
        except Failed as failure:
            return await self._failed(failure)
        except PutOff as rest:
            error = storable(rest.error) if rest.error else None
            return Wait(self.run, "waiting", rest.due_at, rest.attempted, error)
        except Held as rest:
            if rest.connection_id is None:
                return Wait.asking(self.run, rest.error)
            return Wait(self.run, "held", None, False, storable(rest.error), rest.connection_id)
        return self.ending("succeeded")

    def cut_short(self, error: Mapping[str, Any]) -> Ending:
        """Return the ending of a run that is not gone on with: failed, with what it has done."""
        for path, known in self.saved.items():
            if known["status"] in DONE:
                self._recall(known, {})
            elif "attempts" in known:
                tries = [one.to_json() for one in attempts_so_far(self, path)]
                self.trace.add({**known, "attempts": tries})
                self._count_bytes(known)
            elif "holds" in known:
                self.trace.decided[path.removesuffix("?")] = known["holds"]
        return self.ending("failed", error)

    def held_up(
        self, error: Mapping[str, Any], told: Mapping[str, Any] | None = None
    ) -> Wait | None:
        """Return the rest of a failed run that nothing may overtake; None when it may end."""
        if not self.run.is_ordered or self.program.trigger.order.on_failure == "skip":
            return None
        return Wait.asking(self.run, reticent(self.run, self.trace, error, told))

    async def _failed(self, failure: Failed) -> Ending | Wait:
        rest = self.held_up(failure.error, failure.told)
        if rest is None:
            if failure.told is not None:
                self.trace.add(failure.told)
            return self.ending("failed", failure.error)
        if failure.told is not None:
            told = {**failure.told, "status": "waiting"}
            await self.save(failure.error["step"], told, at_once=True)
        return rest

    def check_lease(self) -> None:
        """Raise LeaseLost when another worker may hold the run by now."""
        if time.monotonic() > self.run.lease_ends:
            raise LeaseLost

    def ending(self, status: str, error: Mapping[str, Any] | None = None) -> Ending:
        """Return the run's last word; data that moved before a filter said no still counts."""
        if status == "filtered" and self.transactions:
            status = "succeeded"
        return Ending(
            run=self.run,
            status=status,
            finished_at=now(),
            transactions=0 if self.run.mode == ALERT else self.transactions,
            bytes_in=self.bytes_in,
            bytes_out=self.bytes_out,
            outline=self.trace.outline(),
            story=story_of(self.run.facts, self.trace.details(self.run.payload), error),
            has_checkpoints=self.has_checkpoints or self.run.has_past,
        )

    async def _sequence(self, steps: Sequence[Step], scope: Scope, *, place: str) -> None:
        for step in steps:
            path = place + step.id
            if isinstance(step, Action):
                is_last = step is self.program.steps[-1]
                await self._act(step, scope, path=path, is_last=is_last)
                continue
            if self.saved.get(path, {}).get("status") == "skipped":
                self._recall(self.saved[path], scope)
                continue
            try:
                await self._step(step, scope, path)
            except MappingFailed as failure:
                raise Failed(error_of(failure, path)) from None

    async def _step(self, step: Step, scope: Scope, path: str) -> None:
        match step:
            case Filter():
                await self._filter(step, scope, path)
            case Router():
                await self._route(step, scope, path)
            case Loop():
                await self._loop(step, scope, path)
            case Delay():
                await delay(self, step, scope, path)
            case Stop():
                if step.when is None or await self._holds(step.when, scope, path):
                    stop(self, step, scope, path)
                self.trace.add(told_of(step, path, "skipped"))
            case Respond():
                await respond(self, step, scope, path)

    async def _act(self, step: Action, scope: Scope, *, path: str, is_last: bool) -> None:
        known = self.saved.get(path)
        if known is not None and known["status"] in DONE:
            if "shown" in known:
                self.trace.listen(await self.tools.login_of(known, self.run), known["output"])
            self._recall(known, scope)
        else:
            known = await self._perform(step, scope, path=path, is_last=is_last)
        if known["status"] == "failed" and isinstance(step.on_error, Rescue):
            error = {name: known["error"].get(name) for name in SHOWN_ERROR}
            await self._rescue(step, step.on_error, {**scope, "error": error}, path)

    async def _perform(
        self, step: Action, scope: Scope, *, path: str, is_last: bool
    ) -> Mapping[str, Any]:
        if self.tools.is_winding_up and not self.run.follows_crash:
            raise PutOff(now())  # what follows a crash goes on here: its suspicion is not on record
        told = await Acting(self, step, path).perform(scope)
        scope[step.id] = told["output"]
        has_failed = told["status"] == "failed"
        if has_failed and step.on_error == "stop":
            raise Failed(told["error"], told)
        self.trace.add(told)
        self.transactions += not has_failed
        if not is_last or (has_failed and step.on_error != "continue"):
            await self.save(path, told, at_once=step.at_most_once)
        return told

    async def _rescue(self, step: Action, rescue: Rescue, scope: Scope, path: str) -> None:
        """Run the steps for an error instead of what follows the action in its sequence."""
        with contextlib.suppress(NotPassed):
            await self._sequence(rescue.steps, scope, place=path.removesuffix(step.id))
        raise self._end_of_sequence(step, "succeeded")

    def _end_of_sequence(self, step: Step, status: str) -> Stopped | NotPassed:
        """Return what ends the sequence of a step: a loop's pass, a branch, or the whole run."""
        return Stopped(status) if any(step is one for one in self.program.steps) else NotPassed()

    def _recall(self, known: Mapping[str, Any], scope: Scope) -> None:
        scope[known["id"]] = known["output"]
        self.trace.add(known)
        if known.get("kept"):
            return  # counted by the attempt that did it
        self.transactions += known["status"] == "succeeded" and known["kind"] == "action"
        self._count_bytes(known)

    def _count_bytes(self, known: Mapping[str, Any]) -> None:
        self.bytes_in += known.get("bytes_in", 0)
        self.bytes_out += known.get("bytes_out", 0)

    async def save(self, path: str, told: Mapping[str, Any], *, at_once: bool = False) -> None:
        """Make a step's result durable; inside a loop, wait only for what left the window."""
        self.has_checkpoints = True
        written = self.tools.recorder.save(
            Checkpoint(self.run, path, dump(self.trace.hushed(told)))
        )
        if at_once or "[" not in path:
            await written
            return
        self._window.append(written)
        if len(self._window) > LOOP_WINDOW:
            await self._window.popleft()

    async def _holds(self, when: Condition, scope: Scope, path: str) -> bool:
        """Ask a condition; what it decided by comparing with earlier runs is decided for good."""
        decision = f"{path}?"
        if known := self.saved.get(decision):
            return bool(known["holds"])
        keys = when.memory_keys(scope)
        if not keys:
            return when.holds(scope)
        memory = await recalled(self.tools.db, self.run.bundle_id, keys)
        holds = when.holds(scope, memory)
        self.has_checkpoints = True
        state = dump({"status": "decided", "holds": holds})
        await self.tools.recorder.save(Checkpoint(self.run, decision, state, memory.changes))
        return holds

    async def _filter(self, step: Filter, scope: Scope, path: str) -> None:
        if await self._holds(step.when, scope, path):
            self.trace.add(told_of(step, path, "succeeded"))
            return
        self.trace.add(told_of(step, path, "filtered", output=step.when.explain(scope)))
        raise self._end_of_sequence(step, "filtered")

    async def _route(self, step: Router, scope: Scope, path: str) -> None:
        taken: list[str] = []
        place = path.removesuffix(step.id)
        for branch in step.branches:
            place_of_branch = f"{path}/{branch.name}"
            if branch.when and not await self._holds(branch.when, scope, place_of_branch):
                continue
            taken.append(branch.name)
            if step.mode == "first":
                break
        scope[step.id] = {"taken": taken}
        self.trace.add(told_of(step, path, "succeeded", output={"taken": taken}))
        for branch in step.branches:
            if branch.name in taken:
                try:
                    await self._sequence(branch.steps, scope, place=place)
                except NotPassed:
                    continue

    def passes(self, items: Sequence[Any]) -> Sequence[Any]:
        """Return those of a loop's items that it goes over: all."""
        return items

    async def _loop(self, step: Loop, scope: Scope, path: str) -> None:
        items = step.items(scope)
        scope[step.id] = {"count": len(items)}
        self.trace.add(told_of(step, path, "succeeded", output=scope[step.id]))
        for index, item in enumerate(self.passes(items)):
            inner = {**scope, "item": item, "index": index}
            try:
                await self._sequence(step.steps, inner, place=f"{path}[{index}].")
            except NotPassed:
                continue
        while self._window:
            await self._window.popleft()
