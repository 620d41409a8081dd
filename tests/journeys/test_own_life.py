"""Bundles that live on their own, walked through by the API as a person would."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.installation import Installation, until
from tests.journeys.outside import Outside, connect, journal, outside, send, start, tell

pytestmark = [pytest.mark.faults, pytest.mark.timeout(600)]

WITHIN_S = 60.0


@pytest.fixture(scope="module")
def product() -> Iterator[Installation]:
    with Installation(SVYAZKA_LEASE_S="3") as running:
        yield running


@pytest.fixture
def world() -> Iterator[Outside]:
    with outside() as service:
        yield service


class Shelf:
    """A list at a service whose rows were all made long ago, but for those `add` puts there."""

    def __init__(self, product: Installation, world: Outside) -> None:
        self.product = product
        self.world = world
        self.rows: list[dict[str, Any]] = [row(1, age_h=48), row(2, age_h=24)]
        self.url = world.url("/list", lambda _query, _body: (200, {"items": list(self.rows)}))
        self.connection = connect(product, "http")["id"]

    def trigger(self, **fields: str) -> dict[str, Any]:
        """Return the trigger that reads it."""
        places = {"items_path": "items", "id_path": "id", "stamp_path": "v", "time_path": "made"}
        told = {"url": self.url, **places, **fields}
        event = {"connection": self.connection, "event": "new_items", "fields": told}
        return {**event, "schedule": {"every": 60}}

    def poll(self, bundle: str) -> None:
        """Have the bundle look at once, and wait until it has read the list."""
        seen = len(self.world.of("/list"))
        self.product.call("POST", f"/bundles/{bundle}/run")
        until(lambda: len(self.world.of("/list")) > seen, within_s=WITHIN_S, what="a poll")

    def told(self, path: str = "/tell") -> list[tuple[int, int]]:
        """Return the rows that arrived, by id and version."""
        return [(one["id"], one["v"]) for one in self.world.of(path)]

    def until_told(self, *rows: tuple[int, int]) -> None:
        """Wait until exactly these rows have arrived."""
        wanted = sorted(rows)
        until(lambda: sorted(self.told()) == wanted, within_s=WITHIN_S, what=f"{wanted}")


def row(number: int, *, v: int = 1, age_h: float = 0) -> dict[str, Any]:
    """Return a row of the list."""
    made = datetime.now(UTC) - timedelta(hours=age_h) + timedelta(seconds=1)
    return {"id": number, "v": v, "made": made.isoformat()}


@pytest.fixture
def shelf(product: Installation, world: Outside) -> Shelf:
    return Shelf(product, world)


def first_look(shelf: Shelf, **how: str) -> str:
    """Start a bundle on the list and wait for its first look."""
    bundle = start(shelf.product, shelf.trigger(), tell(shelf.world.url("/tell")), **how)
    until(lambda: shelf.world.of("/list"), within_s=WITHIN_S, what="the first look")
    return bundle


def test_from_now_on_new_rows_and_changes_of_old_ones_arrive_once(shelf: Shelf) -> None:
    bundle = first_look(shelf, **{"from": "now"})

    shelf.rows.append(row(3))
    shelf.poll(bundle)
    shelf.until_told((3, 1))
    shelf.rows[0]["v"] = 2
    shelf.rows.reverse()
    shelf.poll(bundle)
    shelf.until_told((3, 1), (1, 2))
    shelf.poll(bundle)
    shelf.poll(bundle)

    assert len(shelf.told()) == 2
    assert {one["kind"] for one in journal(shelf.product, bundle)} <= {"run", "system", "empty"}


def test_from_a_date_on_older_rows_stay_where_they_are(shelf: Shelf) -> None:
    first_look(shelf, **{"from": (datetime.now(UTC) - timedelta(hours=36)).isoformat()})

    shelf.until_told((2, 1))


def test_a_pause_neither_loses_nor_doubles_what_comes_meanwhile(shelf: Shelf) -> None:
    bundle = first_look(shelf, **{"from": "now"})

    shelf.product.call("POST", f"/bundles/{bundle}/pause", {})
    shelf.rows.append(row(3))
    shelf.product.call("POST", f"/bundles/{bundle}/start", {})
    shelf.until_told((3, 1))
    shelf.poll(bundle)

    assert shelf.told() == [(3, 1)]


def test_publishing_another_list_asks_where_to_go_on(shelf: Shelf) -> None:
    bundle = first_look(shelf, **{"from": "now"})
    kept = shelf.product.call("GET", f"/bundles/{bundle}")
    definition = kept["definition"]
    definition["trigger"]["fields"]["query"] = {"shop": "2"}
    change = {"definition": definition, "revision": kept["revision"]}
    shelf.product.call("PATCH", f"/bundles/{bundle}", change)

    status, said = shelf.product.request("POST", f"/bundles/{bundle}/publish", {})
    shelf.product.call("POST", f"/bundles/{bundle}/publish", {"position": "keep"})
    shelf.rows.append(row(3))
    shelf.poll(bundle)

    assert (status, b"position_asked" in said) == (409, True)
    shelf.until_told((3, 1))


def test_quiet_polls_are_one_row_that_counts_them(shelf: Shelf) -> None:
    bundle = first_look(shelf, **{"from": "now"})
    for _ in range(3):
        shelf.poll(bundle)

    shelf.product.call("POST", f"/bundles/{bundle}/pause", {})

    empty = [one for one in journal(shelf.product, bundle) if one["kind"] == "empty"]
    # The hour may have ended meanwhile.
    assert len(empty) <= 2
    assert all(one["code"] == "no_new_data" for one in empty)


def test_a_date_starts_a_bundle_once_and_a_person_may_start_it_again(
    product: Installation, world: Outside
) -> None:
    at = (datetime.now(UTC) + timedelta(seconds=4)).replace(microsecond=0)
    trigger = {"schedule": {"at": at.isoformat()}}
    bundle = start(product, trigger, tell(world.url("/tell")))

    until(lambda: world.of("/tell"), within_s=WITHIN_S, what="the date")
    product.call("POST", f"/bundles/{bundle}/run")
    until(lambda: len(world.of("/tell")) == 2, within_s=WITHIN_S, what="the second start")

    fired = [datetime.fromisoformat(one["scheduled_at"]) for one in world.of("/tell")]
    assert fired[0] == at < fired[1]


def test_one_address_feeds_two_bundles_and_what_came_before_them(
    product: Installation, world: Outside
) -> None:
    door = connect(product, "webhook", {"kind": "webhook"})
    send(door["webhook_url"], {"n": 1})
    waiting = product.call("GET", f"/connections/{door['id']}/waiting")
    trigger = {"connection": door["id"], "event": "received"}

    first = start(product, trigger, tell(world.url("/first")), waiting="process")
    until(lambda: world.of("/first"), within_s=WITHIN_S, what="the one that waited")
    start(product, trigger, tell(world.url("/second")))
    send(door["webhook_url"], {"n": 2})
    until(lambda: world.of("/second"), within_s=WITHIN_S, what="the second bundle's event")
    until(lambda: len(world.of("/first")) == 2, within_s=WITHIN_S, what="the first bundle's event")

    assert [one["why"] for one in waiting["reasons"]] == ["no_bundle"]
    assert [one["body"]["n"] for one in world.of("/second")] == [2]
    assert product.call("GET", f"/bundles/{first}")["status"] == "running"


@pytest.mark.parametrize(("choice", "arrives"), [("process", [1, 2]), ("drop", [])])
def test_what_came_during_a_pause_is_processed_in_order_or_dropped(
    product: Installation, world: Outside, choice: str, arrives: list[int]
) -> None:
    door = connect(product, "webhook", {"kind": "webhook"})
    trigger = {"connection": door["id"], "event": "received", "order": "strict"}
    bundle = start(product, trigger, tell(world.url("/tell")))
    product.call("POST", f"/bundles/{bundle}/pause", {})
    for number in (1, 2):
        send(door["webhook_url"], {"n": number})

    (reason,) = product.call("GET", f"/bundles/{bundle}/waiting")["reasons"]
    product.call("POST", f"/bundles/{bundle}/start", {"waiting": choice})
    ended = {"process": "succeeded", "drop": "cancelled"}[choice]
    until(lambda: statuses(product, bundle) == [ended] * 2, within_s=WITHIN_S, what="both ends")

    assert (reason["why"], reason["count"]) == ("paused", 2)
    assert [one["body"]["n"] for one in world.of("/tell")] == arrives


def statuses(product: Installation, bundle: str) -> list[str]:
    """Return how the runs of a bundle ended."""
    return [one["status"] for one in journal(product, bundle) if one["kind"] == "run"]
