"""What one worker process remembers, and what it never troubles PostgreSQL with."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from itertools import pairwise
from time import monotonic
from typing import Any

import pytest

from engine.connections.models import Connection
from engine.health.models import Breaker, Penalty
from engine.health.signs import Sign
from engine.health.watch import APART_S, GO, Leave, Watch
from engine.kernel.clock import now
from engine.kernel.ids import new_id
from tests.engine.machine import a_hook

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def connection() -> Connection:
    """Return somebody's connection."""
    return a_hook()


def an_open_breaker(connection: Connection, *, probe_in_s: float) -> Breaker:
    return Breaker.objects.create(
        connection=connection,
        streak=20,
        recent="1" * 20,
        opened_at=now(),
        probe_at=now() + timedelta(seconds=probe_in_s),
    )


def watched(do: Callable[[Watch], Awaitable[Any]]) -> Any:
    """Do something with a watch of its own and let it write."""

    async def scene() -> Any:
        watch = Watch()
        try:
            return await do(watch)
        finally:
            await watch.close()

    return asyncio.run(scene())


def test_calls_over_a_healthy_connection_and_over_none_may_go(connection: Connection) -> None:
    async def ask(watch: Watch) -> list[Leave]:
        return [await watch.leave(connection.pk), await watch.leave(None)]

    assert watched(ask) == [GO, GO]


def test_who_waits_for_the_probe_comes_back_one_after_another(connection: Connection) -> None:
    an_open_breaker(connection, probe_in_s=30)

    async def ask(watch: Watch) -> tuple[list[float], float]:
        began = monotonic()
        leaves = [await watch.leave(connection.pk) for _ in range(50)]
        return [leave.wait_s or 0 for leave in leaves], monotonic() - began

    waits, took_s = watched(ask)
    assert waits == [pytest.approx(30 + n * APART_S, abs=took_s + 5) for n in range(1, 51)]
    steps = [later - sooner for sooner, later in pairwise(waits)]
    assert steps == [pytest.approx(APART_S, abs=took_s)] * 49


def test_who_was_refused_before_comes_before_who_never_tried(connection: Connection) -> None:
    an_open_breaker(connection, probe_in_s=30)

    async def ask(watch: Watch) -> list[Leave]:
        turns = [True] * 60 + [False]
        return [await watch.leave(connection.pk, is_first=is_first) for is_first in turns]

    *new, old = watched(ask)
    assert all(one.wait_s > old.wait_s for one in new)


def test_of_a_crowd_that_asks_when_the_probe_is_due_one_may_go(connection: Connection) -> None:
    an_open_breaker(connection, probe_in_s=-1)

    async def ask(watch: Watch) -> list[Leave]:
        return await asyncio.gather(*(watch.leave(connection.pk) for _ in range(20)))

    leaves = watched(ask)
    assert [leave.is_probe for leave in leaves].count(True) == 1
    # They ask again once the probe may be back: if it came through, nothing else would tell them.
    assert 2 < min(leave.wait_s for leave in leaves if leave.wait_s is not None) < 4


def test_good_news_of_the_healthy_is_not_written(connection: Connection) -> None:
    async def tell(watch: Watch) -> Any:
        await watch.leave(connection.pk)
        watch.heard(connection.pk, GO, Sign.WELL)
        watch.relieve(new_id(), polls=False)
        return watch._task

    assert watched(tell) is None


def test_what_was_seen_is_written_before_it_goes_home(connection: Connection) -> None:
    bundle = new_id()

    async def tell(watch: Watch) -> None:
        for _ in range(3):
            watch.heard(connection.pk, GO, Sign.SILENT, code="timed_out")
            watch.strike(bundle, polls=False)

    watched(tell)

    assert Penalty.objects.get(pk=bundle).points == 3
    assert (Breaker.objects.get().streak, Breaker.objects.get().last_code) == (3, "timed_out")


def test_what_says_nothing_about_health_is_not_counted(connection: Connection) -> None:
    async def tell(watch: Watch) -> None:
        watch.heard(connection.pk, GO, Sign.UNCLEAR)
        watch.heard(None, GO, Sign.SILENT)

    watched(tell)

    assert not Breaker.objects.exists()
