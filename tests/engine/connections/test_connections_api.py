"""Connections over HTTP: made, read, changed, and never giving a secret away."""

from datetime import UTC, datetime
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries
from rest_framework.test import APIClient

from engine.accounts.models import Role, Workspace
from engine.bundles.models import Bundle, Use
from engine.connections import vault
from engine.connections.models import Connection, Sample
from engine.kernel.ids import new_id
from tests.engine.connections.conftest import ClientOf
from tests.factories import a_workspace

CANARY = "canary-3e9d51"
LIST = "/api/v1/connections"


def make(api: APIClient, **fields: Any) -> dict[str, Any]:
    wish = {"connector": "http", "name": "Shop", "auth": {"kind": "none"}} | fields
    answer = api.post(LIST, wish)
    assert answer.status_code == 201, answer.json()
    return dict(answer.json())


def refusals(api: APIClient, wish: dict[str, Any]) -> dict[str, str]:
    answer = api.post(LIST, wish)
    assert answer.status_code == 400
    return {one["path"]: one["code"] for one in answer.json()["errors"]}


def test_a_connection_is_kept_with_its_secrets_sealed(api: APIClient) -> None:
    made = make(api, auth={"kind": "api_key", "value": CANARY})

    row = Connection.objects.get(pk=made["id"])
    assert (made["kind"], made["status"], made["webhook_url"]) == ("api_key", "untested", None)
    assert CANARY not in row.secrets
    assert vault.open(row.secrets, row.id)["value"] == CANARY


def test_no_answer_repeats_a_secret(api: APIClient) -> None:
    made = make(api, auth={"kind": "api_key", "value": CANARY})
    one = f"{LIST}/{made['id']}"

    answers = [
        api.get(LIST),
        api.get(one),
        api.patch(one, {"name": "Other"}),
        api.post(f"{one}/reconnect", {"auth": {"kind": "api_key", "value": CANARY + "2"}}),
        api.post(f"{one}/reconnect", {"auth": {"kind": "api_key", "value": [CANARY]}}),
        api.post(LIST, {"connector": "http", "auth": {"kind": CANARY[:0], "value": CANARY}}),
    ]

    assert CANARY not in str(made) + "".join(answer.content.decode() for answer in answers)


def test_a_webhook_connection_gets_an_own_secret_address(api: APIClient) -> None:
    first, second = (
        make(api, connector="webhook", auth={"kind": "webhook"})["webhook_url"] for _ in range(2)
    )

    assert first.startswith("http://127.0.0.1:8000/hooks/")
    assert len(first.rpartition("/")[2]) >= 43
    assert first != second


def test_a_viewer_does_not_get_the_address_that_starts_bundles(
    api: APIClient, workspace: Workspace, client_of: ClientOf
) -> None:
    made = make(api, connector="webhook", auth={"kind": "webhook"})

    seen = client_of(workspace, Role.VIEWER).get(f"{LIST}/{made['id']}").json()

    assert seen["webhook_url"] is None


def test_every_mistake_is_told_at_once_with_its_place(api: APIClient) -> None:
    wish = {
        "connector": "http",
        "name": "Shop",
        "auth": {"kind": "api_key", "place": "cookie", "colour": "red"},
        "settings": {"test_url": "ftp://x", "speed": 1, "limits": {"per_second": 0, "x": 1}},
    }

    assert refusals(api, wish) == {
        "/auth/value": "missing",
        "/auth/place": "not_one_of",
        "/auth/colour": "unknown_field",
        "/settings/test_url": "wrong_type",
        "/settings/speed": "unknown_field",
        "/settings/limits/per_second": "out_of_range",
        "/settings/limits/x": "unknown_field",
    }


@pytest.mark.parametrize(
    ("change", "path", "code"),
    [
        ({"connector": "nothing"}, "/connector", "connector_unknown"),
        ({"connector": "sdk"}, "/connector", "connector_unknown"),
        ({"auth": {}}, "/auth/kind", "missing"),
        ({"auth": {"kind": "oauth2"}}, "/auth/kind", "not_one_of"),
        ({"auth": {"kind": ["none"]}}, "/auth/kind", "not_one_of"),
        ({"auth": "none"}, "/auth", "wrong_type"),
        ({"auth": {"kind": "api_key", "value": {"a": 1}}}, "/auth/value", "wrong_type"),
        ({"auth": {"kind": "api_key", "value": 5}}, "/auth/value", "wrong_type"),
        ({"settings": {"test_url": True}}, "/settings/test_url", "wrong_type"),
        ({"auth": {"kind": "api_key", "value": "x" * 20_000}}, "/auth/value", "too_long"),
        ({"settings": {"a/b": 1}}, "/settings/a~1b", "unknown_field"),
        ({"settings": {"limits": 5}}, "/settings/limits", "wrong_type"),
        ({"settings": []}, "/settings", "wrong_type"),
        ({"name": "x" * 201}, "/name", "too_long"),
        ({"name": None}, "/name", "null"),
        ({"hook_token": "mine"}, "/hook_token", "unknown_field"),
    ],
)
def test_what_does_not_fit_is_refused_with_its_place(
    api: APIClient, change: dict[str, Any], path: str, code: str
) -> None:
    wish = {"connector": "http", "name": "Shop", "auth": {"kind": "none"}} | change

    assert refusals(api, wish) == {path: code}
    assert not Connection.objects.exists()


