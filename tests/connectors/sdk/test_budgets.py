"""What services say about the calls that are left."""

import asyncio
from datetime import UTC, datetime

import pytest
from multidict import CIMultiDict

from connectors import sdk
from connectors.sdk.budgets import rest_s
from tests.connectors.loopback import answer, door, service

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
EPOCH = int(NOON.timestamp())


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, 0),
        ({"X-RateLimit-Remaining": "3", "X-RateLimit-Reset": "50"}, 0),
        ({"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "50"}, 50),
        ({"x-ratelimit-remaining": "0", "x-ratelimit-reset": "1.5"}, 1.5),
        ({"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": str(EPOCH + 20)}, 20),
        ({"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": str(EPOCH - 20)}, 0),
        ({"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "9" * 14}, 3600),
        ({"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "soon"}, 0),
        ({"X-RateLimit-Remaining": "0"}, 0),
        ({"RateLimit-Remaining": "0", "RateLimit-Reset": "7"}, 7),
        ({"RateLimit": "limit=100, remaining=0, reset=50"}, 50),
        ({"RateLimit": "limit=100, remaining=10, reset=50"}, 0),
        ({"RateLimit": '"burst";r=0;t=2, "daily";r=400;t=9000'}, 2),
        ({"RateLimit": '"burst";r=0;t=2, "daily";r=0;t=900'}, 900),
        ({"RateLimit": '"default";r=50;t=30'}, 0),
        ({"RateLimit": "r=0;;t=x"}, 0),
    ],
)
def test_a_service_without_calls_left_is_given_rest(
    headers: dict[str, str], seconds: float
) -> None:
    assert rest_s(CIMultiDict(headers), lambda: NOON) == seconds


async def two_requests(call: sdk.Call, url: str) -> None:
    for _ in range(2):
        await call.get(url)


async def paces_and_rest() -> tuple[int, float]:
    paced = 0

    async def pace() -> None:
        nonlocal paced
        paced += 1

    spent = answer(headers=["X-RateLimit-Remaining: 0", "X-RateLimit-Reset: 9"])
    async with service(spent, answer()) as there, door() as way:
        call = sdk.Call(way)
        call.pace = pace
        await two_requests(call, there.url())
        return paced, call.rest_s


def test_a_call_waits_before_each_request_but_the_first_and_keeps_what_was_said() -> None:
    assert asyncio.run(paces_and_rest()) == (1, 9.0)
