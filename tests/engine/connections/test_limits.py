"""Limits hold across processes, through loss of Valkey, and come back by themselves."""

import asyncio
import os
import signal
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from redis import Redis

from connectors.sdk.declare import Limits
from engine.connections.limits import Admitted, Allowance, Limiter, Wait, allowance
from engine.kernel.ids import new_id
from engine.launch.places import Places
from engine.launch.servers import Servers, running

FAST = (1.0, 1.0, 1)
SLOW = (1.0, 60.0, 1)
BY_THE_MINUTE = partial(pytest.approx, abs=10)  # so long the machine may take between two questions


@pytest.fixture(scope="module")
def valkey() -> Iterator[str]:
    with tempfile.TemporaryDirectory(dir="/tmp") as home:
        server = Servers.at(Places(Path(home), Path(home) / "s"), durable=False).valkey
        with running(server):
            yield server.url


@pytest.fixture
def client(valkey: str) -> Iterator[Redis]:
    with Redis.from_url(valkey) as client:
        yield client


def run(url: str, story: Callable[[Limiter], Awaitable[Any]], **options: Any) -> Any:
    async def whole() -> Any:
        limiter = Limiter.at(url)
        try:
            return await story(limiter)
        finally:
            await limiter.close()

    return asyncio.run(whole())


async def rated(limiter: Limiter, one: UUID, rate: Any, holder: str = "a") -> Admitted | Wait:
    return await limiter.admit(one, rate=rate, concurrency=None, holder=holder, ttl_s=5)


async def placed(
    limiter: Limiter, one: UUID, holder: str, *, places: int = 1, ttl_s: float = 5
) -> bool:
    answer = await limiter.admit(one, rate=None, concurrency=places, holder=holder, ttl_s=ttl_s)
    return isinstance(answer, Admitted)


def test_the_second_call_of_a_rate_is_told_how_long_to_wait(valkey: str) -> None:
    one = new_id()

    async def story(limiter: Limiter) -> list[Admitted | Wait]:
        return [await rated(limiter, one, SLOW), await rated(limiter, one, SLOW, "b")]

    first, second = run(valkey, story)

    assert first == Admitted()
    assert second.seconds == BY_THE_MINUTE(60)


def test_who_waits_as_long_as_told_is_admitted(valkey: str) -> None:
    one = new_id()

    async def story(limiter: Limiter) -> Admitted | Wait:
        await rated(limiter, one, FAST)
        wait = await rated(limiter, one, FAST, "b")
        assert isinstance(wait, Wait)
        await asyncio.sleep(wait.seconds + 0.001)
        return await rated(limiter, one, FAST, "b")

    assert run(valkey, story) == Admitted()


def test_a_burst_passes_at_once_and_no_more(valkey: str) -> None:
    one = new_id()

    async def story(limiter: Limiter) -> list[Admitted | Wait]:
        return [await rated(limiter, one, (1.0, 60.0, 3), str(n)) for n in range(4)]

    answers = run(valkey, story)

    assert answers[:3] == [Admitted()] * 3
    assert isinstance(answers[3], Wait)


def test_those_who_wait_are_called_back_one_after_another(valkey: str) -> None:
    one = new_id()

    async def story(limiter: Limiter) -> list[float]:
        every_eight_seconds = (1.0, 8.0, 1)
        await rated(limiter, one, every_eight_seconds)
        waits = [await rated(limiter, one, every_eight_seconds, str(n)) for n in range(3)]
        return [wait.seconds for wait in waits if isinstance(wait, Wait)]

    assert run(valkey, story) == pytest.approx([8, 16, 24], abs=4)


def test_two_processes_share_a_rate(valkey: str) -> None:
    one = new_id()

    async def story(limiter: Limiter) -> Admitted | Wait:
        return await rated(limiter, one, SLOW)

    assert run(valkey, story) == Admitted()
    assert isinstance(run(valkey, story), Wait)


def test_two_processes_share_the_places(valkey: str) -> None:
    one = new_id()

    async def story(limiter: Limiter) -> list[bool]:
        other = Limiter.at(valkey)
        first = [await placed(limiter, one, "a"), await placed(other, one, "b")]
        await limiter.leave(one, "a")
        second = [await placed(other, one, "b"), await placed(limiter, one, "a")]
        await other.close()
        return first + second

    assert run(valkey, story) == [True, False, True, False]


def test_a_place_asked_for_twice_is_counted_once(valkey: str) -> None:
    one = new_id()

    async def story(limiter: Limiter) -> list[bool]:
        return [await placed(limiter, one, name, places=2) for name in ("a", "a", "b", "c")]

    assert run(valkey, story) == [True, True, True, False]


def test_the_place_of_a_killed_worker_comes_back(valkey: str) -> None:
    one = new_id()

    async def story(limiter: Limiter) -> list[bool]:
        killed = Limiter.at(valkey)
        answers = [await placed(killed, one, "dead", ttl_s=1), await placed(limiter, one, "a")]
        await killed.close()
        await asyncio.sleep(1.01)
        return [*answers, await placed(limiter, one, "a")]

    assert run(valkey, story) == [True, False, True]


