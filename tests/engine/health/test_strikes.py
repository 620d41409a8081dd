"""Penalty points in the database."""

import asyncio
from typing import Any
from uuid import UUID

import pytest

from engine.health.ladder import WELL
from engine.health.models import Penalty
from engine.health.strikes import Course, ailing, relieve, strike, strike_many
from engine.kernel.ids import new_id
from engine.queue.database import Db, connect
from tests.engine.health.lines import on_a_line

pytestmark = pytest.mark.django_db(transaction=True)


async def struck(db: Db, bundle_id: UUID, times: int, *, polls: bool = True) -> Any:
    for _ in range(times):
        standing = await strike(db, bundle_id, polls=polls)
    return standing


def test_the_third_timeout_slows_polling_down() -> None:
    bundle = new_id()

    standing = on_a_line(lambda db: struck(db, bundle, 3))

    assert (standing.points, standing.extra_delay_s) == (3, 600)
    assert Penalty.objects.get(pk=bundle).points == 3


def test_no_more_than_twenty_timeouts_are_counted() -> None:
    standing = on_a_line(lambda db: struck(db, new_id(), 25, polls=False))

    assert standing.points == 20


def test_points_survive_a_restart() -> None:
    bundle = new_id()
    on_a_line(lambda db: struck(db, bundle, 9))

    assert on_a_line(lambda db: struck(db, bundle, 1)).extra_delay_s == 1800


def test_a_success_of_the_healthy_writes_nothing() -> None:
    assert on_a_line(lambda db: relieve(db, new_id())) == WELL
    assert not Penalty.objects.exists()


def test_successes_heal_until_nothing_is_left() -> None:
    bundle = new_id()

    async def scene(db: Db) -> list[int]:
        await struck(db, bundle, 12)
        return [(await relieve(db, bundle)).points for _ in range(3)]

    assert on_a_line(scene) == [9, 2, 0]
    assert not Penalty.objects.exists()


def test_many_bundles_are_written_together_each_by_its_own_course() -> None:
    slow, fine, hit = sorted(new_id() for _ in range(3))

    async def scene(db: Db) -> Any:
        await struck(db, slow, 4)
        courses = {
            hit: Course(polls=False, outcomes=[False] * 20),
            fine: Course(polls=True, outcomes=[False, True]),
            slow: Course(polls=True, outcomes=[True]),
        }
        return await strike_many(db, courses), await ailing(db)

    standings, ill = on_a_line(scene)
    assert {one: standing.points for one, standing in standings.items()} == {
        slow: 2,
        fine: 0,
        hit: 20,
    }
    assert ill == {slow, hit}


def test_two_workers_lose_no_point_between_them() -> None:
    bundles = [new_id() for _ in range(3)]

    async def strikes(order: list[UUID]) -> None:
        db = await connect("test")
        for _ in range(8):
            await strike_many(db, {one: Course(True, [False]) for one in order})
        await db.close()

    async def both() -> None:
        await asyncio.gather(strikes(bundles), strikes(bundles[::-1]))

    asyncio.run(both())
    assert set(Penalty.objects.values_list("points", flat=True)) == {16}
