"""Clients that post event after event and repeat what was not acknowledged, as good senders do.

Every try is on record as acknowledged, refused, or unknown.
"""

import asyncio
import random
from collections.abc import Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from tests.faults.stage import PATIENCE_S, Act, posted

PAUSE_S = (0.05, 0.4)


@dataclass
class Clients:
    """So many clients of one bundle; each posts its events one after the other, with their ids."""

    act: Act
    number: int
    rng: random.Random
    more: Mapping[str, Any] = field(default_factory=dict)
    _going: "Future[None] | None" = None
    _is_over: bool = False

    def begin(self) -> None:
        """Let them post until `end` is called."""
        self._going = self.act.stage.background.start(self._all())

    def end(self) -> None:
        """Wait until everything that was begun is acknowledged."""
        self._is_over = True
        if self._going is not None:
            self._going.result(timeout=90)

    async def _all(self) -> None:
        async with aiohttp.ClientSession(timeout=PATIENCE_S) as session:
            await asyncio.gather(*(self._one(session, client) for client in range(self.number)))

    async def _one(self, session: aiohttp.ClientSession, client: int) -> None:
        number = client
        while not self._is_over:
            await self._until_acknowledged(session, {"n": number, "k": client, **self.more})
            number += self.number
            await asyncio.sleep(self.rng.uniform(*PAUSE_S))

    async def _until_acknowledged(
        self, session: aiohttp.ClientSession, event: Mapping[str, Any]
    ) -> None:
        headers = {"webhook-id": f"{self.act.flow.id}:{event['n']}"}
        while True:
            one = await posted(session, self.act.flow.hook, event, headers)
            self.act.posted.append(one)
            if one.event:
                return
            await asyncio.sleep(0.2)
