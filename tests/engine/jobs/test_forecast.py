"""What would be sent is told as far as it is known, and nothing is guessed."""

from typing import Any

import pytest

from connectors.sdk import Action as Verb
from engine.catalog import registry
from engine.flow import definition
from engine.flow.definition import Action
from engine.jobs.resend.forecast import MOST_STEPS, Forecast, Sent
from tests.engine.machine import send_step

EVENT: Any = {"body": {"email": "anna@example.com", "items": [1, 2], "pattern": "("}}
KEPT = {"status": "succeeded", "kept": True}


def find(step: Action) -> Verb | None:
    return registry.get(step.connector or "").action(step.action)


def ahead(*steps: Any, **kept: Any) -> list[Sent]:
    """Return the forecast of these steps, those named in `kept` done with these outputs."""
    program = definition.compile({"trigger": {}, "steps": list(steps)})
    states = {name: {**KEPT, "id": name, "output": output} for name, output in kept.items()}
    return Forecast(states, find).of(program, {"trigger": EVENT})


def send(name: str, body: Any = "{{ trigger.body.email }}", **fields: Any) -> Any:
    return send_step("https://example.com", name, body=body, **fields)


def bodies(found: list[Sent]) -> list[tuple[str, Any, str | None]]:
    return [
        (one.path, (one.inputs or {}).get("body"), str(one.error["code"]) if one.error else None)
        for one in found
    ]


def when(value: str, expected: Any) -> Any:
    return {"all": [{"value": value, "is": "equals", "than": expected}]}


def test_what_is_kept_is_not_told_and_feeds_what_comes_after() -> None:
    found = ahead(send("one"), send("two", "{{ one.id }}"), one={"id": 7})

    assert bodies(found) == [("two", 7, None)]


def test_what_depends_on_an_answer_yet_to_come_is_not_guessed() -> None:
    found = ahead(send("one"), send("two", "{{ one.id }}"))

    assert bodies(found) == [
        ("one", "anna@example.com", None),
        ("two", None, "resend_fields_not_known"),
    ]
    assert found[1].inputs is not None
    assert found[1].inputs["url"] == "https://example.com"
    assert (found[1].error or {})["params"] == {"fields": "body"}


def test_a_filter_that_says_no_ends_what_is_told() -> None:
    closed = {"id": "vip", "kind": "filter", "when": when("{{ trigger.body.email }}", "x")}

    assert bodies(ahead(send("one"), closed, send("two"))) == [("one", "anna@example.com", None)]


def test_behind_a_filter_nobody_can_answer_yet_a_step_says_on_what_it_depends() -> None:
    unclear = {"id": "vip", "kind": "filter", "when": when("{{ one.vip }}", "yes")}

    found = ahead(send("one"), unclear, send("two"))

    assert bodies(found)[1] == ("two", "anna@example.com", "resend_step_not_known")
    assert (found[1].error or {})["params"] == {"step": "vip"}


def test_only_the_branch_that_will_be_taken_is_told() -> None:
    is_anna = when("{{ trigger.body.email }}", "anna@example.com")
    branches = [
        {"name": "Anna", "when": is_anna, "steps": [send("anna")]},
        {"name": "Others", "steps": [send("others")]},
    ]

    found = ahead({"id": "who", "kind": "router", "mode": "first", "branches": branches})

    assert [one.path for one in found] == ["anna"]


def test_each_pass_of_a_loop_is_told_but_for_the_kept_ones() -> None:
    loop = {
        "id": "each",
        "kind": "loop",
        "over": "{{ trigger.body.items }}",
        "steps": [send("send", "{{ item }}")],
    }
    program = definition.compile({"trigger": {}, "steps": [loop]})
    states: Any = {"each[0].send": {**KEPT, "id": "send", "output": {}}}

    found = Forecast(states, find).of(program, {"trigger": EVENT})

    assert bodies(found) == [("each[1].send", 2, None)]


def test_a_loop_over_what_is_not_known_is_told_once() -> None:
    inner = send("send", "{{ item }}")
    loop = {"id": "each", "kind": "loop", "over": "{{ one.items }}", "steps": [inner]}

    found = ahead(send("one"), loop)

    assert bodies(found)[1:] == [("each[0].send", None, "resend_fields_not_known")]


def test_what_would_be_refused_says_so() -> None:
    found = ahead(send("one", timeout="soon"))

    assert (found[0].error or {})["code"] == "input_wrong_kind"


def test_a_field_that_cannot_be_made_says_so() -> None:
    found = ahead(send("one", "{{ trigger.body.email | regex_extract: trigger.body.pattern }}"))

    assert bodies(found) == [("one", None, "mapping_failed")]
    assert (found[0].error or {})["at"] == "/body"


def test_secrets_are_masked() -> None:
    found = ahead(send("one", headers={"Authorization": "Bearer topsecret", "X-Shop": "7"}))

    assert "topsecret" not in str(found)
    assert "'X-Shop': '7'" in str(found)


@pytest.mark.parametrize("count", [MOST_STEPS + 50])
def test_no_more_is_told_than_one_can_look_at(count: int) -> None:
    items = list(range(count))
    loop = {"id": "each", "kind": "loop", "over": items, "steps": [send("send", "{{ item }}")]}

    assert len(ahead(loop)) == MOST_STEPS
