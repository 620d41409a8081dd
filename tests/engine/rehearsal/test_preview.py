"""What a step would get, worked out of the samples as a run would."""

import time
from typing import Any

import pytest
from rest_framework.test import APIClient

from engine.bundles.models import Bundle
from engine.rehearsal.models import Sample
from tests.engine.bundles.conftest import House
from tests.engine.rehearsal.stage import EVENT, ask, catch

LOOP, END = "{% for i in (1..9999) %}", "{% endfor %}"
EACH = {"id": "each", "kind": "loop", "over": "{{ trigger.body.items }}"}


@pytest.fixture
def bundle(house: House) -> Bundle:
    """A draft with a caught event: it sends, then goes over the items and sends each."""
    catch(house.hook, EVENT)
    inner = house.sending(id="inner")
    return house.a_draft(house.definition(steps=[house.sending(), {**EACH, "steps": [inner]}]))


def field(client: APIClient, bundle: Bundle, source: Any, at: str | None = None) -> Any:
    return ask(client, bundle, "preview", at=at, fields={"one": source})["fields"]["one"]


@pytest.mark.parametrize(
    ("source", "value", "text"),
    [
        ("{{ trigger.body.email | upcase }}", "ANNA@EXAMPLE.COM", "ANNA@EXAMPLE.COM"),
        ("{{ trigger.body.items.size }}", 2, "2"),
        ("To {{ trigger.body.email }}: {{ trigger.body.amount }}", "To anna@example.com: 12", None),
        ("{{ trigger.nothing }}", None, ""),
        ("plain", "plain", "plain"),
        ({"a": ["{{ trigger.body.amount }}"]}, {"a": ["12"]}, '{"a":["12"]}'),
        ("{% if trigger.body.amount %}yes{% endif %}", "yes", "yes"),
    ],
)
def test_a_field_is_shown_as_the_run_would_work_it_out(
    client: APIClient, bundle: Bundle, source: Any, value: Any, text: str | None
) -> None:
    told = field(client, bundle, source)

    assert told == {"value": value, "text": value if text is None else text, "error": None}


@pytest.mark.parametrize(
    ("source", "code", "path"),
    [
        ("{{ trigger.body.email | no_such }}", "unknown_function", "/fields/one"),
        ("{{ open", "template_not_closed", "/fields/one"),
        ({"deep": ["{{ 'x' | pad: 100000000 }}"]}, "text_too_long", "/fields/one/deep/0"),
        (LOOP * 3 + "x" + END * 3, "too_many_passes", "/fields/one"),
        ("{{ later.output }}", "unknown_reference", "/fields/one"),
    ],
)
def test_a_bad_template_is_an_error_of_its_field_and_of_no_other(
    client: APIClient, bundle: Bundle, source: Any, code: str, path: str
) -> None:
    fields = {"one": source, "two": "{{ trigger.body.amount }}"}

    told = ask(client, bundle, "preview", at=None, fields=fields)["fields"]

    assert (told["one"]["error"]["code"], told["one"]["error"]["path"]) == (code, path)
    assert told["one"]["error"]["message"]
    assert told["two"]["value"] == "12"


def test_many_slow_templates_end_soon(client: APIClient, bundle: Bundle) -> None:
    slow = "{{ trigger.big" + " | strip_html | transliterate | from_latin" * 100 + " }}"
    fields = {f"f{n}": slow for n in range(40)}
    started = time.thread_time()

    told = ask(client, bundle, "preview", at=None, fields=fields, event={"big": "a" * 200_000})

    assert time.thread_time() - started < 5
    assert told["fields"]["f39"]["error"]["code"] in ("took_too_long", "result_too_large")


def test_a_step_sees_what_stands_before_it_and_nothing_after(
    client: APIClient, bundle: Bundle
) -> None:
    source = "{{ inner.status }}"

    assert field(client, bundle, source, "send")["error"]["code"] == "unknown_reference"
    assert field(client, bundle, source, None)["value"] == 200
    assert field(client, bundle, "{{ send.status }}", "inner")["value"] == 200


def test_inside_a_loop_item_is_the_first_of_its_list(client: APIClient, bundle: Bundle) -> None:
    source = "{{ index }}:{{ item.sku }}"

    assert field(client, bundle, source, "inner")["text"] == "0:A"


