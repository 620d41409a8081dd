"""Sources follow the life of their bundles: armed, rested, kept in place or begun anew."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from rest_framework.test import APIClient

from engine.bundles import services
from engine.bundles.models import Bundle
from engine.journal.models import Entry, Rollup
from engine.kernel.clock import now
from engine.triggers.errors import PositionAsked
from engine.triggers.models import Source
from engine.triggers.services import NOW, Start, tend
from engine.triggers.sweep import Position
from tests.engine.bundles.conftest import House, a_house, fresh
from tests.factories import a_client

pytestmark = pytest.mark.django_db

AT_NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
REACHED = Position(cursor="2026-03-01T11:00:00Z", is_baseline=False).to_json()


@pytest.fixture
def house(db: None) -> House:
    """One workspace, ready to work in."""
    return a_house()


def polling(house: House, url: str = "https://example.com/rows", **changed: Any) -> dict[str, Any]:
    """Return a definition whose trigger polls a list."""
    trigger = {
        "connection": str(house.target.pk),
        "event": "new_items",
        "fields": {"url": url, "items_path": "rows", "time_path": "at"},
        **changed,
    }
    return {"trigger": trigger, "steps": [house.sending()]}


def scheduled(house: House, **schedule: Any) -> dict[str, Any]:
    """Return a definition whose trigger is a schedule."""
    step = house.sending(fields={"url": "https://example.com/in"})
    return {"trigger": {"schedule": {"every": 60, **schedule}}, "steps": [step]}


def source_of(bundle: Bundle) -> Source:
    """Return the bundle's source as the database has it."""
    return Source.objects.get(pk=bundle.pk)


def redraw(bundle: Bundle, definition: dict[str, Any]) -> Bundle:
    """Save another draft."""
    services.change(bundle, {"definition": definition}, revision=fresh(bundle).revision)
    return fresh(bundle)


def reached(bundle: Bundle) -> None:
    """Let the source have got somewhere."""
    Source.objects.filter(pk=bundle.pk).update(position=REACHED, polled_at=now())


def test_a_started_bundle_is_due_and_looks_from_now_on(house: House) -> None:
    bundle = house.a_running_bundle(polling(house))

    source = source_of(bundle)

    assert source.due_at is not None
    assert source.due_at <= now()
    assert timedelta(0) <= now() - source.since < timedelta(seconds=30)
    assert Position.of(source.position).is_baseline


def test_a_bundle_that_waits_to_be_called_has_no_source(house: House) -> None:
    bundle = house.a_running_bundle()

    assert not Source.objects.filter(pk=bundle.pk).exists()


def test_a_paused_bundle_rests_where_it_was_and_goes_on_from_there(house: House) -> None:
    bundle = house.a_running_bundle(polling(house))
    reached(bundle)
    lease = source_of(bundle).lease

    services.pause(fresh(bundle), house.owner)
    assert (source_of(bundle).due_at, source_of(bundle).lease) == (None, lease + 1)
    services.start(fresh(bundle), house.owner)

    assert source_of(bundle).due_at is not None
    assert source_of(bundle).position == REACHED


def with_three_empty_polls(house: House) -> Bundle:
    """Return a running bundle whose last polls brought nothing and are not told yet."""
    bundle = house.a_running_bundle(polling(house))
    told = {"since": now().isoformat(), "until": now().isoformat(), "count": 3}
    Source.objects.filter(pk=bundle.pk).update(streak={**told, "bytes_in": 9, "error": None})
    return bundle


def test_pausing_tells_what_was_counted_so_far(house: House) -> None:
    bundle = with_three_empty_polls(house)

    services.pause(fresh(bundle), house.owner)

    row = Entry.objects.get(bundle_id=bundle.pk, kind="empty")
    assert (row.bytes_in, row.status) == (9, "succeeded")
    assert source_of(bundle).streak is None


@pytest.mark.parametrize("reads", ["a schedule", "another list"])
def test_a_version_that_reads_something_else_tells_what_was_counted_before(
    house: House, reads: str
) -> None:
    bundle = with_three_empty_polls(house)
    other = polling(house, "https://example.com/others")
    redraw(bundle, other if reads == "another list" else scheduled(house))

    services.publish(fresh(bundle), house.owner, position=NOW)

    row = Entry.objects.get(bundle_id=bundle.pk, kind="empty")
    assert (row.bytes_in, row.connection_id) == (9, house.target.pk)
    assert Rollup.objects.get(bundle_id=bundle.pk).polls_empty == 3
    assert source_of(bundle).streak is None


@pytest.mark.parametrize("how", [{"waiting": "drop"}, {"since": NOW}])
def test_dropping_what_waits_drops_what_is_new_at_the_service_too(
    house: House, how: dict[str, Any]
) -> None:
    bundle = house.a_running_bundle(polling(house))
    reached(bundle)
    services.pause(fresh(bundle), house.owner)

    services.start(fresh(bundle), house.owner, **how)

    position = Position.of(source_of(bundle).position)
    assert (position.cursor, position.is_baseline) == (REACHED["cursor"], True)


