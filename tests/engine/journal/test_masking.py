"""What a workspace wants hidden is hidden, and nothing else is."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.journal.telling.masking import HIDDEN, LEAST, Mask, compiled, hidden, is_rule

EVENT: dict[str, Any] = {
    "body": {
        "Phone": "+7 916 123-45-67",
        "card": {"number": "4111 1111 1111 1111", "holder": "ANNA"},
        "order": {"number": "17"},
        "passport_no": 4509123456,
        "people": [{"phone": "123"}, {"phone": None}],
    }
}


@pytest.mark.parametrize(
    ("rule", "gone"),
    [
        ("phone", {"+7 916 123-45-67", "123"}),
        ("*.card.number", {"4111 1111 1111 1111"}),
        ("card.number", {"4111 1111 1111 1111"}),
        ("trigger.body.order.number", {"17"}),
        ("NUMBER", {"4111 1111 1111 1111", "17"}),
        ("passport*", {"4509123456"}),
        ("people", {"123"}),
        ("order.*", {"17"}),
        ("body.number", set()),
        ("pho", set()),
    ],
)
def test_a_rule_hides_the_fields_it_names(rule: str, gone: set[str]) -> None:
    before, after = str(EVENT), str(hidden(EVENT, [rule]))

    every = ("+7 916 123-45-67", "4111 1111 1111 1111", "'17'", "4509123456", "'123'", "ANNA")
    left_out = {one.strip("'") for one in every if one in before and one not in after}
    assert left_out == gone


def test_what_is_empty_stays_empty() -> None:
    assert hidden({"phone": None}, ["phone"]) == {"phone": None}


@pytest.mark.parametrize(
    "text",
    [
        "call +7 916 123-45-67 now",
        "8 (916) 123-45-67",
        "79161234567",
        "tel:+79161234567, or write",
    ],
)
def test_a_hidden_number_is_hidden_in_other_texts_in_any_notation(text: str) -> None:
    event = {"phone": "+7 916 123-45-67", "note": text}

    note = hidden(event, ["phone"])["note"]  # type: ignore[index,call-overload]

    assert isinstance(note, str)
    assert HIDDEN in note
    assert "123" not in note


def test_a_hidden_value_is_found_in_capitals_in_json_and_in_addresses() -> None:
    event: Any = {
        "name": "Анна К/о",
        "note": ['{"who": "\\u0410\\u043d\\u043d\\u0430 \\u041a/\\u043e"}'],
    }
    event["note"] += ["?who=%D0%90%D0%BD%D0%BD%D0%B0%20%D0%9A%2F%D0%BE", "для АННА К/О"]

    after = hidden(event, ["name"])

    assert after == {
        "name": HIDDEN,
        "note": [f'{{"who": "{HIDDEN}"}}', f"?who={HIDDEN}", f"для {HIDDEN}"],
    }


def test_a_short_value_is_hidden_only_where_it_is_the_whole() -> None:
    event: Any = {"cvv": 123, "copy": "123", "number": 123, "order": "A-12345"}

    assert hidden(event, ["cvv"]) == {
        "cvv": HIDDEN, "copy": HIDDEN, "number": HIDDEN, "order": "A-12345"
    }  # fmt: skip


def test_a_long_text_is_not_kept_in_part() -> None:
    text = "so it was " * 100

    assert hidden({"story": text, "mail": f"<p>{text}</p>"}, ["story"]) == {
        "story": HIDDEN, "mail": HIDDEN
    }  # fmt: skip


def test_a_hidden_value_used_as_a_name_is_hidden_too() -> None:
    event: Any = {"email": "anna@example.com", "sent": {"anna@example.com": "ok", "email": 1}}

    assert hidden(event, ["trigger.email"]) == {
        "email": HIDDEN, "sent": {HIDDEN: "ok", "email": 1}
    }  # fmt: skip


def test_the_answer_of_a_service_is_hidden_as_data_is() -> None:
    mask = Mask(compiled(("phone",)))
    error = {"code": "input_rejected", "answer": '{"why": "+79160000000 is taken", "phone": "1"}'}
    mask.hide({"phone": "+79160000000"}, "trigger")

    told = mask.blot_error(mask.hide_in_error(error))

    assert told == {
        "code": "input_rejected",
        "answer": f'{{"why":"{HIDDEN} is taken","phone":"{HIDDEN}"}}',
    }


@pytest.mark.parametrize(
    ("answer", "is_hidden"),
    [
        ('{"why": "taken", "phone": "+7916', True),
        ('{"why": "taken", "\\u0442\\u0435\\u043b": "+7916', True),
        ('{"why": "taken", "phones": [], "hint": "phone', False),
    ],
)
def test_an_answer_that_was_cut_is_hidden_whole_where_it_names_what_is_hidden(
    answer: str, is_hidden: bool
) -> None:
    mask = Mask(compiled(("client.phone", "тел")))

    told = mask.hide_in_error({"code": "input_rejected", "answer": answer})

    assert (told["answer"], mask.has_hidden) == (HIDDEN if is_hidden else answer, is_hidden)


@pytest.mark.parametrize("text", ["phone", "*.card.number", "passport*", " a ", "телефон"])
def test_these_are_rules(text: str) -> None:
    assert is_rule(text)


@pytest.mark.parametrize("text", ["", " ", "*", "*.*", "a..b", ".a", "a."])
def test_these_name_no_field(text: str) -> None:
    assert not is_rule(text)
    assert hidden({"a": 1, "b": {"c": "x"}}, [text]) == {"a": 1, "b": {"c": "x"}}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=12,
)


@given(JSON, st.text(min_size=4, max_size=300))
def test_nothing_that_is_hidden_stays_anywhere(data: Any, value: str) -> None:
    whole = {"secret": value, "data": data, "copy": value, "within": f"<{value}>"}

    after = hidden(whole, ["secret"])

    assert isinstance(after, dict)
    assert after["copy"] == HIDDEN or not value.strip()
    assert value.strip() not in str(after["within"]) or len(value.strip()) < LEAST
