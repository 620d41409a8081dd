"""Analytics over HTTP: what is told, of whom, and what is refused."""

import csv
import io
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from engine.accounts.models import Role, Workspace
from engine.analytics import groups, services
from engine.analytics.models import Grain, Scope, Sum
from engine.bundles.models import Bundle, Group
from engine.connections.models import Connection
from engine.journal.models import Rollup, Use
from engine.kernel.clock import now
from engine.kernel.ids import new_id
from tests.engine.analytics.scene import Place, a_place, a_run_at, weeks_for
from tests.factories import a_browser, a_client, a_workspace

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
NOON = datetime(2025, 10, 15, 12, tzinfo=UTC)
OCTOBER = {"from": "2025-10-01", "to": "2025-10-31"}
BOTH = pytest.mark.parametrize("is_folded", [False, True], ids=["fresh", "folded"])


@pytest.fixture
def workspace() -> Workspace:
    weeks_for(NOON - 14 * DAY, NOON + 14 * DAY)
    return a_workspace()


@pytest.fixture
def client(workspace: Workspace) -> APIClient:
    return a_client(workspace, role=Role.VIEWER)


def a_bundle(workspace: Workspace, name: str, **columns: Any) -> Bundle:
    return Bundle.objects.create(workspace=workspace, name=name, **columns)


def a_connection(workspace: Workspace, name: str, connector: str = "http") -> Connection:
    return Connection.objects.create(
        workspace=workspace, name=name, connector=connector, kind="none"
    )


def said(**asked: object) -> dict[str, str]:
    return OCTOBER | {name: str(value) for name, value in asked.items()}


def ask(client: APIClient, what: str, **asked: object) -> dict[str, Any]:
    answer = client.get(f"/api/v1/analytics/{what}", said(**asked))
    assert answer.status_code == 200, answer.json()
    told: dict[str, Any] = answer.json()
    return told


def refusal(client: APIClient, what: str, **asked: str) -> tuple[str, str]:
    answer = client.get(f"/api/v1/analytics/{what}", asked)
    assert answer.status_code == 400
    mistake = answer.json()["errors"][0]
    return mistake["path"], mistake["code"]


def folded(workspace: Workspace, is_folded: bool) -> None:
    while is_folded and services.fold(workspace.pk, NOON + 40 * DAY):
        pass


def picked(told: Mapping[str, Any], *names: str) -> list[Any]:
    return [told[name] for name in names]


@BOTH
def test_runs_are_told_by_how_they_ended(
    client: APIClient, workspace: Workspace, is_folded: bool
) -> None:
    place = a_place()
    for status in ("succeeded", "succeeded", "failed", "held", "cancelled"):
        a_run_at(workspace, place, NOON, status=status, transactions=3)
    folded(workspace, is_folded)

    totals = ask(client, "transactions")["totals"]

    assert picked(totals, "runs", "succeeded", "failed", "held", "cancelled") == [5, 2, 1, 1, 1]
    assert picked(totals, "transactions", "errors", "filtered", "duplicate") == [15, 1, 0, 0]


@BOTH
def test_half_of_the_runs_took_no_longer_than_is_told(
    client: APIClient, workspace: Workspace, is_folded: bool
) -> None:
    for took_ms in (*[100] * 10, *[6000] * 9, 90_000):
        a_run_at(workspace, a_place(), NOON, took_ms=took_ms)
    folded(workspace, is_folded)

    totals = ask(client, "transactions")["totals"]

    assert 90 <= totals["p50_ms"] <= 128
    assert 5700 <= totals["p95_ms"] <= 8192


def test_days_without_anything_are_told_as_zeros(client: APIClient, workspace: Workspace) -> None:
    a_run_at(workspace, a_place(), NOON)

    told = ask(client, "transactions")

    assert picked(told, "from", "to", "by", "time_zone") == [
        "2025-10-01",
        "2025-10-31",
        "day",
        "UTC",
    ]
    assert [row["transactions"] for row in told["buckets"]] == [0] * 14 + [1] + [0] * 16
    assert told["buckets"][0]["p50_ms"] is None


