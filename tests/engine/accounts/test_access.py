"""Who may come in, where, and what each role may do there."""

from itertools import pairwise
from typing import ClassVar

import pytest
from django.core.exceptions import ImproperlyConfigured
from pytest_django import DjangoAssertNumQueries, Settings
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.test import APIClient

from engine.accounts import policy
from engine.accounts.access import WorkspaceView
from engine.accounts.models import Role
from engine.accounts.policy import Permission
from tests.factories import a_browser, a_client, a_member, a_token, a_user, a_workspace


def test_each_role_may_do_all_that_the_next_one_may() -> None:
    may = [policy.MAY[role] for role in Role]

    assert [len(permissions) for permissions in may] == [4, 3, 2, 1]
    assert all(more > less for more, less in pairwise(may))


def test_a_view_that_forgets_a_permission_cannot_even_be_imported() -> None:
    with pytest.raises(ImproperlyConfigured, match="post"):

        class Forgetful(WorkspaceView):
            needs: ClassVar = {"get": Permission.VIEW}

            def get(self, request: Request) -> Response:
                return Response()

            post = get


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("role", "status"), [("owner", 200), ("editor", 403), ("operator", 403), ("viewer", 403)]
)
def test_only_an_owner_changes_the_workspace(role: str, status: int) -> None:
    client = a_client(role=Role(role))

    answer = client.patch("/api/v1/workspace", {"name": "New"}, "json")

    assert answer.status_code == status


@pytest.mark.django_db
def test_strangers_are_told_to_sign_in() -> None:
    answer = APIClient().get("/api/v1/workspace")

    assert (answer.status_code, answer.json()["code"]) == (401, "not_authenticated")


@pytest.mark.django_db
def test_an_address_that_leads_nowhere_is_a_problem_too() -> None:
    answer = a_client().get("/api/v1/nowhere")

    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


@pytest.mark.django_db
def test_the_browser_names_its_workspace_and_else_gets_the_first() -> None:
    user = a_user()
    first, second = a_workspace("First", owner=user), a_workspace("Second", owner=user)
    browser = a_browser(user)

    named = browser.get("/api/v1/workspace", headers={"X-Workspace": str(second.pk)})

    assert named.json()["name"] == "Second"
    assert browser.get("/api/v1/workspace").json()["id"] == str(first.pk)


@pytest.mark.django_db
@pytest.mark.parametrize("header", ["nonsense", "01a20000-0000-7000-8000-000000000001"])
def test_a_workspace_of_others_is_not_found(header: str) -> None:
    browser = a_browser(a_member().user)
    program = a_client()

    for client in (browser, program):
        answer = client.get("/api/v1/workspace", headers={"X-Workspace": header})
        assert (answer.status_code, answer.json()["code"]) == (404, "no_workspace")


@pytest.mark.django_db
def test_a_person_without_any_workspace_can_still_make_one() -> None:
    browser = a_browser(a_user())

    assert browser.get("/api/v1/workspace").status_code == 404
    made = browser.post("/api/v1/workspaces", {"name": "Mine"}, "json")

    assert (made.status_code, made.json()["role"]) == (201, "owner")
    assert browser.get("/api/v1/workspace").json()["id"] == made.json()["id"]


@pytest.mark.django_db
def test_writes_from_the_browser_need_the_csrf_token() -> None:
    browser = a_browser(a_member(Role.OWNER).user, checks_csrf=True)
    refused = browser.patch("/api/v1/me", {"name": "Ann"}, "json")
    token = browser.get("/api/v1/me").json()["csrf"]

    allowed = browser.patch("/api/v1/me", {"name": "Ann"}, "json", headers={"X-CSRFToken": token})

    assert (refused.status_code, refused.json()["code"]) == (403, "csrf_failed")
    assert (allowed.status_code, allowed.json()["user"]["name"]) == (200, "Ann")


