"""The receiver's doorbell: many commits, few rings, and never a wait in the event loop."""

import asyncio

from engine.queue import bell

PAUSE_S = 0.05


class Doorbell:
    """Rings soon after each call, at most once in `PAUSE_S`; the last call is never swallowed."""

    def __init__(self) -> None:
        self._asked = False
        self._ringing: asyncio.Task[None] | None = None

    def __call__(self) -> None:
        """Ask for a ring."""
        self._asked = True
        if self._ringing is None:
            self._ringing = asyncio.create_task(self._ring())

    async def _ring(self) -> None:
        try:
            while self._asked:
                self._asked = False
                await asyncio.to_thread(bell.ring)
                await asyncio.sleep(PAUSE_S)
        finally:
            self._ringing = None
