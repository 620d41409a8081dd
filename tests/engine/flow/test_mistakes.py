"""What is wrong with a definition, all at once and each in its place."""

from collections.abc import Callable
from typing import Any

import pytest

from engine.flow import definition as definitions
from engine.kernel.json_types import Json
from tests.engine.flow.makers import (
    CONNECTION,
    a_definition,
    a_delay,
    a_filter,
    a_loop,
    a_router,
    an_action,
)

MEANT: list[tuple[Json, str]] = [
    ({"value": "a", "is": "equal", "than": "b"}, "equals"),
    ({"value": "a", "is": "starts_with", "than": "b"}, "starts"),
    ({"value": "{{ trigger.x | uper }}", "is": "filled"}, "upper"),
    ({"value": "{{ triger.x }}", "is": "filled"}, "trigger"),
    ({"value": "a", "is": "equals", "than": "b", "caze": True}, "case"),
]
WRONG: list[tuple[Json, list[tuple[str, str]]]] = [
    ({}, [("/trigger", "missing"), ("/steps", "missing")]),
    ([], [("", "wrong_type")]),
    ({"trigger": {}, "steps": []}, [("/steps", "missing")]),
    ({"trigger": {}, "steps": {}}, [("/steps", "wrong_type")]),
    ({**a_definition(), "title": 1}, [("/title", "unknown_field")]),
    (a_definition(colour="red"), [("/trigger/colour", "unknown_field")]),
    (a_definition(event="received"), [("/trigger/connection", "missing")]),
    (a_definition(connection=CONNECTION), [("/trigger/event", "missing")]),
    (a_definition(connection="abc", event="x"), [("/trigger/connection", "not_a_uuid")]),
    (a_definition(schedule={"every": 5}), [("/trigger/schedule/every", "too_small")]),
    (a_definition(schedule={"days": [0]}), [("/trigger/schedule/days/0", "not_one_of")]),
    (a_definition(schedule={"missed": "some"}), [("/trigger/schedule/missed", "not_one_of")]),
    (a_definition(schedule={"cron": "0 0 30 2 *"}), [("/trigger/schedule/cron", "schedule_never")]),
    (
        a_definition(schedule={"every": 300, "time_zone": "Mars"}),
        [("/trigger/schedule/time_zone", "unknown_time_zone")],
    ),
    (
        a_definition(schedule={"every": 300, "between": ["9:00"]}),
        [("/trigger/schedule/between", "missing")],
    ),
    (a_definition(order="random"), [("/trigger/order", "not_one_of")]),
    (
        a_definition(order={"by": 1}),
        [("/trigger/order/by", "unknown_field"), ("/trigger/order/key", "missing")],
    ),
    (a_definition(order={"on_failure": "hold"}), [("/trigger/order/key", "missing")]),
    (
        a_definition(order={"kind": "strict", "key": "{{ trigger.n }}"}),
        [("/trigger/order/key", "unknown_field")],
    ),
    (a_definition(dedupe="{{ ok.id }}"), [("/trigger/dedupe", "unknown_reference")]),
    (a_definition(answer={"within": "PT2M"}), [("/trigger/answer/within", "bad_duration")]),
    ({**a_definition(), "retry": [-1]}, [("/retry/0", "too_small")]),
    ({**a_definition(), "retry": {"delays": [-1]}}, [("/retry/delays/0", "too_small")]),
    (
        {**a_definition(), "retry": {"give_up_after": "P1M"}},
        [("/retry/give_up_after", "bad_duration")],
    ),
    (a_definition({"id": "x", "kind": "magic"}), [("/steps/0/kind", "not_one_of")]),
    (a_definition({"id": "x"}), [("/steps/0/kind", "missing")]),
    (a_definition({**a_filter(), "id": "Bad Id"}), [("/steps/0/id", "bad_id")]),
    (a_definition(a_filter("run")), [("/steps/0/id", "id_reserved")]),
    (a_definition(a_filter("a"), a_loop(a_filter("a"))), [("/steps/1/steps/0/id", "id_repeated")]),
    (a_definition({"id": "x", "kind": "filter"}), [("/steps/0/when", "missing")]),
    (a_definition({**an_action(), "on_error": "cry"}), [("/steps/0/on_error", "not_one_of")]),
    (
        a_definition({**an_action(), "on_error": {"steps": []}}),
        [("/steps/0/on_error/steps", "missing")],
    ),
    (
        a_definition(
            {**an_action("a"), "on_error": {"steps": [an_action("b", x="{{ a.y }}")]}},
            an_action("c", x="{{ b.y }}", z="{{ error.code }}"),
        ),
        [
            ("/steps/0/on_error/steps/0/fields/x", "unknown_reference"),
            ("/steps/1/fields/x", "unknown_reference"),
            ("/steps/1/fields/z", "unknown_reference"),
        ],
    ),
    (
        a_definition({"id": "x", "kind": "action"}),
        [("/steps/0/action", "missing"), ("/steps/0/connection", "missing")],
    ),
    (a_definition({**a_router(), "branches": []}), [("/steps/0/branches", "missing")]),
    (a_definition(a_loop(limit=100_001)), [("/steps/0/limit", "too_large")]),
    (a_definition(a_delay()), [("/steps/0/for", "missing")]),
    (
        a_definition(a_delay(**{"for": "an hour"})),
        [("/steps/0/for", "bad_duration")],
    ),
    (
        a_definition(a_delay(until="32.01.2026")),
        [("/steps/0/until", "bad_date")],
    ),
    (
        a_definition(a_delay(**{"for": 1, "until": "2026-01-01"})),
        [("/steps/0/until", "only_one_of")],
    ),
    (
        a_definition({"id": "x", "kind": "stop", "result": "won"}),
        [("/steps/0/result", "not_one_of")],
    ),
    (
        a_definition({"id": "x", "kind": "respond", "status": 99}),
        [("/steps/0/status", "bad_status")],
    ),
    (
        a_definition(
            {"id": "x", "kind": "respond", "headers": {"a b": "", "Set-Cookie": "", "ETag": ""}}
        ),
        [
            ("/steps/0/headers/a b", "header_refused"),
            ("/steps/0/headers/Set-Cookie", "header_refused"),
        ],
    ),
    (a_definition(an_action(email="{{ x")), [("/steps/0/fields/email", "template_not_closed")]),
    (
        a_definition(an_action(a={"b": ["{{ later.x }}"]})),
        [("/steps/0/fields/a/b/0", "unknown_reference")],
    ),
    (
        a_definition({**a_filter(), "when": {"value": "", "is": "matches", "than": "("}}),
        [("/steps/0/when/than", "bad_pattern")],
    ),
    ({"a": "\0"}, [("/a", "bad_character")]),
    ({"a": ["\ud800"]}, [("/a/0", "bad_character")]),
    ({"\0": 1}, [("", "bad_character")]),
    ({"a": 10**30}, [("/a", "number_too_large")]),
    ({"a": float("nan")}, [("/a", "number_not_finite")]),
    ({"a": float("inf")}, [("/a", "number_not_finite")]),
    ({"a": "x" * 600_000}, [("", "too_large")]),
]


