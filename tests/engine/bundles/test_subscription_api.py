"""Whether a service was told where to send is shown beside its connection."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from engine.connections.models import Connection
from engine.connections.services import Draft, create
from engine.kernel.clock import now
from engine.triggers.models import Subscription
from tests.engine.bundles.conftest import House

STEPS = [{"id": "end", "kind": "stop"}]
REFUSED = {"code": "plan_limit", "remedy": "stop", "answer": "Not in this plan", "params": {}}


@pytest.fixture
def account(house: House) -> Connection:
    """An account of a service that is told by API where to send."""
    auth = {"kind": "api_key", "value": "secret"}
    return create(house.workspace, Draft("unisender", "Letters", auth, {}))


def listening(account: Connection) -> dict[str, Any]:
    """Return a definition that waits for people who subscribe."""
    trigger = {"connection": str(account.pk), "event": "subscribed", "fields": {}}
    return {"trigger": trigger, "steps": STEPS}


def shown(client: APIClient, connection: Connection) -> Any:
    return client.get(f"/api/v1/connections/{connection.pk}/subscription").json()


def test_a_running_bundle_shows_that_its_service_is_about_to_be_told(
    house: House, client: APIClient, account: Connection
) -> None:
    before = shown(client, account)
    house.a_running_bundle(listening(account))

    after = shown(client, account)

    assert (before["state"], before["events"]) == ("off", [])
    assert (after["state"], after["events"], after["error"]) == ("arming", ["subscribed"], None)


def test_a_refusal_is_shown_in_words_with_the_answer_and_the_remedy(
    house: House, client: APIClient, account: Connection
) -> None:
    house.a_running_bundle(listening(account))
    Subscription.objects.update(last_error=REFUSED, failures=1)

    told = shown(client, account)

    assert told["state"] == "failing"
    assert (told["error"]["remedy"], told["error"]["answer"]) == ("stop", "Not in this plan")
    assert "plan" in told["error"]["message"].lower()


def test_a_person_can_have_the_service_asked_at_once(
    house: House, client: APIClient, account: Connection
) -> None:
    house.a_running_bundle(listening(account))
    Subscription.objects.update(due_at=None)

    answer = client.post(f"/api/v1/connections/{account.pk}/subscription")

    due_at = Subscription.objects.get().due_at
    assert answer.status_code == 202
    assert due_at is not None
    assert due_at <= now()


def test_an_address_that_is_pasted_by_hand_says_so(house: House, client: APIClient) -> None:
    house.a_running_bundle()

    assert shown(client, house.hook)["state"] == "manual"
