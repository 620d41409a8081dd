"""Forms take exactly what they declare and report every mistake at once."""

from typing import Any

import pytest
from rest_framework import serializers

from engine.api.mistakes import flatten
from engine.api.serializers import Strict


class Address(Strict):
    """A nested form."""

    city = serializers.CharField()


class Order(Strict):
    """One field of each kind."""

    number = serializers.IntegerField(required=False)
    paid = serializers.BooleanField(required=False)
    name = serializers.CharField(required=False, max_length=5)
    size = serializers.ChoiceField(["s", "m"], required=False)
    uuid = serializers.UUIDField(required=False)
    tags = serializers.ListField(child=serializers.CharField(), required=False)
    address = Address(required=False)
    lines = Address(many=True, required=False)
    id = serializers.CharField(read_only=True)


def mistakes(data: Any) -> dict[str, str]:
    form = Order(data=data)
    return {} if form.is_valid() else {m.path: m.code for m in flatten(form.errors)}


@pytest.mark.parametrize(
    ("data", "path", "code"),
    [
        ({"nmae": "x"}, "/nmae", "unknown_field"),
        ({"id": "x"}, "/id", "unknown_field"),
        ({"a/b~c": 1}, "/a~1b~0c", "unknown_field"),
        ({"address": {"city": "x", "zip": 1}}, "/address/zip", "unknown_field"),
        ({"lines": [{"city": "x"}, {"town": "y", "city": "x"}]}, "/lines/1/town", "unknown_field"),
        ({"address": {}}, "/address/city", "missing"),
        ({"name": 5}, "/name", "wrong_type"),
        ({"name": ["x"]}, "/name", "wrong_type"),
        ({"name": "toolong"}, "/name", "too_long"),
        ({"name": None}, "/name", "null"),
        ({"number": "5"}, "/number", "wrong_type"),
        ({"number": True}, "/number", "wrong_type"),
        ({"number": 1.5}, "/number", "wrong_type"),
        ({"paid": "yes"}, "/paid", "wrong_type"),
        ({"paid": 1}, "/paid", "wrong_type"),
        ({"size": "xl"}, "/size", "not_one_of"),
        ({"size": []}, "/size", "wrong_type"),
        ({"uuid": 5}, "/uuid", "wrong_type"),
        ({"uuid": "5"}, "/uuid", "not_a_uuid"),
        ({"tags": "x"}, "/tags", "wrong_type"),
        ({"tags": ["x", 1]}, "/tags/1", "wrong_type"),
        ({"address": []}, "/address", "wrong_type"),
        ([], "", "wrong_type"),
        ("text", "", "wrong_type"),
    ],
)
def test_a_mistake_is_named_by_path_and_code(data: Any, path: str, code: str) -> None:
    assert mistakes(data) == {path: code}


def test_the_field_that_was_meant_is_told() -> None:
    form = Order(data={"nmae": "x", "elsewhere": 1})
    form.is_valid()

    told = {mistake.path: mistake.message for mistake in flatten(form.errors)}

    assert "Did you mean “name”?" in told["/nmae"]
    assert "Remove it" in told["/elsewhere"]


def test_all_mistakes_are_reported_together() -> None:
    found = mistakes({"nmae": 1, "name": 2, "address": {"zip": 3}, "size": "xl"})

    assert found == {
        "/nmae": "unknown_field",
        "/name": "wrong_type",
        "/address/zip": "unknown_field",
        "/address/city": "missing",
        "/size": "not_one_of",
    }


def test_a_whole_number_written_with_a_point_is_a_whole_number() -> None:
    assert mistakes({"number": 2.0, "paid": False, "tags": ["a"], "address": {"city": "x"}}) == {}


def test_who_chooses_wrongly_is_told_the_choices() -> None:
    form = Order(data={"size": "xl"})

    form.is_valid()

    (mistake,) = flatten(form.errors)
    assert (mistake.code, mistake.message.endswith("Choose one of: s, m.")) == ("not_one_of", True)