def test_a_full_house_costs_no_token_of_the_rate(valkey: str) -> None:
    one = new_id()

    async def story(limiter: Limiter) -> Admitted | Wait:
        async def both(holder: str) -> Admitted | Wait:
            rate = (1.0, 60.0, 2)
            return await limiter.admit(one, rate=rate, concurrency=1, holder=holder, ttl_s=9)

        await both("a")
        await both("b")
        await limiter.leave(one, "a")
        return await both("b")

    assert run(valkey, story) == Admitted()


def test_a_pause_holds_every_process_that_has_limits(valkey: str) -> None:
    one = new_id()

    async def story(limiter: Limiter) -> Admitted | Wait:
        other = Limiter.at(valkey)
        await other.slow_down(one, 40)
        await other.slow_down(one, 3)
        await other.close()
        return await rated(limiter, one, FAST)

    assert run(valkey, story).seconds == BY_THE_MINUTE(40)


def test_a_connection_without_limits_never_touches_valkey(client: Redis, valkey: str) -> None:
    one = new_id()

    async def story(limiter: Limiter) -> list[Admitted | Wait]:
        free = await limiter.admit(one, rate=None, concurrency=None, holder="a", ttl_s=5)
        await limiter.leave(one, "a")
        before = client.info("stats")["total_commands_processed"]
        await limiter.admit(one, rate=None, concurrency=None, holder="a", ttl_s=5)
        after = client.info("stats")["total_commands_processed"]
        return [free, before, after]

    free, before, after = run(valkey, story)

    assert free == Admitted()
    assert after == before + 1  # the second question itself


def test_a_pause_holds_a_connection_without_limits_in_the_process_that_heard_it(
    valkey: str,
) -> None:
    one = new_id()

    async def story(limiter: Limiter) -> Admitted | Wait:
        await limiter.slow_down(one, 20)
        return await limiter.admit(one, rate=None, concurrency=None, holder="a", ttl_s=5)

    assert run(valkey, story).seconds == BY_THE_MINUTE(20)


def test_an_emptied_valkey_is_filled_again_from_memory(client: Redis, valkey: str) -> None:
    one, two, three = new_id(), new_id(), new_id()

    async def story(limiter: Limiter) -> list[bool]:
        await rated(limiter, one, SLOW)
        await placed(limiter, two, "a")
        await limiter.slow_down(three, 30)
        client.flushall()
        client.script_flush()
        later = [await rated(limiter, one, SLOW), await rated(limiter, three, FAST)]
        return [*(isinstance(one, Wait) for one in later), await placed(limiter, two, "b")]

    assert run(valkey, story) == [True, True, False]


def test_a_clock_put_back_by_an_hour_holds_a_rate_up_for_one_call_only(
    client: Redis, valkey: str
) -> None:
    one = new_id()
    client.set(f"svyazka:limit:{{{one}}}:rate", (int(time.time()) + 3600) * 1_000_000)

    told = run(valkey, lambda limiter: rated(limiter, one, SLOW))

    assert isinstance(told, Wait)
    assert told.seconds <= SLOW[1] / SLOW[0]


def test_a_killed_valkey_leaves_the_same_limits_to_each_process() -> None:
    one, two = new_id(), new_id()
    with tempfile.TemporaryDirectory(dir="/tmp") as home:
        server = Servers.at(Places(Path(home), Path(home) / "s"), durable=False).valkey
        with running(server):

            async def story(limiter: Limiter) -> list[bool]:
                before = [await placed(limiter, two, "a")]
                await rated(limiter, one, SLOW)
                kill(server.url)
                late = await rated(limiter, one, SLOW)
                local = [await placed(limiter, two, "b"), await placed(limiter, two, "a")]
                await limiter.leave(two, "a")
                return [*before, isinstance(late, Wait), *local, await placed(limiter, two, "b")]

            assert run(server.url, story) == [True, True, False, True, True]


def kill(url: str) -> None:
    with Redis.from_url(url) as client:
        os.kill(client.info("server")["process_id"], signal.SIGKILL)


def test_a_crowd_of_calls_is_counted_together_and_not_taken_for_a_loss(valkey: str) -> None:
    one, rate = new_id(), (1.0, 600.0, 300)

    async def half(limiter: Limiter) -> int:
        answers = await asyncio.gather(*(rated(limiter, one, rate, str(n)) for n in range(500)))
        return answers.count(Admitted())

    async def story(limiter: Limiter) -> int:
        other = Limiter.at(valkey)
        admitted = sum(await asyncio.gather(half(limiter), half(other)))
        await other.close()
        return admitted

    assert run(valkey, story) == 300


def test_the_limits_work_when_valkey_was_never_there() -> None:
    one = new_id()

    async def story(limiter: Limiter) -> list[bool]:
        answers = [await rated(limiter, one, SLOW), await rated(limiter, one, SLOW)]
        return [isinstance(answer, Admitted) for answer in answers]

    assert run("unix:///tmp/no-valkey-here.sock?db=0", story) == [True, False]


def test_the_connection_overrides_what_its_connector_declares() -> None:
    declared = Limits(at_once=4, calls=100, period_s=60)

    assert allowance(declared, {}) == Allowance((91, 60, 10), 4)
    assert allowance(declared, {"limits": {"per_second": 0.5}}) == Allowance((0.5, 1.0, 1), 4)
    assert allowance(None, {"limits": {"concurrency": 2}}) == Allowance(None, 2)
    assert allowance(None, {}) == Allowance()
