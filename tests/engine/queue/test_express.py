"""The receiver's own short way to PostgreSQL: what is refused, what is long, what is cut."""

import asyncio

import psycopg
import pytest

from engine.kernel.clock import now
from engine.kernel.ids import new_text_id
from engine.queue.arrivals import Arrival, hurry_in
from engine.queue.database import connect
from engine.queue.express import Express
from engine.queue.models import Run

pytestmark = pytest.mark.django_db(transaction=True)


def arrival(payload: bytes = b"{}", own: str | None = None) -> Arrival:
    """Return a run that no bundle listens to."""
    event, home = new_text_id(), new_text_id()
    return Arrival(own or new_text_id(), event, home, None, None, now(), 0, payload)


@pytest.mark.parametrize("count", [1, 3])
def test_a_refused_row_is_told_and_the_line_goes_on(count: int) -> None:
    async def scene() -> None:
        async with await connect("test") as db:
            line = Express(db)
            with pytest.raises(psycopg.DataError):
                await hurry_in(line, [*(arrival() for _ in range(count - 1)), arrival(own="no id")])
            await hurry_in(line, [arrival() for _ in range(count)])

    asyncio.run(scene())

    assert Run.objects.count() == count


@pytest.mark.parametrize("count", [1, 3])
def test_rows_of_many_megabytes_arrive_whole(count: int) -> None:
    long = b'{"a":"' + b"x" * 3_000_000 + b'"}'

    async def scene() -> None:
        async with await connect("test") as db:
            await hurry_in(Express(db), [arrival(long) for _ in range(count)])

    asyncio.run(scene())

    stored = Run.objects.values_list("payload", flat=True)
    assert [len(str(payload)) for payload in stored] == [len(long)] * count


def test_who_comes_until_the_server_is_ready_goes_with_the_group() -> None:
    async def scene() -> None:
        async with await connect("test") as db:
            await hurry_in(Express(db), [arrival(), arrival()], lambda: [arrival()])

    asyncio.run(scene())

    assert Run.objects.count() == 3


@pytest.mark.parametrize("count", [1, 2])
def test_a_cut_line_is_told_as_one(count: int) -> None:
    async def scene() -> bool:
        async with await connect("test") as db, await connect("killer") as killer:
            await killer.execute("SELECT pg_terminate_backend(%s)", [db.info.backend_pid])
            with pytest.raises(psycopg.OperationalError):
                await hurry_in(Express(db), [arrival() for _ in range(count)])
            return db.closed

    assert asyncio.run(scene())
