"""One action for real, once: as a run would, and nobody is judged by it."""

import json
from typing import Any

import pytest
from rest_framework.test import APIClient

from engine.accounts.models import Role
from engine.bundles.models import Bundle
from engine.connections.models import Connection
from engine.connections.services import Draft, create
from engine.health.models import Breaker, Penalty
from engine.journal.models import Entry
from engine.queue.models import Run
from tests.connectors.loopback import LOOPBACK, answer
from tests.engine.bundles.conftest import House
from tests.engine.rehearsal.stage import EVENT, ask, catch, listening, samples_of
from tests.factories import a_client

pytestmark = pytest.mark.django_db(transaction=True)

TEST = "steps/send/test"


@pytest.fixture
def house(house: House, settings: Any) -> House:
    """A workspace with a caught event, whose calls may go to loopback."""
    settings.ALLOWED_NETWORKS = LOOPBACK
    catch(house.hook, EVENT)
    return house


def sending_to(house: House, url: str, **changed: Any) -> Bundle:
    """Return a draft that posts the event's e-mail there."""
    fields = {"url": url, "body": {"email": "{{ trigger.body.email }}"}}
    return house.a_draft(house.definition(steps=[house.sending(fields=fields, **changed)]))


def signed_in(house: House, secret: str) -> Connection:
    """Return a connection that signs its requests."""
    auth = {"kind": "api_key", "value": secret}
    return create(house.workspace, Draft("http", "Shop", auth, {}))


def test_the_action_is_carried_out_with_the_sample_and_its_output_kept(
    house: House, client: APIClient
) -> None:
    with listening() as there:
        bundle = sending_to(house, there.url("/in"))
        told = ask(client, bundle, TEST)

    [asked] = there.asked
    assert json.loads(asked.body) == {"email": "anna@example.com"}
    assert asked.headers["idempotency-key"].endswith(":send")
    assert (told["status"], told["output"]["body"], told["error"]) == ("succeeded", {"id": 7}, None)
    assert told["input"]["body"] == {"email": "anna@example.com"}
    assert samples_of(client, bundle)["steps"]["send"] == told["sample"]
    assert told["sample"]["origin"] == "tested"


def test_each_test_has_a_key_of_its_own(house: House, client: APIClient) -> None:
    with listening() as there:
        bundle = sending_to(house, there.url())
        ask(client, bundle, TEST)
        ask(client, bundle, TEST, event={"body": {"email": "b@example.com"}})

    first, second = (asked.headers["idempotency-key"] for asked in there.asked)
    assert first != second
    assert b"b@example.com" in there.asked[1].body


@pytest.mark.parametrize(
    ("said", "code", "remedy"),
    [
        (answer(b"no such list", status="422 No"), "input_rejected", "fix"),
        (answer(b"busy", status="429 Busy"), "rate_limited", "retry"),
        (answer(b"oops", status="500 Oops"), "service_unavailable", "retry"),
        (answer(b"who?", status="401 Who"), "credentials_rejected", "reconnect"),
    ],
)
def test_a_failure_says_what_to_do_and_nobody_is_judged_by_it(
    house: House, client: APIClient, said: bytes, code: str, remedy: str
) -> None:
    with listening(said) as there:
        bundle = sending_to(house, there.url())
        told = ask(client, bundle, TEST)

    assert len(there.asked) == 1
    assert (told["status"], told["error"]["code"], told["error"]["remedy"]) == (
        "failed",
        code,
        remedy,
    )
    assert told["error"]["message"]
    assert told["sample"]["origin"] == "declared"
    assert not Run.objects.exists()
    assert not Penalty.objects.exists()
    assert not Breaker.objects.exists()


def test_the_journal_tells_who_tested_which_step(house: House, client: APIClient) -> None:
    with listening() as there:
        bundle = sending_to(house, there.url(), name="Send it")
        ask(client, bundle, TEST)

    [row] = Entry.objects.filter(bundle_id=bundle.pk, kind="system").order_by("-id")[:1]
    told = json.loads(row.details)
    assert (told["code"], told["actor"], told["params"]["step"]) == (
        "step_tested",
        "robot",
        "Send it",
    )


def test_a_secret_that_comes_back_is_in_no_answer_and_in_no_sample(
    house: House, client: APIClient
) -> None:
    echo = answer(
        b'{"you_sent": "Bearer hush-hush-hush"}', headers=["Content-Type: application/json"]
    )
    with listening(echo) as there:
        shop = signed_in(house, "hush-hush-hush")
        bundle = sending_to(house, there.url(), connection=str(shop.pk))
        told = ask(client, bundle, TEST)

    assert "hush" in there.asked[0].headers["authorization"]
    assert "hush" not in json.dumps(told)
    assert "hush" not in json.dumps(samples_of(client, bundle))


def test_an_unfinished_step_is_not_sent_anywhere(house: House, client: APIClient) -> None:
    with listening() as there:
        fields = {"url": there.url(), "body": "{{ nobody.knows }}"}
        bundle = house.a_draft(house.definition(steps=[house.sending(fields=fields)]))
        told = ask(client, bundle, TEST)

    assert there.asked == []
    assert (told["status"], told["error"]["code"]) == ("failed", "unknown_reference")
    assert told["error"]["path"] == "/definition/steps/0/fields/body"


def test_an_internal_address_stays_closed(house: House, client: APIClient, settings: Any) -> None:
    settings.ALLOWED_NETWORKS = ()
    with listening() as there:
        told = ask(client, sending_to(house, there.url()), TEST)

    assert there.asked == []
    assert told["error"]["code"] == "address_refused"


def test_only_an_action_of_the_draft_can_be_tested(house: House, client: APIClient) -> None:
    wait = {"id": "wait", "kind": "delay", "for": "PT1H"}
    bundle = house.a_draft(house.definition(steps=[wait]))

    refused = client.post(f"/api/v1/bundles/{bundle.pk}/steps/wait/test", {}, format="json")
    unknown = client.post(f"/api/v1/bundles/{bundle.pk}/steps/none/test", {}, format="json")

    assert (refused.status_code, refused.json()["code"]) == (409, "step_calls_nothing")
    assert unknown.status_code == 404


def test_whoever_may_not_edit_sends_nothing(house: House) -> None:
    with listening() as there:
        bundle = sending_to(house, there.url())
        operator = a_client(house.workspace, role=Role.OPERATOR)
        answered = operator.post(f"/api/v1/bundles/{bundle.pk}/{TEST}", {}, format="json")

    assert (answered.status_code, there.asked) == (403, [])