def test_weeks_begin_on_monday_and_the_outer_ones_may_be_partial(client: APIClient) -> None:
    weeks = ask(client, "volume", by="week")["buckets"]

    assert [row["start"] for row in weeks] == [
        *("2025-10-01", "2025-10-06", "2025-10-13", "2025-10-20", "2025-10-27"),
    ]
    assert [row["end"] for row in weeks][::4] == ["2025-10-05", "2025-10-31"]


def test_without_dates_it_is_the_last_thirty_days_and_today(client: APIClient) -> None:
    told = client.get("/api/v1/analytics/volume").json()

    assert told["to"] == now().date().isoformat()
    assert len(told["buckets"]) == 31


@BOTH
def test_empty_polls_are_told_apart(
    client: APIClient, workspace: Workspace, is_folded: bool
) -> None:
    a_run_at(workspace, a_place(), NOON)
    for model in (Rollup, Use):
        model.objects.update(polls_empty=7, bytes_empty=700)
    folded(workspace, is_folded)

    told = ask(client, "volume")["totals"]

    assert told == {"bytes_in": 100, "bytes_out": 10, "bytes_empty": 700, "polls_empty": 7}


@BOTH
def test_the_eight_biggest_bundles_are_told_apart_and_the_rest_together(
    client: APIClient, workspace: Workspace, is_folded: bool
) -> None:
    bundles = [a_bundle(workspace, f"B{number}") for number in range(10)]
    for number, bundle in enumerate(bundles):
        a_run_at(workspace, a_place(bundle_id=bundle.pk), NOON, transactions=number + 1)
    folded(workspace, is_folded)

    stacks = ask(client, "transactions", by="month")["stacks"]

    assert [stack["name"] for stack in stacks] == [*(f"B{n}" for n in range(9, 1, -1)), None]
    assert stacks[0] == {"bundle": str(bundles[9].pk), "name": "B9", "transactions": [10]}
    assert stacks[8] == {"bundle": None, "name": None, "transactions": [1 + 2]}


def test_of_a_connection_long_gone_the_sums_are_told(
    client: APIClient, workspace: Workspace
) -> None:
    gone = new_id()
    kinds = {"grain": Grain.DAY, "scope": Scope.CONNECTION, "day": NOON.date()}
    Sum.objects.create(workspace_id=workspace.pk, connection_id=gone, connector="http", **kinds)

    assert client.get("/api/v1/analytics/volume", {"connection": str(gone)}).status_code == 200


def test_one_bundle_is_not_stacked(client: APIClient, workspace: Workspace) -> None:
    bundle = a_bundle(workspace, "B")
    a_run_at(workspace, Place(bundle.pk), NOON)

    told = ask(client, "transactions", bundle=bundle.pk)

    assert (told["totals"]["runs"], told["stacks"]) == (1, [])


@BOTH
def test_narrowed_to_a_connection_only_what_went_through_it_counts(
    client: APIClient, workspace: Workspace, is_folded: bool
) -> None:
    mine, other = a_place("email"), a_place("http")
    a_run_at(workspace, mine, NOON, transactions=4)
    a_run_at(workspace, mine, NOON, status="failed", transactions=0)
    a_run_at(workspace, other, NOON)
    folded(workspace, is_folded)

    for asked in ({"connection": mine.connection_id}, {"connector": "email"}):
        told = ask(client, "transactions", **asked)

        assert picked(told["totals"], "transactions", "errors", "runs", "p50_ms") == [
            4,
            1,
            None,
            None,
        ]
        assert [stack["bundle"] for stack in told["stacks"]] == [str(mine.bundle_id)]


@BOTH
def test_a_group_is_its_bundles_of_now(
    client: APIClient, workspace: Workspace, is_folded: bool
) -> None:
    group = Group.objects.create(workspace=workspace, name="Shop")
    inside, outside = a_bundle(workspace, "In", group=group), a_bundle(workspace, "Out")
    for bundle, transactions in ((inside, 3), (outside, 5)):
        a_run_at(workspace, a_place(bundle_id=bundle.pk), NOON, transactions=transactions)
    folded(workspace, is_folded)

    assert ask(client, "transactions", group=group.pk)["totals"]["transactions"] == 3
    assert ask(client, "transactions", group="none")["totals"]["transactions"] == 5
    Bundle.objects.update(group=group)
    assert ask(client, "transactions", group=group.pk)["totals"]["transactions"] == 8


