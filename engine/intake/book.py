"""The receiver's memory of hooks: who listens behind each secret address."""

import asyncio
import logging
import time
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any

import psycopg

from engine.intake.hooks import Hook, read_hook
from engine.queue.database import Db, connect

log = logging.getLogger(__name__)

CHANNEL = "svyazka_hooks"
FRESH_S = 60.0
UNKNOWN_FRESH_S = 2.0
CAPACITY = 20_000

FIND = """
SELECT c.id, c.workspace_id, c.connector, c.settings, c.secrets,
       COALESCE(json_agg(json_build_object('bundle', b.id, 'status', b.status,
                                           'definition', v.definition))
                FILTER (WHERE b.id IS NOT NULL), '[]')
FROM connections_connection c
LEFT JOIN bundles_use u ON u.connection_id = c.id AND u.role = 'trigger' AND u.live
LEFT JOIN bundles_bundle b ON b.id = u.bundle_id AND b.status <> 'deleted'
LEFT JOIN bundles_bundleversion v ON v.id = b.version_id
WHERE c.hook_token = %s
GROUP BY c.id
"""


@dataclass(slots=True)
class _Page:
    hook: Hook | None
    fresh_until: float


class HookBook:
    """Hooks by token, kept fresh by PostgreSQL's notifications (`engine.queue.signals`)."""

    def __init__(self) -> None:
        self._pages: OrderedDict[str, _Page] = OrderedDict()
        self._loading: dict[str, asyncio.Future[Hook | None]] = {}
        self._db: Db | None = None
        self._lock = asyncio.Lock()

    def known(self, token: str) -> Hook | None:
        """Return the hook when it is remembered and fresh; the fast path, without waiting."""
        page = self._pages.get(token)
        if page is None or page.fresh_until < time.monotonic():
            return None
        return page.hook

    async def find(self, token: str) -> Hook | None:
        """Return the hook of a token, None when there is none; one query for many callers.

        Raises psycopg.OperationalError while the database is away.
        """
        page = self._pages.get(token)
        if page is not None and page.fresh_until >= time.monotonic():
            return page.hook
        loading = self._loading.get(token)
        if loading is None:
            loading = self._loading[token] = asyncio.ensure_future(self._load(token))
            loading.add_done_callback(lambda _: self._loading.pop(token, None))
        return await asyncio.shield(loading)

    async def listen(self) -> None:
        """Forget what changes, for as long as the process lives; forgets all after a lost line."""
        while True:
            try:
                db = await connect("hooks listener")
                async with db:
                    await db.execute(f"LISTEN {CHANNEL}")
                    self._pages.clear()
                    async for notice in db.notifies():
                        self._forget(notice.payload)
            except psycopg.OperationalError:
                log.warning("Lost the line to PostgreSQL for hook changes; trying again")
            self._pages.clear()
            await asyncio.sleep(1)

    async def close(self) -> None:
        """Hang up."""
        if self._db is not None:
            await self._db.close()

    def _forget(self, connection_id: str) -> None:
        for token, page in list(self._pages.items()):
            if page.hook is not None and page.hook.connection_id == connection_id:
                del self._pages[token]

    async def _load(self, token: str) -> Hook | None:
        row = await self._ask(token)
        hook = read_hook(row) if row else None
        fresh_s = FRESH_S if hook else UNKNOWN_FRESH_S
        self._pages[token] = _Page(hook, time.monotonic() + fresh_s)
        while len(self._pages) > CAPACITY:
            self._pages.popitem(last=False)
        return hook

    async def _ask(self, token: str) -> tuple[Any, ...] | None:
        async with self._lock:
            if self._db is None or self._db.closed:
                self._db = await connect("hooks")
            try:
                return await (await self._db.execute(FIND, (token,))).fetchone()
            except psycopg.OperationalError:
                await self._db.close()
                self._db = await connect("hooks")
                return await (await self._db.execute(FIND, (token,))).fetchone()