def found(raw: Json, draft: bool = False) -> list[tuple[str, str]]:
    return [(one.path, one.code) for one in definitions.mistakes(raw, draft=draft)]


@pytest.mark.parametrize(("raw", "mistakes"), WRONG)
def test_a_wrong_definition_says_where_and_why(raw: Json, mistakes: list[tuple[str, str]]) -> None:
    assert sorted(found(raw)) == sorted(mistakes)


def test_every_mistake_is_reported_at_once() -> None:
    wrong = a_definition(a_filter("run"), a_delay(**{"for": "?"}), an_action(a="{{"))

    assert {path for path, _ in found(wrong)} == {
        "/steps/0/id",
        "/steps/1/for",
        "/steps/2/fields/a",
    }


@pytest.mark.parametrize(
    "raw",
    [
        {},
        {"steps": [{}]},
        {"trigger": {"event": "received"}, "steps": [{"id": "a", "kind": "action"}]},
        {"steps": [{"id": "a", "kind": "filter", "when": {"value": "{{ gone.x }}"}}]},
        {"steps": [{"id": "a", "kind": "filter", "when": {"value": 1, "is": "greater"}}]},
    ],
)
def test_a_draft_may_be_incomplete(raw: Json) -> None:
    assert found(raw, draft=True) == []
    assert found(raw) != []


