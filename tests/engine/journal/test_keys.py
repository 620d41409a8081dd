"""What a row is found by: the same number and address in every notation, and ids."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.journal.telling.keys import MOST_KEYS, OVERFLOW, hashed, keys_in, keys_of, normal

DIGITS = st.text("0123456789", min_size=10, max_size=15)
GAPS = st.sampled_from(["", "", "", " ", "-", " (", ") ", ".", "\u00a0", "–", " - "])
# What may stand around a number without being a part of it.
AROUND = st.sampled_from(["", "tel ", "tel:", "\n", "зв. ", "<", ">", ", ", "/", " x ", ": ", "="])


@st.composite
def notations(draw: st.DrawFn) -> tuple[str, str]:
    """Return two notations of one number."""
    digits = draw(DIGITS)
    one, other = ("".join(draw(GAPS) + digit for digit in digits).strip() for _ in "12")
    return draw(st.sampled_from(["", "+"])) + one, other


@given(notations(), AROUND, AROUND)
def test_a_number_is_found_by_any_of_its_notations(
    both: tuple[str, str], before: str, after: str
) -> None:
    written, asked = both

    term = keys_of(asked)

    assert term.is_exhaustive
    assert set(term.keys) <= set(keys_in(f"{before}{written}{after}"))


@given(
    st.from_regex(r"\A[a-z0-9][a-z0-9._+-]{0,20}@[a-z0-9-]{1,10}(\.[a-z0-9]{2,5}){1,3}\Z"),
    st.sampled_from(["", "to: ", "mailto:", "<", "'", '"', "\n", "-", "зв. ", "?to="]),
    st.sampled_from(["", " ", ">", "'", '"', "\n", ",", ". ", "-", ";", "&x=1"]),
)
def test_an_address_is_found_in_capitals_and_whatever_stands_around_it(
    address: str, before: str, after: str
) -> None:
    term = keys_of(f" {address.upper()} ")

    assert term.is_exhaustive
    assert set(term.keys) <= set(keys_in(f"{before}{address}{after}"))


@given(st.text(max_size=60))
def test_an_id_is_found_by_itself(key: str) -> None:
    term = keys_of(key)

    assert set(term.keys) - {""} <= set(keys_in("", [key]))
    assert keys_of(normal(key)) == term


@pytest.mark.parametrize(
    "written", ["+7 916 123-45-67", "8 (916) 123-45-67", "79161234567", "916.123.45.67"]
)
def test_a_russian_number_is_one_with_its_country_with_an_8_and_without(written: str) -> None:
    assert keys_of(written) == (("79161234567",), True)
    assert "79161234567" in keys_in(f"call {written} 2 times")


def test_other_words_and_numbers_have_to_be_looked_for_in_texts_as_well() -> None:
    assert keys_of(" Deal-17 ") == (("deal-17",), False)
    assert keys_of("123456789") == (("123456789",), False)
    assert keys_of("4111 1111 1111 1111").is_exhaustive is False
    assert keys_of("１２３４５６７８９０").is_exhaustive is False
    assert keys_of("  ") == ((), False)


def test_addresses_and_numbers_come_before_ids_and_each_comes_once() -> None:
    text = "anna@example.com\n+7 916 123-45-67\nanna@example.com"

    assert keys_in(text, ["17", "8 916 123 45 67"]) == ["anna@example.com", "79161234567", "17"]


def test_dates_and_prices_are_no_numbers_to_look_for() -> None:
    assert keys_in("2026-11-22t06:27:40.123456+00:00\n1500.00\n40817810099910004312") == []


def test_a_row_with_more_keys_than_are_kept_says_that_its_text_has_to_be_compared() -> None:
    many = [f"id-{number}" for number in range(MOST_KEYS + 1)]

    keys = keys_in("anna@example.com", many)

    assert keys[0] == "anna@example.com"
    assert len(keys) == MOST_KEYS + 1
    assert keys[-1] == OVERFLOW
    assert OVERFLOW not in keys_in("", many[:MOST_KEYS])


@pytest.mark.parametrize(
    "wild", ["@" * 100_000, "1 " * 50_000, "a" * 100_000 + "@", "1" + " " * 100_000, "a@b." * 9_999]
)
def test_a_wild_text_takes_no_longer_than_its_length(wild: str) -> None:
    assert len(keys_in(wild)) <= MOST_KEYS + 1


def test_a_text_with_more_signs_than_anyone_reads_has_to_be_compared() -> None:
    assert keys_in("@ " * 1_000 + "anna@example.com") == [OVERFLOW]
    assert OVERFLOW in keys_in("1 " * 1_000)


def test_the_number_kept_for_a_key_is_of_its_workspace() -> None:
    workspace = "019a1b2c-1234-7678-9012-3456789abcde"

    assert hashed(workspace, "anna@example.com") == hashed(UUID(workspace), "anna@example.com")
    assert hashed(workspace, "*") == -7337194110004784151
