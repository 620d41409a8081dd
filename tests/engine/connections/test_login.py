"""Testing and reconnecting: real requests, and a remedy for whatever goes wrong."""

import json
import logging
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from pytest_django import Settings
from rest_framework.test import APIClient

from engine.accounts.models import Workspace
from engine.connections import services, vault
from engine.connections.models import Connection
from engine.journal.models import Entry
from engine.kernel.clock import now
from engine.kernel.ids import new_id
from engine.queue.models import Run
from tests.engine.connections.conftest import Service

CANARY = "canary-77ab01"
LIST = "/api/v1/connections"
KEY = {"kind": "api_key", "value": CANARY}


@pytest.fixture
def made(api: APIClient, service: Service) -> Connection:
    wish = {"connector": "http", "name": "Shop", "auth": KEY, "settings": {"test_url": service.url}}
    return Connection.objects.get(pk=api.post(LIST, wish).json()["id"])


def ask(api: APIClient, made: Connection, verb: str = "test", **body: Any) -> dict[str, Any]:
    answer = api.post(f"{LIST}/{made.pk}/{verb}", body)
    assert answer.status_code == 200, answer.content
    made.refresh_from_db()
    return dict(answer.json())


def a_held_run(made: Connection) -> Run:
    return Run.objects.create(
        workspace_id=made.workspace_id,
        bundle_id=new_id(),
        connection_id=made.pk,
        event_id=new_id(),
        origin_id=new_id(),
        status=Run.Status.HELD,
        received_at=now(),
        payload="{}",
    )


def test_a_test_makes_a_real_request_with_the_secret(
    api: APIClient, made: Connection, service: Service
) -> None:
    result = ask(api, made)

    assert (result["ok"], result["account"], result["remedy"]) == (True, "127.0.0.1", None)
    assert result["message"] == "The service lets this connection in."
    assert service.seen[0][1]["authorization"] == f"Bearer {CANARY}"
    assert (made.status, made.account) == ("works", "127.0.0.1")
    assert made.tested_at is not None


@pytest.mark.parametrize(
    ("status", "code", "remedy", "after"),
    [
        (401, "credentials_rejected", "reconnect", "needs_login"),
        (403, "forbidden_by_service", "fix", "failing"),
        (500, "service_unavailable", "retry", "failing"),
        (429, "rate_limited", "retry", "failing"),
    ],
)
def test_a_refusal_is_an_answer_with_a_remedy(
    api: APIClient,
    made: Connection,
    service: Service,
    status: int,
    code: str,
    remedy: str,
    after: str,
) -> None:
    service.status, service.body = status, b"not you"

    result = ask(api, made)

    assert (result["ok"], result["code"], result["remedy"]) == (False, code, remedy)
    assert result["answer"] == "not you"
    assert made.status == after
    problem = api.get(f"{LIST}/{made.pk}").json()["problem"]
    assert (problem["code"], problem["remedy"]) == (code, remedy)


def test_a_login_found_dead_by_a_person_is_in_the_journal_once(
    api: APIClient, made: Connection, service: Service
) -> None:
    service.status = 401

    ask(api, made)
    ask(api, made)

    rows = Entry.objects.filter(connection_id=made.pk, details__contains="connection_needs_login")
    assert rows.count() == 1


def test_the_remedy_is_told_in_the_language_of_the_request(
    api: APIClient, made: Connection, service: Service
) -> None:
    service.status = 401

    answer = api.post(f"{LIST}/{made.pk}/test", headers={"Accept-Language": "ru"})

    assert answer.json()["message"].startswith("Сервис больше не принимает вход")


def test_a_secret_the_service_repeats_is_blotted_out_everywhere(
    api: APIClient, made: Connection, service: Service, caplog: pytest.LogCaptureFixture
) -> None:
    service.status, service.body = 401, f"bad key {CANARY}\x00".encode()

    with caplog.at_level(logging.DEBUG):
        result = ask(api, made)

    assert result["answer"].startswith("bad key ")
    assert CANARY not in json.dumps([result, made.status_detail]) + caplog.text + repr(made)


def test_what_the_workspace_hides_is_neither_told_nor_kept(
    api: APIClient, made: Connection, service: Service
) -> None:
    Workspace.objects.filter(pk=made.workspace_id).update(masked_fields=["phone"])
    service.status, service.body = 403, b'{"phone":"+79161234567","why":"no"}'

    result = ask(api, made)

    hidden = '{"phone":"•••","why":"no"}'
    assert result["answer"] == (made.status_detail or {})["answer"] == hidden


def test_an_internal_address_is_not_tested(
    api: APIClient, made: Connection, service: Service, settings: Settings
) -> None:
    settings.ALLOWED_NETWORKS = ()

    assert ask(api, made)["code"] == "address_refused"
    assert service.seen == []


def test_a_connection_with_nothing_to_ask_says_so(api: APIClient) -> None:
    for wish, code in (
        ({"connector": "webhook", "auth": {"kind": "webhook"}}, "hook_is_ready"),
        ({"connector": "http", "auth": {"kind": "none"}}, "nothing_to_test"),
    ):
        one = api.post(LIST, {"name": "Any"} | wish).json()["id"]

        result = api.post(f"{LIST}/{one}/test").json()

        assert (result["ok"], result["code"]) == (True, code)


