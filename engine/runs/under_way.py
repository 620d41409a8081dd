"""What one worker carries out at this moment, counted by bundle."""

import asyncio
import contextlib
from collections import Counter
from collections.abc import Coroutine
from typing import Any

from engine.runs.claim import Claimed


class UnderWay:
    """The runs begun and not over yet, with their tasks."""

    def __init__(self) -> None:
        self.per_bundle: Counter[str] = Counter()
        self._all: dict[str, tuple[Claimed, asyncio.Task[None]]] = {}
        self._room = asyncio.Event()
        self._low_water = 0

    def __len__(self) -> int:
        return len(self._all)

    def runs(self) -> list[Claimed]:
        """Return the runs."""
        return [run for run, _ in self._all.values()]

    def tasks(self) -> list[asyncio.Task[None]]:
        """Return their tasks."""
        return [task for _, task in self._all.values()]

    def goes_on(self, run: Claimed) -> bool:
        """Whether a run claimed just now is under way still, as its worker slept past its lease."""
        known = self._all.get(run.id)
        return known is not None and known[0].go_on_as(run)

    def begin(self, run: Claimed, work: Coroutine[Any, Any, None]) -> None:
        """Carry a run out."""
        self.per_bundle[run.bundle_id] += 1
        self._all[run.id] = (run, asyncio.create_task(work))

    def end(self, run: Claimed) -> None:
        """Make room where the run was."""
        known = self._all.get(run.id)
        if known is not None and known[0] is run:  # or it was claimed and begun anew
            del self._all[run.id]
        self.per_bundle[run.bundle_id] -= 1
        if not self.per_bundle[run.bundle_id]:
            del self.per_bundle[run.bundle_id]
        if len(self._all) <= self._low_water:
            self._room.set()

    async def half_done(self, longest_s: float) -> None:
        """Wait until half of it is done, but no longer than this."""
        self._low_water = len(self._all) // 2
        self._room.clear()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(longest_s):
                await self._room.wait()
