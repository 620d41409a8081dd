"""A service's list that is read by pages, and may change between two of them."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from connectors import sdk
from tests.engine.machine import aside


@dataclass
class Listed:
    """The list; `between` is what happens after each page that is read, one deed a page."""

    items: list[sdk.Item]
    size: int = 100
    between: list[Callable[[], Any]] = field(default_factory=list)
    asked: list[sdk.PollQuery] = field(default_factory=list)

    def remove(self, name: str) -> None:
        """Take an item away; all after it move up."""
        self.items = [item for item in self.items if item.id != name]

    def add(self, item: sdk.Item) -> None:
        """Append an item."""
        self.items = [*self.items, item]

    async def poll(self, _: sdk.Call, query: sdk.PollQuery) -> sdk.Batch:
        """Read one page, and let what is to happen after it happen."""
        self.asked.append(query)
        start = int(query.page or 0)
        end = start + self.size
        batch = sdk.Batch(self.items[start:end], str(end) if end < len(self.items) else None)
        if self.between:
            await aside(self.between.pop(0))
        return batch


@dataclass
class Interrupted(Listed):
    """A list whose reader is cut off once, on the page `at`."""

    at: int = 0

    async def poll(self, call: sdk.Call, query: sdk.PollQuery) -> sdk.Batch:
        """Read one page, unless this is the one."""
        batch = await super().poll(call, query)
        if query.page == str(self.at):
            self.at = -1
            raise asyncio.CancelledError
        return batch
