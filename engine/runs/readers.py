"""What reads services by itself in a worker's loop, as one: the poller, and the checker."""

import asyncio
from collections.abc import Callable
from typing import Self

from engine.jobs.completeness.checker import Checker
from engine.triggers.desk import Desk
from engine.triggers.poller import Poller


class Readers:
    """All readers of one process; `look` is called again and again by the loop they live in."""

    def __init__(self, *readers: Poller | Checker) -> None:
        self._readers = readers

    @classmethod
    def at(cls, desk: Desk, *, lease_s: float) -> Self:
        """Return the readers that share this desk."""
        return cls(Poller(desk, lease_s=lease_s), Checker(desk, lease_s=lease_s))

    @property
    def is_busy(self) -> bool:
        """Whether any has a turn under way or not written yet."""
        return any(one.is_busy for one in self._readers)

    async def has_due(self) -> bool:
        """Whether anything is due to be read; raises psycopg.OperationalError."""
        for one in self._readers:
            if await one.has_due():
                return True
        return False

    async def look(self) -> int:
        """Begin the turns of what is due and has room; returns how many."""
        return sum([await one.look() for one in self._readers])

    async def wind_up(self, must_go: Callable[[], bool]) -> None:
        """Let the turns under way finish; what is cut off is due when its lease ends."""
        await asyncio.gather(*(one.wind_up(must_go) for one in self._readers))
