"""When a connection counts as ill."""

from hypothesis import given
from hypothesis import strategies as st

from engine.health.breaker import IN_A_ROW, OF_THE_LAST, Record

COURSES = st.lists(st.booleans(), max_size=250)


def test_twenty_failures_in_a_row_are_ill() -> None:
    assert not Record().then([False] * 19).is_ill
    assert Record().then([False] * 20).is_ill


def test_a_success_begins_the_row_anew() -> None:
    assert not Record().then([False] * 19 + [True] + [False] * 19).is_ill


def test_fifty_of_the_last_hundred_are_ill() -> None:
    assert not Record().then([False, True] * 49).is_ill
    assert Record().then([False, True] * 50).is_ill


def test_failures_of_long_ago_are_forgotten() -> None:
    assert not Record().then([False] + [True] * (OF_THE_LAST - 1)).is_spotless
    assert Record().then([False] + [True] * OF_THE_LAST).is_spotless


@given(COURSES, COURSES)
def test_outcomes_may_be_told_in_parts(one: list[bool], two: list[bool]) -> None:
    assert Record().then(one + two) == Record().then(one).then(two)


@given(COURSES)
def test_the_rule_is_counted_as_it_reads(course: list[bool]) -> None:
    last = course[-OF_THE_LAST:]
    in_a_row = next((n for n, one in enumerate(reversed(course)) if one), len(course))

    expected = in_a_row >= IN_A_ROW or last.count(False) >= 50
    assert Record().then(course).is_ill == expected
