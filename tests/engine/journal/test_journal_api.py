"""The journal over HTTP: rows, words, filters."""

from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from engine.accounts.models import Role, Workspace
from engine.bundles.models import Bundle, Group
from engine.connections.models import Connection
from engine.journal.models import Entry
from engine.journal.models import Use as Used
from engine.journal.services import note
from engine.journal.telling.sums import Place
from engine.kernel.clock import now
from engine.kernel.ids import new_id
from engine.kernel.json_types import JsonObject
from tests.engine.journal.rows import a_failed_run, a_run
from tests.factories import a_client, a_workspace

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@pytest.fixture
def workspace() -> Workspace:
    return a_workspace()


@pytest.fixture
def client(workspace: Workspace) -> APIClient:
    return a_client(workspace, role=Role.VIEWER)


def ids(client: APIClient, **asked: object) -> list[UUID]:
    answer = client.get("/api/v1/journal", {name: str(value) for name, value in asked.items()})
    assert answer.status_code == 200, answer.json()
    return [UUID(row["id"]) for row in answer.json()["results"]]


def a_connection(workspace: Workspace, connector: str) -> UUID:
    made = Connection.objects.create(
        workspace=workspace, connector=connector, name="x", kind="none"
    )
    return made.pk


def refusal(client: APIClient, **asked: str) -> tuple[str, str]:
    answer = client.get("/api/v1/journal", asked)
    assert answer.status_code == 400
    mistake = answer.json()["errors"][0]
    return mistake["path"], mistake["code"]


def test_rows_come_newest_first_with_their_steps_as_dots(
    client: APIClient, workspace: Workspace
) -> None:
    older, newer = a_run(workspace, ago=HOUR), a_run(workspace, key="order-1", transactions=2)

    rows = client.get("/api/v1/journal").json()["results"]

    assert [row["id"] for row in rows] == [str(newer.id), str(older.id)]
    assert rows[0]["steps"] == [{"id": "subscribe", "status": "succeeded"}]
    assert (rows[0]["kind"], rows[0]["key"], rows[0]["transactions"]) == ("run", "order-1", 2)
    assert rows[0]["finished_at"].endswith("Z")


def test_a_row_opens_with_every_step_attempt_and_the_trigger(
    client: APIClient, workspace: Workspace
) -> None:
    run = a_run(workspace)

    row = client.get(f"/api/v1/journal/{run.id}").json()

    assert row["trigger"] == {"body": {"email": "anna@example.com"}}
    assert row["steps"][0]["output"] == {"id": 7}
    assert row["steps"][0]["attempts"][0]["repeat_possible"] is False
    assert row["capped"] is False


def test_a_strangers_row_and_an_unknown_one_read_the_same(client: APIClient) -> None:
    foreign = a_run(a_workspace())

    answers = [client.get(f"/api/v1/journal/{number}") for number in (foreign.id, new_id())]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert ids(client) == []


def test_an_error_says_what_happened_and_what_to_do_in_the_readers_language(
    client: APIClient, workspace: Workspace
) -> None:
    a_run(workspace, status="cancelled", error={"code": "dropped", "params": {"actor": "anna"}})

    russian = client.get("/api/v1/journal", headers={"Accept-Language": "ru"}).json()["results"][0]
    english = client.get("/api/v1/journal", headers={"Accept-Language": "en"}).json()["results"][0]

    assert russian["message"] == "Отброшено вместо обработки по просьбе человека."
    assert english["error"]["message"].startswith("Dropped")
    assert english["error"]["params"] == {"actor": "anna"}


def test_an_error_code_of_a_service_keeps_what_the_service_said(
    client: APIClient, workspace: Workspace
) -> None:
    error = {"code": "sheet_is_full", "remedy": "stop", "message": "No rows left", "step": "add"}
    a_failed_run(workspace, error=error)

    told = client.get("/api/v1/journal").json()["results"][0]["error"]

    assert (told["code"], told["message"], told["remedy"]) == (
        "sheet_is_full",
        "No rows left",
        "stop",
    )
    assert told["params"] == {"step": "add", "said": "No rows left"}


