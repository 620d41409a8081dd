"""What a journal row tells about where its run can be gone on with."""

from typing import Any

import orjson
import pytest

from engine.flow import definition
from engine.jobs.refusals import CannotBeResent
from engine.jobs.resend.plans import from_the_failed_step, from_the_start
from engine.journal.models import Entry
from engine.kernel.ids import new_id
from tests.engine.machine import send_step

TRY = {
    "n": 1,
    "outcome": "unknown",
    "at": "2026-11-21T20:00:00+00:00",
    "ms": 1.0,
    "http_status": None,
    "repeat_possible": False,
}


def states(*steps: Any, at: str = "send", program: Any = None, **more: Any) -> dict[str, Any]:
    """Return the checkpoints that a run with these steps goes on from."""
    details = orjson.dumps({"trigger": {}, "steps": steps, **more}).decode()
    entry = Entry(version_id=new_id(), error={"code": "x", "step": at}, details=details)
    written = program or [send_step("https://example.com")]
    compiled = definition.compile({"trigger": {}, "steps": written})
    return dict(from_the_failed_step(entry, compiled).states)


def test_attempts_of_the_failed_step_stay_on_record_and_leave_all_its_retries() -> None:
    failed = {"id": "send", "kind": "action", "status": "failed", "attempts": [TRY]}

    (state,) = states(failed).values()

    assert (state["status"], state["attempts"], state["settled"]) == ("waiting", [TRY], 1)


def test_a_step_that_acts_at_most_once_leaves_the_unknown_to_a_person() -> None:
    program = [{**send_step("https://example.com"), "at_most_once": True}]
    waiting = {"id": "send", "kind": "action", "status": "waiting", "attempts": [TRY]}

    assert states(waiting, at="", program=program)["send"]["settled"] == 0


def test_a_failed_step_that_never_called_anybody_begins_anew() -> None:
    assert states({"id": "send", "kind": "action", "status": "failed", "attempts": []}) == {}


def test_a_step_that_a_person_skipped_stays_skipped() -> None:
    skipped = {"id": "wait", "kind": "step", "status": "skipped", "output": None}

    assert states(skipped)["wait"] == {**skipped, "kept": True}


def test_places_in_loops_are_told_apart() -> None:
    passes = [
        {"id": "send", "kind": "action", "path": f"each[{n}].send", "status": "succeeded"}
        for n in range(2)
    ]

    assert set(states(*passes, at="each[2].send")) == {"each[0].send", "each[1].send"}


@pytest.mark.parametrize(("status", "holds"), [("succeeded", True), ("filtered", False)])
def test_a_filter_stands_by_what_it_said(status: str, holds: bool) -> None:
    told = {"id": "big", "kind": "filter", "path": "each[0].big", "status": status}

    assert states(told) == {"each[0].big?": {"status": "decided", "holds": holds}}


def test_a_branch_that_was_not_taken_is_not_taken_now() -> None:
    branches: list[Any] = [
        {"name": name, "when": {"all": []}, "steps": [send_step("https://example.com", name)]}
        for name in ("a", "b")
    ]
    router = {"id": "way", "kind": "router", "mode": "all", "branches": branches}
    told = {"id": "way", "kind": "router", "status": "succeeded", "output": {"taken": ["b"]}}

    found = states(told, program=[router])

    assert {path: state["holds"] for path, state in found.items()} == {
        "way/a?": False,
        "way/b?": True,
    }


def test_a_stop_that_did_not_apply_does_not_apply_now() -> None:
    told = {"id": "enough", "kind": "stop", "status": "skipped"}

    assert states(told) == {"enough?": {"status": "decided", "holds": False}}


def test_decisions_that_a_row_tells_by_themselves_stand_too() -> None:
    assert states(decided={"new": True}) == {"new?": {"status": "decided", "holds": True}}


@pytest.mark.parametrize("kind", ["action", "delay", "router"])
def test_a_step_that_others_build_upon_must_not_be_cut(kind: str) -> None:
    cut = {"id": "one", "kind": kind, "status": "succeeded", "output": None, "capped": True}

    with pytest.raises(CannotBeResent) as refusal:
        states(cut)

    assert (refusal.value.code, refusal.value.params) == ("resend_payload_cut", {"step": "one"})


def test_an_event_that_was_not_kept_starts_nothing() -> None:
    with pytest.raises(CannotBeResent):
        from_the_start(Entry(details='{"trigger": null, "steps": []}'))
