"""What a definition becomes."""

from copy import deepcopy
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import jsonschema_rs
import pytest

from engine.flow import definition as definitions
from engine.flow.backoff import SCHEDULE_S, Retry
from engine.flow.definition import SCHEMA, Action, Definition, Delay, Loop, Respond, Router, walk
from engine.flow.errors import DefinitionIsInvalid, MappingFailed
from tests.engine.flow.makers import (
    CONNECTION,
    THE_CONTRACTS_EXAMPLE,
    a_definition,
    a_filter,
    a_loop,
    a_router,
    an_action,
)

NOW = datetime(2026, 3, 7, 12, 0, tzinfo=UTC)


def test_the_contracts_example_compiles_to_steps() -> None:
    definition = definitions.compile(THE_CONTRACTS_EXAMPLE)

    assert [step.kind for step in definition.steps] == [
        "filter",
        "action",
        "router",
        "loop",
        "delay",
    ]
    assert definition.trigger.connection == UUID(CONNECTION)
    assert definition.trigger.order.kind == "none"
    assert definition.retry == Retry()
    assert definition.trigger.schedule is not None


def test_the_published_schema_is_valid_and_accepts_the_example() -> None:
    jsonschema_rs.meta.validate(SCHEMA)

    assert jsonschema_rs.is_valid(SCHEMA, THE_CONTRACTS_EXAMPLE)


def test_compiling_what_is_wrong_tells_all_mistakes() -> None:
    with pytest.raises(DefinitionIsInvalid) as caught:
        definitions.compile({"steps": "x"})

    assert len(caught.value.mistakes) == 2
    assert caught.value.status == 400


def the_only_step(definition: Definition) -> Any:
    (step,) = definition.steps
    return step


def test_an_action_keeps_what_it_was_told() -> None:
    raw = {**an_action(a="{{ trigger.n }}"), "on_error": "continue", "at_most_once": True}

    action: Action = the_only_step(definitions.compile(a_definition(raw)))

    assert (action.connector, action.on_error, action.at_most_once) == ("http", "continue", True)
    assert action.fields.render({"trigger": {"n": 5}}) == {"a": 5}


def test_a_loop_goes_over_items_up_to_its_limit() -> None:
    loop: Loop = the_only_step(definitions.compile(a_definition(a_loop(limit=2))))

    assert loop.items({"trigger": {"items": [1, 2]}}) == [1, 2]
    assert loop.items({"trigger": {"items": {"id": 1}}}) == [{"id": 1}]
    assert loop.items({"trigger": {}}) == []
    with pytest.raises(MappingFailed):
        loop.items({"trigger": {"items": [1, 2, 3]}})


@pytest.mark.parametrize(
    ("raw", "due"),
    [
        ({"for": "PT1H"}, NOW + timedelta(hours=1)),
        ({"for": 90}, NOW + timedelta(seconds=90)),
        ({"for": "{{ trigger.wait }}"}, NOW + timedelta(days=1)),
        ({"until": "08.03.2026"}, datetime(2026, 3, 8, tzinfo=UTC)),
        ({"until": "2026-01-01"}, NOW),
    ],
)
def test_a_delay_is_due(raw: dict[str, Any], due: datetime) -> None:
    delay: Delay = the_only_step(
        definitions.compile(a_definition({"id": "w", "kind": "delay", **raw}))
    )

    assert delay.due_at({"trigger": {"wait": "P1D"}}, NOW) == due


def test_a_delay_until_a_time_without_a_zone_means_the_clock_of_the_workspace() -> None:
    raw = {"id": "w", "kind": "delay", "until": "{{ trigger.when }}"}
    delay: Delay = the_only_step(definitions.compile(a_definition(raw)))
    scope = {"trigger": {"when": "08.03.2026 12:00"}, "run": {"time_zone": "Asia/Vladivostok"}}

    assert delay.due_at(scope, NOW) == datetime(2026, 3, 8, 2, tzinfo=UTC)


def test_a_delay_that_cannot_be_read_fails() -> None:
    raw = {"id": "w", "kind": "delay", "until": "{{ trigger.when }}"}
    delay: Delay = the_only_step(definitions.compile(a_definition(raw)))

    midway = {"time_zone": "Pacific/Midway"}
    for when in ("soon", "", "9999-12-31T23:00:00"):
        with pytest.raises(MappingFailed):
            delay.due_at({"trigger": {"when": when}, "run": midway}, NOW)


