"""A database line of its own for a test, as the worker has one."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from engine.queue.database import Db, connect


def on_a_line(do: Callable[[Db], Awaitable[Any]]) -> Any:
    """Do something on a line of its own and hang up."""

    async def scene() -> Any:
        db = await connect("test")
        try:
            return await do(db)
        finally:
            await db.close()

    return asyncio.run(scene())
