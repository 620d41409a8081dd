"""A failed run is gone on with where it stopped, and nothing that succeeded is done again."""

from typing import Any

import pytest

from engine.kernel.ids import new_id
from engine.queue.models import Checkpoint, Run
from tests.engine.jobs.scenes import resend, results, runs_of, the_job
from tests.engine.machine import send_step, story
from tests.engine.runs.scenes import (
    ACCEPTED,
    BUSY,
    REFUSED,
    decide,
    lost,
    nothing,
    played,
    rows_told,
    statuses,
)

pytestmark = pytest.mark.django_db(transaction=True)


def two(url: str) -> list[Any]:
    return [send_step(url, "one"), send_step(url, "two")]


def paths(asked: list[Any]) -> list[str]:
    """Return which step each request was of, as its idempotency key tells."""
    return [one.headers["idempotency-key"].partition(":")[2] for one in asked]


def test_the_step_that_failed_is_done_and_the_one_before_it_is_not() -> None:
    asked, bundle = played(two, ACCEPTED, REFUSED, ACCEPTED, between=[resend()])

    first, second = runs_of(bundle.pk)
    assert paths(asked) == ["one", "two", "two"]
    assert statuses(second) == [("one", "succeeded"), ("two", "succeeded")]
    assert (first.status, second.status) == ("failed", "succeeded")


def test_the_service_can_tell_that_it_is_the_same_call() -> None:
    asked, _ = played(two, ACCEPTED, REFUSED, ACCEPTED, between=[resend()])

    assert asked[1].headers["idempotency-key"] == asked[2].headers["idempotency-key"]
    assert [one.headers["x-attempt"] for one in asked] == ["1", "1", "2"]


def test_a_new_key_is_made_when_it_is_asked_for() -> None:
    asked, bundle = played(two, ACCEPTED, REFUSED, ACCEPTED, between=[resend(force_new_key=True)])

    _, second = runs_of(bundle.pk)
    assert asked[1].headers["idempotency-key"] != asked[2].headers["idempotency-key"]
    assert asked[2].headers["idempotency-key"] == f"{second.id}:two"


def test_later_steps_see_what_the_kept_ones_gave() -> None:
    def steps(url: str) -> list[Any]:
        return [send_step(url, "one"), send_step(url, "two", body="{{ one.body.id }}")]

    asked, _ = played(steps, ACCEPTED, REFUSED, ACCEPTED, between=[resend()])

    assert [one.body for one in asked[1:]] == [b"7", b"7"]


def test_a_kept_step_is_counted_once_and_shown_as_kept() -> None:
    _, bundle = played(two, ACCEPTED, REFUSED, ACCEPTED, between=[resend()])

    first, second = runs_of(bundle.pk)
    kept, done = story(second)["steps"]
    assert (first.transactions, second.transactions) == (1, 1)
    assert (kept.get("kept"), done.get("kept")) == (True, None)
    assert second.bytes_in < first.bytes_in


def test_the_rows_of_the_attempts_are_linked() -> None:
    _, bundle = played(two, ACCEPTED, REFUSED, REFUSED, ACCEPTED, between=[resend(), resend()])

    first, second, third = runs_of(bundle.pk)
    assert [one.attempt for one in (first, second, third)] == [1, 2, 3]
    assert (first.resend_of, second.resend_of, third.resend_of) == (None, first.id, first.id)
    assert {one.event_id for one in (first, second, third)} == {first.event_id}
    assert {one.origin_id for one in (second, third)} == {first.id}


def test_what_a_later_attempt_did_is_kept_as_well() -> None:
    def three(url: str) -> list[Any]:
        return [*two(url), send_step(url, "three")]

    plays = (ACCEPTED, REFUSED, ACCEPTED, REFUSED, ACCEPTED)
    asked, _ = played(three, *plays, between=[resend(), resend()])

    assert paths(asked) == ["one", "two", "two", "three", "three"]


def test_passes_of_a_loop_that_succeeded_are_kept() -> None:
    def each(url: str) -> list[Any]:
        inner = send_step(url, "send", body="{{ item }}")
        return [{"id": "each", "kind": "loop", "over": [1, 2, 3], "steps": [inner]}]

    asked, _ = played(each, ACCEPTED, REFUSED, ACCEPTED, between=[resend()])

    assert [one.body for one in asked] == [b"1", b"2", b"2", b"3"]


