"""Runs that wait for a person: doubtful repeats, and failures that nothing may overtake."""

import asyncio
import json
from typing import Any

import pytest

from engine.bundles.models import Bundle
from engine.journal.models import Entry
from engine.queue import services as queue
from engine.queue.models import Checkpoint, Run
from tests.connectors.loopback import Asked, answer
from tests.engine.machine import a_hook, a_run, a_running_bundle, aside, drain, send_step, story
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
    the_run,
)

pytestmark = pytest.mark.django_db(transaction=True)

BROKEN = answer(status="500 Internal Server Error")
HOLDING: Any = {"kind": "key", "key": "{{ trigger.body.who }}", "on_failure": "hold"}
EVENTS = [{"body": {"who": who, "n": n}} for n, who in enumerate(["anna", "anna", "boris"])]


def once(url: str) -> list[Any]:
    """Return a payment that must not happen twice, and a step after it."""
    return [{**send_step(url, "pay"), "at_most_once": True}, send_step(url, "after")]


def one_at_a_time(url: str) -> list[Any]:
    return [send_step(url, body="{{ trigger.body.n }}")]


@pytest.mark.parametrize("play", [lost, BROKEN], ids=["hung up", "500"])
def test_a_call_with_an_unknown_outcome_is_not_repeated_but_asked_about(play: Any) -> None:
    asked, bundle = played(once, play, between=[nothing])

    run = Run.objects.get()
    assert len(asked) == 1
    assert (run.status, run.due_at) == ("held", None)
    assert {"code": "outcome_unknown", "remedy": "decide", "step": "pay"}.items() <= (
        run.error or {}
    ).items()
    assert rows_told(bundle) == ["run_asks"]


def test_a_call_that_surely_did_nothing_is_tried_again() -> None:
    asked, bundle = played(once, BUSY, ACCEPTED, between=[nothing])

    assert [one.headers["x-attempt"] for one in asked[:2]] == ["1", "2"]
    assert the_run(bundle).status == "succeeded"


def test_a_call_under_way_when_the_worker_vanished_is_asked_about() -> None:
    def vanish() -> None:
        Run.objects.update(status="running", error=None, due_at="2026-01-01T00:00:00Z")

    asked, _ = played(once, lost, between=[vanish])

    assert len(asked) == 1
    assert Run.objects.get().status == "held"


def test_the_call_is_on_record_before_it_leaves() -> None:
    on_record: list[Any] = []

    async def look_it_up(request: Asked, writer: asyncio.StreamWriter) -> None:
        kept = await aside(lambda: list(Checkpoint.objects.values_list("path", "state")))
        on_record.extend((path, json.loads(state)["attempts"]) for path, state in kept)
        writer.write(ACCEPTED)

    played(lambda url: once(url)[:1], look_it_up)

    ((path, attempts),) = on_record
    assert (path, [one["outcome"] for one in attempts]) == ("pay", ["unknown"])


def test_a_step_not_yet_announced_when_the_worker_vanished_is_done() -> None:
    def steps(url: str) -> Any:
        return [send_step(url, "before"), *once(url)]

    def vanish() -> None:
        Checkpoint.objects.filter(path="pay").delete()
        Run.objects.update(status="running", due_at="2026-01-01T00:00:00Z")

    _, bundle = played(steps, ACCEPTED, BUSY, ACCEPTED, between=[vanish])

    assert the_run(bundle).status == "succeeded"
    assert story(the_run(bundle))["steps"][1]["attempts"][0]["outcome"] == "ok"


def test_to_repeat_is_to_try_as_if_for_the_first_time() -> None:
    asked, bundle = played(once, lost, BUSY, ACCEPTED, between=[decide("repeat"), nothing])

    entry = the_run(bundle)
    attempts = story(entry)["steps"][0]["attempts"]
    assert entry.status == "succeeded"
    assert [one.headers["x-attempt"] for one in asked[:3]] == ["1", "2", "3"]
    assert [one["outcome"] for one in attempts] == ["unknown", "error", "ok"]
    assert attempts[2]["repeat_possible"] is True
    assert rows_told(bundle) == ["run_asks", "held_run_repeated"]


def test_a_repeat_with_an_unknown_outcome_asks_again() -> None:
    asked, _ = played(once, lost, lost, between=[decide("repeat"), nothing])

    assert len(asked) == 2
    assert Run.objects.get().status == "held"


