"""What `{{ pills }}` give."""

import pytest

from engine.flow.errors import MappingFailed
from engine.flow.language import TemplateIsBroken
from engine.flow.mapping import compile_fields, compile_text, compile_value
from engine.kernel.json_types import Json

SCOPE: dict[str, Json] = {
    "trigger": {
        "body": {
            "amount": 12.0,
            "count": 3,
            "paid": True,
            "name": "Анна",
            "items": [{"sku": "a", "price": 10}, {"sku": "b", "price": 5.5}],
            "limit": 7,
            "Ваше имя": "Пётр",
            "first-name": "Ann",
            "nothing": None,
            "size": "XL",
        }
    },
    "key": "name",
    "limit": {"offset": 5},
    "for": "a",
    "contains": "b",
}

VALUES = [
    ("plain text", "plain text"),
    ("{{ trigger.body.amount }}", 12.0),
    ("{{trigger.body.paid}}", True),
    ("{{ trigger.body.items }}", [{"sku": "a", "price": 10}, {"sku": "b", "price": 5.5}]),
    ("{{ trigger.body.items[0] }}", {"sku": "a", "price": 10}),
    ("{{ trigger.body.items[-1].sku }}", "b"),
    ("{{ trigger.body.items.1.price }}", 5.5),
    ('{{ trigger["body"]["Ваше имя"] }}', "Пётр"),
    ("{{ trigger.body.first-name }}", "Ann"),
    ("{{ trigger.body.limit }}", 7),
    ("{{ trigger.body[key] }}", "Анна"),
    ("{{ trigger.body.items.size }}", 2),
    ("{{ trigger.body.size }}", "XL"),
    ("{{ trigger.body.items.first.sku }}", "a"),
    ("{{ trigger.body.missing.deeper[3] }}", None),
    ("{{ nobody }}", None),
    ("{{ trigger.body.name.upper }}", None),
    ("{{ trigger.__class__ }}", None),
    ("{{ 'text' }}", "text"),
    ("{{ 'string' }}", "string"),
    ("{{ nil }}", None),
    ("{{ trigger.body.count | plus: 1 }}", 4),
    ("{{ trigger.body.items | map: 'sku' }}", ["a", "b"]),
    ("{{ trigger.body.missing | default: trigger.body.name }}", "Анна"),
    ("{{ trigger.body.paid | default: 'x', allow_false: true }}", True),
    ("{{ false | default: 'x', allow_false: true }}", False),
]

TEXTS = [
    ("{{ trigger.body.amount }} ₽", "12 ₽"),
    ("{{ trigger.body.paid }}!", "true!"),
    ("[{{ trigger.body.nothing }}]", "[]"),
    ("[{{ trigger.body.missing }}]", "[]"),
    ("{{ trigger.body.items }}.", '[{"sku":"a","price":10},{"sku":"b","price":5.5}].'),
    ("{{ trigger.body.name }}{{ trigger.body.count }}", "Анна3"),
    (" {{ trigger.body.count }}", " 3"),
    ("{% if trigger.body.amount > 10 %}big{% else %}small{% endif %}", "big"),
    ("{% for i in trigger.body.items %}{{ i.sku | upper }};{% endfor %}", "A;B;"),
    ("{% assign x = trigger.body.count | times: 2 %}{{ x }}", "6"),
    ("{% if trigger.body.missing > 10 %}yes{% else %}no{% endif %}", "no"),
    ("{{ limit.offset }}{{ for | append: contains }}", "5ab"),
    ("{% if trigger.body.limit == 7 %}{{ trigger.body.limit }}{% endif %}", "7"),
    ("{% for i in trigger.body.items limit: 1 %}{{ i.sku }}{% endfor %}", "a"),
    ("{% for i in (1..3) %}{{ i }}{% endfor %}", "123"),
    ("{% case trigger.body.count %}{% when 3 %}three{% endcase %}", "three"),
    (
        "{% if trigger.body.amount == 12 %}{{ trigger.body.items }}{% endif %}",
        '[{"sku":"a","price":10},{"sku":"b","price":5.5}]',
    ),
]

