"""The one task of a web process that looks for changes while somebody listens."""

import asyncio
import logging
import time
from contextlib import suppress
from functools import partial
from uuid import UUID

import psycopg
from psycopg import IsolationLevel

from engine.live.feed import Feed, Listener
from engine.live.look import Look, asked
from engine.live.position import Position
from engine.live.statements import LOOK
from engine.queue.database import Db, connect

log = logging.getLogger(__name__)

EVERY_S = 1.0
# Newcomers wait for a look before they hear anything, but a crowd of them shares it.
NEWCOMERS_S = 0.1
SHARE_OF_TIME = 0.1


class Watcher:
    """Looks once a second at each workspace listened to; sleeps, disconnected, while none is."""

    def __init__(self) -> None:
        self._feeds: dict[UUID, Feed] = {}
        self._somebody = asyncio.Event()

    def add(self, workspace_id: UUID, listener: Listener) -> None:
        """Tell this listener what changes in the workspace."""
        self._feeds.setdefault(workspace_id, Feed(workspace_id)).newcomers.add(listener)
        self._somebody.set()

    def remove(self, workspace_id: UUID, listener: Listener) -> None:
        """Tell it no more; what was seen for the last listener of a workspace is forgotten."""
        feed = self._feeds.get(workspace_id)
        if feed is None:
            return
        feed.forget(listener)
        if feed.is_empty:
            del self._feeds[workspace_id]

    async def watch(self) -> None:
        """Look for as long as the process lives."""
        while True:
            while not self._feeds:
                self._somebody.clear()
                await self._somebody.wait()
            try:
                async with await connect("live") as db:
                    await self._look_on(db)
            except psycopg.Error as error:
                log.warning("Cannot look for changes, trying again: %s", error)
                await asyncio.sleep(EVERY_S)

    async def _look_on(self, db: Db) -> None:
        await db.set_isolation_level(IsolationLevel.REPEATABLE_READ)
        db.prepare_threshold = None  # a plan made for any position would read whole partitions
        while self._feeds:
            self._somebody.clear()
            began = time.monotonic()
            for feed in list(self._feeds.values()):
                await _look(db, feed)
            await self._rest(time.monotonic() - began)

    async def _rest(self, spent_s: float) -> None:
        await asyncio.sleep(max(NEWCOMERS_S, spent_s))
        with suppress(TimeoutError):
            async with asyncio.timeout(max(EVERY_S, spent_s / SHARE_OF_TIME) - NEWCOMERS_S):
                await self._somebody.wait()


async def _look(db: Db, feed: Feed) -> None:
    """Let a feed look; a mistake of ours there ends its streams, not those of others."""
    try:
        async with db.transaction():
            await feed.look(partial(_ask, db, feed.workspace_id))
    except psycopg.Error:
        raise
    except Exception:
        log.exception("Cannot tell workspace %s what changes", feed.workspace_id)
        feed.end()


async def _ask(db: Db, workspace_id: UUID, since: Position | None) -> Look:
    answer = await (await db.execute(LOOK, asked(workspace_id, since))).fetchone()
    if answer is None:
        raise psycopg.DataError("a look always sees something")
    return Look.read(answer, since)
