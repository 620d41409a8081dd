"""Fields: what they accept, what they make of it, and how they describe themselves."""

import jsonschema_rs
import pytest

from connectors import sdk
from connectors.sdk.fields import Kind

ACCEPTED: list[tuple[Kind, sdk.Json, sdk.Json]] = [
    ("text", 12, "12"),
    ("text", True, "true"),
    ("text", {"a": 1}, '{"a":1}'),
    ("integer", "10", 10),
    ("integer", " 1 000 ", 1000),
    ("integer", 10.0, 10),
    ("integer", str(2**70), 2**70),
    ("decimal", "12,50", 12.5),
    ("decimal", "12", 12),
    ("decimal", 0.1, 0.1),
    ("boolean", "да", True),
    ("boolean", 0, False),
    ("boolean", "off", False),
    ("date", "2026-01-31T10:00:00+03:00", "2026-01-31"),
    ("datetime", "2026-01-31T10:00:00Z", "2026-01-31T10:00:00Z"),
    ("list", "one", ["one"]),
    ("list", "[1,2]", [1, 2]),
    ("list", [1], [1]),
    ("object", '{"a": 1}', {"a": 1}),
    ("any", [None], [None]),
    ("url", " https://example.com ", "https://example.com"),
    ("email", "anna@example.org", "anna@example.org"),
]
REFUSED: list[tuple[Kind, sdk.Json]] = [
    ("integer", "ten"),
    ("integer", 1.5),
    ("integer", True),
    ("integer", "9" * 500),
    ("integer", "1e999999999"),
    ("integer", "NaN"),
    ("decimal", "Infinity"),
    ("decimal", [1]),
    ("boolean", "perhaps"),
    ("date", "31.01.2026"),
    ("datetime", "2026-13-01"),
    ("object", "[1]"),
    ("object", 5),
    ("url", "javascript:alert(1)"),
    ("email", "anna"),
    ("email", "a b@example.org"),
]


@pytest.mark.parametrize(("kind", "given", "cleaned"), ACCEPTED)
def test_a_value_becomes_what_its_field_asks_for(
    kind: Kind, given: sdk.Json, cleaned: sdk.Json
) -> None:
    assert sdk.check_inputs([sdk.Field("f", kind)], {"f": given}) == {"f": cleaned}


@pytest.mark.parametrize(("kind", "given"), REFUSED)
def test_a_value_of_another_kind_is_refused_by_name(kind: Kind, given: sdk.Json) -> None:
    with pytest.raises(sdk.InputRejected) as refused:
        sdk.check_inputs([sdk.Field("f", kind)], {"f": given})

    assert (refused.value.field, refused.value.code) == ("f", "input_wrong_kind")
    assert refused.value.wanted == kind


@pytest.mark.parametrize("empty", [{}, {"f": None}, {"f": ""}])
def test_an_empty_value_counts_as_absent(empty: dict[str, sdk.Json]) -> None:
    assert sdk.check_inputs([sdk.Field("f")], empty) == {}
    assert sdk.check_inputs([sdk.Field("f", default="d")], empty) == {"f": "d"}
    with pytest.raises(sdk.InputRejected, match="required"):
        sdk.check_inputs([sdk.Field("f", required=True)], empty)


def test_false_and_zero_are_not_empty() -> None:
    fields = [sdk.Field("a", "boolean", default=True), sdk.Field("b", "integer", default=5)]

    assert sdk.check_inputs(fields, {"a": False, "b": 0}) == {"a": False, "b": 0}


def test_an_unknown_field_is_refused() -> None:
    with pytest.raises(sdk.InputRejected) as refused:
        sdk.check_inputs([sdk.Field("a"), sdk.Field("b", default="3")], {"a": "1", "zz": "2"})

    assert (refused.value.field, refused.value.code) == ("zz", "input_unknown")


def test_a_value_outside_the_choices_is_refused() -> None:
    with pytest.raises(sdk.InputRejected) as refused:
        sdk.check_inputs([sdk.Field("f", "choice", choices=("a", "b"))], {"f": "c"})

    assert refused.value.code == "input_not_a_choice"


def test_fields_describe_themselves_as_json_schema() -> None:
    async def pipelines(call: sdk.Call, query: sdk.ChoiceQuery) -> sdk.Page[sdk.Choice]:
        return sdk.Page([sdk.Choice("7", "Sales")])

    schema = sdk.fields_schema(
        [
            sdk.Field("pipeline", "choice", required=True, choices=pipelines),
            sdk.Field("stage", "choice", choices=("new", "won"), needs=("pipeline",)),
        ]
    )

    jsonschema_rs.meta.validate(schema)
    assert jsonschema_rs.is_valid(schema, {"pipeline": "7", "stage": "new"})
    assert not jsonschema_rs.is_valid(schema, {"stage": "new"})
    assert not jsonschema_rs.is_valid(schema, {"pipeline": "7", "stage": "lost"})
    assert not jsonschema_rs.is_valid(schema, {"pipeline": "7", "other": 1})
    properties = schema["properties"]
    assert isinstance(properties, dict)
    assert properties["pipeline"]["x-choices"] == "dynamic"
    assert properties["stage"]["x-needs"] == ["pipeline"]