def test_the_list_is_filtered_and_searched_by_name_or_service(api: APIClient) -> None:
    make(api, name="Лавка Алёны")
    make(api, name="Post", connector="email", auth={"kind": "basic"}, settings={"host": "m.ru"})
    make(api, name="Hook", connector="webhook", auth={"kind": "webhook"})

    def names(query: str) -> list[str]:
        return [one["name"] for one in api.get(f"{LIST}?{query}").json()["results"]]

    assert names("search=ЛАВКА") == names("search=алены") == ["Лавка Алёны"]
    assert names("search=e-mail") == names("connector=email") == ["Post"]
    assert names("kind=webhook&status=untested") == ["Hook"]
    assert names("status=works") == []
    assert names("") == ["Hook", "Post", "Лавка Алёны"]


@pytest.mark.parametrize("query", ["kind=x", "status=", "colour=red", "limit=0", "cursor=x"])
def test_a_query_that_makes_no_sense_is_refused(api: APIClient, query: str) -> None:
    assert api.get(f"{LIST}?{query}").status_code == 400


def test_a_list_says_which_bundles_use_each_with_as_many_queries_as_for_one(
    api: APIClient, workspace: Workspace, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    bundle = Bundle.objects.create(workspace=workspace, name="Leads")
    for _ in range(5):
        made = make(api)
        for live in (True, False):
            Use.objects.create(bundle=bundle, connection_id=made["id"], role="step", live=live)

    with django_assert_num_queries(2):
        rows = api.get(LIST).json()["results"]

    expected = [{"id": str(bundle.id), "name": "Leads", "status": "paused"}]
    assert [one["used_by"] for one in rows] == [expected] * 5


def test_a_change_keeps_the_settings_it_does_not_name(api: APIClient) -> None:
    limits = {"per_second": 0.5, "concurrency": 3}
    made = make(api, settings={"test_url": "https://a.example/", "limits": limits})

    changed = api.patch(f"{LIST}/{made['id']}", {"name": "New", "settings": {"test_url": None}})

    assert changed.json()["name"] == "New"
    assert changed.json()["settings"] == {"limits": limits}


def test_a_change_that_does_not_fit_changes_nothing(api: APIClient) -> None:
    made = make(api)

    answer = api.patch(f"{LIST}/{made['id']}", {"name": "New", "settings": {"x": 1}})

    assert answer.status_code == 400
    assert api.get(f"{LIST}/{made['id']}").json()["name"] == "Shop"


def test_refresh_notes_the_moment(api: APIClient) -> None:
    made = make(api)

    assert api.post(f"{LIST}/{made['id']}/refresh").json()["refreshed_at"]


def test_the_newest_twenty_samples_are_shown_and_can_be_forgotten(api: APIClient) -> None:
    made = make(api, connector="webhook", auth={"kind": "webhook"})
    moment = datetime(2026, 3, 1, tzinfo=UTC)
    for number in range(25):
        Sample.objects.create(
            id=new_id(),
            connection_id=made["id"],
            received_at=moment,
            payload=f'{{"n": {number}}}',
            bytes_in=9,
        )

    place = f"{LIST}/{made['id']}/samples"
    rows = api.get(place).json()["results"]

    assert [one["data"]["n"] for one in rows] == list(range(24, 4, -1))
    assert rows[0]["received_at"] == "2026-03-01T00:00:00Z"
    assert api.delete(place).status_code == 204
    assert api.get(place).json()["results"] == []


def test_a_stranger_finds_nothing(api: APIClient, client_of: ClientOf) -> None:
    one = f"{LIST}/{make(api)['id']}"
    stranger = client_of(a_workspace("Theirs"))

    answers = [
        stranger.get(one),
        stranger.patch(one, {"name": "Mine"}),
        *(stranger.post(f"{one}/{verb}", {}) for verb in ("test", "refresh")),
        stranger.post(f"{one}/reconnect", {"auth": {"kind": "none"}}),
        stranger.get(f"{one}/samples"),
        stranger.delete(f"{one}/samples"),
    ]

    assert {answer.status_code for answer in answers} == {404}
    assert stranger.get(LIST).json()["results"] == []


@pytest.mark.parametrize(
    ("role", "statuses"),
    [(Role.VIEWER, [200, 403, 403, 403]), (Role.OPERATOR, [200, 403, 403, 200])],
)
def test_each_role_may_do_its_kind_of_work(
    api: APIClient, workspace: Workspace, client_of: ClientOf, role: Role, statuses: list[int]
) -> None:
    one, member = f"{LIST}/{make(api)['id']}", client_of(workspace, role)

    answers = [
        member.get(one),
        member.patch(one, {"name": "Mine"}),
        member.post(f"{one}/reconnect", {"auth": {}}),
        member.post(f"{one}/refresh"),
    ]

    assert [answer.status_code for answer in answers] == statuses
