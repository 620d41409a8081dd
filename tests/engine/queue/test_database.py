"""The loops' lines to PostgreSQL: how they are drawn, and what their errors mean."""

import asyncio

import psycopg
import pytest
from pytest_django import Settings

from engine.queue.database import address, connect

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_transaction_left_idle_is_ended_before_its_lease(settings: Settings) -> None:
    settings.LEASE_S = 3.0

    async def scene() -> str | None:
        sleeper, other = await connect("sleeper"), await connect("other")
        async with sleeper, other:
            await sleeper.execute("BEGIN; LOCK TABLE journal_rollup IN ACCESS EXCLUSIVE MODE")
            async with asyncio.timeout(30):
                await other.execute("SELECT count(*) FROM journal_rollup")
            with pytest.raises(psycopg.Error) as ended:
                await sleeper.execute("COMMIT")
        return ended.value.sqlstate

    assert asyncio.run(scene()) == "25P03"


NO_PARTITION = "INSERT INTO journal_words VALUES ('2001-01-01', uuidv7(), uuidv7(), '')"
TOO_LARGE = (
    "CREATE TEMP TABLE narrow (key text PRIMARY KEY);"
    "INSERT INTO narrow SELECT string_agg(gen_random_uuid()::text, '') FROM generate_series(1, 500)"
)


@pytest.mark.parametrize(
    ("statement", "meant"),
    [
        ("BEGIN READ ONLY; DELETE FROM queue_memory", psycopg.OperationalError),
        ("SELECT pg_sleep(5)", psycopg.OperationalError),
        (NO_PARTITION, psycopg.OperationalError),
        (TOO_LARGE, psycopg.DataError),
    ],
    ids=["a replica by now", "cut for its length", "no partition yet", "too large for good"],
)
def test_what_passes_is_told_from_what_is_refused(
    settings: Settings, statement: str, meant: type[psycopg.Error]
) -> None:
    settings.LEASE_S = 1.5

    async def scene() -> None:
        async with await connect("test") as line:
            await line.execute(statement)

    with pytest.raises(psycopg.Error) as told:
        asyncio.run(scene())

    assert (type(told.value), bool(told.value.sqlstate)) == (meant, True)


def test_a_line_trusts_the_server_that_its_address_says() -> None:
    parts = {"host": "db", "sslmode": "verify-full", "options": "-c x.y=1", "cursor_factory": None}

    told = psycopg.conninfo.conninfo_to_dict(address(parts, name="worker", lease_ms=3000))

    assert (told["host"], told["sslmode"]) == ("db", "verify-full")
    assert str(told["options"]).startswith("-c x.y=1 -c timezone=UTC")
