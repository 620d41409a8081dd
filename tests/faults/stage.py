"""A bundle under load: a sender before it, a target behind it, and the faults between."""

import asyncio
import random
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from tests.faults.background import Background
from tests.faults.history import RECOVERY_S, History, Posted
from tests.faults.target import Play, Target, ok
from tests.installation import Flow, Installation, until

AT_ONCE = 40
STANDSTILL_S = 2.0
PATIENCE_S = aiohttp.ClientTimeout(total=15)

Step = Mapping[str, Any]


@dataclass
class Act:
    """One bundle, what is sent to it, and the paths its steps call."""

    stage: "Stage"
    flow: Flow
    paths: tuple[str, ...]
    posted: list[Posted] = field(default_factory=list)
    faults: list[float] = field(default_factory=list)

    def send(
        self, numbers: Iterable[int], *, provider_ids: bool = False, **more: Any
    ) -> "Future[None]":
        """Begin to post one event for each number; each gets one try."""
        events = [{"n": number, **more} for number in numbers]
        return self.stage.background.start(_post(self, events, provider_ids))

    def break_at(self, effects: int, *roles: str, **how: Any) -> float:
        """Kill whoever plays these roles once the target has seen so many effects; returns when."""
        self.until_effects(effects)
        product = self.stage.product
        self.faults.append(product.kill(*product.at_work(*roles), **how))
        return self.faults[-1]

    def fault(self) -> float:
        """Remember that something is broken at this moment."""
        self.faults.append(time.monotonic())
        return self.faults[-1]

    def until_effects(self, number: int) -> None:
        """Wait until the target has seen so many effects of this bundle."""
        self.until(lambda: len(self.effects) >= number, f"{number} effects")

    def until_standstill(self) -> None:
        """Wait until nothing more happens at the target; all the while something is broken."""
        self.until(lambda: self.fault() - self.effects[-1].at > STANDSTILL_S, "a standstill")

    def until(self, condition: Callable[[], object], what: str) -> None:
        """Wait until the condition holds."""
        until(condition, within_s=RECOVERY_S, what=what)

    @property
    def effects(self) -> list[Any]:
        """What the target has seen of this bundle."""
        return self.stage.target.of(*self.paths)

    def settle(self, *, within_s: float = 120) -> History:
        """Wait until all that was accepted has left the queue and return the whole story."""
        product = self.stage.product
        until(lambda: not self._is_open(), within_s=within_s, what="the end of all runs")
        return History(self.posted, self.effects, product.journal(self.flow), self.faults)

    def recovery(self) -> float:
        """Return the seconds from the last fault to the first effect of a call begun after it."""
        fault = self.faults[-1]
        until(
            lambda: any(one.at > fault + 0.1 for one in self.effects),
            within_s=RECOVERY_S,
            what="an effect after the fault",
        )
        return float(min(one.at for one in self.effects if one.at > fault + 0.1) - fault)

    def _is_open(self) -> bool:
        product = self.stage.product
        accepted = sum(1 for one in self.posted if one.event)
        return bool(product.unfinished(self.flow)) or product.finished(self.flow) < accepted


@dataclass
class Stage:
    """The product under test, the world around it, and chance with a fixed seed."""

    product: Installation
    target: Target
    background: Background
    rng: random.Random
    _acts: int = 0

    def act(
        self,
        *plays: Play,
        trigger: Step | None = None,
        retry: Sequence[float] | None = (0.2, 0.5, 1, 1, 1),
        timeout_s: float = 30,
        **more: Any,
    ) -> Act:
        """Start a bundle of one action for each play; `more` is said of each of them."""
        paths = self._paths(plays or (ok,))
        steps = [
            {**_action(f"send{index}", url, timeout_s, n="{{ trigger.body.n }}"), **more}
            for index, url in enumerate(paths.values())
        ]
        return Act(self, self.product.flow(steps, trigger=trigger, retry=retry), tuple(paths))

    def loop(self, play: Play, *, retry: Sequence[float] | None = (0.2, 0.5, 1)) -> Act:
        """Start a bundle with one action for each of the event's `items`."""
        paths = self._paths((play,))
        (url,) = paths.values()
        inner = _action("send", url, 30, n="{{ trigger.body.n }}", item="{{ item }}")
        over = "{{ trigger.body.items }}"
        loop = {"id": "each", "kind": "loop", "over": over, "steps": [inner]}
        return Act(self, self.product.flow([loop], retry=retry), tuple(paths))

    def _paths(self, plays: Sequence[Play]) -> dict[str, str]:
        self._acts += 1
        found = {}
        for index, play in enumerate(plays):
            path = f"/act{self._acts}/{index}"
            found[path] = self.target.url(path, play)
        return found


def _action(name: str, url: str, timeout_s: float, **body: str) -> Step:
    fields = {"method": "POST", "url": url, "body": body, "timeout": timeout_s}
    return {
        "id": name,
        "kind": "action",
        "connector": "http",
        "action": "request",
        "fields": fields,
    }


async def _post(act: Act, events: Sequence[Mapping[str, Any]], provider_ids: bool) -> None:
    places = asyncio.Semaphore(AT_ONCE)
    connector = aiohttp.TCPConnector(limit=AT_ONCE, force_close=True)
    async with aiohttp.ClientSession(connector=connector, timeout=PATIENCE_S) as session:

        async def one(event: Mapping[str, Any]) -> None:
            headers = {"webhook-id": f"{act.flow.id}:{event['n']}"} if provider_ids else {}
            async with places:
                act.posted.append(await posted(session, act.flow.hook, event, headers))

        await asyncio.gather(*(one(event) for event in events))


async def posted(
    session: aiohttp.ClientSession,
    hook: str,
    event: Mapping[str, Any],
    headers: Mapping[str, str],
) -> Posted:
    number = event["n"]
    try:
        async with session.post(hook, json=event, headers=headers) as answer:
            body = await answer.json(content_type=None)
            accepted = body["event"] if answer.status == 200 else None
            return Posted(number, time.monotonic(), answer.status, accepted, body.get("status"))
    except (aiohttp.ClientError, OSError, TimeoutError):
        return Posted(number, time.monotonic(), None)