def test_a_bug_of_ours_is_told_by_its_reference_only(
    client: APIClient, workspace: Workspace
) -> None:
    a_failed_run(workspace, error={"code": "internal", "remedy": "bug", "reference": "a1b2"})

    told = client.get("/api/v1/journal").json()["results"][0]["error"]

    assert "a1b2" in told["message"]
    assert told["params"] == {"reference": "a1b2"}


def test_an_error_is_told_in_the_words_of_the_service_in_the_language_of_the_reader(
    client: APIClient, workspace: Workspace
) -> None:
    error = {"code": "address_missing", "service": "unisender", "message": "An e-mail is needed."}
    unknown = {"code": "never_heard_of", "service": "gone", "message": "No such thing."}
    a_failed_run(workspace, error=error)
    a_failed_run(workspace, error=unknown)

    rows = client.get("/api/v1/journal", headers={"Accept-Language": "ru"}).json()["results"]

    assert [row["error"]["message"] for row in rows] == [
        "No such thing.",
        "Контакту нужен e-mail или телефон. Укажите одно из них.",
    ]
    assert rows[1]["error"]["params"]["said"] == "An e-mail is needed."


def test_what_was_said_is_not_repeated_beside_words_that_say_it(
    client: APIClient, workspace: Workspace
) -> None:
    said = "A contact needs an e-mail or a phone."
    error = {"code": "address_missing", "service": "unisender", "message": said}
    a_failed_run(workspace, error=error)

    (row,) = client.get("/api/v1/journal", headers={"Accept-Language": "ru"}).json()["results"]

    assert row["error"]["params"] == {"service": "unisender"}


def test_a_system_row_calls_a_service_its_events_and_refusals_as_people_do(
    client: APIClient, workspace: Workspace
) -> None:
    params = {"service": "amocrm", "connection": "Shop", "error": "plan_limit"}
    events = {"events": "lead_added, lead_stage_changed"}
    note(workspace.id, code="webhook_not_armed", params={**params, **events})

    (row,) = client.get("/api/v1/journal").json()["results"]

    assert row["message"] == (
        "The service amoCRM does not send the events of “Shop” (Lead added, Lead moved to another"
        " stage): it refused to be asked. The amoCRM account is not paid, or its plan has no such"
        " feature. Pay or change the plan, then start the bundle again. The connection shows its"
        " answer; Svyazka asks again by itself, too."
    )


def test_a_system_row_tells_who_did_what(client: APIClient, workspace: Workspace) -> None:
    params: JsonObject = {
        "count": 3,
        "since": "2026-03-01T09:00:00Z",
        "until": "2026-03-01T09:59:00Z",
    }
    entry = note(workspace.id, code="no_new_data", actor="anna@x.ru", params=params, kind="empty")

    row = client.get(f"/api/v1/journal/{entry.id}").json()

    assert (row["kind"], row["code"]) == ("empty", "no_new_data")
    assert row["message"].startswith("No new data; the service was asked from 1 Mar 2026 09:00 UTC")
    assert (row["actor"], row["params"], row["mode"]) == ("anna@x.ru", params, None)


def test_moments_in_a_row_are_told_by_the_clocks_of_its_workspace(
    client: APIClient, workspace: Workspace
) -> None:
    Workspace.objects.filter(pk=workspace.pk).update(time_zone="Asia/Vladivostok")
    params: JsonObject = {"since": "2026-03-01T20:00:00Z", "until": "2026-03-01T20:59:00Z"}
    note(workspace.id, code="no_new_data", params={**params, "count": 3}, kind="empty")

    (row,) = client.get("/api/v1/journal").json()["results"]

    assert "from 2 Mar 2026 06:00 to 2 Mar 2026 06:59" in row["message"]


def test_what_is_older_than_the_retention_is_not_seen_though_it_is_still_there(
    client: APIClient, workspace: Workspace, settings: object
) -> None:
    old = a_run(workspace, ago=3 * DAY)
    settings.JOURNAL_DAYS = 2  # type: ignore[attr-defined]

    assert ids(client) == []
    assert client.get(f"/api/v1/journal/{old.id}").status_code == 404
    assert Entry.objects.filter(id=old.id).exists()