def test_to_skip_is_to_go_on_without_output() -> None:
    def steps(url: str) -> Any:
        return [once(url)[0], send_step(url, "after", body="<{{ pay.body.id }}>")]

    asked, bundle = played(steps, lost, ACCEPTED, between=[decide("skip")])

    entry = the_run(bundle)
    assert asked[1].body == b'"<>"'
    assert (entry.status, entry.transactions) == ("succeeded", 1)
    assert statuses(entry) == [("pay", "skipped"), ("after", "succeeded")]
    assert rows_told(bundle)[-1] == "held_step_skipped"


def test_to_cancel_is_to_move_the_run_to_the_journal_with_what_it_did() -> None:
    def steps(url: str) -> Any:
        return [send_step(url, "before"), *once(url)]

    _, bundle = played(steps, ACCEPTED, lost, between=[decide("cancel")])

    entry = the_run(bundle)
    assert (entry.status, (entry.error or {})["code"]) == ("cancelled", "cancelled_by_person")
    assert sorted(statuses(entry)) == [("before", "succeeded"), ("pay", "waiting")]
    assert not Checkpoint.objects.exists()
    assert rows_told(bundle)[-1] == "held_run_cancelled"


def test_neither_start_nor_a_mended_connection_answers_for_a_person() -> None:
    _, bundle = played(once, lost)
    Run.objects.update(connection_id=bundle.pk)

    queue.resume(bundle.pk)
    queue.release(bundle.pk)

    assert Run.objects.get().status == "held"


def test_in_a_loop_each_pass_asks_for_itself() -> None:
    def steps(url: str) -> Any:
        return [{"id": "each", "kind": "loop", "over": [1, 2, 3], "steps": once(url)[:1]}]

    asked, bundle = played(steps, ACCEPTED, lost, ACCEPTED, between=[decide("skip")])

    assert len(asked) == 3
    assert statuses(the_run(bundle))[1:] == [
        ("pay", "succeeded"),
        ("pay", "skipped"),
        ("pay", "succeeded"),
    ]


def test_a_failure_that_holds_keeps_back_its_key_and_no_other() -> None:
    async def refuse_the_first(request: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(REFUSED if request.body == b"0" else ACCEPTED)

    asked, _ = played(
        one_at_a_time, refuse_the_first, events=EVENTS, order=HOLDING, between=[nothing]
    )

    held, behind = Run.objects.order_by("seq")
    assert sorted(one.body for one in asked) == [b"0", b"2"]
    assert (held.status, behind.status) == ("held", "queued")
    assert ((held.error or {})["code"], (held.error or {})["http_status"]) == (
        "input_rejected",
        422,
    )


@pytest.mark.parametrize(
    ("do", "bodies", "ended"),
    [
        ("repeat", [b"0", b"0", b"1"], ["succeeded", "succeeded"]),
        ("skip", [b"0", b"1"], ["succeeded", "succeeded"]),
        ("cancel", [b"0", b"1"], ["cancelled", "succeeded"]),
    ],
)
def test_an_answer_lets_the_key_go_on(do: Any, bodies: list[bytes], ended: list[str]) -> None:
    asked, bundle = played(
        one_at_a_time,
        REFUSED,
        ACCEPTED,
        events=EVENTS[:2],
        order={"kind": "strict", "on_failure": "hold"},
        between=[decide(do)],
    )

    assert [one.body for one in asked] == bodies
    assert _endings(bundle) == ended


def test_by_default_a_failure_lets_the_next_one_go() -> None:
    asked, bundle = played(one_at_a_time, REFUSED, ACCEPTED, events=EVENTS[:2], order="strict")

    assert [one.body for one in asked] == [b"0", b"1"]
    assert _endings(bundle) == ["failed", "succeeded"]


def test_a_step_that_cannot_be_computed_is_skipped_too() -> None:
    def steps(url: str) -> Any:
        return [
            {"id": "wait", "kind": "delay", "for": "{{ trigger.body.n }} apples"},
            send_step(url),
        ]

    asked, bundle = played(
        steps,
        events=EVENTS[:1],
        order={"kind": "strict", "on_failure": "hold"},
        between=[decide("skip")],
    )

    assert len(asked) == 1
    assert statuses(the_run(bundle)) == [("wait", "skipped"), ("send", "succeeded")]


def test_poison_keeps_its_place_where_failures_hold() -> None:
    order = {"kind": "strict", "on_failure": "hold"}
    bundle = a_running_bundle(a_hook(), [{"id": "end", "kind": "stop"}], order=order)
    a_run(bundle, {}, status="running", lease=3, crashes=2, order_key="")

    asyncio.run(drain())

    run = Run.objects.get()
    assert (run.status, (run.error or {})["code"]) == ("held", "poison")


def _endings(bundle: Bundle) -> list[str]:
    rows = Entry.objects.filter(bundle_id=bundle.pk, kind="run")
    return list(rows.order_by("id").values_list("status", flat=True))