@pytest.mark.django_db
def test_the_signed_in_person_is_answered_in_their_language() -> None:
    user = a_member(Role.VIEWER).user
    browser = a_browser(user)
    browser.patch("/api/v1/me", {"language": "ru"}, "json")

    answer = browser.patch("/api/v1/workspace", {}, "json", headers={"Accept-Language": "en"})

    assert answer.json()["title"] == "Нет прав"


@pytest.mark.django_db
def test_a_program_is_answered_in_the_language_it_asks_for() -> None:
    answer = a_client(role=Role.VIEWER).patch(
        "/api/v1/workspace", {}, "json", headers={"Accept-Language": "ru"}
    )

    assert answer.json()["title"] == "Нет прав"


@pytest.mark.django_db
def test_a_token_that_nobody_made_still_knows_where_it_belongs() -> None:
    workspace = a_workspace("Shop")

    me = a_client(workspace).get("/api/v1/me").json()

    assert me["user"] is None
    assert [(home["name"], home["role"]) for home in me["workspaces"]] == [("Shop", "owner")]


@pytest.mark.django_db
@pytest.mark.parametrize(("method", "address"), [("patch", "me"), ("post", "workspaces")])
def test_a_token_cannot_act_as_a_person(method: str, address: str) -> None:
    answer = a_client().generic(method.upper(), f"/api/v1/{address}", "{}", "application/json")

    assert (answer.status_code, answer.json()["code"]) == (403, "not_for_tokens")


@pytest.mark.django_db
def test_both_forms_of_an_address_work() -> None:
    client = a_client()

    assert client.get("/api/v1/workspace/").json() == client.get("/api/v1/workspace").json()


@pytest.mark.django_db
def test_the_text_of_a_token_stands_only_in_the_answer_that_makes_it() -> None:
    client = a_client(role=Role.EDITOR)

    made = client.post("/api/v1/tokens", {"name": "CI", "role": "viewer"}, "json")

    text = made.json()["token"]
    listed = client.get("/api/v1/tokens").content.decode()
    assert made.status_code == 201
    assert text not in listed
    assert made.json()["hint"] in listed


@pytest.mark.django_db
def test_nobody_makes_or_revokes_a_token_that_can_do_more_than_they() -> None:
    workspace = a_workspace()
    mighty = a_token(Role.OWNER, workspace=workspace).token
    client = a_client(workspace, role=Role.EDITOR)

    made = client.post("/api/v1/tokens", {"name": "CI", "role": "owner"}, "json")
    revoked = client.delete(f"/api/v1/tokens/{mighty.pk}")

    assert [made.json()["code"], revoked.json()["code"]] == ["role_above_own"] * 2


@pytest.mark.django_db
def test_a_revoked_token_leaves_the_list_and_stops_working() -> None:
    workspace = a_workspace()
    other = a_token(workspace=workspace).token
    client = a_client(workspace)

    assert client.delete(f"/api/v1/tokens/{other.pk}").status_code == 204
    assert client.delete(f"/api/v1/tokens/{other.pk}").status_code == 404
    assert len(client.get("/api/v1/tokens").json()["results"]) == 1


@pytest.mark.django_db
@pytest.mark.parametrize("noun", ["members", "tokens", "workspaces"])
def test_a_list_costs_the_same_however_long_it_is(
    noun: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    owner = a_user()
    workspace = a_workspace(owner=owner)
    for _ in range(20):
        a_token(workspace=workspace, made_by=a_member(workspace=workspace).user)
        a_workspace(owner=owner)
    browser = a_browser(owner)

    with django_assert_max_num_queries(4):  # session, person, membership, rows
        answer = browser.get(f"/api/v1/{noun}")

    assert len(answer.json()["results"]) >= 20


@pytest.mark.django_db
@pytest.mark.parametrize("is_demo", [True, False])
def test_the_browser_is_told_whether_the_services_are_simulated(
    settings: Settings, is_demo: bool
) -> None:
    settings.DEMO = is_demo

    assert a_browser(a_user()).get("/api/v1/me").json()["demo"] is is_demo