def test_events_are_all_or_those_with_data_with_errors_or_of_the_system(
    client: APIClient, workspace: Workspace
) -> None:
    done, failed = a_run(workspace), a_failed_run(workspace)
    filtered = a_run(workspace, status="filtered")
    system = note(workspace.id, code="bundle_paused")

    assert set(ids(client)) == {done.id, failed.id, filtered.id, system.id}
    assert ids(client, events="data") == [done.id]
    assert ids(client, events="errors") == [failed.id]
    assert ids(client, events="system") == [system.id]


def test_the_day_begins_at_midnight_of_the_workspaces_zone(
    client: APIClient, workspace: Workspace
) -> None:
    workspace.time_zone = "Pacific/Kiritimati"
    workspace.save(update_fields=["time_zone"])
    zone = ZoneInfo(workspace.time_zone)
    midnight = now().astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    today = a_run(workspace, at=midnight.astimezone(UTC))
    yesterday = a_run(workspace, at=midnight.astimezone(UTC) - timedelta(microseconds=1))

    assert ids(client, period="today") == [today.id]
    assert ids(client, period="yesterday") == [yesterday.id]
    assert ids(client, **{"from": f"{midnight.date()}"}) == [today.id]
    assert ids(client, to=f"{midnight.date() - DAY}") == [yesterday.id]


def test_an_instant_narrows_to_itself(client: APIClient, workspace: Workspace) -> None:
    run = a_run(workspace, at=now() - HOUR)
    instant = run.finished_at.isoformat()

    assert ids(client, **{"from": instant, "to": instant}) == [run.id]


def test_hours_of_the_day_may_go_over_midnight(client: APIClient, workspace: Workspace) -> None:
    yesterday = (now() - DAY).replace(minute=30, second=0, microsecond=0)
    noon, evening, night = (a_run(workspace, at=yesterday.replace(hour=h)) for h in (12, 22, 3))

    assert ids(client, time_from="09:00", time_to="18:00") == [noon.id]
    assert set(ids(client, time_from="22:00", time_to="06:00")) == {evening.id, night.id}
    assert ids(client, time_from="12:30", time_to="24:00") == [evening.id, noon.id]
    assert ids(client, time_to="12:30") == [night.id]


def test_hours_are_those_of_the_workspaces_zone(client: APIClient, workspace: Workspace) -> None:
    workspace.time_zone = "Europe/Moscow"
    workspace.save(update_fields=["time_zone"])
    run = a_run(workspace, at=datetime.combine(now().date() - DAY, datetime.min.time(), UTC))

    assert ids(client, time_from="03:00", time_to="03:01") == [run.id]
    assert ids(client, time_from="00:00", time_to="00:01") == []


def test_rows_narrow_to_a_bundle_a_group_and_a_connection(
    client: APIClient, workspace: Workspace
) -> None:
    group = Group.objects.create(workspace=workspace, name="Leads")
    grouped = Bundle.objects.create(workspace=workspace, name="a", group=group)
    loose = Bundle.objects.create(workspace=workspace, name="b")
    tilda = a_connection(workspace, "tilda")
    of_group = a_run(workspace, bundle_id=grouped.id, called=[Place("tilda", tilda)])
    of_loose = a_run(workspace, bundle_id=loose.id, connection_id=tilda, ago=HOUR)

    assert ids(client, bundle=grouped.id) == [of_group.id]
    assert ids(client, group=group.id) == [of_group.id]
    assert ids(client, group="none") == [of_loose.id]
    assert ids(client, connection=tilda) == [of_group.id, of_loose.id]
    assert ids(client, connection=tilda, bundle=loose.id) == [of_loose.id]
    assert ids(client, connection=tilda, group=group.id) == [of_group.id]
    assert ids(client, bundle=loose.id, group=group.id) == []


