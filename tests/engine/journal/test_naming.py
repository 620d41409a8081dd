"""What a row is called by when its event holds neither an address nor a phone."""

from typing import Any

import pytest

from engine.journal.telling.naming import MOST_LETTERS, name_in
from tests.engine.journal.test_story import a_story

ANNA = {"first_name": "Anna", "last_name": "Petrova"}


@pytest.mark.parametrize(
    ("event", "name"),
    [
        ({"Name": "Anna", "id": 7}, "Anna"),
        ({"body": {"Имя": "Анна", "Фамилия": "Петрова"}}, "Анна Петрова"),
        ({"body": {"name": "Form 2", "client": {"ФИО": " Анна\n Петрова "}}}, "Анна Петрова"),
        ({"headers": {"Name": "nginx", "X-Id": "1"}, "body": ANNA}, "Anna Petrova"),
        ({"name": "Заявка с сайта", "contact": {"name": "Анна"}}, "Заявка с сайта"),
        ({"name": "", "title": "Tables, 3 pieces"}, "Tables, 3 pieces"),
        ({"order": {"id": 4711}, "items": [{"name": "Table"}]}, "4711"),
        ({"full_name": "•••", "order_id": "A-17"}, "A-17"),
        ({"name": "12345", "amount": 5}, None),
        ({"name": {"deep": None}, "id": True}, None),
        ("Anna", None),
        (None, None),
    ],
)
def test_a_person_goes_before_a_thing_and_a_thing_before_its_number(
    event: Any, name: str | None
) -> None:
    assert name_in(event) == name


def test_a_name_of_any_length_and_an_event_of_any_depth_are_cut() -> None:
    deep: dict[str, Any] = {"name": "too deep"}
    for _ in range(1000):
        deep = {"body": deep}

    assert name_in(deep) is None
    assert name_in({"name": "a" * 10_000}) == "a" * MOST_LETTERS


def test_an_address_or_a_phone_is_what_a_row_is_called_by_where_there_is_one() -> None:
    assert a_story({"name": "Anna", "email": "anna@example.com"}).subject == "anna@example.com"
    assert a_story({"name": "Anna", "amount": 5}).subject == "Anna"


def test_a_masked_name_and_a_confidential_run_are_not_called_by_it() -> None:
    assert a_story({"name": "Anna Petrova"}, masked_fields=("name",)).subject is None
    assert a_story({"name": "Anna Petrova"}, is_confidential=True).subject is None