def test_a_date_to_start_from_reads_the_list_from_its_top(house: House) -> None:
    bundle = house.a_running_bundle(polling(house))
    reached(bundle)
    services.pause(fresh(bundle), house.owner)

    services.start(fresh(bundle), house.owner, since=Start(AT_NOON))

    source = source_of(bundle)
    assert (source.since, source.has_date) == (AT_NOON, True)
    assert Position.of(source.position).cursor is None


def test_a_new_version_keeps_the_position(house: House) -> None:
    bundle = house.a_running_bundle(polling(house))
    reached(bundle)

    services.publish(redraw(bundle, polling(house, schedule={"every": 60})), house.owner)

    source = source_of(bundle)
    assert source.position == REACHED
    assert source.trigger["schedule"] == {"every": 60}


def test_a_version_that_looks_elsewhere_asks_from_where(house: House) -> None:
    bundle = house.a_running_bundle(polling(house))
    reached(bundle)
    drawn = redraw(bundle, polling(house, "https://example.com/other"))

    with pytest.raises(PositionAsked):
        services.publish(drawn, house.owner)

    assert source_of(bundle).trigger["fields"]["url"] == "https://example.com/rows"


@pytest.mark.parametrize(
    ("position", "cursor"), [("keep", REACHED["cursor"]), (NOW, None), (Start(AT_NOON), None)]
)
def test_a_version_that_looks_elsewhere_goes_on_as_told(
    house: House, position: Any, cursor: Any
) -> None:
    bundle = house.a_running_bundle(polling(house))
    reached(bundle)
    drawn = redraw(bundle, polling(house, "https://example.com/other"))

    services.publish(drawn, house.owner, position=position)

    source = source_of(bundle)
    assert source.trigger["fields"]["url"] == "https://example.com/other"
    assert Position.of(source.position).cursor == cursor


def test_over_http_a_version_that_looks_elsewhere_is_asked_and_answered(house: House) -> None:
    client = a_client(house.workspace)
    bundle = house.a_running_bundle(polling(house))
    redraw(bundle, polling(house, "https://example.com/other"))

    asked = post(client, f"/api/v1/bundles/{bundle.pk}/publish", {})
    answered = post(client, f"/api/v1/bundles/{bundle.pk}/publish", {"position": "now"})

    assert (asked.status_code, asked.json()["code"]) == (409, "position_asked")
    assert answered.status_code == 200


def test_a_bundle_tells_what_it_reads_and_what_went_wrong(house: House) -> None:
    bundle = house.a_running_bundle(polling(house))
    Source.objects.filter(pk=bundle.pk).update(last_error={"code": "timed_out", "remedy": "retry"})

    reads = a_client(house.workspace).get(f"/api/v1/bundles/{bundle.pk}").json()["reads"]

    assert (reads["kind"], reads["last_at"], reads["error"]["code"]) == (
        "polling",
        None,
        "timed_out",
    )
    assert reads["next_at"]


def test_run_without_an_event_polls_at_once(house: House) -> None:
    bundle = house.a_running_bundle(polling(house))
    Source.objects.filter(pk=bundle.pk).update(due_at=now() + timedelta(hours=1))

    answer = post(a_client(house.workspace), f"/api/v1/bundles/{bundle.pk}/run", {})

    assert (answer.status_code, answer.json()) == (202, {"event": None, "run": None})
    assert source_of(bundle).due_at <= now()  # type: ignore[operator]


def test_a_poll_wanted_during_a_turn_follows_it(house: House) -> None:
    bundle = house.a_running_bundle(polling(house))
    ends = now() + timedelta(seconds=15)
    Source.objects.filter(pk=bundle.pk).update(is_held=True, due_at=ends)

    services.run_now(fresh(bundle), None)

    source = source_of(bundle)
    assert (source.due_at, source.is_wanted, source.is_held) == (ends, True, True)


def test_run_without_an_event_fires_a_schedule(house: House) -> None:
    bundle = house.a_running_bundle(scheduled(house))

    answer = post(a_client(house.workspace), f"/api/v1/bundles/{bundle.pk}/run", {})

    assert answer.status_code == 202
    assert answer.json()["run"]


def test_slots_during_a_pause_are_not_missed_ones(house: House) -> None:
    bundle = house.a_running_bundle(scheduled(house, missed="all"))
    services.pause(fresh(bundle), house.owner)
    Source.objects.filter(pk=bundle.pk).update(seen_to=AT_NOON)

    services.start(fresh(bundle), house.owner)

    assert now() - source_of(bundle).seen_to < timedelta(seconds=30)


def test_sources_follow_the_workspaces_time_zone(house: House) -> None:
    bundle = house.a_running_bundle(scheduled(house))
    house.workspace.time_zone = "Asia/Kathmandu"
    house.workspace.save(update_fields=["time_zone"])

    tend()

    assert source_of(bundle).time_zone == "Asia/Kathmandu"


def test_a_clock_put_back_does_not_keep_polls_waiting(house: House) -> None:
    bundle = house.a_running_bundle(polling(house))
    ahead = now() + timedelta(hours=1)
    Source.objects.filter(pk=bundle.pk).update(due_at=ahead, polled_at=ahead)

    tend()

    assert source_of(bundle).due_at <= now()  # type: ignore[operator]


def post(client: APIClient, address: str, body: Any) -> Any:
    """Send JSON."""
    return client.post(address, body, format="json")
