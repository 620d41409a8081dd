"""Answering a run that waits for a person, over HTTP."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from engine.accounts.models import Role
from engine.bundles.models import Bundle
from engine.journal.models import Entry
from engine.kernel.ids import new_id
from engine.queue.models import Checkpoint, Run
from engine.queue.services import enqueue
from tests.engine.bundles.conftest import House
from tests.factories import a_client

ASKS = {"code": "outcome_unknown", "remedy": "decide", "step": "send", "asks": True}


def a_run_that_asks(bundle: Bundle, error: Any = ASKS) -> Run:
    run = enqueue(bundle, {}, mode="live")
    Run.objects.filter(pk=run.pk).update(status="held", due_at=None, error=error, crashes=1)
    attempt = '{"n":1,"at":"2026-03-07T14:30:00Z"}'
    state = f'{{"id":"send","kind":"action","status":"waiting","attempts":[{attempt}]}}'
    Checkpoint.objects.create(run_id=run.pk, path="send", state=state)
    return run


def decide(client: APIClient, bundle: Bundle, run_id: object, do: str) -> Any:
    address = f"/api/v1/bundles/{bundle.pk}/held/{run_id}"
    return client.post(address, {"do": do}, format="json")


@pytest.mark.parametrize("do", ["repeat", "skip"])
def test_a_run_that_goes_on_is_due_at_once(house: House, client: APIClient, do: str) -> None:
    bundle = house.a_running_bundle()
    run = a_run_that_asks(bundle)

    answer = decide(client, bundle, run.pk, do)

    run.refresh_from_db()
    assert answer.status_code == 204
    assert (run.status, run.error, run.crashes) == ("waiting", None, 0)
    assert run.due_at is not None


def test_who_decided_stands_in_the_journal(house: House, client: APIClient) -> None:
    bundle = house.a_running_bundle()

    decide(client, bundle, a_run_that_asks(bundle).pk, "cancel")

    rows = client.get("/api/v1/journal", {"events": "system"}).json()["results"]
    assert (rows[0]["code"], rows[0]["actor"]) == ("held_run_cancelled", "robot")
    assert Entry.objects.filter(bundle_id=bundle.pk, status="cancelled").count() == 1


def test_a_second_answer_comes_too_late(house: House, client: APIClient) -> None:
    bundle = house.a_running_bundle()
    run = a_run_that_asks(bundle)
    decide(client, bundle, run.pk, "skip")

    answer = decide(client, bundle, run.pk, "repeat")

    assert (answer.status_code, answer.json()["code"]) == (409, "nothing_is_asked")


def test_a_run_that_rests_until_login_asks_nothing(house: House, client: APIClient) -> None:
    bundle = house.a_running_bundle()
    run = a_run_that_asks(bundle, error={"code": "connection_needs_login"})

    answer = decide(client, bundle, run.pk, "skip")

    assert (answer.status_code, answer.json()["code"]) == (409, "nothing_is_asked")


def test_what_did_not_fail_at_a_step_cannot_be_skipped(house: House, client: APIClient) -> None:
    bundle = house.a_running_bundle()
    run = a_run_that_asks(bundle, error={"code": "poison", "asks": True})

    answer = decide(client, bundle, run.pk, "skip")

    assert (answer.status_code, answer.json()["code"]) == (409, "nothing_to_skip")
    assert Run.objects.get(pk=run.pk).status == "held"


def test_a_run_of_another_bundle_is_not_found(house: House, client: APIClient) -> None:
    run = a_run_that_asks(house.a_running_bundle())

    others = decide(client, house.a_published_bundle(), run.pk, "skip")
    nobodys = decide(client, house.a_published_bundle(), new_id(), "skip")

    assert (others.status_code, nobodys.status_code) == (404, 404)


def test_only_the_three_answers_are_known(house: House, client: APIClient) -> None:
    bundle = house.a_running_bundle()

    answer = decide(client, bundle, a_run_that_asks(bundle).pk, "forget")

    assert (answer.status_code, answer.json()["errors"][0]["path"]) == (400, "/do")


def test_a_viewer_does_not_decide(house: House) -> None:
    bundle = house.a_running_bundle()
    viewer = a_client(house.workspace, role=Role.VIEWER)

    answer = decide(viewer, bundle, a_run_that_asks(bundle).pk, "cancel")

    assert answer.status_code == 403
