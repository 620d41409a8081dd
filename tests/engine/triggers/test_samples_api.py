"""Records to build with: read from the service, and no position is touched."""

import asyncio
import json
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Any

import pytest
from pytest_django import Settings

from engine.triggers.models import Source
from tests.connectors.loopback import LOOPBACK, Service, answer, service
from tests.engine.bundles.conftest import House, a_house
from tests.factories import a_client

pytestmark = pytest.mark.django_db

ROWS = [{"id": number} for number in range(8)]


@contextmanager
def running(*plays: bytes) -> Iterator[Service]:
    """Run a loopback service beside the test's own thread."""
    loop = asyncio.new_event_loop()
    thread = Thread(target=loop.run_forever)
    thread.start()
    opened = service(*plays)
    try:
        yield asyncio.run_coroutine_threadsafe(opened.__aenter__(), loop).result()
    finally:
        asyncio.run_coroutine_threadsafe(opened.__aexit__(None, None, None), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


@pytest.fixture
def house(settings: Any) -> House:
    """A workspace whose calls may go to loopback."""
    settings.ALLOWED_NETWORKS = LOOPBACK
    return a_house()


def ask(house: House, **wish: Any) -> Any:
    """Ask for samples of the trigger that polls a list."""
    usual = {"connection": str(house.target.pk), "trigger": "new_items"}
    address = "/api/v1/connectors/http/samples"
    return a_client(house.workspace).post(address, {**usual, **wish}, format="json")


def test_up_to_five_records_are_shown_the_newest_first(house: House) -> None:
    with running(answer(json.dumps({"rows": ROWS}).encode())) as there:
        told = ask(house, fields={"url": there.url(), "items_path": "rows"})

    assert told.status_code == 200
    assert told.json()["results"] == ROWS[:2:-1]
    assert not Source.objects.exists()


def test_a_service_that_fails_is_an_error_with_a_remedy(house: House) -> None:
    with running(answer(b"{}", status="503 Away")) as there:
        told = ask(house, fields={"url": there.url()})

    assert (told.status_code, told.json()["code"]) == (502, "service_failed")


def test_an_internal_address_is_refused_and_no_fault_of_a_service(
    house: House, settings: Settings
) -> None:
    settings.ALLOWED_NETWORKS = ()

    told = ask(house, fields={"url": "http://[::ffff:169.254.169.254]/"})

    assert (told.status_code, told.json()["code"]) == (400, "address_refused")


def test_a_trigger_that_waits_to_be_called_shows_its_declared_sample(house: House) -> None:
    wish = {"connection": str(house.hook.pk), "trigger": "received"}

    client = a_client(house.workspace)
    told = client.post("/api/v1/connectors/webhook/samples", wish, format="json")

    assert len(told.json()["results"]) == 1


@pytest.mark.parametrize(
    ("wish", "status"),
    [
        ({"trigger": "no_such"}, 400),
        ({"connection": "01990000-0000-7000-8000-000000000000"}, 404),
        ({"surprise": 1}, 400),
        ({"fields": {}}, 400),
        ({"fields": {"url": "https://shop.example", "page_size": "many"}}, 400),
    ],
)
def test_a_wish_that_cannot_be_met_is_refused(
    house: House, wish: dict[str, Any], status: int
) -> None:
    assert ask(house, **wish).status_code == status


def test_a_field_left_out_is_named_before_the_service_is_asked(house: House) -> None:
    told = ask(house, fields={}).json()

    assert [(one["path"], one["code"]) for one in told["errors"]] == [("/fields/url", "missing")]