def test_a_decision_that_was_made_stands() -> None:
    def steps(url: str) -> list[Any]:
        new = {"all": [{"value": "{{ trigger.body.a }}", "is": "changed"}]}
        return [{"id": "new", "kind": "filter", "when": new}, *two(url)]

    asked, bundle = played(steps, ACCEPTED, REFUSED, ACCEPTED, between=[resend()])

    assert paths(asked) == ["one", "two", "two"]
    assert runs_of(bundle.pk)[-1].status == "succeeded"


def test_a_branch_that_was_taken_is_taken_again() -> None:
    def steps(url: str) -> list[Any]:
        new = {"all": [{"value": "{{ trigger.body.a }}", "is": "changed"}]}
        branches = [
            {"name": "New", "when": new, "steps": two(url)},
            {"name": "Other", "steps": [send_step(url, "other")]},
        ]
        return [{"id": "way", "kind": "router", "mode": "first", "branches": branches}]

    asked, _ = played(steps, ACCEPTED, REFUSED, ACCEPTED, between=[resend()])

    assert paths(asked) == ["one", "two", "two"]


def test_a_delay_that_passed_is_not_waited_for_again() -> None:
    def steps(url: str) -> list[Any]:
        return [{"id": "rest", "kind": "delay", "for": "PT0.01S"}, *two(url)]

    asked, _ = played(steps, ACCEPTED, REFUSED, ACCEPTED, between=[nothing, resend()])

    assert paths(asked) == ["one", "two", "two"]
    assert not Run.objects.exists()


def test_an_error_that_was_lived_with_is_not_provoked_again() -> None:
    def steps(url: str) -> list[Any]:
        return [{**send_step(url, "one"), "on_error": "continue"}, send_step(url, "two")]

    asked, _ = played(steps, REFUSED, REFUSED, ACCEPTED, between=[resend()])

    assert paths(asked) == ["one", "two", "two"]


def test_from_the_start_everything_is_done_on_the_live_version() -> None:
    asked, bundle = played(two, ACCEPTED, REFUSED, ACCEPTED, between=[resend(mode="start")])

    assert paths(asked) == ["one", "two", "one", "two"]
    assert runs_of(bundle.pk)[-1].transactions == 2


def test_a_call_that_may_have_happened_is_asked_about_before_it_is_repeated() -> None:
    def steps(url: str) -> list[Any]:
        return [send_step(url, "one"), {**send_step(url, "pay"), "at_most_once": True}]

    def cancel_and_resend() -> None:
        decide("cancel")()
        resend("cancelled")()

    asked, bundle = played(steps, ACCEPTED, lost, ACCEPTED, between=[cancel_and_resend])

    assert paths(asked) == ["one", "pay"]
    assert (Run.objects.get().error or {})["code"] == "outcome_unknown"
    assert rows_told(bundle)[-1] == "run_asks"


def test_a_step_gets_all_its_retries_again() -> None:
    asked, bundle = played(two, ACCEPTED, REFUSED, BUSY, ACCEPTED, between=[resend(), nothing])

    assert [one.headers["x-attempt"] for one in asked] == ["1", "1", "2", "3"]
    assert runs_of(bundle.pk)[-1].status == "succeeded"


def test_the_job_counts_what_became_of_its_runs() -> None:
    played(two, ACCEPTED, REFUSED, ACCEPTED, between=[resend()])

    job = the_job()
    assert (job.state, job.total, results(job)) == ("done", 1, [("succeeded", None)])
    assert not Checkpoint.objects.exists()


def test_a_run_that_killed_its_workers_goes_on_by_what_it_had_decided() -> None:
    def steps(url: str) -> list[Any]:
        new = {"all": [{"value": "{{ trigger.body.a }}", "is": "changed"}]}
        return [{"id": "new", "kind": "filter", "when": new}, *two(url)]

    def vanish_once_more() -> None:
        Run.objects.update(status="running", worker_id=new_id(), crashes=2, error=None)

    asked, bundle = played(steps, ACCEPTED, BUSY, ACCEPTED, between=[vanish_once_more, resend()])

    first, second = runs_of(bundle.pk)
    assert (first.error or {})["code"] == "poison"
    assert second.status == "succeeded"
    assert [one.headers["x-attempt"] for one in asked] == ["1", "1", "3"]
    assert story(second)["steps"][-1]["attempts"][-1]["repeat_possible"] is True
