"""The kit that simulators are made of: bad days, clock, request log, webhooks."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import TypeVar

import aiohttp
import pytest
from aiohttp import web

from tests.services.kit import BadDay, Clock, Sent, Simulator, serving

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
T = TypeVar("T")


class Counter(Simulator):
    """A service that counts."""

    name = "counter"

    def __init__(self) -> None:
        super().__init__(Clock(NOON))
        self.count = 0
        self.received: list[str] = []

    def routes(self) -> list[web.RouteDef]:
        return [web.post("/count", self.add), web.post("/inbox", self.take)]

    async def add(self, _request: web.Request) -> web.Response:
        self.count += 1
        return web.json_response({"count": self.count, "filler": "x" * 1000})

    async def take(self, request: web.Request) -> web.Response:
        self.received.append(await request.text())
        return web.Response(status=503 if len(self.received) == 1 else 200)


def with_counter(story: Callable[[Counter, aiohttp.ClientSession], Awaitable[T]]) -> T:
    """Tell a story about a running counter."""

    async def go() -> T:
        async with serving(Counter()) as counter, aiohttp.ClientSession(counter.url) as session:
            return await story(counter, session)

    return asyncio.run(go())


async def ask(session: aiohttp.ClientSession) -> int | str:
    """Ask for the count and return the status, or how the connection ended."""
    try:
        async with session.post("/count") as answer:
            await answer.read()
            return answer.status
    except aiohttp.ClientError as error:
        return type(error).__name__


@pytest.mark.parametrize(
    ("day", "outcome", "count"),
    [
        (BadDay("error", status=503), 503, 0),
        (BadDay("error", acts=True), 500, 1),
        (BadDay("busy"), 429, 0),
        (BadDay("garbage"), 200, 0),
        (BadDay("half"), "ClientPayloadError", 1),
        (BadDay("hangup"), "ServerDisconnectedError", 0),
        (BadDay("hangup", acts=True), "ServerDisconnectedError", 1),
        (BadDay("slow", delay_s=0.01), 200, 1),
        (BadDay("error", path="/elsewhere"), 200, 1),
    ],
)
def test_a_bad_day_spoils_one_answer(day: BadDay, outcome: int | str, count: int) -> None:
    async def story(counter: Counter, session: aiohttp.ClientSession) -> None:
        counter.weather.expect(day)

        assert await ask(session) == outcome
        assert counter.count == count
        counter.weather.clear()
        assert await ask(session) == 200

    with_counter(story)


def test_a_bad_day_ends_after_its_number_of_times() -> None:
    async def story(counter: Counter, session: aiohttp.ClientSession) -> None:
        counter.weather.expect(BadDay("error", times=2))

        assert [await ask(session) for _ in range(3)] == [500, 500, 200]
        assert [one.status for one in counter.seen] == [500, 500, 200]

    with_counter(story)


def test_the_weather_and_the_clock_are_moved_from_outside() -> None:
    async def story(counter: Counter, session: aiohttp.ClientSession) -> None:
        await session.post("/_sim/weather", json={"kind": "error", "times": None})
        await session.post("/_sim/clock", json={"advance_s": 60})
        refused = await session.post("/_sim/weather", json={"kind": "snow"})

        assert [await ask(session) for _ in range(2)] == [500, 500]
        assert counter.clock.now().minute == 1
        assert refused.status == 400
        assert len((await (await session.get("/_sim/requests")).json())["requests"]) == 2

    with_counter(story)


def test_a_webhook_that_is_answered_badly_is_sent_again() -> None:
    async def story(counter: Counter, _session: aiohttp.ClientSession) -> None:
        told: list[int | None] = []
        counter.outbox.put(Sent(f"{counter.url}/inbox", b"hello", told=told.append))
        counter.outbox.put(Sent("http://127.0.0.1:1/", b"", told=told.append))

        await counter.outbox.drained()

        assert counter.received == ["hello", "hello"]
        assert told == [503, 200, None, None, None]

    with_counter(story)