def test_a_value_that_the_action_would_not_take_says_so(client: APIClient, bundle: Bundle) -> None:
    fields = {"url": "{{ trigger.body.email }}", "timeout": "{{ trigger.body.amount }}"}

    told = ask(client, bundle, "preview", at="send", fields=fields)["fields"]

    assert told["url"]["value"] == "anna@example.com"
    assert told["url"]["error"]["code"] == "input_wrong_kind"
    assert told["timeout"]["error"] is None


def test_each_comparison_of_a_condition_shows_its_value(client: APIClient, bundle: Bundle) -> None:
    amount = {"value": "{{ trigger.body.amount }}", "is": "greater", "than": 10}
    email = {"value": "{{ trigger.body.email }}", "is": "ends", "than": ".org"}

    told = ask(client, bundle, "preview", at=None, when={"any": [amount, {"not": email}]})["when"]

    assert told["passes"] is True
    assert told["parts"] == [
        {"path": "/any/0", "value": "12", "than": 10, "passes": True, "error": None},
        {
            "path": "/any/1/not",
            "value": "anna@example.com",
            "than": ".org",
            "passes": False,
            "error": None,
        },
    ]


@pytest.mark.parametrize(
    ("leaf", "code", "path"),
    [
        ({"value": "{{ open", "is": "filled"}, "template_not_closed", "/when/all/0/value"),
        ({"value": 1, "is": "larger", "than": 2}, "not_one_of", "/when/all/0/is"),
        ({"value": "a", "is": "matches", "than": "("}, "bad_pattern", "/when/all/0/than"),
        ({"value": "{{ 'x' | pad: 100000000 }}", "is": "filled"}, "text_too_long", "/when/all/0"),
    ],
)
def test_a_comparison_that_cannot_be_made_says_why(
    client: APIClient, bundle: Bundle, leaf: Any, code: str, path: str
) -> None:
    told = ask(client, bundle, "preview", at=None, when={"all": [leaf]})["when"]

    [part] = told["parts"]
    assert (told["passes"], part["path"], part["passes"]) == (False, "/all/0", False)
    assert (part["error"]["code"], part["error"]["path"]) == (code, path)


@pytest.mark.parametrize("tree", [7, "text", [], {}, {"all": 1}, {"is": []}, {"not": None}])
def test_what_is_no_condition_is_told_and_breaks_nothing(
    client: APIClient, bundle: Bundle, tree: Any
) -> None:
    told = ask(client, bundle, "preview", at=None, when=tree)["when"]

    assert told["passes"] is False
    assert told["parts"][0]["error"]["message"]


def test_a_loops_list_is_counted(client: APIClient, bundle: Bundle) -> None:
    told = ask(client, bundle, "preview", at="each", over=EACH["over"])["over"]

    assert told == {"count": 2, "first": {"sku": "A"}, "error": None}


def test_a_loop_that_would_refuse_its_list_says_so(client: APIClient, house: House) -> None:
    steps = [{**EACH, "limit": 1, "steps": []}]
    draft = house.a_draft(house.definition(steps=steps))

    told = ask(client, draft, "preview", at="each", over=EACH["over"], event=EVENT)["over"]

    assert (told["count"], told["error"]["code"]) == (0, "too_many_items")


def test_the_triggers_own_templates_see_no_step(client: APIClient, bundle: Bundle) -> None:
    assert field(client, bundle, "{{ send.status }}", "trigger")["error"]
    assert field(client, bundle, "{{ trigger.body.amount }}", "trigger")["text"] == "12"


def test_an_event_sent_along_takes_the_place_of_the_sample_and_is_not_kept(
    client: APIClient, bundle: Bundle
) -> None:
    wish = {"at": None, "fields": {"one": "{{ trigger.x }}"}, "event": {"x": 7}}

    told = ask(client, bundle, "preview", **wish)

    assert told["fields"]["one"]["value"] == 7
    assert not Sample.objects.exists()


def test_a_preview_is_there_while_a_person_types(client: APIClient, bundle: Bundle) -> None:
    field(client, bundle, "{{ trigger.body.email }}")
    took = []

    for _ in range(5):
        started = time.thread_time()
        field(client, bundle, "{{ trigger.body.email }}")
        took.append(time.thread_time() - started)

    assert min(took) < 0.1


def test_a_value_nested_beyond_writing_is_left_out(client: APIClient, bundle: Bundle) -> None:
    deep = "{{ trigger.body.items" + " | chunk: 1" * 400 + " }}"

    told = ask(client, bundle, "preview", at=None, fields={"one": deep}, over=deep)

    assert told["fields"]["one"]["error"]["code"] == "too_deep"
    assert told["over"]["count"] == 2
