"""What waits is shown with its number, its age, its reason, and the call that moves it."""

from datetime import timedelta
from typing import Any

import pytest
from rest_framework.test import APIClient

from engine.bundles import services
from engine.bundles.models import Bundle
from engine.connections.models import Connection
from engine.kernel.clock import now
from engine.kernel.ids import new_id
from engine.queue.models import Run
from tests.engine.bundles.conftest import House
from tests.engine.machine import a_run

LATER = timedelta(minutes=5)


def shown(client: APIClient, bundle: Bundle) -> Any:
    return client.get(f"/api/v1/bundles/{bundle.pk}/waiting").json()


def reasons(told: Any) -> dict[str, int]:
    return {one["why"]: one["count"] for one in told["reasons"]}


def test_a_bundle_for_which_nothing_waits_says_so(house: House, client: APIClient) -> None:
    told = shown(client, house.a_running_bundle())

    assert told == {"count": 0, "since": None, "reasons": []}


def test_a_paused_bundle_counts_what_came_meanwhile_and_names_the_start(
    house: House, client: APIClient
) -> None:
    bundle = house.a_published_bundle()
    oldest = a_run(bundle, received_at=now() - LATER)
    a_run(bundle, status="waiting", error={"code": "timed_out"}, due_at=now() + LATER)
    a_run(bundle, status="running", due_at=now() + LATER)

    told = shown(client, bundle)

    (reason,) = told["reasons"]
    assert (reason["why"], told["count"], reason["run"]) == ("paused", 2, str(oldest.pk))
    assert reason["call"] == {"method": "POST", "path": f"/api/v1/bundles/{bundle.pk}/start"}
    assert reason["next_at"] is None
    assert reason["kept_until"] > told["since"]


def test_what_the_system_stopped_and_what_lies_in_the_trash_are_told_apart(
    house: House, client: APIClient
) -> None:
    blocked, trashed = house.a_running_bundle(), house.a_published_bundle()
    services.block(blocked.pk, "only_failures", {})
    services.trash(trashed, house.owner)
    for bundle in (blocked, trashed):
        a_run(bundle)

    assert reasons(shown(client, blocked)) == {"blocked": 1}
    assert reasons(shown(client, trashed)) == {"deleted": 1}


@pytest.mark.parametrize(
    ("why", "fields"),
    [
        ("delay", {"status": "waiting", "error": None}),
        ("retry", {"status": "waiting", "error": {"code": "timed_out"}}),
        ("rate_limit", {"status": "waiting", "error": {"code": "own_limit"}}),
        ("rate_limit", {"status": "waiting", "error": {"code": "rate_limited"}}),
        ("breaker", {"status": "waiting", "error": {"code": "breaker_open"}}),
    ],
)
def test_what_goes_on_by_itself_says_when(
    house: House, client: APIClient, why: str, fields: dict[str, Any]
) -> None:
    bundle = house.a_running_bundle()
    run = a_run(bundle, due_at=now() + LATER, **fields)

    (reason,) = shown(client, bundle)["reasons"]

    assert run.due_at is not None
    assert (reason["why"], reason["count"], reason["call"]) == (why, 1, None)
    assert reason["next_at"] == run.due_at.isoformat().replace("+00:00", "Z")


def test_runs_behind_another_of_their_order_are_told_from_the_first(
    house: House, client: APIClient
) -> None:
    bundle = house.a_running_bundle()
    for _ in range(3):
        a_run(bundle, order_key="anna")
    a_run(bundle, order_key="boris")

    assert reasons(shown(client, bundle)) == {"queue": 2, "order": 2}


def test_a_run_held_for_a_login_names_the_connection_to_sign_in(
    house: House, client: APIClient
) -> None:
    bundle = house.a_running_bundle()
    error = {"code": "credentials_rejected"}
    a_run(bundle, status="held", due_at=None, error=error, connection_id=house.target.pk)

    (reason,) = shown(client, bundle)["reasons"]

    assert (reason["why"], reason["connection"]) == ("needs_login", str(house.target.pk))
    assert reason["call"]["path"] == f"/api/v1/connections/{house.target.pk}/reconnect"
    at_connection = client.get(f"/api/v1/connections/{house.target.pk}/waiting").json()
    assert reasons(at_connection) == {"needs_login": 1}