def test_rows_narrow_to_a_service_whatever_its_connections_were(
    client: APIClient, workspace: Workspace
) -> None:
    tilda, gone = a_connection(workspace, "tilda"), new_id()
    started = a_run(workspace, connection_id=tilda)
    called = a_run(workspace, called=[Place("http", None), Place("tilda", gone)], ago=HOUR)
    other = a_run(workspace, called=[Place("http", None)], ago=2 * HOUR)
    of_slot = {"workspace_id": workspace.id, "bundle_id": new_id(), "slot": now()}
    Used.objects.create(connector="tilda", connection_id=gone, **of_slot)

    assert ids(client, connector="tilda") == [started.id, called.id]
    assert ids(client, connector="http") == [called.id, other.id]
    assert ids(client, connector="tilda", connection=gone) == [called.id]
    assert ids(client, connector="tilda", search="anna@example.com") == [started.id, called.id]
    assert ids(client, connector="email") == []


def test_a_service_nobody_knows_is_refused(client: APIClient) -> None:
    assert refusal(client, connector="nobody") == ("?connector", "connector_unknown")


def test_rows_of_a_connection_that_is_no_more_are_found(
    client: APIClient, workspace: Workspace
) -> None:
    gone = new_id()
    told = note(workspace.id, code="connection_deleted", connection_id=gone)
    run = a_run(workspace, connection_id=gone, ago=HOUR)
    a_run(a_workspace(), connection_id=gone)

    assert ids(client, connection=gone) == [told.id, run.id]


def test_rows_narrow_to_a_status_and_a_mode(client: APIClient, workspace: Workspace) -> None:
    held, manual = a_run(workspace, status="held"), a_run(workspace, mode="manual")

    note(workspace.id, code="bundle_paused")

    assert ids(client, status="held") == [held.id]
    assert ids(client, status="succeeded") == ids(client, mode="manual") == [manual.id]
    assert set(ids(client, mode="live")) == {held.id}
    assert ids(client, mode="manual", status="held") == []


@pytest.mark.parametrize(
    ("asked", "refused"),
    [
        ({"events": "some"}, ("?events", "not_one_of")),
        ({"period": "week"}, ("?period", "not_one_of")),
        ({"from": "yesterday"}, ("?from", "bad_date")),
        ({"to": "9999-12-31"}, ("?to", "bad_date")),
        ({"from": "2026-12-02", "to": "2026-12-01"}, ("?to", "dates_reversed")),
        ({"from": "2026-12-01", "period": "today"}, ("?period", "period_or_dates")),
        ({"time_from": "24:00"}, ("?time_from", "bad_time")),
        ({"time_to": "9 o'clock"}, ("?time_to", "bad_time")),
        ({"wished": "1"}, ("?wished", "unknown_parameter")),
        ({"limit": "0"}, ("?limit", "out_of_range")),
        ({"search": "a" * 201}, ("?search", "too_long")),
        ({"search": "a\0b"}, ("?search", "bad_text")),
    ],
)
def test_a_filter_that_means_nothing_is_refused(
    client: APIClient, asked: dict[str, str], refused: tuple[str, str]
) -> None:
    assert refusal(client, **asked) == refused


def test_a_page_costs_the_same_queries_for_one_row_as_for_many(
    client: APIClient, workspace: Workspace
) -> None:
    a_run(workspace)
    client.get("/api/v1/journal")
    with CaptureQueriesContext(
        connection,
    ) as for_one:
        client.get("/api/v1/journal")
    for _ in range(5):
        a_failed_run(workspace)

    with CaptureQueriesContext(connection) as for_many:
        client.get("/api/v1/journal")

    assert len(for_many) == len(for_one) <= 3


def test_the_list_leaves_the_payloads_of_runs_in_the_database(
    client: APIClient, workspace: Workspace
) -> None:
    a_run(workspace)

    with CaptureQueriesContext(connection) as queries:
        client.get("/api/v1/journal")

    walk, rows = (query["sql"] for query in queries.captured_queries[-2:])
    assert "details" not in walk
    assert '"journal_entry"."details",' not in rows
