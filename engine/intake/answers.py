"""Answers a bundle computes for the sender of its webhook, on their way from worker to receiver.

They travel through Valkey's publish/subscribe: a lost one costs the sender the computed answer,
never the event, which was committed before anybody waited.
"""

import asyncio
import logging
from dataclasses import dataclass
from uuid import uuid4

import redis.asyncio as redis
from redis.exceptions import RedisError

from engine.runs.answers import Reply

log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Waiting:
    future: "asyncio.Future[Reply | None]"
    runs: int


class Mailbox:
    """One receiver's address for answers, and who waits for which."""

    def __init__(self, url: str) -> None:
        self.address = f"svyazka:answers:{uuid4().hex}"
        self._url = url
        self._waiting: dict[str, _Waiting] = {}

    def expect(self, event_id: str, runs: int) -> "asyncio.Future[Reply | None]":
        """Return a future of the answer to an event of so many runs; `forget` it afterwards.

        It comes to None once all of them have ended without an answer.
        """
        future: asyncio.Future[Reply | None] = asyncio.get_running_loop().create_future()
        self._waiting[event_id] = _Waiting(future, runs)
        return future

    def forget(self, event_id: str) -> None:
        """Nobody waits for this answer now."""
        self._waiting.pop(event_id, None)

    def give_up(self) -> None:
        """Let all who wait for an answer now go without one."""
        for waiting in self._waiting.values():
            if not waiting.future.done():
                waiting.future.set_result(None)

    async def collect(self) -> None:
        """Hand out answers for as long as the process lives."""
        while True:
            try:
                async with redis.Redis.from_url(self._url) as client, client.pubsub() as inbox:
                    await inbox.subscribe(self.address)
                    async for message in inbox.listen():
                        if message["type"] == "message":
                            self._hand_out(message["data"])
            except (RedisError, OSError):
                log.debug("No answers can be collected while Valkey is away")
            await asyncio.sleep(1)

    def _hand_out(self, message: bytes) -> None:
        event_id, reply = Reply.from_message(message)
        waiting = self._waiting.get(event_id)
        if waiting is None or waiting.future.done():
            return
        waiting.runs -= reply is None
        if reply is not None or not waiting.runs:
            waiting.future.set_result(reply)
