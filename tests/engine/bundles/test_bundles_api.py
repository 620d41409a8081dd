"""Bundles over HTTP."""

import json
from datetime import timedelta
from typing import Any

import pytest
from rest_framework.test import APIClient

from engine.accounts.models import Role
from engine.bundles.models import Bundle
from engine.kernel.clock import now
from engine.kernel.ids import new_id
from engine.queue.models import Run
from engine.triggers.models import Source
from tests.engine.bundles.conftest import House, a_house, fresh
from tests.factories import a_client

URL = "/api/v1/bundles"
SALES = "01a20000-0000-7000-8000-000000000001"
ONE = "01a20000-0000-7000-8000-000000000002"


def send(client: APIClient, method: str, path: str, body: object = None) -> Any:
    """Send JSON and return the answer."""
    return getattr(client, method)(URL + path, body, format="json")


def codes(answer: Any) -> set[tuple[str, str]]:
    """Return where the answer finds which mistakes."""
    return {(error["path"], error["code"]) for error in answer.json()["errors"]}


def test_a_new_bundle_comes_back_with_its_draft_and_revision(
    house: House, client: APIClient
) -> None:
    answer = send(client, "post", "", {"name": "Leads", "definition": house.definition()})

    made = answer.json()
    assert answer.status_code == 201
    assert made["definition"] == house.definition()
    assert (made["status"], made["revision"], made["version"]) == ("paused", 1, None)
    assert made["changed"] is True
    assert made["trigger"] == {
        "kind": "webhook",
        "connector": "webhook",
        "connection": str(house.hook.pk),
        "event": "received",
        "every_s": None,
    }


def test_a_bundle_needs_a_name_and_nothing_unknown(client: APIClient) -> None:
    answer = send(client, "post", "", {"colour": "red", "definition": {"step": []}})

    assert answer.status_code == 400
    assert codes(answer) == {("/name", "missing"), ("/colour", "unknown_field")}


def test_mistakes_in_a_draft_have_paths_into_the_body(client: APIClient) -> None:
    answer = send(client, "post", "", {"name": "x", "definition": {"step": []}})

    assert answer.status_code == 400
    assert codes(answer) == {("/definition/step", "unknown_field")}


def test_saving_the_draft_needs_its_revision(house: House, client: APIClient) -> None:
    bundle = house.a_draft()

    answer = send(client, "patch", f"/{bundle.pk}", {"definition": {}})

    assert (answer.status_code, codes(answer)) == (400, {("/revision", "missing")})


def test_a_stale_revision_is_a_conflict_that_tells_the_present_one(
    house: House, client: APIClient
) -> None:
    path = f"/{house.a_draft().pk}"
    saved = send(client, "patch", path, {"definition": {}, "revision": 1})
    assert (saved.status_code, saved.json()["revision"]) == (200, 2)

    stale = send(client, "patch", path, {"definition": {}, "revision": 1})

    assert (stale.status_code, stale.json()["code"]) == (409, "draft_is_stale")
    assert stale.json()["params"]["revision"] == 2


def test_a_bundle_lives_its_life_over_http(house: House, client: APIClient) -> None:
    path = f"/{house.a_draft().pk}"

    published = send(client, "post", f"{path}/publish").json()
    assert (published["version"], published["changed"]) == (1, False)
    assert send(client, "post", f"{path}/start").json()["status"] == "running"
    assert send(client, "post", f"{path}/pause").json()["status"] == "paused"
    assert client.delete(URL + path).status_code == 204
    assert send(client, "get", path).json()["status"] == "deleted"
    assert send(client, "post", f"{path}/restore").json()["status"] == "paused"


def test_starting_what_was_never_published_says_what_to_do(house: House, client: APIClient) -> None:
    answer = send(client, "post", f"/{house.a_draft().pk}/start")

    assert (answer.status_code, answer.json()["code"]) == (409, "not_published")
    assert "Publish" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"waiting": "drop", "from": "now"}, 200),
        ({"from": "2026-03-01"}, 200),
        ({"from": "2026-03-01T10:00:00+03:00"}, 200),
        ({"from": "yesterday"}, 400),
        ({"from": 5}, 400),
        ({"waiting": "forget"}, 400),
        ({"wait": "drop"}, 400),
    ],
    ids=str,
)
def test_start_takes_what_to_do_with_the_waiting_and_from_when(
    house: House, client: APIClient, body: dict[str, Any], status: int
) -> None:
    bundle = house.a_published_bundle()

    assert send(client, "post", f"/{bundle.pk}/start", body).status_code == status


