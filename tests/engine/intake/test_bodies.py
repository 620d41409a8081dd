"""Bodies on their way in: what is large waits for its place, what is small never does."""

import asyncio
from dataclasses import dataclass, field
from typing import Any

import pytest

from engine.intake.bodies import LARGE_BYTES, Bodies, HungUp
from engine.intake.groups import Overloaded

SCOPE: dict[str, Any] = {"headers": []}
LARGE = b"x" * (LARGE_BYTES + 1)


@dataclass
class Sender:
    """Sends its first part at once, and the end when told to."""

    first: bytes
    asked: int = 0
    goes_on: asyncio.Event = field(default_factory=asyncio.Event)
    hangs_up: bool = False

    async def receive(self) -> dict[str, Any]:
        """Return the next part."""
        self.asked += 1
        if self.asked == 1:
            return {"type": "http.request", "body": self.first, "more_body": True}
        await self.goes_on.wait()
        if self.hangs_up:
            return {"type": "http.disconnect"}
        return {"type": "http.request", "body": b"end", "more_body": False}


def begin(bodies: Bodies, *senders: Sender) -> list[asyncio.Task[bytes]]:
    """Read the bodies of these senders, all at once."""
    return [asyncio.create_task(bodies.read(SCOPE, one.receive)) for one in senders]


def test_only_so_many_large_bodies_are_read_at_once_and_all_in_the_end() -> None:
    async def story() -> tuple[list[int], list[bytes]]:
        senders = [Sender(LARGE) for _ in range(5)]
        tasks = begin(Bodies(1 << 20, large_at_once=2), *senders)
        await asyncio.sleep(0.05)
        asked = [sender.asked for sender in senders]
        for sender in senders:
            sender.goes_on.set()
        return asked, await asyncio.gather(*tasks)

    asked, read = asyncio.run(story())

    assert asked == [2, 2, 1, 1, 1]
    assert read == [LARGE + b"end"] * 5


def test_a_small_body_waits_for_no_place() -> None:
    async def story() -> bytes:
        bodies, small = Bodies(1 << 20, large_at_once=1), Sender(b"small ")
        slow, quick = begin(bodies, Sender(LARGE), small)
        small.goes_on.set()
        read = await quick
        slow.cancel()
        return read

    assert asyncio.run(story()) == b"small end"


def test_who_finds_no_place_is_told_to_come_again() -> None:
    async def story() -> None:
        bodies = Bodies(1 << 20, large_at_once=1, place_within_s=0.01)
        slow, late = begin(bodies, Sender(LARGE), Sender(LARGE))
        try:
            await late
        finally:
            slow.cancel()

    with pytest.raises(Overloaded):
        asyncio.run(story())


def test_who_hangs_up_leaves_its_place_to_the_next() -> None:
    async def story() -> list[Any]:
        gone, following = Sender(LARGE, hangs_up=True), Sender(LARGE)
        tasks = begin(Bodies(1 << 20, large_at_once=1), gone, following)
        gone.goes_on.set()
        following.goes_on.set()
        return await asyncio.gather(*tasks, return_exceptions=True)

    left, read = asyncio.run(story())

    assert isinstance(left, HungUp)
    assert read == LARGE + b"end"
