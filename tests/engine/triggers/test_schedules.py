"""Schedules that fire: each slot once, missed ones as chosen, however often somebody looks."""

import asyncio
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest

from engine.kernel.clock import now
from engine.triggers.models import Source
from tests.engine.triggers.stand import (
    OneAccount,
    a_poller,
    a_source,
    delivered,
    fixed,
    poll_until_idle,
    wake,
)

pytestmark = pytest.mark.django_db(transaction=True)


def a_schedule(behind: timedelta, **raw: Any) -> Source:
    """Return a schedule whose slots were seen to until so long ago."""
    trigger = {"schedule": {"every": 60, **raw}}
    return a_source(kind="schedule", connection_id=None, trigger=trigger, seen_to=now() - behind)


def fire(pollers: int = 1) -> None:
    """Let pollers look at the same time until nothing is due."""

    async def together() -> None:
        await asyncio.gather(*(alone() for _ in range(pollers)))

    async def alone() -> None:
        async with a_poller(OneAccount(fixed([]))) as poller:
            await poll_until_idle(poller)

    asyncio.run(together())


def slots(source: Source) -> list[datetime]:
    """Return the slots that became runs."""
    return [datetime.fromisoformat(event["scheduled_at"]) for event in delivered(source)]


def test_of_missed_slots_the_last_one_fires() -> None:
    source = a_schedule(timedelta(minutes=10))

    fire()

    (slot,) = slots(source)
    assert now() - slot < timedelta(minutes=2)


def test_all_missed_slots_fire_in_order_when_that_was_chosen() -> None:
    source = a_schedule(timedelta(minutes=10), missed="all")

    fire()

    fired = slots(source)
    assert len(fired) in (10, 11)
    assert {later - slot for slot, later in pairwise(fired)} == {timedelta(minutes=1)}


def test_no_missed_slot_fires_when_that_was_chosen() -> None:
    source = a_schedule(timedelta(days=3), missed="none", every=86_400)

    fire()

    assert len(slots(source)) <= 1
    assert all(now() - slot <= timedelta(minutes=1) for slot in slots(source))


def test_a_slot_fires_once_though_it_is_looked_at_again() -> None:
    source = a_schedule(timedelta(minutes=10), missed="all")
    fire()
    before = slots(source)

    wake(source, seen_to=now() - timedelta(minutes=10))
    fire()

    assert slots(source)[: len(before)] == before
    assert len(set(slots(source))) == len(slots(source))


def test_two_pollers_fire_each_slot_once() -> None:
    sources = [a_schedule(timedelta(minutes=10), missed="all") for _ in range(5)]

    fire(pollers=3)

    for source in sources:
        assert len(set(slots(source))) == len(slots(source)) >= 10


def test_a_clock_put_back_neither_repeats_a_slot_nor_loses_one() -> None:
    ahead = now() + timedelta(hours=1)
    source = a_schedule(timedelta(0), missed="all")
    Source.objects.filter(pk=source.pk).update(seen_to=ahead)

    fire()

    source.refresh_from_db()
    assert slots(source) == []
    assert source.seen_to == ahead
    assert source.due_at is not None
    assert timedelta(0) <= source.due_at - ahead <= timedelta(minutes=1)


def test_a_schedule_of_dates_rests_when_the_last_one_is_over() -> None:
    date = (now() - timedelta(minutes=5)).isoformat()
    source = a_source(
        kind="schedule",
        connection_id=None,
        trigger={"schedule": {"at": [date]}},
        seen_to=now() - timedelta(minutes=10),
    )

    fire()

    source.refresh_from_db()
    assert (len(slots(source)), source.due_at) == (1, None)
