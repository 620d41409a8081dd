"""A service that is silent or ill: bundles are stopped with a reason, connections wait and heal."""

import json
from typing import Any

from tests.faults.stage import Act, Stage
from tests.faults.target import Play, hang_up, ok, refusing
from tests.installation import until

EVENTS = 30


def bundle(act: Act) -> dict[str, Any]:
    return act.stage.product.call("GET", f"/bundles/{act.flow.id}")


def mend(act: Act) -> None:
    """Let the service work from now on."""
    for path in act.paths:
        act.stage.target.url(path, ok)


def test_a_bundle_whose_service_is_silent_is_blocked_and_loses_nothing(stage: Stage) -> None:
    act = stage.act(hang_up, retry=[20, 20])
    act.send(range(EVENTS)).result()
    until(lambda: bundle(act)["status"] == "blocked", within_s=30, what="the block")
    told = bundle(act)
    act.send(range(EVENTS, EVENTS + 5)).result()

    mend(act)
    stage.product.call("POST", f"/bundles/{act.flow.id}/start", {"waiting": "process"})

    assert told["status_reason"]["code"] == "too_many_timeouts"
    assert told["status_reason"]["params"]["points"] == told["health"]["points"] == 20
    act.settle(within_s=60).check(most_repeats=EVENTS)
    assert bundle(act)["health"]["points"] == 0


def test_a_connection_that_failed_heals_by_itself_although_a_worker_dies(stage: Stage) -> None:
    act, connection = over_a_connection(stage, refusing(500))
    act.send(range(EVENTS)).result()
    until(lambda: breaker(stage, connection)["state"] != "closed", within_s=30, what="opening")

    mend(act)
    act.break_at(0, "child")

    act.settle(within_s=100).check(most_repeats=2 * EVENTS)
    assert breaker(stage, connection)["state"] == "closed"
    assert rows_about(stage, connection) == ["connection_ailing", "connection_recovered"]


def over_a_connection(stage: Stage, play: Play) -> tuple[Act, str]:
    wanted = {"connector": "http", "name": "Shop", "auth": {"kind": "none"}}
    connection = stage.product.call("POST", "/connections", wanted)["id"]
    (path,) = paths = ("/ill/0",)
    fields = {"method": "POST", "url": stage.target.url(path, play), "body": "{{ trigger.body }}"}
    step = {
        "id": "send",
        "kind": "action",
        "connection": connection,
        "action": "request",
        "fields": fields,
    }
    return Act(stage, stage.product.flow([step], retry=[1, 1, 1]), paths), connection


def breaker(stage: Stage, connection: str) -> dict[str, Any]:
    return stage.product.call("GET", f"/connections/{connection}/health")


def rows_about(stage: Stage, connection: str) -> list[str]:
    with stage.product.database() as db:
        rows = db.execute(
            "SELECT details FROM journal_entry WHERE connection_id = %s ORDER BY id", (connection,)
        ).fetchall()
    return [json.loads(details)["code"] for (details,) in rows]
