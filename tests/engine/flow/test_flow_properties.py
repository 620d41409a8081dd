"""Laws that hold for anything at all."""

from contextlib import suppress
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.flow import definition as definitions
from engine.flow.errors import DefinitionIsInvalid, MappingFailed
from engine.flow.filters import compile_condition
from engine.flow.functions import FUNCTIONS
from engine.flow.language import TemplateIsBroken
from engine.flow.limits import NEW_TEXT_CHARS
from engine.flow.mapping import compile_text, compile_value
from engine.flow.moments import as_duration, as_moment
from engine.flow.operators import OPERATORS
from engine.flow.values import as_number, as_text
from engine.kernel.json_types import Json

LAW = settings(max_examples=200)
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text()
JSON: st.SearchStrategy[Any] = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
PIECES = st.sampled_from(
    [
        "{{",
        "}}",
        "{%",
        "%}",
        " ",
        "trigger",
        ".",
        "body",
        "[",
        "]",
        "0",
        '"',
        "'",
        "|",
        ":",
        ",",
        "if",
        "endif",
        "for",
        "in",
        "endfor",
        "assign",
        "=",
        "==",
        "(",
        "..",
        ")",
        "case",
        "when",
        "else",
        "-",
        "liquid",
        "\n",
        "a",
        "upper",
        "join",
        "split",
        "default",
        "capture",
        "raw",
    ]
)
TEMPLATES = st.lists(PIECES, max_size=25).map("".join)
WORDS = st.sampled_from(
    [
        "trigger",
        "steps",
        "id",
        "kind",
        "when",
        "filter",
        "action",
        "router",
        "branches",
        "loop",
        "over",
        "delay",
        "for",
        "until",
        "respond",
        "status",
        "order",
        "key",
        "all",
        "any",
        "not",
        "value",
        "is",
        "than",
        "fields",
        "connection",
        "retry",
        "schedule",
        "{{ trigger.x }}",
    ]
)
DEFINITIONS: st.SearchStrategy[Any] = st.recursive(
    SCALARS | WORDS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS, inner, max_size=6),
    max_leaves=25,
)
LEAVES = st.builds(
    lambda is_, value, than, case: {"value": value, "is": is_, "than": than, "case": case},
    st.sampled_from([one for one in OPERATORS if one != "changed"]),
    st.just("{{ v }}") | JSON,
    st.just("{{ o }}") | st.just("PT1H") | st.just([1, 5]) | JSON,
    st.booleans(),
)


@given(JSON | DEFINITIONS, st.booleans())
@LAW
def test_any_json_has_mistakes_or_compiles(raw: Json, draft: bool) -> None:
    mistakes = definitions.mistakes(raw, draft=draft)

    assert all(one.code and (one.path == "" or one.path[0] == "/") for one in mistakes)
    if not draft and not mistakes:
        definitions.compile(raw)


@given(TEMPLATES, JSON)
@LAW
def test_any_template_is_refused_or_gives_json_within_its_bounds(source: str, value: Json) -> None:
    with suppress(TemplateIsBroken, MappingFailed):
        found = compile_text(source).render({"trigger": {"body": value, "a": value}, "a": value})

        assert not isinstance(found, str) or len(found) <= NEW_TEXT_CHARS


@given(JSON)
@LAW
def test_a_lone_pill_gives_the_very_value(value: Json) -> None:
    assert compile_text("{{ a.b }}").render({"a": {"b": value}}) is value


@given(JSON)
@LAW
def test_json_without_pills_maps_to_itself(value: Json) -> None:
    with suppress(TemplateIsBroken):
        template = compile_value(value)

        assert not template.is_constant or template.render({}) is value


@given(LEAVES, JSON, JSON)
@LAW
def test_not_negates_and_a_condition_only_ever_fails_in_words(
    leaf: Json, value: Json, operand: Json
) -> None:
    scope = {"v": value, "o": operand, "run": {"now": "2026-03-07T12:00:00Z"}}

    with suppress(DefinitionIsInvalid, MappingFailed):
        holds = compile_condition(leaf).holds(scope)

        assert compile_condition({"not": leaf}).holds(scope) is not holds


@given(st.sampled_from([*FUNCTIONS]), JSON, st.lists(JSON, max_size=4))
@LAW
def test_any_function_on_any_values_gives_a_value_or_fails_in_words(
    name: str, value: Json, arguments: list[Json]
) -> None:
    function = FUNCTIONS[name]

    if not function.refuses(len(arguments), ()):
        with suppress(MappingFailed):
            function(value, *arguments)


@given(JSON)
@LAW
def test_reading_a_value_never_breaks(value: Json) -> None:
    as_number(value)
    as_moment(value)
    as_duration(value)
    with suppress(MappingFailed):
        assert isinstance(as_text(value), str)


@given(st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False))
@LAW
def test_a_number_written_as_text_is_the_same_number(number: float) -> None:
    assert as_number(as_text(number)) == number
