"""Resent runs obey what their bundle obeys: its order, its pause, its limits."""

from collections.abc import Callable
from typing import Any

import pytest

from engine.bundles.models import Bundle, BundleVersion
from engine.journal.models import Entry
from engine.queue.models import Run
from engine.queue.services import drop
from tests.engine.jobs.scenes import a_turn, resend, results, runs_of, the_job
from tests.engine.machine import send_step, story
from tests.engine.runs.scenes import ACCEPTED, BUSY, REFUSED, decide, played, statuses

pytestmark = pytest.mark.django_db(transaction=True)

STRICT = {"kind": "strict"}
HOLDING = {"kind": "strict", "on_failure": "hold"}


def two(url: str) -> list[Any]:
    return [send_step(url, "one"), send_step(url, "two")]


def drop_all() -> None:
    drop(Bundle.objects.get().pk, "Анна")


def in_turn(*deeds: Callable[[], Any]) -> Callable[[], None]:
    """Return the deed of doing one after the other."""

    def deed() -> None:
        for one in deeds:
            one()

    return deed


def in_status(status: str) -> Any:
    return lambda: Bundle.objects.update(status=status)


def test_a_paused_bundle_gets_the_run_once_it_runs_again() -> None:
    asked, bundle = played(
        two,
        *(ACCEPTED, REFUSED, ACCEPTED),
        between=[in_turn(in_status("paused"), resend()), in_status("running")],
    )

    assert len(asked) == 3
    assert runs_of(bundle.pk)[-1].status == "succeeded"


def test_a_job_waits_for_the_runs_of_a_paused_bundle() -> None:
    played(two, ACCEPTED, REFUSED, between=[in_turn(in_status("paused"), resend())])

    job = the_job()
    assert (job.state, results(job)) == ("running", [("running", None)])


def test_a_run_that_fails_again_says_how() -> None:
    played(two, ACCEPTED, REFUSED, between=[resend()])

    job = the_job()
    assert (job.state, results(job)) == ("done", [("failed", "input_rejected")])


def test_in_strict_order_what_is_resent_goes_behind_what_waits() -> None:
    def first_busy_then_resent() -> None:
        resend()()
        keys = Run.objects.order_by("seq").values_list("order_key", "mode")
        assert list(keys) == [("", "live"), ("", "resend")]

    events = [{"body": {"a": 1}}, {"body": {"a": 2}}]
    asked, _ = played(
        lambda url: [send_step(url)],
        *(REFUSED, BUSY, ACCEPTED),
        events=events,
        between=[first_busy_then_resent],
        order=STRICT,
    )

    assert [one.body for one in asked] == [b'{"a":1}', b'{"a":2}', b'{"a":2}', b'{"a":1}']


def test_a_held_order_is_held_by_what_is_resent_too() -> None:
    again = in_turn(decide("cancel"), resend("cancelled"))

    asked, _ = played(two, ACCEPTED, REFUSED, between=[again], order=HOLDING)

    run = Run.objects.get()
    assert (run.status, run.mode, (run.error or {})["asks"]) == ("held", "resend", True)
    assert len(asked) == 3


def test_a_run_that_was_dropped_keeps_what_it_had_done() -> None:
    asked, bundle = played(
        two, ACCEPTED, BUSY, ACCEPTED, between=[in_turn(drop_all, resend("cancelled"))]
    )

    first, second = runs_of(bundle.pk)
    assert statuses(first) == [("one", "succeeded"), ("two", "waiting")]
    assert [one.headers["x-attempt"] for one in asked] == ["1", "1", "2"]
    assert second.status == "succeeded"


def test_a_run_that_was_dropped_keeps_what_it_had_decided() -> None:
    def steps(url: str) -> list[Any]:
        new = {"all": [{"value": "{{ trigger.body.a }}", "is": "changed"}]}
        return [{"id": "new", "kind": "filter", "when": new}, *two(url)]

    _, bundle = played(
        steps, ACCEPTED, BUSY, ACCEPTED, between=[in_turn(drop_all, resend("cancelled"))]
    )

    first, second = runs_of(bundle.pk)
    assert story(first)["decided"] == {"new": True}
    assert second.status == "succeeded"


def test_it_goes_on_with_its_own_version_and_from_the_start_with_the_live_one() -> None:
    def publish() -> None:
        bundle = Bundle.objects.get()
        steps = [{**step, "id": f"new_{step['id']}"} for step in bundle.draft["steps"]]
        changed = {**bundle.draft, "steps": steps}
        bundle.version = BundleVersion.objects.create(bundle=bundle, number=2, definition=changed)
        bundle.save(update_fields=["version"])

    plays = (ACCEPTED, REFUSED, REFUSED, ACCEPTED)
    _, bundle = played(two, *plays, between=[in_turn(publish, resend()), resend(mode="start")])

    told = [[name for name, _ in statuses(row)] for row in runs_of(bundle.pk)]
    assert told == [["one", "two"], ["one", "two"], ["new_one", "new_two"]]


def test_the_end_of_a_job_is_told_with_its_numbers() -> None:
    _, bundle = played(two, ACCEPTED, REFUSED, ACCEPTED, between=[resend()])
    a_turn()

    rows = Entry.objects.filter(workspace_id=bundle.workspace_id, kind="system").order_by("id")
    told = [story(row) for row in rows]
    assert [one["code"] for one in told] == ["resend_job_started", "resend_job_done"]
    assert told[1]["params"].items() >= {"total": 1, "succeeded": 1, "failed": 0}.items()
