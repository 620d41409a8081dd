"""A bundle that looked from now on, started again from a date: what lies after it, each once."""

import asyncio
from datetime import datetime, timedelta

import pytest

from connectors import sdk
from engine.bundles import services
from engine.bundles.models import Bundle
from engine.kernel.clock import now
from engine.queue.keys import polled_mark_of
from engine.queue.models import SeenEvent
from engine.triggers.models import Source
from engine.triggers.services import NOW, Start
from tests.engine.bundles.conftest import House, a_house, fresh
from tests.engine.triggers.stand import (
    OneAccount,
    a_poller,
    delivered,
    fixed,
    poll_until_idle,
    wake,
)
from tests.engine.triggers.test_sources import polling

pytestmark = pytest.mark.django_db(transaction=True)

LONG_AGO = timedelta(days=2)


@pytest.fixture
def house(db: None) -> House:
    """One workspace, ready to work in."""
    return a_house()


def row(number: int, at: datetime | None) -> sdk.Item:
    """Return an item of this id and time."""
    return sdk.Item({"n": number}, str(number), at=at)


def hours_ago(hours: float) -> datetime:
    """Return when that was."""
    return now() - timedelta(hours=hours)


def polled(bundle: Bundle, *items: sdk.Item) -> list[int]:
    """Let the bundle read the list; returns the numbers of all it ever brought."""
    source = Source.objects.get(pk=bundle.pk)

    async def turns() -> None:
        async with a_poller(OneAccount(fixed(items))) as poller:
            await poll_until_idle(poller)

    wake(source, trigger={**source.trigger, "event": "new_row", "fields": {}})
    asyncio.run(turns())
    return [one["n"] for one in delivered(source)]


def again(bundle: Bundle, house: House, start: Start) -> None:
    """Pause the bundle and start it anew from there."""
    services.pause(fresh(bundle), house.owner)
    services.start(fresh(bundle), house.owner, since=start)


def test_what_the_first_look_only_remembered_is_brought(house: House) -> None:
    bundle = house.a_running_bundle(polling(house))
    items = [row(1, hours_ago(5)), row(2, hours_ago(3)), row(3, hours_ago(1))]
    assert polled(bundle, *items) == []

    again(bundle, house, Start(hours_ago(4)))

    assert polled(bundle, *items) == [2, 3]
    assert polled(bundle, *items) == [2, 3]


def test_what_became_a_run_is_not_brought_again(house: House) -> None:
    bundle = house.a_running_bundle(polling(house))
    old, new = row(1, hours_ago(3)), row(2, now() + timedelta(hours=1))
    polled(bundle, old)
    polled(bundle, old, new)

    again(bundle, house, Start(hours_ago(4)))

    assert polled(bundle, old, new) == [2, 1]


def test_undated_things_stay_remembered(house: House) -> None:
    bundle = house.a_running_bundle(polling(house))
    polled(bundle, row(1, None))

    again(bundle, house, Start(hours_ago(4)))

    assert polled(bundle, row(1, None)) == []


def test_an_earlier_date_brings_what_a_later_one_left_out(house: House) -> None:
    bundle = house.a_published_bundle(polling(house))
    services.start(bundle, house.owner, since=Start(hours_ago(2)))
    items = [row(1, hours_ago(5)), row(2, hours_ago(3)), row(3, hours_ago(1))]
    assert polled(bundle, *items) == [3]

    again(bundle, house, Start(hours_ago(4)))

    assert polled(bundle, *items) == [3, 2]


def test_from_now_on_brings_nothing_of_what_was_there(house: House) -> None:
    bundle = house.a_running_bundle(polling(house))
    just_before = row(1, hours_ago(0.05))  # within what a service's clock may be behind
    polled(bundle, just_before)

    again(bundle, house, NOW)
    SeenEvent.objects.filter(bundle_id=bundle.pk).update(seen_at=now() - LONG_AGO)

    assert polled(bundle, just_before) == []
    assert polled(bundle, just_before) == []


def test_what_nobody_knows_the_run_of_any_more_is_not_brought_again(house: House) -> None:
    bundle = house.a_running_bundle(polling(house))
    polled(bundle, row(1, hours_ago(3)))
    SeenEvent.objects.filter(bundle_id=bundle.pk).update(is_passed_over=False)

    again(bundle, house, Start(hours_ago(4)))

    assert polled(bundle, row(1, hours_ago(3))) == []


def test_repeats_that_the_bundle_recognises_stay_known(house: House) -> None:
    bundle = house.a_running_bundle(polling(house))
    mark = polled_mark_of("anna")
    SeenEvent.objects.create(bundle_id=bundle.pk, key=mark, seen_at=now())

    again(bundle, house, Start(hours_ago(4)))

    assert SeenEvent.objects.filter(bundle_id=bundle.pk, key=mark).exists()
