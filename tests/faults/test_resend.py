"""kill -9 while failed runs are resent: nothing is lost, nothing is sent twice."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

import pytest

from tests.faults.conftest import IN_FLIGHT
from tests.faults.stage import Act, Stage
from tests.faults.target import first, ok, refusing, slow
from tests.installation import until

# Seconds of work at the usual rate; after more failures the bundle would be blocked.
EVENTS = 50
ATTEMPTS = "SELECT count(*) FROM journal_entry WHERE bundle_id = %s AND resend_of IS NOT NULL"
AT_ONE = """
SELECT max(n) FROM (SELECT count(*) AS n FROM journal_entry
    WHERE bundle_id = %s AND resend_of IS NOT NULL GROUP BY resend_of) AS attempts
"""

EVERYBODY = ("web", "worker", "beat")


def a_night_of_failures(stage: Stage) -> Act:
    """Return a bundle whose second step refused every event."""
    act = stage.act(ok, first(refusing(422), slow(0.05)))
    act.send(range(EVENTS)).result()
    history = act.settle()
    history.check_nothing_lost("failed")
    return act


def resent(stage: Stage, act: Act) -> str:
    wish = {"filter": {"bundle": act.flow.id, "events": "errors"}}
    return str(stage.product.call("POST", "/journal/resend", wish)["id"])


def job(stage: Stage, job_id: str) -> Any:
    return stage.product.call("GET", f"/jobs/{job_id}")


@pytest.mark.parametrize(
    "victims",
    [
        pytest.param(["child"], id="worker processes"),
        pytest.param(["beat"], id="scheduler"),
        pytest.param(EVERYBODY, id="everything but the database"),
    ],
)
def test_a_job_goes_on_where_it_was_killed_and_sends_each_row_once(
    stage: Stage, victims: Sequence[str]
) -> None:
    act = a_night_of_failures(stage)
    job_id = resent(stage, act)
    act.break_at(2 * EVENTS + 20, *victims)
    until(stage.product.is_ready, within_s=60, what="the product's return")

    until(lambda: job(stage, job_id)["state"] == "done", within_s=60, what="the end of the job")

    told = job(stage, job_id)
    assert (told["total"], told["succeeded"], told["skipped"]) == (EVENTS, EVENTS, 0)
    assert stage.product.ask(ATTEMPTS, act.flow.id) == EVENTS
    assert stage.product.ask(AT_ONE, act.flow.id) == 1
    check_only_calls_under_way_were_repeated(act)


def check_only_calls_under_way_were_repeated(act: Act) -> None:
    history = act.settle()
    history.check_attempts_grow()
    history.check_no_needless_repeats()
    # Two calls of the second step are what was asked for: the one refused, the one resent.
    calls = Counter(one.key for one in act.effects)
    assert {calls[key] for key in calls if key.endswith(":send0")} == {1}
    assert sum(calls.values()) - 3 * EVENTS <= IN_FLIGHT


def test_two_browsers_resend_a_night_once_although_the_workers_die(stage: Stage) -> None:
    act = a_night_of_failures(stage)
    jobs = [resent(stage, act), resent(stage, act)]
    act.break_at(2 * EVENTS + 20, "child")

    def are_done() -> bool:
        return all(job(stage, one)["state"] == "done" for one in jobs)

    until(are_done, within_s=90, what="the end of both jobs")

    told = [job(stage, one) for one in jobs]
    assert sum(one["succeeded"] for one in told) == EVENTS
    assert sum(one["skipped"] for one in told) == EVENTS
    assert stage.product.ask(AT_ONE, act.flow.id) == 1
