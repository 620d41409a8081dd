"""The list of bundles."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries
from rest_framework.test import APIClient

from engine.accounts.models import Workspace
from engine.bundles import services
from engine.bundles.board import board, interval_of
from engine.bundles.models import Bundle
from engine.connections.models import Connection
from engine.journal.models import Entry, Rollup
from engine.kernel.clock import now
from engine.queue.services import enqueue
from tests.engine.bundles.conftest import House, a_house

URL = "/api/v1/bundles"


def rows(client: APIClient, **asked: str) -> list[dict[str, Any]]:
    """Return the rows of one page."""
    answer = client.get(URL, asked)
    assert answer.status_code == 200, answer.json()
    found: list[dict[str, Any]] = answer.json()["results"]
    return found


def names(client: APIClient, **asked: str) -> set[str]:
    """Return the names of the bundles found."""
    return {row["name"] for row in rows(client, **asked)}


def test_the_newest_bundle_comes_first_and_pages_follow(house: House, client: APIClient) -> None:
    for name in "abc":
        house.a_draft(name=name)

    page = client.get(URL, {"limit": 2}).json()
    rest = client.get(page["next"]).json()

    assert [row["name"] for row in page["results"] + rest["results"]] == ["c", "b", "a"]
    assert rest["next"] is None


def test_strangers_bundles_are_not_listed(house: House, client: APIClient) -> None:
    a_house("Elsewhere").a_draft()

    assert rows(client) == []


@pytest.mark.parametrize("search", ["lea", "LEADS", "webh", "HTTP", "Вебхук"])
def test_a_bundle_is_found_by_its_name_or_by_any_service_in_it(
    house: House, client: APIClient, search: str
) -> None:
    house.a_draft(name="Leads")
    house.a_draft({}, name="Other")

    assert names(client, search=search) == {"Leads"}


def test_amo_finds_every_bundle_with_amocrm(house: House, client: APIClient) -> None:
    Connection.objects.filter(pk=house.target.pk).update(connector="amocrm")
    house.a_draft(name="Deals")
    house.a_draft({}, name="Other")

    assert names(client, search="amo") == {"Deals"}


@pytest.mark.parametrize("search", ["ЗАЯВКИ", "её сайт", "ее САЙТ"])
def test_russian_names_are_found_in_any_case_with_e_or_yo(
    house: House, client: APIClient, search: str
) -> None:
    house.a_draft({}, name="Заявки: Её сайт")
    house.a_draft({}, name="Оплаты")

    assert names(client, search=search) == {"Заявки: Её сайт"}


@pytest.mark.parametrize("search", ["%", "_", "\\", "'"])
def test_a_search_is_taken_literally(house: House, client: APIClient, search: str) -> None:
    house.a_draft(name="Leads")

    assert names(client, search=search) == set()


def test_the_trash_is_shown_only_on_request(house: House, client: APIClient) -> None:
    house.a_draft(name="kept")
    services.trash(house.a_draft(name="gone"), house.owner)

    assert names(client) == {"kept"}
    assert names(client, status="deleted") == {"gone"}


def test_filters_narrow_the_list(house: House, client: APIClient) -> None:
    group = services.create_group(house.workspace, "Sales")
    services.change(house.a_running_bundle(name="runs"), {"group": group.pk})
    house.a_draft({}, name="manual")

    assert names(client, status="running") == {"runs"}
    assert names(client, group=str(group.pk)) == {"runs"}
    assert names(client, group="none") == {"manual"}
    assert names(client, connector="http") == {"runs"}
    assert names(client, trigger="manual") == {"manual"}


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"status": "asleep"}, "not_one_of"),
        ({"group": "x"}, "not_a_uuid"),
        ({"trigger": "magic"}, "not_one_of"),
        ({"colour": "red"}, "unknown_parameter"),
    ],
    ids=str,
)
def test_a_filter_that_makes_no_sense_is_refused(
    client: APIClient, asked: dict[str, str], code: str
) -> None:
    answer = client.get(URL, asked)

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["code"] == code


def test_a_row_tells_what_waits(house: House, client: APIClient) -> None:
    bundle = house.a_published_bundle()
    run = enqueue(bundle, {}, mode="live")

    assert rows(client)[0]["waiting"] == {
        "count": 1,
        "since": run.received_at.isoformat().replace("+00:00", "Z"),
    }


def test_a_row_tells_of_today_and_of_the_last_run(house: House, client: APIClient) -> None:
    bundle, moment = house.a_draft(), now()
    _rolled(bundle, moment, failed=2, transactions=7)
    _rolled(bundle, moment - timedelta(days=2), failed=5, transactions=5)
    _ended(bundle, moment - timedelta(hours=5))
    _ended(bundle, moment)

    row = rows(client)[0]
    assert (row["errors_today"], row["transactions_today"]) == (2, 7)
    assert row["last_run_at"] == moment.isoformat().replace("+00:00", "Z")


def test_today_begins_at_the_workspaces_midnight(house: House) -> None:
    bundle = house.a_draft()
    workspace = Workspace(pk=house.workspace.pk, time_zone="Asia/Omsk")  # UTC+6
    _rolled(bundle, datetime(2026, 3, 1, 17, 30, tzinfo=UTC), failed=1)
    _rolled(bundle, datetime(2026, 3, 1, 18, 30, tzinfo=UTC), failed=10)

    facts = board(workspace, _as_rows(), datetime(2026, 3, 1, 20, 0, tzinfo=UTC))

    assert facts.today[bundle.pk].errors == 10


def test_the_trigger_shown_is_the_live_one(house: House, client: APIClient) -> None:
    bundle = house.a_published_bundle()
    services.change(bundle, {"definition": {}})

    row = rows(client)[0]
    assert (row["trigger"]["event"], row["trigger"]["kind"]) == ("received", "webhook")
    assert (row["changed"], row["connectors"]) == (True, ["webhook", "http"])


def test_a_list_asks_as_much_for_ten_bundles_as_for_one(
    house: House, client: APIClient, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(10):
        enqueue(house.a_published_bundle(name=f"b{number}"), {}, mode="live")

    with django_assert_max_num_queries(8):
        assert len(rows(client)) == 10


def _as_rows() -> list[Bundle]:
    return list(Bundle.objects.as_rows())


def _rolled(bundle: Bundle, moment: datetime, **sums: int) -> None:
    hour = moment.replace(minute=0, second=0, microsecond=0)
    Rollup.objects.create(bundle_id=bundle.pk, workspace_id=bundle.workspace_id, slot=hour, **sums)


def _ended(bundle: Bundle, moment: datetime) -> None:
    Entry.objects.create(
        workspace_id=bundle.workspace_id,
        bundle_id=bundle.pk,
        status="succeeded",
        received_at=moment,
        finished_at=moment,
    )


def test_every_bundle_of_the_workspace_is_named_even_in_the_trash(
    house: House, client: APIClient
) -> None:
    a_house("Elsewhere").a_draft(name="Theirs")
    kept = house.a_draft(name="Kept")
    thrown = house.a_draft(name="Thrown")
    services.trash(thrown, house.owner)

    found = client.get(f"{URL}/names").json()["results"]

    assert found == [
        {"id": str(kept.pk), "name": "Kept", "status": "paused", "is_confidential": False},
        {"id": str(thrown.pk), "name": "Thrown", "status": "deleted", "is_confidential": False},
    ]


def test_bundles_are_counted_by_status_within_the_other_filters(
    house: House, client: APIClient
) -> None:
    a_house("Elsewhere").a_draft()
    house.a_running_bundle(name="Leads run")
    house.a_draft(name="Leads wait")
    house.a_draft({}, name="Other")
    services.trash(house.a_draft(name="Leads gone"), house.owner)

    counts = client.get(f"{URL}/counts", {"search": "leads"}).json()

    none = {"migration": 0, "blocked": 0}
    assert counts == {"all": 2, "running": 1, "paused": 1, "deleted": 1, **none}


def test_counting_by_one_status_makes_no_sense(client: APIClient) -> None:
    answer = client.get(f"{URL}/counts", {"status": "running"})

    assert answer.status_code == 400


@pytest.mark.parametrize(
    ("schedule", "every_s"),
    [({"every": 900}, 900), ({"cron": "0 9 * * *"}, None), ({"at": ["09:00"]}, None)],
    ids=str,
)
def test_a_row_tells_how_often_the_clock_starts_it(
    house: House, client: APIClient, schedule: dict[str, Any], every_s: int | None
) -> None:
    house.a_draft({"trigger": {"schedule": schedule}, "steps": []})

    assert rows(client)[0]["trigger"]["every_s"] == every_s


def test_a_trigger_that_polls_takes_its_turn_every_five_minutes_unless_it_says_else(
    house: House,
) -> None:
    house.a_draft({"trigger": {"schedule": {"weekdays": [1]}}, "steps": []})
    Bundle.objects.update(trigger_kind="polling")

    assert interval_of(_as_rows()[0]) == 300
