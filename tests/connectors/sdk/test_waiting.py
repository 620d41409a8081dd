"""Asking again until a service has finished a task."""

import asyncio
from collections.abc import Iterator

import pytest

from connectors import sdk


def asked(answers: Iterator[str | None]) -> str | None:
    async def ask() -> str | None:
        return next(answers)

    return asyncio.run(sdk.until(ask, pauses_s=(0, 0)))


@pytest.mark.parametrize(
    ("answers", "found"),
    [
        (["now"], "now"),
        ([None, None, "at last"], "at last"),
        ([None, None, None], None),
        (["", "too late"], ""),
    ],
)
def test_a_task_is_asked_after_until_it_is_done_or_patience_ends(
    answers: list[str | None], found: str | None
) -> None:
    assert asked(iter(answers)) == found
