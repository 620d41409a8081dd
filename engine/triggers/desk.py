"""What every turn in one process shares: the network, two lines to PostgreSQL, health, limits."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import psycopg

from connectors.sdk import Door
from engine.connections.library import Accounts
from engine.connections.limits import Limiter
from engine.health.watch import Watch
from engine.queue.database import Db, connect


@dataclass(slots=True)
class Desk:
    """Hands for turns; `stop_bundle(bundle, error)` has a bundle stopped by its service."""

    door: Door
    accounts: Accounts
    limiter: Limiter
    watch: Watch
    stop_bundle: Callable[[UUID, Mapping[str, Any]], None]
    _reader: Db | None = None
    _writer: Db | None = None
    _writing: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def reader(self) -> Db:
        """Return the line for statements that stand alone."""
        if self._reader is None or self._reader.closed:
            self._reader = await connect("poller")
        return self._reader

    @asynccontextmanager
    async def writer(self) -> AsyncIterator[Db]:
        """Lend the line for transactions to one turn at a time."""
        async with self._writing:
            if self._writer is None or self._writer.closed:
                self._writer = await connect("poller's pages")
            try:
                yield self._writer
            except psycopg.OperationalError:
                # What state the line is in nobody knows.
                await self._writer.close()
                raise

    async def hang_up(self) -> None:
        """Close both lines; the next who needs one opens it anew."""
        for line in (self._reader, self._writer):
            if line is not None:
                await line.close()
        self._reader = self._writer = None
