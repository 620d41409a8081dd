"""A source is asked once when its data is refreshed, whether its bundle runs or stands still."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import orjson
import pytest

from engine.bundles import services
from engine.bundles.models import Bundle
from engine.connections.models import Connection
from engine.jobs.models import Result
from engine.queue.models import Run
from engine.triggers.models import Source
from tests.connectors.loopback import Asked, answer, service
from tests.engine.bundles.conftest import House, a_house, fresh
from tests.engine.jobs.refreshing import counted, refresh, refreshed
from tests.engine.jobs.scenes import a_turn, results, the_job
from tests.engine.jobs.test_waiting_and_order import in_turn
from tests.engine.machine import aside, drain

pytestmark = pytest.mark.django_db(transaction=True)

Deed = Callable[[], Any]


@dataclass
class Shop:
    """A service with a list of orders that is polled, and a place where they are sent to."""

    rows: list[dict[str, Any]] = field(default_factory=lambda: [{"id": 1}])
    status: str = "200 OK"
    polls: int = 0
    sent: list[Any] = field(default_factory=list)

    async def play(self, request: Asked, writer: asyncio.StreamWriter) -> None:
        """Show the list, or take an order."""
        if request.method == "GET":
            self.polls += 1
            writer.write(answer(orjson.dumps({"rows": self.rows}), status=self.status))
        else:
            self.sent.append(orjson.loads(request.body)["id"])
            writer.write(answer())

    def sells(self, *ids: int) -> None:
        """Put more orders into the list."""
        self.rows += [{"id": one} for one in ids]


def played(shop: Shop, *deeds: Deed, stop: Deed | None = None) -> Bundle:
    """Start a bundle that polls the shop, stop it, and give it a turn after each deed."""
    house = a_house()

    async def scene() -> Bundle:
        async with service(shop.play) as target:
            bundle: Bundle = await aside(a_polling_bundle, house, target.url())
            await drain()
            await aside(stop or (lambda: services.pause(fresh(bundle), house.owner)))
            for deed in deeds:
                await aside(deed)
                await drain()
            return bundle

    return asyncio.run(scene())


def a_polling_bundle(house: House, url: str) -> Bundle:
    fields = {"url": url, "items_path": "rows", "id_path": "id"}
    trigger = {"connection": str(house.target.pk), "event": "new_items", "fields": fields}
    step = house.sending(fields={"method": "POST", "url": url, "body": "{{ trigger }}"})
    return house.a_running_bundle({"trigger": trigger, "steps": [step]})


def the_source() -> Source:
    return Source.objects.get()


def test_what_is_new_comes_to_a_paused_bundle_without_starting_it() -> None:
    shop = Shop()

    bundle = played(shop, in_turn(lambda: shop.sells(2, 3), refreshed))

    assert sorted(shop.sent) == [2, 3]
    assert fresh(bundle).status == "paused"
    assert results(the_job()) == [("succeeded", None)]
    assert Result.objects.get().found == 2


def test_the_source_is_asked_once_and_rests_again() -> None:
    shop = Shop()

    played(shop, refreshed, lambda: None)

    assert shop.polls == 2  # the other one was the running bundle's
    assert (the_source().due_at, the_source().is_once) == (None, False)
    assert Result.objects.get().status == "running"
    the_job()
    assert (Result.objects.get().status, Result.objects.get().found) == ("succeeded", 0)


def test_what_it_brought_is_not_brought_again_when_the_bundle_starts() -> None:
    shop = Shop()

    def start() -> None:
        bundle = Bundle.objects.get()
        shop.sells(3)
        services.start(fresh(bundle), a_house().owner)

    played(shop, in_turn(lambda: shop.sells(2), refreshed), start)

    assert shop.sent == [2, 3]


def test_a_running_bundle_is_asked_at_once() -> None:
    shop = Shop()

    played(shop, in_turn(lambda: shop.sells(2), refreshed), stop=lambda: None)

    assert shop.sent == [2]
    assert results(the_job()) == [("succeeded", None)]
    assert the_source().due_at is not None


def test_a_source_that_fails_says_how_and_rests() -> None:
    shop = Shop()

    def break_it() -> None:
        shop.status = "503 Service Unavailable"
        refreshed()

    played(shop, break_it)

    assert results(the_job()) == [("failed", "service_unavailable")]
    assert (the_source().due_at, fresh(Bundle.objects.get()).status) == (None, "paused")


def test_a_connection_that_is_signed_out_is_not_asked_through() -> None:
    shop = Shop()

    def sign_out() -> None:
        Connection.objects.filter(name="CRM").update(status="needs_login")
        refreshed()

    played(shop, sign_out)

    assert shop.polls == 1
    assert results(the_job()) == [("skipped", "refresh_needs_login")]


def test_a_login_that_is_lost_meanwhile_ends_the_wait() -> None:
    shop = Shop()

    def sign_out() -> None:
        refreshed()
        Connection.objects.filter(name="CRM").update(status="needs_login")

    played(shop, sign_out)

    assert results(the_job()) == [("failed", "refresh_needs_login")]
    assert the_source().due_at is None


def test_two_refreshes_at_once_bring_each_thing_once() -> None:
    shop = Shop()

    played(shop, in_turn(lambda: shop.sells(2), refresh, refresh, a_turn))
    a_turn()

    assert shop.sent == [2]
    assert {result.status for result in Result.objects.all()} == {"succeeded"}


def test_a_bundle_put_into_the_trash_meanwhile_is_not_asked_for() -> None:
    shop = Shop()

    def trash() -> None:
        shop.sells(2)
        refreshed()
        services.trash(fresh(Bundle.objects.get()), a_house().owner)

    played(shop, trash)

    assert (shop.polls, shop.sent, Run.objects.count()) == (1, [], 0)
    assert results(the_job()) == [("failed", "refresh_source_changed")]


def test_sources_are_counted_before_they_are_asked() -> None:
    shop = Shop()
    found: list[Any] = []

    played(shop, lambda: found.append(counted()))

    assert (found[0]["sources"], shop.polls) == (1, 1)


def test_a_blocked_bundle_is_asked_for_likewise() -> None:
    shop = Shop()

    def block() -> None:
        services.block(Bundle.objects.get().pk, "plan_limit_reached", {})

    played(shop, in_turn(lambda: shop.sells(2), refreshed), stop=block)

    assert shop.sent == [2]
