"""Lines to PostgreSQL that a stopped process leaves open do not hold up the others."""

import asyncio

import psycopg
import pytest
from pytest_django import Settings

from engine.queue.database import connect

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_transaction_left_idle_is_ended_before_its_lease(settings: Settings) -> None:
    settings.LEASE_S = 1.5

    async def scene() -> str | None:
        sleeper, other = await connect("sleeper"), await connect("other")
        async with sleeper, other:
            await sleeper.execute("BEGIN")
            await sleeper.execute("LOCK TABLE journal_rollup IN ACCESS EXCLUSIVE MODE")
            async with asyncio.timeout(10):
                await other.execute("SELECT count(*) FROM journal_rollup")
            with pytest.raises(psycopg.Error) as ended:
                await sleeper.execute("COMMIT")
        return ended.value.sqlstate

    assert asyncio.run(scene()) == "25P03"