def test_sums_of_a_group_are_good_while_it_has_the_same_bundles(
    client: APIClient, workspace: Workspace
) -> None:
    group = Group.objects.create(workspace=workspace, name="Shop")
    for number in range(4):
        bundle = a_bundle(workspace, f"B{number}", group=group if number else None)
        a_run_at(workspace, a_place(bundle_id=bundle.pk), NOON, transactions=10**number)
    folded(workspace, True)
    services.gather_changed()
    summed = ask(client, "transactions", group=group.pk)
    a_run_at(workspace, a_place(bundle_id=bundle.pk), NOON, transactions=5)
    folded(workspace, True)

    again = ask(client, "transactions", group=group.pk)
    Bundle.objects.filter(name="B1").update(group=None)
    at_once = ask(client, "transactions", group=group.pk)
    services.gather_changed()

    assert Sum.objects.filter(scope=Scope.GROUP, subject_id=group.pk).exists()
    assert picked(summed["totals"], "transactions", "runs") == [1110, 3]
    assert picked(again["totals"], "transactions", "runs") == [1115, 4]
    assert picked(at_once["totals"], "transactions", "runs") == [1105, 3]
    assert ask(client, "transactions", group=group.pk) == at_once
    assert ask(client, "transactions", group="none")["totals"]["transactions"] == 11
    assert not groups.changed()


def test_a_group_that_is_gone_leaves_no_sums(client: APIClient, workspace: Workspace) -> None:
    group = Group.objects.create(workspace=workspace, name="Shop")
    bundle = a_bundle(workspace, "B", group=group)
    a_run_at(workspace, a_place(bundle_id=bundle.pk), NOON)
    folded(workspace, True)
    services.gather_changed()

    group.delete()
    services.gather_changed()

    assert not Sum.objects.filter(scope=Scope.GROUP, subject_id=group.pk).exists()
    assert ask(client, "transactions", group="none")["totals"]["runs"] == 1


@BOTH
def test_filters_hold_together(client: APIClient, workspace: Workspace, is_folded: bool) -> None:
    group = Group.objects.create(workspace=workspace, name="Shop")
    inside, outside = a_bundle(workspace, "In", group=group), a_bundle(workspace, "Out")
    through = new_id()
    for bundle, transactions in ((inside, 3), (outside, 5)):
        a_run_at(workspace, Place(bundle.pk, through, "email"), NOON, transactions=transactions)
    a_run_at(workspace, a_place(bundle_id=inside.pk), NOON)
    folded(workspace, is_folded)

    for narrow in ({"group": group.pk}, {"bundle": inside.pk}):
        told = ask(client, "transactions", connection=through, connector="email", **narrow)
        assert told["totals"]["transactions"] == 3
    assert (
        ask(client, "transactions", connector="http", group="none")["totals"]["transactions"] == 0
    )


def test_of_another_workspace_nothing_is_told(client: APIClient) -> None:
    a_run_at(a_workspace("Theirs"), a_place(), NOON)

    told = ask(client, "transactions")

    assert (told["totals"]["transactions"], told["stacks"]) == (0, [])
    assert ask(client, "top")["results"] == []


@BOTH
def test_the_biggest_come_first_and_the_others_together(
    client: APIClient, workspace: Workspace, is_folded: bool
) -> None:
    for number in range(5):
        bundle = a_bundle(workspace, f"B{number}")
        a_run_at(
            workspace, a_place(bundle_id=bundle.pk), NOON, transactions=number, status="failed"
        )
    folded(workspace, is_folded)

    told = ask(client, "top", limit=2)

    assert [row["name"] for row in told["results"]] == ["B4", "B3"]
    assert picked(told["results"][0], "status", "runs", "errors", "bytes_in") == [
        "paused",
        1,
        1,
        100,
    ]
    assert told["results"][0]["p50_ms"] is not None
    assert picked(told["others"], "transactions", "runs", "errors") == [0 + 1 + 2, 3, 3]


