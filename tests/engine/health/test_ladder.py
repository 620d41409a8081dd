"""The ladder of penalty points, as a table and as laws."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.health.ladder import MOST_POINTS, after, standing

COURSES = st.lists(st.booleans(), max_size=80)


@pytest.mark.parametrize(
    ("points", "level", "extra_delay_s"),
    [(0, 0, 0), (2, 0, 0), (3, 1, 600), (9, 1, 600), (10, 2, 1800), (15, 3, 3600), (19, 3, 3600)],
)
def test_points_slow_polling_down(points: int, level: int, extra_delay_s: int) -> None:
    now = standing(points, polls=True)

    assert (now.level, now.extra_delay_s) == (level, extra_delay_s)


def test_what_does_not_poll_is_never_slowed() -> None:
    assert {standing(points, polls=False).extra_delay_s for points in range(21)} == {0}


@pytest.mark.parametrize(
    ("points", "left"), [(2, 0), (3, 2), (9, 2), (10, 9), (12, 9), (19, 14), (20, 19)]
)
def test_one_success_takes_one_level_back(points: int, left: int) -> None:
    assert after(points, [True], polls=True) == left


@pytest.mark.parametrize(("points", "left"), [(1, 0), (19, 0), (20, 19)])
def test_one_success_clears_what_does_not_poll(points: int, left: int) -> None:
    assert after(points, [True], polls=False) == left


@given(COURSES, st.booleans())
def test_points_stay_within_their_bounds(course: list[bool], polls: bool) -> None:
    assert 0 <= after(0, course, polls=polls) <= MOST_POINTS


@given(COURSES, st.integers(0, MOST_POINTS))
def test_a_success_takes_a_level_and_a_failure_gives_one_at_most(
    course: list[bool], points: int
) -> None:
    for succeeded in course:
        before = standing(points, polls=True).level
        points = after(points, [succeeded], polls=True)
        level = standing(points, polls=True).level
        assert level == max(before - 1, 0) if succeeded else level in (before, before + 1)


@given(st.integers(0, MOST_POINTS), st.booleans())
def test_five_successes_heal_anything(points: int, polls: bool) -> None:
    assert after(points, [True] * 5, polls=polls) == 0


@given(COURSES, COURSES, st.booleans())
def test_outcomes_may_be_told_in_parts(one: list[bool], two: list[bool], polls: bool) -> None:
    assert after(0, one + two, polls=polls) == after(after(0, one, polls=polls), two, polls=polls)
