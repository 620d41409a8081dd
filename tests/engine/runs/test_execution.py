"""Steps in order, and what the journal tells of them."""

import asyncio
from typing import Any

import pytest

from engine.journal.models import Rollup
from engine.queue.models import Checkpoint, Run
from tests.connectors.loopback import Asked, answer, service
from tests.engine.machine import (
    a_hook,
    a_run,
    a_running_bundle,
    aside,
    drain,
    send_step,
    story,
    the_entry,
)

pytestmark = pytest.mark.django_db(transaction=True)

ACCEPTED = answer(b'{"id": 7}', headers=["Content-Type: application/json"])


def carried_out(
    steps: Any, payload: Any, *plays: Any, **fields: Any
) -> tuple[list[Asked], Any, Any]:
    """Run one event through a bundle; returns what the service was asked, the row, its story."""
    hook = a_hook()
    asked: list[Asked] = []

    async def scene() -> Any:
        async with service(*(plays or (ACCEPTED,))) as target:
            bundle = await aside(a_running_bundle, hook, steps(target.url()))
            await aside(a_run, bundle, payload, **fields)
            await drain()
            asked.extend(target.asked)
            return bundle

    bundle = asyncio.run(scene())
    entry = the_entry(bundle)
    return asked, entry, story(entry)


def test_an_action_gets_the_mapped_event_and_its_answer_is_journaled() -> None:
    payload = {"body": {"email": "anna@example.com"}}

    asked, entry, told = carried_out(lambda url: [send_step(url)], payload)

    assert asked[0].body == b'{"email":"anna@example.com"}'
    assert (entry.status, entry.transactions, entry.subject) == (
        "succeeded",
        1,
        "anna@example.com",
    )
    assert told["trigger"] == payload
    assert told["steps"][0]["output"]["body"] == {"id": 7}
    attempt = told["steps"][0]["attempts"][0]
    assert (attempt["outcome"], attempt["at"][-1]) == ("ok", "Z")


def test_every_write_names_its_run_step_and_attempt() -> None:
    asked, entry, _ = carried_out(lambda url: [send_step(url)], {"body": {}})

    assert asked[0].headers["idempotency-key"] == f"{entry.id}:send"
    assert asked[0].headers["x-attempt"] == "1"


def test_a_filter_that_says_no_ends_the_run_and_says_why() -> None:
    rule = {"value": "{{ trigger.body.amount }}", "is": "greater", "than": 10}
    steps = [{"id": "paid", "kind": "filter", "when": {"all": [rule]}}]

    asked, entry, told = carried_out(lambda url: [*steps, send_step(url)], {"body": {"amount": 5}})

    assert (asked, entry.status, entry.transactions) == ([], "filtered", 0)
    assert told["steps"][0]["status"] == "filtered"
    assert told["steps"][0]["output"][0]["value"] == 5


def test_a_later_step_sees_what_an_earlier_one_answered() -> None:
    asked, _, _ = carried_out(
        lambda url: [send_step(url, "first"), send_step(url, "second", body="{{ first.body.id }}")],
        {"body": {}},
    )

    assert asked[1].body == b"7"


def test_a_router_takes_the_first_open_branch_only() -> None:
    def steps(url: str) -> Any:
        def branch(country: str) -> Any:
            rule = {"value": "{{ trigger.body.country }}", "is": "equals", "than": country}
            return {
                "name": country,
                "when": {"all": [rule]},
                "steps": [send_step(url, country.lower(), body=country)],
            }

        return [
            {
                "id": "by_country",
                "kind": "router",
                "mode": "first",
                "branches": [branch("BY"), branch("RU")],
            }
        ]

    asked, entry, told = carried_out(steps, {"body": {"country": "ru"}})

    assert [one.body for one in asked] == [b'"RU"']
    assert told["steps"][0]["output"] == {"taken": ["RU"]}
    assert entry.status == "succeeded"


def test_a_loop_runs_its_steps_for_each_item_and_counts_each_pass() -> None:
    def steps(url: str) -> Any:
        inner = [send_step(url, body={"n": "{{ item }}", "at": "{{ index }}"})]
        return [{"id": "each", "kind": "loop", "over": "{{ trigger.body.items }}", "steps": inner}]

    asked, entry, told = carried_out(steps, {"body": {"items": list(range(40))}})

    assert [one.body for one in asked] == [b'{"n":%d,"at":%d}' % (n, n) for n in range(40)]
    assert entry.transactions == 40
    assert told["steps"][40]["path"] == "each[39].send"
    assert asked[39].headers["idempotency-key"].endswith(":each[39].send")


def test_a_filter_inside_a_loop_skips_that_pass_only() -> None:
    def steps(url: str) -> Any:
        odd = {"value": "{{ item }}", "is": "in", "than": [1, 3]}
        inner = [
            {"id": "odd", "kind": "filter", "when": {"all": [odd]}},
            send_step(url, body="{{ item }}"),
        ]
        return [{"id": "each", "kind": "loop", "over": "{{ trigger.body }}", "steps": inner}]

    asked, entry, _ = carried_out(steps, {"body": [0, 1, 2, 3]})

    assert [one.body for one in asked] == [b"1", b"3"]
    assert (entry.status, entry.transactions) == ("succeeded", 2)


def test_a_stop_step_ends_the_run_with_its_result() -> None:
    stop = {"id": "enough", "kind": "stop", "result": "failed", "message": "No stock"}

    asked, entry, _ = carried_out(lambda url: [stop, send_step(url)], {"body": {}})

    assert (asked, entry.status) == ([], "failed")
    assert entry.error["message"] == "No stock"


def test_a_refusal_fails_the_run_with_the_services_answer() -> None:
    refusal = answer(b'{"error": "no such list"}', status="422 Unprocessable Entity")

    _, entry, told = carried_out(lambda url: [send_step(url)], {"body": {}}, refusal)

    assert entry.status == "failed"
    assert (entry.error["remedy"], entry.error["http_status"]) == ("fix", 422)
    assert "no such list" in entry.error["answer"]
    assert told["steps"][0]["attempts"][0]["outcome"] == "error"


def test_an_error_that_may_be_passed_over_becomes_the_steps_output() -> None:
    def steps(url: str) -> Any:
        first = {**send_step(url, "first"), "on_error": "continue"}
        return [first, send_step(url, "second", body="{{ first.error.http_status }}")]

    asked, entry, _ = carried_out(steps, {"body": {}}, answer(status="404 Not Found"), ACCEPTED)

    assert asked[1].body == b"404"
    assert (entry.status, entry.transactions) == ("succeeded", 1)


def test_a_finished_run_leaves_the_queue_and_its_checkpoints_and_is_rolled_up() -> None:
    _, entry, _ = carried_out(
        lambda url: [send_step(url, "one"), send_step(url, "two")], {"body": {"a": 1}}
    )

    hour = Rollup.objects.get(bundle_id=entry.bundle_id)
    assert not Run.objects.exists()
    assert not Checkpoint.objects.exists()
    assert (hour.succeeded, hour.transactions) == (1, 2)
    assert (hour.bytes_out, hour.bytes_in) == (entry.bytes_out, entry.bytes_in)


def test_steps_past_the_cap_are_told_without_their_data() -> None:
    def steps(url: str) -> Any:
        inner = [send_step(url, body="{{ item }}")]
        return [{"id": "each", "kind": "loop", "over": "{{ trigger.body }}", "steps": inner}]

    _, entry, told = carried_out(steps, {"body": ["x" * 40_000] * 10})

    assert told["capped"] is True
    assert len(told["steps"]) == 11
    assert told["steps"][-1]["input"] is None
    assert entry.transactions == 10