def test_a_draft_may_not_be_malformed() -> None:
    raw = a_definition(an_action(a="{{ x"), a_filter("a"), a_filter("a"))

    assert found({**raw, "x": 1}, draft=True) == [
        ("/x", "unknown_field"),
        ("/steps/0/fields/a", "template_not_closed"),
        ("/steps/2/id", "id_repeated"),
    ]


SEEN = "{{ seen.value }}"


@pytest.mark.parametrize(
    "steps",
    [
        [a_filter("seen"), an_action(a=SEEN)],
        [a_filter("seen"), a_loop(an_action(a=SEEN))],
        [a_router([a_filter("seen")]), an_action(a=SEEN)],
        [a_router([a_filter("seen")], [an_action(a=SEEN)], mode="all")],
        [a_loop(an_action(a="{{ item.id }} {{ index }}"))],
    ],
)
def test_a_step_sees_what_ran_before_it(steps: list[dict[str, Any]]) -> None:
    assert found(a_definition(*steps)) == []


@pytest.mark.parametrize(
    "steps",
    [
        [an_action(a=SEEN), a_filter("seen")],
        [an_action("seen", a=SEEN)],
        [a_loop(a_filter("seen")), an_action(a=SEEN)],
        [a_router([a_filter("seen")], [an_action(a=SEEN)])],
        [a_loop(), an_action(a="{{ item }}")],
    ],
)
def test_a_step_does_not_see_what_has_not_run(steps: list[dict[str, Any]]) -> None:
    assert [code for _, code in found(a_definition(*steps))] == ["unknown_reference"]


def test_steps_are_limited_in_number_over_the_whole_tree() -> None:
    many = [a_filter(f"f{n}") for n in range(150)]
    inner = [a_filter(f"g{n}") for n in range(60)]

    assert ("/steps", "too_many") in found(a_definition(*many, a_loop(*inner)))


def test_steps_are_limited_in_depth() -> None:
    nested = a_filter("deep")
    for number in range(10):
        nested = {**a_loop(nested), "id": f"l{number}"}

    assert [code for _, code in found(a_definition(nested))] == ["too_deep"]


@pytest.mark.parametrize("wrap", [lambda x: [x], lambda x: {"a": x}, lambda x: {"not": x}])
def test_any_depth_is_survived(wrap: Callable[[Json], Json]) -> None:
    deep: Json = []
    for _ in range(10_000):
        deep = wrap(deep)

    assert [code for _, code in found({"steps": [deep]})] == ["too_deep"]


def test_a_field_that_was_meant_is_told_where_the_shape_is_wrong() -> None:
    (slip,) = definitions.mistakes(a_definition(schedule={"evry": 300}))

    assert (slip.code, slip.params) == ("unknown_field", {"nearest": "every"})


@pytest.mark.parametrize(("when", "meant"), MEANT)
def test_a_slip_of_the_pen_is_answered_with_the_word_that_was_meant(when: Json, meant: str) -> None:
    found = definitions.mistakes(a_definition({"id": "x", "kind": "filter", "when": when}))

    assert [one.params.get("nearest") for one in found] == [meant]