@BOTH
def test_connections_and_services_are_compared_without_runs(
    client: APIClient, workspace: Workspace, is_folded: bool
) -> None:
    mail = a_connection(workspace, "Our mail", "email")
    for place in (
        Place(new_id(), mail.pk, "email"),
        Place(new_id()),
        Place(new_id(), connector=""),
    ):
        a_run_at(workspace, place, NOON, status="failed")
    folded(workspace, is_folded)

    connections = ask(client, "top", of="connection", sort="runs")["results"]
    services_ = ask(client, "top", of="connector")["results"]

    assert [(row["id"], row["name"]) for row in connections] == [
        (None, None),
        (str(mail.pk), "Our mail"),
    ]
    assert [picked(row, "runs", "p50_ms", "errors") for row in connections] == [
        [None, None, 2],
        [None, None, 1],
    ]
    assert {row["id"] for row in services_} == {None, "http", "email"}
    assert {row["name"] for row in services_ if row["id"]} == {"HTTP", "E-mail"}


@BOTH
def test_groups_are_compared_with_bundles_of_no_group_among_them(
    client: APIClient, workspace: Workspace, is_folded: bool
) -> None:
    group = Group.objects.create(workspace=workspace, name="Shop")
    for number, owner in enumerate((group, group, None)):
        bundle = a_bundle(workspace, f"B{number}", group=owner)
        a_run_at(workspace, a_place(bundle_id=bundle.pk), NOON, took_ms=1000)
    folded(workspace, is_folded)

    rows = ask(client, "top", of="group")["results"]

    assert [picked(row, "id", "name", "runs") for row in rows] == [
        [str(group.pk), "Shop", 2],
        [None, None, 1],
    ]
    assert all(724 <= row["p50_ms"] <= 1024 for row in rows)


def test_compared_by_sums_of_their_own_or_not_groups_have_the_same_numbers(
    client: APIClient, workspace: Workspace
) -> None:
    shop, office = (Group.objects.create(workspace=workspace, name=name) for name in ("S", "O"))
    bundles = [a_bundle(workspace, f"B{n}", group=g) for n, g in enumerate((shop, shop, None))]
    for place, bundle in enumerate(bundles):
        a_run_at(workspace, a_place(bundle_id=bundle.pk), NOON, transactions=10**place)
    a_run_at(workspace, a_place(), NOON, transactions=7)
    fresh = ask(client, "top", of="group")
    folded(workspace, True)
    services.gather_changed()
    summed = ask(client, "top", of="group")

    Bundle.objects.filter(name="B1").update(group=office)
    moved = ask(client, "top", of="group")
    services.gather_changed()

    assert summed == fresh
    assert ask(client, "top", of="group") == moved
    assert [picked(row, "name", "transactions", "runs") for row in moved["results"]] == [
        [None, 107, 2],
        ["O", 10, 1],
        ["S", 1, 1],
    ]
    assert ask(client, "top", of="group", group=shop.pk)["results"] == moved["results"][2:]


@BOTH
def test_the_others_are_of_the_same_narrowing(
    client: APIClient, workspace: Workspace, is_folded: bool
) -> None:
    group = Group.objects.create(workspace=workspace, name="Shop")
    for number, owner in enumerate((group, group, group, None)):
        bundle = a_bundle(workspace, f"B{number}", group=owner)
        for connector in ("email", "http"):
            place = Place(bundle.pk, new_id(), connector)
            a_run_at(workspace, place, NOON, transactions=10**number)
    folded(workspace, is_folded)

    in_group = ask(client, "top", group=group.pk, limit=1)
    through = ask(client, "top", group=group.pk, connector="email", limit=1)

    assert [row["name"] for told in (in_group, through) for row in told["results"]] == ["B2", "B2"]
    assert picked(in_group["others"], "transactions", "runs") == [22, 4]
    assert picked(through["others"], "transactions", "runs") == [11, None]


