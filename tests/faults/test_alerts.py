"""An alert in the running product: from a failure to whoever wants to hear of it."""

from tests.faults.stage import Stage
from tests.faults.target import ok, refusing
from tests.installation import until

WITHIN_S = 30


def test_a_failure_is_told_once_to_an_ear_that_is_deaf_at_first(stage: Stage) -> None:
    product, target = stage.product, stage.target
    act, url = stage.act(refusing(404), retry=[]), target.url("/duty", ok)
    target.deaf.add("/duty")
    channel = {"kind": "webhook", "name": "Duty", "settings": {"url": url}}
    ear = product.call("POST", "/alerts/channels", channel)["id"]
    rule = {"event": "first_error", "bundle": act.flow.id, "channels": [ear]}
    product.call("POST", "/alerts/rules", rule)

    act.send(range(5)).result()
    until(lambda: target.refusals, within_s=WITHIN_S, what="a first try")
    target.deaf.clear()
    until(lambda: target.of("/duty"), within_s=WITHIN_S, what="the alert")
    counted = "SELECT count FROM alerts_alert WHERE subject_id = %s"
    until(lambda: product.ask(counted, act.flow.id) == 5, within_s=WITHIN_S, what="the count")
    act.settle()

    (told,) = target.of("/duty")
    (alert,) = product.call("GET", f"/alerts?bundle={act.flow.id}")["results"]
    assert [one["id"] for one in told.body["alerts"]] == [alert["id"]]
