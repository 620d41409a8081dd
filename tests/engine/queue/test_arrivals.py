"""How events are written into the queue: alone or many at once, it makes no difference."""

import asyncio
from collections.abc import Sequence

import pytest

from engine.kernel.clock import now
from engine.kernel.ids import new_text_id
from engine.queue.arrivals import Arrival, hurry_in, put_in
from engine.queue.database import connect
from engine.queue.express import Express
from engine.queue.models import Run

OWN = {"id", "seq", "event_id", "origin_id"}


async def put(arrivals: Sequence[Arrival]) -> None:
    async with await connect("test") as db:
        await hurry_in(Express(db), arrivals)


async def put_unhurried(arrivals: Sequence[Arrival]) -> None:
    async with await connect("test") as db:
        await put_in(db, arrivals)


@pytest.mark.parametrize("listens", [True, False])
@pytest.mark.parametrize("repeats", [True, False])
@pytest.mark.parametrize("key", [None, "plain", "a\tb\\n\0c", "\ud800 привет"])
@pytest.mark.django_db(transaction=True)
def test_a_run_put_in_alone_is_stored_as_one_of_many(
    key: str | None, repeats: bool, listens: bool
) -> None:
    space, moment = new_text_id(), now()

    def arrival() -> Arrival:
        bundle = space if listens else None
        ids = (new_text_id(), new_text_id(), space, bundle, space)
        body = b'{"a":"\\u0000 \\\\ \\n"}'
        return Arrival(*ids, moment, 7, body, key, key, is_duplicate=repeats)

    asyncio.run(put([arrival()]))
    asyncio.run(put([arrival(), arrival()]))
    asyncio.run(put_unhurried([arrival()]))

    rows = [{**row} for row in Run.objects.values()]
    alone, *many = [{name: row[name] for name in row.keys() - OWN} for row in rows]
    assert many == [alone, alone, alone]
