"""What one source comes to: runs, a position, and a journal that is not filled with nothing."""

import asyncio

import pytest

from connectors import sdk
from tests.engine.triggers.model_service import ModelService
from tests.engine.triggers.stand import (
    BASE,
    OneAccount,
    a_poller,
    a_source,
    delivered,
    fixed,
    poll_until_idle,
    wake,
)

pytestmark = pytest.mark.django_db(transaction=True)


def poll(service: OneAccount) -> None:
    """Take all turns that are due."""

    async def turns() -> None:
        async with a_poller(service) as poller:
            await poll_until_idle(poller)

    asyncio.run(turns())


def test_each_new_row_becomes_one_run() -> None:
    source = a_source()
    rows = [sdk.Item({"n": n}, str(n), at=BASE) for n in range(3)]

    poll(OneAccount(fixed(rows[:2], rows[2:])))
    wake(source)
    poll(OneAccount(fixed(rows[:2], rows[2:])))

    assert delivered(source) == [{"n": 0}, {"n": 1}, {"n": 2}]
    source.refresh_from_db()
    assert source.due_at is not None
    assert not source.is_held


def test_a_row_that_slips_under_the_reader_is_found_by_the_next_sweep() -> None:
    service = ModelService("created", "offset", size=1)
    for _ in range(4):
        service.insert(5, 0)

    async def delete_first() -> None:
        service.delete(0)

    service.between = [delete_first]
    source = a_source()

    poll(OneAccount(service.poll))

    assert [event["id"] for event in delivered(source)] == [1, 3, 4, 2]
