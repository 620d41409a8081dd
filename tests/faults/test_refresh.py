"""kill -9 while waiting data is refreshed: all of it is transferred, each event once."""

from collections import Counter
from collections.abc import Sequence

import pytest

from tests.faults.conftest import IN_FLIGHT
from tests.faults.stage import Stage
from tests.faults.target import slow
from tests.faults.test_resend import EVERYBODY, job
from tests.installation import until

EVENTS = 200  # ten seconds of work at the usual rate


@pytest.mark.parametrize(
    "victims",
    [
        pytest.param(["child"], id="worker processes"),
        pytest.param(EVERYBODY, id="everything but the database"),
    ],
)
def test_a_refresh_goes_on_where_it_was_killed_and_takes_each_event_once(
    stage: Stage, victims: Sequence[str]
) -> None:
    act = stage.act(slow(0.05))
    stage.product.call("POST", f"/bundles/{act.flow.id}/pause")
    act.send(range(EVENTS)).result()
    asked = stage.product.call("POST", "/journal/refresh", {"bundles": [act.flow.id]})
    act.break_at(60, *victims)
    until(stage.product.is_ready, within_s=60, what="the product's return")

    until(lambda: job(stage, asked["id"])["state"] == "done", within_s=60, what="the job's end")

    told = job(stage, asked["id"])
    assert (told["total"], told["succeeded"], told["skipped"]) == (EVENTS, EVENTS, 0)
    history = act.settle()
    history.check_nothing_lost("succeeded")
    history.check_attempts_grow()
    history.check_no_needless_repeats()
    calls = Counter(one.key for one in act.effects)
    assert sum(calls.values()) - EVENTS <= IN_FLIGHT
    assert stage.product.call("GET", f"/bundles/{act.flow.id}")["status"] == "paused"