BROKEN = [
    ("{{ trigger.body", "template_not_closed"),
    ("a {% if x %}", "template_broken"),
    ("{{ trigger..body }}", "template_broken"),
    ("{{ }}", "template_broken"),
    ("{% include 'secrets' %}", "template_broken"),
    ("{% render 'secrets' %}", "template_broken"),
    ("{% extends 'secrets' %}", "template_broken"),
    ("{% raw %}{{ x }}{% endraw %}", "template_tag_refused"),
    ("{{ x | no_such_function }}", "unknown_function"),
    ("{% if x %}{{ x | no_such_function }}{% endif %}", "unknown_function"),
    ("{% assign y = x | no_such_function %}", "unknown_function"),
    ("{{ x | replace }}", "wrong_arguments"),
    ("{{ x | upper: 1 }}", "wrong_arguments"),
    ("{{ x | default: nonsense: 1 }}", "wrong_arguments"),
    ("{{ x | regex_extract: '(' }}", "bad_pattern"),
    ("{{ x | regex_extract: '(?=lookahead)' }}", "bad_pattern"),
    ("{{ x | plus: 'many' }}", "bad_argument"),
    ("{{ x | parse_date: 'Mars/Phobos' }}", "bad_argument"),
    ("{{ x | to_zone: '+79:99' }}", "bad_argument"),
    ("{{ x | date_add: '1 day' }}", "bad_argument"),
    ("{{ x | date_add: 1, 'lightyears' }}", "bad_argument"),
    ("{{ x | date_diff: '2026-03-01', unit: 'moons' }}", "bad_argument"),
    ("x" * 16_385, None),
    ("{{ x }}" + "x" * 16_385, "template_too_long"),
]


@pytest.mark.parametrize(("source", "value"), VALUES)
def test_a_lone_pill_keeps_the_type_of_what_it_finds(source: str, value: Json) -> None:
    found = compile_text(source).render(SCOPE)

    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(("source", "text"), TEXTS)
def test_pills_among_text_and_tags_give_text(source: str, text: str) -> None:
    assert compile_text(source).render(SCOPE) == text


@pytest.mark.parametrize(("source", "code"), BROKEN)
def test_a_broken_template_says_what_is_wrong(source: str, code: str | None) -> None:
    if code is None:
        assert compile_text(source).render({}) == source
        return

    with pytest.raises(TemplateIsBroken) as caught:
        compile_text(source)

    assert caught.value.code == code


def test_a_mistake_names_its_line_and_column() -> None:
    with pytest.raises(TemplateIsBroken) as caught:
        compile_text("first line\nand {{ x | no_such_function }}")

    assert (caught.value.params["line"], caught.value.params["column"]) == (2, 12)


def test_lists_and_objects_are_mapped_inside() -> None:
    template = compile_value({"to": ["{{ key }}", 1], "same": {"deep": "{{ trigger.body.paid }}"}})

    assert template.render(SCOPE) == {"to": ["name", 1], "same": {"deep": True}}


def test_a_value_without_pills_costs_nothing_and_stays_itself() -> None:
    source = {"a": [1, None, "text"]}

    template = compile_value(source)

    assert template.is_constant
    assert template.render({}) is source


def test_references_are_the_names_a_template_needs() -> None:
    loop = "{% for i in pay.list %}{{ i }}{{ mine }}{{ x[k.z] }}{% endfor %}"
    names = compile_text("{% assign mine = order.id %}" + loop).references

    assert names == {"order", "pay", "x", "k"}
    assert compile_text("{{ a.b | append: c.d }} {{ e[f] }}").references == {"a", "c", "e", "f"}


def test_a_failure_says_in_which_field_it_happened() -> None:
    fields = compile_fields({"rows": ["ok", {"a/b": "{{ key | regex_extract: pattern }}"}]})

    with pytest.raises(MappingFailed) as caught:
        fields.render({"key": "x", "pattern": "("})

    assert caught.value.path == "/rows/1/a~1b"
    assert caught.value.reason == "bad_pattern"


def test_unlike_things_cannot_be_compared_in_a_tag_and_the_field_fails() -> None:
    template = compile_text("{% if trigger.body.items > 3 %}x{% endif %}")

    with pytest.raises(MappingFailed):
        template.render(SCOPE)
