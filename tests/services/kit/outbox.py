"""Webhooks that a simulator sends, over real sockets, in the order in which they happened."""

import asyncio
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import aiohttp

Told = Callable[[int | None], None]


@dataclass(frozen=True, slots=True)
class Sent:
    """One webhook: where it goes, what it carries, and who is told the status (None: no answer)."""

    url: str
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)
    told: Told | None = None


class Outbox:
    """Send webhooks one after another; one that is answered badly is tried again at once."""

    def __init__(self, *, tries: int = 3, timeout_s: float = 2.0) -> None:
        self.tries = tries
        self.timeout_s = timeout_s
        self._waiting: asyncio.Queue[Sent] = asyncio.Queue()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread = 0

    def put(self, sent: Sent) -> None:
        """Have a webhook sent soon; another thread than the simulator's may ask for it."""
        if self._loop is None or threading.get_ident() == self._thread:
            self._waiting.put_nowait(sent)
        else:
            self._loop.call_soon_threadsafe(self._waiting.put_nowait, sent)

    async def drained(self) -> None:
        """Return when everything put in so far was delivered or given up."""
        await self._waiting.join()

    async def work(self) -> None:
        """Send until cancelled."""
        self._loop, self._thread = asyncio.get_running_loop(), threading.get_ident()
        timeout = aiohttp.ClientTimeout(total=self.timeout_s)
        async with aiohttp.ClientSession(timeout=timeout) as session:
            while True:
                sent = await self._waiting.get()
                try:
                    await self._deliver(session, sent)
                finally:
                    self._waiting.task_done()

    async def _deliver(self, session: aiohttp.ClientSession, sent: Sent) -> None:
        for _ in range(self.tries):
            status = await _post(session, sent)
            if sent.told is not None:
                sent.told(status)
            if status is not None and 200 <= status < 300:
                return


async def _post(session: aiohttp.ClientSession, sent: Sent) -> int | None:
    try:
        async with session.post(sent.url, data=sent.body, headers=sent.headers) as answer:
            await answer.read()
            return answer.status
    except (aiohttp.ClientError, TimeoutError, OSError, ValueError):
        return None
