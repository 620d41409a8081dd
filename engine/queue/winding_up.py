"""The end of a process's work: what is under way finishes, unless the process has to go."""

import asyncio
import math
import time
from collections.abc import Callable, Sequence
from typing import Any

GRACE_S = 8.0
LOOK_EVERY_S = 0.2


async def finish(
    tasks: Sequence["asyncio.Task[Any]"],
    *,
    must_go: Callable[[], bool],
    grace_s: float = GRACE_S,
) -> None:
    """Wait for all of them; what is left a grace after `must_go` became true is cancelled."""
    ends_at = math.inf
    while left := [task for task in tasks if not task.done()]:
        moment = time.monotonic()
        if must_go():
            ends_at = min(ends_at, moment + grace_s)
        if moment >= ends_at:
            break
        await asyncio.wait(left, timeout=min(LOOK_EVERY_S, ends_at - moment))
    for task in left:
        task.cancel()
    await asyncio.gather(*left, return_exceptions=True)
