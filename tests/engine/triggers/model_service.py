"""A service's list as a model: it changes while it is read, and pages shift under the reader."""

import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Literal

from connectors import sdk
from tests.engine.triggers.stand import BASE

Order = Literal["created", "updated", "whole"]
Paging = Literal["offset", "number", "keyset"]
OVERLAP = 2
Between = Callable[[], Awaitable[None]]


@dataclass
class Row:
    """One row of the list; `at` is when it was made, or changed where changes are told."""

    id: int
    version: int
    at: int


@dataclass
class ModelService:
    """The list; `between` is what happens after each page that is read, one deed a page."""

    order: Order
    paging: Paging
    size: int
    rows: list[Row] = field(default_factory=list)
    between: list[Between] = field(default_factory=list)
    clock: int = 0
    made: int = 0

    def insert(self, pause: int, lateness: int) -> None:
        """Add a row after a while; a late one shows up with an older time."""
        self.made += 1
        self.clock += pause
        self.rows.append(Row(self.made, 1, max(0, self.clock - lateness)))

    def burst(self, count: int) -> None:
        """Add rows further apart than the overlap."""
        for _ in range(count):
            self.insert(OVERLAP + 1, 0)

    def update(self, number: int) -> None:
        """Change one of the newest rows; where changes are told it moves to the end."""
        if self.rows:
            row = self.rows[-1 - number % len(self.rows)]
            row.version += 1
            if self.order == "updated":
                row.at = self.clock

    def delete(self, number: int) -> None:
        """Take one of the newest rows away; all after it move up."""
        if self.rows:
            del self.rows[-1 - number % len(self.rows)]

    def reorder(self, seed: int) -> None:
        """Turn the list around, where its order means nothing."""
        if self.order == "whole":
            random.Random(seed).shuffle(self.rows)

    def identity(self, row: Row) -> tuple[int, int]:
        """Return what is to be told once: the row, or each of its versions."""
        return row.id, row.version if self.order == "updated" else 0

    async def poll(self, _: sdk.Call, query: sdk.PollQuery) -> sdk.Batch:
        """Read one page, and let what is to happen between pages happen."""
        found = self._since(query)
        start = self._start(found, query.page)
        page = found[start : start + self.size]
        batch = sdk.Batch(
            [self._item(row) for row in page],
            self._next(found, start) if page else None,
            self._furthest(query, page),
        )
        if self.between:
            await self.between.pop(0)()
        return batch

    def _since(self, query: sdk.PollQuery) -> list[Row]:
        if self.order == "whole":
            return list(self.rows)
        start = int(str(query.cursor)) - OVERLAP if query.cursor is not None else 0
        return sorted(
            (row for row in self.rows if row.at >= start), key=lambda row: (row.at, row.id)
        )

    def _start(self, found: list[Row], page: str | None) -> int:
        if page is None:
            return 0
        if self.paging == "keyset":
            at, number = map(int, page.split(":"))
            return sum((row.at, row.id) <= (at, number) for row in found)
        return int(page) * (self.size if self.paging == "number" else 1)

    def _next(self, found: list[Row], start: int) -> str | None:
        end = start + self.size
        if end >= len(found):
            return None
        if self.paging == "keyset":
            return f"{found[end - 1].at}:{found[end - 1].id}"
        return str(end if self.paging == "offset" else end // self.size)

    def _furthest(self, query: sdk.PollQuery, page: list[Row]) -> int | None:
        if self.order == "whole":
            return None
        known = [int(str(one)) for one in (query.cursor, query.furthest) if one is not None]
        return max([*known, *(row.at for row in page)], default=None)

    def _item(self, row: Row) -> sdk.Item:
        number, version = self.identity(row)
        payload = {"id": number, "version": version}
        stamp = str(version) if self.order == "updated" else None
        return sdk.Item(payload, str(number), stamp, BASE + timedelta(seconds=row.at))
