"""Templates made to eat the process; each must end in a refusal, or harmlessly."""

import json
import resource
from collections.abc import Iterator

import pytest

from engine.flow.errors import MappingFailed
from engine.flow.filters import compile_condition
from engine.flow.language import TemplateIsBroken
from engine.flow.mapping import compile_fields, compile_text
from engine.flow.reading import Reader
from engine.kernel.json_types import Json
from tests.engine.flow.makers import a_definition, an_action

BIG = "a" * 1_000_000
SCOPE: dict[str, Json] = {"big": BIG, "list": list(range(50_000)), "n": 1_000_000_000}
LOOP = "{% for i in (1..9999) %}"
END = "{% endfor %}"

AT_PARSING = {
    "openings": "{{" * 8000,
    "tags": "{%" * 8000,
    "nested ifs": "{% if x %}" * 1600,
    "case without end": "{% case x %}",
    "raw without end": "{% raw %}" * 1800,
    "parentheses": "{{ " + "(" * 16_000 + " }}",
    "brackets": "{{ " + "a[" * 8000 + " }}",
    "unclosed strings": "{{ " + "a['" * 5000 + " }}",
    "huge index": "{{ a[" + "9" * 10_000 + "] }}",
    "huge number": "{{ " + "9" * 16_000 + " | plus: 1 }}",
}
AT_RUNNING = {
    "nested loops": LOOP * 5 + "x" + END * 5,
    "many loops": (LOOP + END) * 400,
    "empty conditions": LOOP + "{% if true and true and true %}{% endif %}" * 300 + END,
    "wide range": "{% for i in (1..1000000000) %}{% endfor %}",
    "reversed range": "{% for i in (1..n) reversed %}{% endfor %}",
    "range joined": "{{ (1..1000000000) | join: ',' }}",
    "range searched": "{% assign r = (1..1000000000) %}{% if r contains 'x' %}{% endif %}",
    "doubled text": "{% assign a = 'xx' %}" + LOOP + "{% assign a = a | append: a %}" + END,
    "doubled list": "{% assign a = list %}" + LOOP + "{% assign a = a | concat: a %}" + END,
    "captured text": LOOP + "{% capture a %}{{ a }}{{ a }}xx{% endcapture %}" + END,
    "long output": "{% for i in (1..9999) %}{{ big }}{% endfor %}",
    "padding": "{{ 'x' | pad: 1000000000 }}",
    "replacing": "{{ big | replace: 'a', big }}",
    "replacing by pattern": "{{ big | regex_replace: 'a', big }}",
    "joining": "{{ list | join: big }}",
    "mixing": "{{ big }}{{ big }}",
    "splitting": "{{ big | split: '' }}",
    "slow functions": "{{ big" + " | strip_html | transliterate | from_latin" * 350 + " }}",
    "slow functions in tags": LOOP + "{% assign x = big | from_latin | size %}" + END,
}
HARMLESS = {
    "backtracking": ("{{ big | regex_extract: '(a|a)*b' }}", None),
    "nested repeats": ("{{ big | regex_extract: '((a+)+)+$b' }}", None),
    "many filters": ("{{ 1" + " | plus: 1" * 1500 + " }}", 1501),
    "strftime width": ("{{ '2026-01-01' | date: '%999999999Y' }}", "%999999999Y"),
    "half-open tags": ("{{ html | strip_html | size }}", 12 * 40_000),
}


@pytest.fixture(autouse=True)
def _little_memory() -> Iterator[None]:
    """Fail the test whose bomb made the process grow by half a gigabyte."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    yield
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 512 * 1024


@pytest.mark.parametrize("name", AT_PARSING)
def test_a_bomb_for_the_parser_is_refused(name: str) -> None:
    with pytest.raises(TemplateIsBroken):
        compile_text(AT_PARSING[name])


@pytest.mark.parametrize("name", AT_RUNNING)
def test_a_bomb_for_the_run_fails_its_field(name: str) -> None:
    with pytest.raises((MappingFailed, TemplateIsBroken)):
        compile_text(AT_RUNNING[name]).render(SCOPE)


@pytest.mark.parametrize("name", HARMLESS)
def test_what_looks_like_a_bomb_may_be_harmless(name: str) -> None:
    source, value = HARMLESS[name]

    assert compile_text(source).render({**SCOPE, "html": "<script <b x" * 40_000}) == value


def test_a_range_of_ten_thousand_is_let_through_and_one_more_is_not() -> None:
    assert compile_text("{% for i in (1..10000) %}{% endfor %}").render({}) == ""
    with pytest.raises(MappingFailed):
        compile_text("{% for i in (1..10001) %}{% endfor %}").render({})


def test_who_goes_round_too_often_is_told_how_often_is_allowed() -> None:
    nested = "{% for i in (1..10000) %}{% for j in (1..10000) %}x{% endfor %}{% endfor %}"

    with pytest.raises(MappingFailed) as caught:
        compile_text(nested).render({})

    assert caught.value.reason == "too_many_passes"
    assert isinstance(caught.value.params["limit"], int)


def test_all_fields_of_a_step_together_make_only_so_much_text() -> None:
    fields = compile_fields({f"f{n}": "{{ big }}!" for n in range(10)})

    with pytest.raises(MappingFailed) as caught:
        fields.render(SCOPE)

    assert (caught.value.reason, caught.value.path) == ("result_too_large", "/f8")


def test_honest_loops_are_let_through() -> None:
    template = compile_text("{% for i in list %}{{ i | times: 2 }},{% endfor %}")

    assert str(template.render({"list": list(range(2000))})).startswith("0,2,4,")


def test_a_definition_full_of_slow_templates_is_given_up() -> None:
    slow = "{{ x" + " | upper" * 1800 + " }}"
    fields = {f"f{n}": slow for n in range(34)}
    reader = Reader(cpu_s=0.0)

    reader.definition(a_definition(an_action(**fields)))

    assert [one.code for one in reader.mistakes] == ["definition_too_complex"]


@pytest.mark.parametrize("operator", ["in", "contains_any", "contains_all", "contains_none"])
def test_long_lists_are_compared_without_trying_every_pair(operator: str) -> None:
    condition = compile_condition({"value": "{{ v }}", "is": operator, "than": "{{ o }}"})
    ones, others = list(range(100_000)), [f"x{n}" for n in range(100_000)]

    assert condition.holds({"v": ones, "o": others}) is (operator == "contains_none")


def test_searching_a_long_text_for_many_words_is_refused() -> None:
    condition = compile_condition({"value": "{{ v }}", "is": "contains_any", "than": "{{ o }}"})

    with pytest.raises(MappingFailed):
        condition.holds({"v": BIG, "o": ["b"] * 10_000})


def test_lists_that_share_texts_are_not_written_out() -> None:
    vast: Json = BIG
    for _ in range(8):
        vast = [vast] * 50

    with pytest.raises(MappingFailed):
        compile_text("{{ vast }}!").render({"vast": vast})
    with pytest.raises(MappingFailed):
        compile_text("{{ vast | json }}").render({"vast": vast})


def test_deep_values_are_refused_when_written_out() -> None:
    deep: Json = []
    for _ in range(900):
        deep = [deep]

    with pytest.raises(MappingFailed):
        compile_text("{{ deep | json }}").render({"deep": deep})


def test_json_text_may_be_hostile() -> None:
    for text in ("[" * 100_000, json.dumps("x") * 3, '{"a":1e999}', "9" * 100_000):
        assert compile_text("{{ t | parse_json }}").render({"t": text}) in (None, {"a": None})
