"""A busy second waited out: what a service refused as too many calls it has not done."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from connectors.sdk.errors import RateLimited

LONGEST_PAUSE_S = 5.0
USUAL_PAUSE_S = 1.0
T = TypeVar("T")


async def patiently(do: Callable[[], Awaitable[T]], *, times: int = 1) -> T:
    """Return what it does, tried again so many times after short pauses while it is refused.

    A service that wants to be left alone for longer raises RateLimited, for the engine to wait.
    """
    for _ in range(times):
        try:
            return await do()
        except RateLimited as limited:
            pause_s = limited.retry_after or USUAL_PAUSE_S
            if pause_s > LONGEST_PAUSE_S:
                raise
            await asyncio.sleep(pause_s)
    return await do()