def test_a_date_to_start_from_is_a_day_of_the_workspace(house: House, client: APIClient) -> None:
    rows = {"url": "https://example.com/rows", "items_path": "rows", "time_path": "at"}
    trigger = {"connection": str(house.target.pk), "event": "new_items", "fields": rows}
    bundle = house.a_published_bundle(house.definition(trigger=trigger))
    type(house.workspace).objects.filter(pk=house.workspace.pk).update(time_zone="Asia/Omsk")

    send(client, "post", f"/{bundle.pk}/start", {"from": "2026-03-01"})

    assert str(Source.objects.get(pk=bundle.pk).since) == "2026-02-28 18:00:00+00:00"


def test_publishing_tells_every_mistake_at_once(house: House, client: APIClient) -> None:
    steps = [house.sending(action="fly"), house.sending(id="b", fields={"colour": 1})]
    bundle = house.a_draft(house.definition(steps=steps))

    answer = send(client, "post", f"/{bundle.pk}/publish")

    assert (answer.status_code, answer.json()["code"]) == (400, "definition_invalid")
    assert codes(answer) == {
        ("/definition/steps/0/action", "action_unknown"),
        ("/definition/steps/1/fields/colour", "unknown_field"),
        ("/definition/steps/1/fields/url", "missing"),
    }


@pytest.mark.parametrize(("language", "name"), [("en", "Leads — copy"), ("ru", "Leads — Копия")])
def test_a_copy_is_named_in_the_language_of_the_request(
    house: House, client: APIClient, language: str, name: str
) -> None:
    path = f"{URL}/{house.a_draft().pk}/copy"

    answer = client.post(path, headers={"Accept-Language": language})

    assert (answer.status_code, answer.json()["name"]) == (201, name)


def test_running_now_answers_with_the_event_and_the_run(house: House, client: APIClient) -> None:
    bundle = house.a_running_bundle()

    answer = send(client, "post", f"/{bundle.pk}/run", {"event": {"body": {"n": 1}}})

    run = Run.objects.get(bundle_id=bundle.pk)
    assert answer.status_code == 202
    assert answer.json() == {"event": str(run.event_id), "run": str(run.pk)}
    assert json.loads(run.payload) == {"body": {"n": 1}}


def test_running_now_without_a_body_takes_an_empty_event(house: House, client: APIClient) -> None:
    bundle = house.a_running_bundle()

    assert client.post(f"{URL}/{bundle.pk}/run").status_code == 202
    assert Run.objects.get(bundle_id=bundle.pk).payload == "{}"


def test_a_bundle_that_does_not_run_does_not_run_now(house: House, client: APIClient) -> None:
    answer = send(client, "post", f"/{house.a_published_bundle().pk}/run", {"event": {}})

    assert (answer.status_code, answer.json()["code"]) == (409, "bundle_not_running")


def test_the_reason_of_a_block_stands_in_words(house: House, client: APIClient) -> None:
    bundle = house.a_running_bundle()
    assert client.delete(f"/api/v1/connections/{house.hook.pk}").status_code == 204

    reason = send(client, "get", f"/{bundle.pk}").json()["status_reason"]

    assert reason["code"] == "connection_deleted"
    assert reason["message"].startswith("A connection was deleted.")
    assert reason["params"]["connection"] == "Site"
    assert client.get(f"/api/v1/connections/{house.hook.pk}").status_code == 404


def test_an_end_is_set_and_taken_away(house: House, client: APIClient) -> None:
    path, end = f"/{house.a_draft().pk}", (now() + timedelta(days=1)).isoformat()

    assert send(client, "patch", path, {"run_until": end}).json()["run_until"] is not None
    assert send(client, "patch", path, {"run_until": None}).json()["run_until"] is None
    past = send(client, "patch", path, {"run_until": "2020-01-01T00:00:00Z"})
    assert codes(past) == {("/run_until", "must_be_future")}


def test_many_bundles_are_started_each_by_itself(house: House, client: APIClient) -> None:
    good, bad, stranger = house.a_published_bundle(), house.a_draft(), new_id()
    ids = [str(good.pk), str(bad.pk), str(stranger)]

    answer = send(client, "post", "/bulk", {"ids": ids, "do": "start"})

    results = answer.json()["results"]
    assert [result["id"] for result in results] == ids
    assert [result["ok"] for result in results] == [True, False, False]
    assert [(r["error"] or {}).get("code") for r in results] == [None, "not_published", "not_found"]
    assert fresh(good).status == "running"


@pytest.mark.parametrize(("do", "status"), [("delete", "deleted"), ("pause", "paused")])
def test_many_bundles_are_stopped(house: House, client: APIClient, do: str, status: str) -> None:
    ids = [str(house.a_running_bundle().pk) for _ in range(2)]

    answer = send(client, "post", "/bulk", {"ids": ids, "do": do, "group": None})

    assert [result["status"] for result in answer.json()["results"]] == [status, status]


