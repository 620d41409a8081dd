"""What can be read in a story, and what of it is an id."""

from typing import Any

import pytest

from engine.journal.telling.words import Reading
from engine.kernel.ids import new_id


def read(*values: Any) -> Reading:
    """Return what can be read in these values."""
    reading = Reading()
    for value in values:
        reading.read(value)
    return reading


def test_every_value_is_read_once_and_names_and_booleans_are_not() -> None:
    reading = read({"a": "Anna", "b": [1, 2.5, "Anna"], "c": {"d": True, "e": None}}, "end")

    assert reading.text() == "Anna\n1\n2.5\nend"


def test_a_name_that_says_something_is_read_as_a_value() -> None:
    assert read({"anna@example.com": "ok", "79161234567": 1}).text() == (
        "anna@example.com\nok\n79161234567\n1"
    )


@pytest.mark.parametrize(
    "name",
    ["id", "ID", "lead_id", "leadId", "contact_ids", "uuid", "orderUUID", "order", "order_number",
     "promoCode", "код", "invoice-no", "sku"],
)  # fmt: skip
def test_fields_that_name_one_thing_hold_ids(name: str) -> None:
    assert list(read({name: "A-17"}).ids) == ["A-17"]
    assert list(read({name: [17]}).ids) == ["17"]


@pytest.mark.parametrize("name", ["paid", "video", "email", "border", "comment", "Paid"])
def test_other_fields_hold_none(name: str) -> None:
    assert list(read({name: "A-17"}).ids) == []


def test_ids_are_known_by_their_form_too_and_long_texts_are_none() -> None:
    one = str(new_id())

    assert list(read({"x": one, "id": "a" * 65}).ids) == [one]