def test_a_login_by_oauth_is_renewed_in_the_browser(house: House, client: APIClient) -> None:
    bundle = house.a_running_bundle()
    Connection.objects.filter(pk=house.target.pk).update(kind="oauth2")
    error = {"code": "credentials_rejected"}
    a_run(bundle, status="held", due_at=None, error=error, connection_id=house.target.pk)

    (reason,) = shown(client, bundle)["reasons"]

    way = f"/api/v1/oauth/authorize/{house.target.pk}"
    assert reason["call"] == {"method": "GET", "path": way}


def test_a_run_that_asks_names_where_to_answer(house: House, client: APIClient) -> None:
    bundle = house.a_running_bundle()
    asks = {"code": "outcome_unknown", "asks": True}
    run = a_run(bundle, status="held", due_at=None, error=asks)

    (reason,) = shown(client, bundle)["reasons"]

    assert reason["why"] == "asks"
    assert reason["call"]["path"] == f"/api/v1/bundles/{bundle.pk}/held/{run.pk}"


def test_a_connection_shows_what_no_bundle_took_by_kind(house: House, client: APIClient) -> None:
    bundle = house.a_draft()
    for _ in range(2):
        unclaimed(house, bundle)

    told = client.get(f"/api/v1/connections/{house.hook.pk}/waiting").json()

    (reason,) = told["reasons"]
    assert (told["count"], reason["why"], reason["event"]) == (2, "no_bundle", "received")
    assert reason["kept_until"] > told["since"]


def test_a_bundle_shows_what_its_start_would_take_over(house: House, client: APIClient) -> None:
    bundle = house.a_published_bundle()
    unclaimed(house, bundle)
    unclaimed(house, bundle, trigger="another_kind")

    told = shown(client, bundle)

    (reason,) = told["reasons"]
    assert (told["count"], reason["why"]) == (1, "no_bundle")
    assert reason["call"]["path"] == f"/api/v1/bundles/{bundle.pk}/start"


def test_the_first_bundle_of_a_connection_takes_over_what_waited(house: House) -> None:
    bundle = house.a_published_bundle()
    runs = [unclaimed(house, bundle), unclaimed(house, bundle)]

    services.start(bundle, house.owner)

    found = Run.objects.filter(bundle_id=bundle.pk).order_by("due_at")
    assert [(run.pk, run.status, run.trigger) for run in found] == [
        (run.pk, "queued", None) for run in runs
    ]


def test_other_kinds_and_other_workspaces_keep_what_waits_for_them(house: House) -> None:
    bundle = house.a_published_bundle()
    unclaimed(house, bundle, trigger="another_kind")
    unclaimed(house, bundle, workspace_id=new_id())

    services.start(bundle, house.owner)

    assert not Run.objects.filter(bundle_id=bundle.pk).exists()


def test_an_event_that_waited_twice_is_taken_once(house: House) -> None:
    bundle = house.a_published_bundle()
    for _ in range(2):
        unclaimed(house, bundle, key="msg_1")

    services.start(bundle, house.owner)

    found = Run.objects.filter(bundle_id=bundle.pk).order_by("seq")
    assert [run.status for run in found] == ["queued", "duplicate"]


def test_a_start_that_drops_drops_what_waited_at_the_connection(house: House) -> None:
    bundle = house.a_published_bundle()
    unclaimed(house, bundle)

    services.start(bundle, house.owner, waiting="drop")

    assert not Run.objects.exists()


def test_an_event_stored_in_the_moment_of_a_start_is_adopted_soon_after(house: House) -> None:
    bundle = house.a_running_bundle()
    run = unclaimed(house, bundle)

    taken = services.adopt_late(now())

    run.refresh_from_db()
    assert (taken, run.bundle_id, run.status) == (1, bundle.pk, "queued")


def unclaimed(house: House, bundle: Bundle, **fields: Any) -> Run:
    """Return an event that the webhook caught while nobody listened."""
    usual: dict[str, Any] = {
        "bundle_id": None,
        "status": "held",
        "due_at": None,
        "trigger": "received",
        "connection_id": house.hook.pk,
    }
    return a_run(bundle, {"body": {}}, **{**usual, **fields})
