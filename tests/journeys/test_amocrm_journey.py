"""The whole product beside a simulated amoCRM: a lead travels by webhook and by polling."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.installation import Installation, until
from tests.journeys.outside import a_patient_amocrm
from tests.services.amocrm import AmoCRM
from tests.services.kit import standing

pytestmark = [pytest.mark.faults, pytest.mark.timeout(600)]

WON = {"status_id": 142, "pipeline_id": 3100}
WITHIN_S = 60.0


@pytest.fixture(scope="module")
def amo() -> Iterator[AmoCRM]:
    with standing(a_patient_amocrm()) as running:
        yield running


@pytest.fixture(scope="module")
def product(amo: AmoCRM) -> Iterator[Installation]:
    with Installation(SVYAZKA_SERVICE_URLS=f"amocrm={amo.url}") as running:
        yield running


@pytest.fixture(scope="module")
def connection(product: Installation) -> str:
    token = {"kind": "api_key", "value": "long-lived-token", "host": "sub.amocrm.ru"}
    made = product.call(
        "POST", "/connections", {"connector": "amocrm", "name": "CRM", "auth": token}
    )
    assert product.call("POST", f"/connections/{made['id']}/test", {})["ok"]
    return str(made["id"])


def a_bundle(product: Installation, trigger: dict[str, Any], step: dict[str, Any]) -> str:
    """Publish and start a bundle of one step."""
    steps = [{"id": "only", "kind": "action", "connection": trigger["connection"], **step}]
    wish = {"name": trigger["event"], "definition": {"trigger": trigger, "steps": steps}}
    bundle = product.call("POST", "/bundles", wish)["id"]
    product.call("POST", f"/bundles/{bundle}/publish", {})
    product.call("POST", f"/bundles/{bundle}/start", {"from": "now"})
    return str(bundle)


def test_a_won_lead_gets_a_task_through_a_webhook_made_by_api(
    product: Installation, amo: AmoCRM, connection: str
) -> None:
    fields = {"pipeline": "3100", "status": "142"}
    trigger = {"connection": connection, "event": "lead_stage_changed", "fields": fields}
    task = {"id": "{{ trigger.id }}", "text": "Won: {{ trigger.name }}", "due": "2026-12-01"}
    bundle = a_bundle(product, trigger, {"action": "create_task", "fields": task})
    until(lambda: amo.hooks.registered, within_s=WITHIN_S, what="the webhook's registration")

    lost = amo.person.add("leads", name="Order 1")
    amo.person.edit("leads", lost, status_id=143, pipeline_id=3100)
    won = amo.person.add("leads", name="Order 2")
    amo.person.edit("leads", won, **WON)
    until(lambda: amo.account.tasks, within_s=WITHIN_S, what="the task")

    (made,) = amo.account.tasks.values()
    assert (made["text"], made["entity_id"]) == ("Won: Order 2", won)
    product.call("POST", f"/bundles/{bundle}/pause", {})
    until(lambda: not amo.hooks.registered, within_s=WITHIN_S, what="the webhook's end")


def test_a_new_lead_gets_a_note_through_polling(
    product: Installation, amo: AmoCRM, connection: str
) -> None:
    trigger = {
        "connection": connection,
        "event": "new_leads",
        "fields": {"pipeline": "3200"},
        "schedule": {"every": 60},
    }
    note = {"id": "{{ trigger.id }}", "text": "Budget {{ trigger.price }}"}
    old = amo.person.add("leads", name="Old", pipeline_id=3200)
    amo.account.entity("leads", old)["created_at"] -= 60
    bundle = a_bundle(product, trigger, {"action": "add_note", "fields": note})

    lead = amo.person.add("leads", name="New", price=9, pipeline_id=3200)
    product.call("POST", f"/bundles/{bundle}/run")
    until(lambda: amo.account.notes, within_s=WITHIN_S, what="the note")

    (made,) = amo.account.notes.values()
    assert (made["entity_id"], made["params"]) == (lead, {"text": "Budget 9"})
