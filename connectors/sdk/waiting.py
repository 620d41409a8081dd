"""Answers that take their time: a service works on a task, and is asked until it is done."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

T = TypeVar("T")


async def until(
    ask: Callable[[], Awaitable[T | None]], pauses_s: Sequence[float] = (0.5, 1, 2, 4)
) -> T | None:
    """Return the first answer; ask once more after each pause, None when there is none by then."""
    answer = await ask()
    for pause_s in pauses_s:
        if answer is not None:
            return answer
        await asyncio.sleep(pause_s)
        answer = await ask()
    return answer