def test_many_bundles_are_moved_into_a_group_and_out_of_it(house: House, client: APIClient) -> None:
    ids = [str(house.a_draft().pk) for _ in range(2)]
    group = client.post("/api/v1/groups", {"name": "Sales"}, format="json").json()["id"]

    send(client, "post", "/bulk", {"ids": ids, "do": "move", "group": group})
    assert Bundle.objects.filter(group_id=group).count() == 2

    send(client, "post", "/bulk", {"ids": ids, "do": "move", "group": None})
    assert not Bundle.objects.filter(group_id=group).exists()


@pytest.mark.parametrize(
    ("body", "mistake"),
    [
        ({"ids": [], "do": "start"}, ("/ids", "too_short")),
        ({"ids": ["x"], "do": "start"}, ("/ids/0", "not_a_uuid")),
        ({"ids": [ONE], "do": "fly"}, ("/do", "not_one_of")),
        ({"ids": [ONE], "do": "move"}, ("/group", "group_missing")),
        ({"ids": [ONE], "do": "pause", "group": SALES}, ("/group", "unknown_field")),
    ],
    ids=str,
)
def test_a_senseless_bulk_request_is_refused(
    client: APIClient, body: dict[str, Any], mistake: tuple[str, str]
) -> None:
    answer = send(client, "post", "/bulk", body)

    assert (answer.status_code, codes(answer)) == (400, {mistake})


@pytest.mark.parametrize(("do", "status"), [("pause", 200), ("delete", 403)])
def test_an_operator_may_pause_many_but_not_delete_them(house: House, do: str, status: int) -> None:
    operator = a_client(house.workspace, role=Role.OPERATOR)

    answer = send(operator, "post", "/bulk", {"ids": [str(house.a_draft().pk)], "do": do})

    assert answer.status_code == status


def test_another_workspaces_group_is_not_found(house: House, client: APIClient) -> None:
    foreign = a_client(a_house("Elsewhere").workspace)
    group = foreign.post("/api/v1/groups", {"name": "Theirs"}, format="json").json()["id"]
    move = {"ids": [str(house.a_draft().pk)], "do": "move", "group": group}

    assert send(client, "post", "", {"name": "x", "group": group}).status_code == 404
    assert send(client, "post", "/bulk", move).status_code == 404


def test_versions_are_listed_shown_and_brought_back(house: House, client: APIClient) -> None:
    bundle = house.a_published_bundle()
    path = f"/{bundle.pk}/versions"
    send(client, "patch", f"/{bundle.pk}", {"definition": {}, "revision": 1})

    listed = send(client, "get", path).json()["results"]
    assert [(row["number"], row["live"]) for row in listed] == [(1, True)]
    assert listed[0]["published_by"] == house.owner.label
    assert send(client, "get", f"{path}/1").json()["definition"] == house.definition()
    assert send(client, "post", f"{path}/1/restore").json()["definition"] == house.definition()
    assert send(client, "get", f"{path}/2").status_code == 404
    assert send(client, "get", f"{path}/{10**20}").status_code == 404


def test_a_version_is_found_by_the_id_that_journal_rows_carry(
    house: House, client: APIClient
) -> None:
    bundle = house.a_published_bundle()

    found = client.get(f"/api/v1/versions/{bundle.version_id}").json()

    assert (found["number"], found["live"]) == (1, True)
    assert found["definition"] == house.definition()


def test_bringing_back_over_somebody_elses_draft_is_refused(
    house: House, client: APIClient
) -> None:
    bundle = house.a_published_bundle()
    send(client, "patch", f"/{bundle.pk}", {"definition": {}, "revision": 1})

    answer = send(client, "post", f"/{bundle.pk}/versions/1/restore", {"revision": 1})

    assert (answer.status_code, answer.json()["code"]) == (409, "draft_is_stale")


def test_the_draft_tells_who_changed_it_last(house: House, client: APIClient) -> None:
    bundle = house.a_draft()

    saved = send(client, "patch", f"/{bundle.pk}", {"definition": {}, "revision": 1}).json()
    renamed = send(client, "patch", f"/{bundle.pk}", {"name": "Other"}).json()

    assert saved["drafted_by"] == fresh(bundle).drafted_by != ""
    assert renamed["drafted_at"] == saved["drafted_at"] is not None


def test_a_check_tells_what_publishing_would_and_changes_nothing(
    house: House, client: APIClient
) -> None:
    bundle = house.a_draft()
    send(client, "patch", f"/{bundle.pk}", {"definition": {"steps": []}, "revision": 1})

    checked = send(client, "get", f"/{bundle.pk}/check").json()
    refused = send(client, "post", f"/{bundle.pk}/publish", {}).json()

    assert checked == {"revision": 2, "mistakes": refused["errors"]}
    assert checked["mistakes"]
    assert fresh(bundle).version is None


def test_a_check_of_a_finished_draft_finds_nothing(house: House, client: APIClient) -> None:
    checked = send(client, "get", f"/{house.a_draft().pk}/check").json()

    assert checked == {"revision": 1, "mistakes": []}
