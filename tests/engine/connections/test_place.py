"""The place of an attempt: its scope's rate, its connection's rate, and each further request."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest
from django.conf import settings

from connectors import sdk
from engine.connections.library import Account, open_account
from engine.connections.limits import Limiter
from engine.connections.places import Place
from engine.kernel.ids import new_id
from tests.connectors.loopback import answer, door, service

pytestmark = pytest.mark.usefixtures("servers")

TIGHT = sdk.Limits(calls=1, period_s=60.0)


def an_account(limits: sdk.Limits | None) -> Account:
    connector = sdk.Connector("any", auth=(sdk.NO_AUTH,), limits=limits)
    return replace(open_account(connector, "none", {}, {}), connection_id=new_id())


def with_limiter(story: Callable[[Limiter], Awaitable[Any]]) -> Any:
    async def whole() -> Any:
        limiter = Limiter.at(settings.REDIS_URL)
        try:
            return await story(limiter)
        finally:
            await limiter.close()

    return asyncio.run(whole())


def waits(account: Account, *scopes: str) -> list[bool]:
    """Ask for a place in each scope in turn; true for those that must wait."""

    async def story(limiter: Limiter) -> list[bool]:
        return [
            await Place(limiter, account, scope, f"h{n}").take() > 0
            for n, scope in enumerate(scopes)
        ]

    told: list[bool] = with_limiter(story)
    return told


def test_a_scope_has_a_tighter_rate_than_its_connection() -> None:
    account = an_account(sdk.Limits(calls=1000, scopes={"subscribe": TIGHT}))

    assert waits(account, "subscribe", "subscribe", "look", "look") == [False, True, False, False]


def test_a_call_in_a_scope_counts_for_the_connection() -> None:
    account = an_account(replace(TIGHT, scopes={"subscribe": sdk.Limits(calls=1000)}))

    assert waits(account, "subscribe", "look") == [False, True]


def test_scopes_of_two_connections_are_apart() -> None:
    limits = sdk.Limits(scopes={"subscribe": TIGHT})

    assert waits(an_account(limits), "subscribe") == waits(an_account(limits), "subscribe")


def test_a_connection_without_limits_never_waits() -> None:
    assert waits(an_account(None), "look", "look", "look") == [False] * 3


def test_every_request_of_a_step_keeps_the_pace() -> None:
    account = an_account(sdk.Limits(calls=10, period_s=1.0))

    async def story(limiter: Limiter) -> float:
        async with service(answer()) as there, door() as way:
            place, call = Place(limiter, account, "look", "h"), account.call(way)
            began = time.monotonic()
            await place.take()
            place.guide(call)
            for _ in range(5):
                await call.get(there.url())
            return time.monotonic() - began

    # Nothing bursts at ten a second: four requests after the first take four tenths.
    assert with_limiter(story) >= 0.39


def test_a_pace_that_takes_too_long_gives_the_attempt_up() -> None:
    account = an_account(TIGHT)

    async def story(limiter: Limiter) -> sdk.RateLimited:
        async with service(answer()) as there, door() as way:
            place = Place(limiter, account, "look", "h", pace_patience_s=0.1)
            call = account.call(way)
            await place.take()
            place.guide(call)
            await call.get(there.url())
            with pytest.raises(sdk.RateLimited) as refused:
                await call.get(there.url())
            return refused.value

    error = with_limiter(story)
    assert (error.code, error.retry_after) == ("own_limit", pytest.approx(60, abs=10))


def test_what_the_answers_say_slows_the_whole_connection() -> None:
    account = an_account(sdk.Limits(calls=1000))
    spent = answer(headers=["X-RateLimit-Remaining: 0", "X-RateLimit-Reset: 60"])

    async def story(limiter: Limiter) -> float:
        async with service(spent) as there, door() as way:
            place, call = Place(limiter, account, "look", "h"), account.call(way)
            await call.get(there.url())
            await place.heed(call)
            return await Place(limiter, account, "look", "i").take()

    assert with_limiter(story) == pytest.approx(60, abs=10)