def test_a_respond_step_makes_an_answer() -> None:
    raw = {
        "id": "r",
        "kind": "respond",
        "status": "{{ trigger.code }}",
        "headers": {"X-Id": "{{ trigger.code }}"},
        "body": {"n": ["{{ trigger.code }}"]},
    }
    respond: Respond = the_only_step(definitions.compile(a_definition(raw)))

    answer = respond.answer({"trigger": {"code": 201}})

    assert (answer.status, answer.headers, answer.body) == (201, {"X-Id": "201"}, {"n": [201]})
    with pytest.raises(MappingFailed):
        respond.answer({"trigger": {"code": "fine"}})


def test_a_header_cannot_smuggle_another() -> None:
    raw = {"id": "r", "kind": "respond", "headers": {"X": "{{ trigger.x }}"}}
    respond: Respond = the_only_step(definitions.compile(a_definition(raw)))

    with pytest.raises(MappingFailed):
        respond.answer({"trigger": {"x": "a\r\nSet-Cookie: b"}})


def test_walking_visits_every_step_with_its_pointer() -> None:
    raw = a_definition(a_loop(a_filter("a")), a_router([a_filter("b")], [a_filter("c")]))

    visited = {path: step.id for path, step in walk(definitions.compile(raw).steps)}

    assert visited == {
        "/steps/0": "each",
        "/steps/0/steps/0": "a",
        "/steps/1": "choose",
        "/steps/1/branches/0/steps/0": "b",
        "/steps/1/branches/1/steps/0": "c",
    }


def test_uses_lists_services_of_a_draft_with_the_trigger_first() -> None:
    raw = a_definition(
        a_loop(an_action("a")),
        a_router([{"kind": "action", "connection": CONNECTION}]),
        connection=CONNECTION,
        event="received",
    )

    used = definitions.uses(raw)

    assert [(one.path, one.connector, one.action) for one in used] == [
        ("/trigger", None, "received"),
        ("/steps/0/steps/0", "http", "request"),
        ("/steps/1/branches/0/steps/0", None, None),
    ]
    assert used[2].connection == UUID(CONNECTION)


def test_compiling_does_not_touch_what_it_is_given() -> None:
    before = deepcopy(THE_CONTRACTS_EXAMPLE)

    definitions.compile(THE_CONTRACTS_EXAMPLE)

    assert before == THE_CONTRACTS_EXAMPLE


def test_a_router_keeps_its_branches_in_order() -> None:
    router: Router = the_only_step(definitions.compile(a_definition(a_router([], [a_filter("b")]))))

    assert [len(branch.steps) for branch in router.branches] == [0, 1]
    assert all(branch.when is None for branch in router.branches)


def test_a_bundle_says_how_long_to_try_in_two_ways() -> None:
    listed = definitions.compile({**a_definition(), "retry": [1, 2.5]})
    limited = definitions.compile({**a_definition(), "retry": {"give_up_after": "P3D"}})
    both = definitions.compile({**a_definition(), "retry": {"delays": [5], "give_up_after": 60}})

    assert listed.retry == Retry((1.0, 2.5))
    assert limited.retry == Retry(SCHEDULE_S, 3 * 86_400.0)
    assert both.retry == Retry((5.0,), 60.0)


def test_order_may_hold_what_follows_a_failure() -> None:
    orders: list[Any] = [
        "strict",
        {"key": "{{ trigger.n }}"},
        {"kind": "strict", "on_failure": "hold"},
        {"kind": "key", "key": "{{ trigger.n }}", "on_failure": "hold"},
    ]

    found = [definitions.compile(a_definition(order=one)).trigger.order for one in orders]

    assert [(one.kind, one.on_failure) for one in found] == [
        ("strict", "skip"),
        ("key", "skip"),
        ("strict", "hold"),
        ("key", "hold"),
    ]


def test_steps_of_an_error_branch_are_walked_and_see_the_error() -> None:
    rescue = {"steps": [an_action("tell", text="{{ error.message }}")]}
    raw = a_definition({**an_action("pay"), "on_error": rescue}, a_filter())

    paths = [path for path, _ in definitions.walk(definitions.compile(raw).steps)]

    assert paths == ["/steps/0", "/steps/0/on_error/steps/0", "/steps/1"]
    assert [one.path for one in definitions.uses(raw)] == paths[:2]
