"""Trying what was entered for a new connection before anything is kept."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from engine.accounts.models import Role, Workspace
from engine.connections.models import Connection
from engine.journal.models import Entry
from tests.engine.connections.conftest import ClientOf, Service

TRY = "/api/v1/connections/try"
KEY = {"kind": "api_key", "value": "canary-55aa31"}


@pytest.fixture
def wish(service: Service) -> dict[str, Any]:
    return {"connector": "http", "name": "Shop", "auth": KEY, "settings": {"test_url": service.url}}


def test_a_login_that_works_says_whose_it_is_and_keeps_nothing(
    api: APIClient, wish: dict[str, Any], service: Service
) -> None:
    told = api.post(TRY, wish).json()

    assert (told["ok"], told["account"]) == (True, "127.0.0.1")
    assert service.seen[0][1]["authorization"] == f"Bearer {KEY['value']}"
    assert not Connection.objects.exists()


def test_a_wrong_key_is_no_entry_in_the_journal(
    api: APIClient, wish: dict[str, Any], service: Service
) -> None:
    service.status, service.body = 401, b"not you"

    told = api.post(TRY, wish).json()

    assert (told["ok"], told["remedy"], told["answer"]) == (False, "reconnect", "not you")
    assert not Connection.objects.exists()
    assert not Entry.objects.exists()


def test_what_the_workspace_hides_is_not_told(
    api: APIClient, wish: dict[str, Any], service: Service, workspace: Workspace
) -> None:
    Workspace.objects.filter(pk=workspace.pk).update(masked_fields=["phone"])
    service.status, service.body = 403, b'{"phone":"+79161234567"}'

    assert api.post(TRY, wish).json()["answer"] == '{"phone":"•••"}'


def test_an_oauth_application_alone_proves_nothing(api: APIClient) -> None:
    application = {"kind": "oauth2", "client_id": "i", "client_secret": "s"}

    told = api.post(TRY, {"connector": "amocrm", "name": "CRM", "auth": application}).json()

    assert (told["ok"], told["code"]) == (False, "login_not_done")


def test_mistakes_are_told_with_their_places(api: APIClient, wish: dict[str, Any]) -> None:
    answer = api.post(TRY, wish | {"auth": {"kind": "api_key"}, "name": ""})

    assert answer.status_code == 400
    assert {one["path"] for one in answer.json()["errors"]} == {"/name"}


def test_only_who_may_edit_may_try(
    workspace: Workspace, client_of: ClientOf, wish: dict[str, Any]
) -> None:
    assert client_of(workspace, Role.OPERATOR).post(TRY, wish).status_code == 403