@pytest.mark.parametrize("of", ["bundle", "connector"])
def test_what_is_gone_keeps_its_id_and_loses_its_name(
    client: APIClient, workspace: Workspace, of: str
) -> None:
    place = a_place("pipedesk")
    a_run_at(workspace, place, NOON)

    row = ask(client, "top", of=of)["results"][0]

    known = {"bundle": str(place.bundle_id), "connector": "pipedesk"}
    assert picked(row, "id", "name", "status") == [known[of], None, None]


@pytest.mark.parametrize(
    ("asked", "path", "code"),
    [
        ({"from": "2026-01-02", "to": "2026-01-01"}, "?to", "dates_reversed"),
        ({"from": "2999-01-01"}, "?from", "not_a_date"),
        ({"from": "2025-01-01", "to": "2026-02-05"}, "?from", "period_too_long"),
        ({"from": "20250101"}, "?from", "not_a_date"),
        ({"to": "yesterday"}, "?to", "not_a_date"),
        ({"period": "today"}, "?period", "unknown_parameter"),
        ({"by": "hour"}, "?by", "not_one_of"),
        ({"group": "all"}, "?group", "not_a_uuid"),
        ({"format": "xlsx"}, "?format", "not_one_of"),
        ({"sort": "bytes"}, "?sort", "unknown_parameter"),
    ],
)
def test_what_makes_no_sense_is_refused(
    client: APIClient, asked: dict[str, str], path: str, code: str
) -> None:
    assert refusal(client, "transactions", **asked) == (path, code)


def test_four_hundred_days_are_not_too_many(client: APIClient) -> None:
    told = ask(client, "volume", **{"from": "2025-01-01", "to": "2026-02-04"})

    assert len(told["buckets"]) == 400


def table(client: APIClient, what: str, **asked: object) -> list[list[str]]:
    answer = client.get(f"/api/v1/analytics/{what}", said(**asked, format="csv"))
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert (
        answer["Content-Disposition"] == f'attachment; filename="{what}_2025-10-01_2025-10-31.csv"'
    )
    text = answer.content.decode()
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text[1:])))


def test_a_table_has_the_same_numbers_and_no_formulas(
    client: APIClient, workspace: Workspace
) -> None:
    bundle = a_bundle(workspace, "=1+1")
    a_run_at(workspace, a_place(bundle_id=bundle.pk), NOON, transactions=2)

    pieces = table(client, "transactions", by="month")
    biggest = table(client, "top")
    bytes_ = table(client, "volume", by="month")

    assert pieces[0][-1] == "transactions: =1+1"
    assert pieces[1][pieces[0].index("transactions")] == "2"
    assert biggest[1][:4] == [str(bundle.pk), "'=1+1", "paused", "2"]
    assert bytes_[1][-1] == "110"


def test_the_others_have_a_row_of_the_table(client: APIClient, workspace: Workspace) -> None:
    for _ in range(3):
        a_run_at(workspace, a_place(), NOON)

    rows = table(client, "top", limit=1)

    assert [row[1] for row in rows[1:]] == ["", "others"]
    assert rows[2][3] == "2"


def test_a_link_names_its_workspace(workspace: Workspace) -> None:
    person = workspace.members.get()
    a_workspace("First", owner=person)
    a_run_at(workspace, a_place(), NOON)

    told = ask(a_browser(person), "transactions", workspace=workspace.pk)

    assert told["totals"]["runs"] == 1


@BOTH
def test_an_answer_asks_the_database_a_few_questions_however_much_there_is(
    client: APIClient, workspace: Workspace, is_folded: bool
) -> None:
    for number in range(12):
        bundle = a_bundle(workspace, f"B{number}")
        a_run_at(workspace, a_place(bundle_id=bundle.pk), NOON - number * DAY)
    folded(workspace, is_folded)

    for what, most in (("transactions", 10), ("volume", 10), ("top", 9)):
        with CaptureQueriesContext(connection) as asked:
            ask(client, what)
        assert len(asked) <= most, [query["sql"][:80] for query in asked]