def test_secrets_of_a_lost_key_ask_for_a_reconnect(api: APIClient, made: Connection) -> None:
    lost = vault.Vault({"lost": b"l" * 32}).seal({"value": CANARY}, made.pk)
    Connection.objects.filter(pk=made.pk).update(secrets=lost)

    result = ask(api, made)

    assert (result["ok"], result["code"]) == (False, "vault_key_unknown")
    assert made.status == "needs_login"


def test_a_connection_that_works_again_releases_what_was_held(
    api: APIClient, made: Connection
) -> None:
    run = a_held_run(made)

    ask(api, made)

    run.refresh_from_db()
    assert run.status == Run.Status.QUEUED


def test_what_was_held_after_the_repair_is_released_by_the_scheduler(made: Connection) -> None:
    run = a_held_run(made)

    assert services.release_stranded() == 0
    Connection.objects.filter(pk=made.pk).update(status="works")
    assert services.release_stranded() == 1

    run.refresh_from_db()
    assert run.status == Run.Status.QUEUED


def test_a_run_that_asks_a_person_rings_no_bell_though_its_connection_works(
    made: Connection, django_capture_on_commit_callbacks: Callable[[], Any]
) -> None:
    run = a_held_run(made)
    Run.objects.filter(pk=run.pk).update(error={"code": "outcome_unknown", "asks": True})
    Connection.objects.filter(pk=made.pk).update(status="works")

    with django_capture_on_commit_callbacks() as rung:
        assert services.release_stranded() == 0

    assert rung == []


def test_new_secrets_replace_the_old_ones_once_the_service_accepts_them(
    api: APIClient, made: Connection, service: Service
) -> None:
    run = a_held_run(made)

    result = ask(api, made, "reconnect", auth=KEY | {"value": "fresh"})

    assert result["ok"]
    assert service.seen[-1][1]["authorization"] == "Bearer fresh"
    assert vault.open(made.secrets, made.pk)["value"] == "fresh"
    assert made.status == "works"
    assert Run.objects.get(pk=run.pk).status == Run.Status.QUEUED
    note = Entry.objects.get(workspace_id=made.workspace_id)
    assert json.loads(note.details)["code"] == "connection_reconnected"
    assert "fresh" not in note.details


def test_secrets_the_service_refuses_change_nothing(
    api: APIClient, made: Connection, service: Service
) -> None:
    service.status = 401
    run = a_held_run(made)

    result = ask(api, made, "reconnect", auth=KEY | {"value": "wrong"})

    assert (result["ok"], result["remedy"]) == (False, "reconnect")
    assert vault.open(made.secrets, made.pk)["value"] == CANARY
    assert (made.status, Run.objects.get(pk=run.pk).status) == ("untested", Run.Status.HELD)


def test_secrets_of_another_account_need_a_confirmation(api: APIClient, made: Connection) -> None:
    Connection.objects.filter(pk=made.pk).update(account="shop.example")

    asked = ask(api, made, "reconnect", auth=KEY | {"value": "fresh"})
    confirmed = ask(api, made, "reconnect", auth=KEY | {"value": "new"}, other_account=True)

    assert (asked["ok"], asked["code"]) == (False, "another_account")
    assert "shop.example" in asked["message"]
    assert confirmed["ok"]
    assert (made.account, vault.open(made.secrets, made.pk)["value"]) == ("127.0.0.1", "new")


def test_reconnect_may_change_the_way_in_but_not_who_calls_whom(
    api: APIClient, made: Connection
) -> None:
    ask(api, made, "reconnect", auth={"kind": "basic", "user": "u", "password": "p"})
    hook = api.post(LIST, {"connector": "webhook", "name": "H", "auth": {"kind": "webhook"}}).json()
    turned = api.post(f"{LIST}/{hook['id']}/reconnect", {"auth": {"kind": "none"}})

    assert made.kind == "basic"
    assert turned.status_code == 400


def test_a_secret_of_a_hook_is_replaced_and_its_address_stays(api: APIClient) -> None:
    auth = {"kind": "webhook", "secret": "one"}
    hook = api.post(LIST, {"connector": "webhook", "name": "H", "auth": auth}).json()
    row = Connection.objects.get(pk=hook["id"])

    ask(api, row, "reconnect", auth={"secret": "two"})

    assert dict(vault.open(row.secrets, row.pk)) == {"secret": "two"}
    assert api.get(f"{LIST}/{row.pk}").json()["webhook_url"] == hook["webhook_url"]


def replaced_meanwhile(made: Connection) -> None:
    fresh = vault.seal({"value": "of somebody else"}, made.pk)
    Connection.objects.filter(pk=made.pk).update(secrets=fresh, login_version=1)
    connection.close()


@pytest.mark.django_db(transaction=True)
def test_a_verdict_on_old_secrets_says_nothing_about_new_ones(
    api: APIClient, made: Connection, service: Service
) -> None:
    service.status, service.meanwhile = 401, lambda: replaced_meanwhile(made)

    ask(api, made)

    assert made.status == "untested"


@pytest.mark.django_db(transaction=True)
def test_the_second_of_two_people_who_reconnect_is_told(
    api: APIClient, made: Connection, service: Service
) -> None:
    service.meanwhile = lambda: replaced_meanwhile(made)

    answer = api.post(f"{LIST}/{made.pk}/reconnect", {"auth": KEY | {"value": "late"}})

    assert (answer.status_code, answer.json()["code"]) == (409, "connection_changed")
    made.refresh_from_db()
    assert vault.open(made.secrets, made.pk)["value"] == "of somebody else"
