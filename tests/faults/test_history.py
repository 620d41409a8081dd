"""The checker itself: it has to object to each way in which a history can be wrong."""

from contextlib import nullcontext
from dataclasses import replace
from typing import Any

import pytest

from tests.faults.history import History, Posted
from tests.faults.target import Effect

POSTED = Posted(1, at=9.0, status=200, event="e1")
EFFECT = Effect(10.0, "/", "r1:send", 1, {"n": 1}, 200, 10.1)


def test_a_clean_story_passes() -> None:
    History([POSTED], [EFFECT], [a_row()]).check()


def test_an_acknowledged_event_that_is_not_on_record_is_lost() -> None:
    history = History([POSTED, replace(POSTED, event="e2")], [EFFECT], [a_row()])

    with pytest.raises(AssertionError, match="1 of 2 acknowledged events were lost"):
        history.check()


def test_an_event_on_record_twice_is_an_error() -> None:
    with pytest.raises(AssertionError, match="1 events ended otherwise"):
        History([POSTED], [EFFECT], [a_row(), a_row()]).check()


def test_what_its_sender_repeated_is_on_record_as_a_duplicate() -> None:
    again = Posted(1, at=9.5, status=200, event="e2", told="duplicate")
    known = a_row() | {"id": "r2", "event": "e2", "status": "duplicate", "steps": []}

    History([POSTED, again], [EFFECT], [a_row(), known]).check()


def test_a_success_without_an_effect_is_an_error() -> None:
    with pytest.raises(AssertionError, match="never took effect"):
        History([POSTED], [], [a_row()]).check()


def test_a_repeat_has_to_be_marked() -> None:
    again = replace(EFFECT, at=11.0, attempt=2)
    unmarked = a_row(attempt(1, "unknown"), attempt(2, "ok"))

    with pytest.raises(AssertionError, match="1 unmarked"):
        History([POSTED], [EFFECT, again], [unmarked], faults=[10.05]).check(most_repeats=1)


def test_a_marked_repeat_around_the_fault_is_forgiven() -> None:
    again = replace(EFFECT, at=11.0, attempt=2)
    marked = a_row(attempt(1, "unknown"), attempt(2, "ok", repeat_possible=True))

    History([POSTED], [EFFECT, again], [marked], faults=[10.05]).check(most_repeats=1)


def test_repeating_what_had_long_succeeded_is_needless() -> None:
    again = replace(EFFECT, at=20.0, attempt=2)
    marked = a_row(attempt(1, "unknown"), attempt(2, "ok", repeat_possible=True))

    with pytest.raises(AssertionError, match="1 needless"):
        History([POSTED], [EFFECT, again], [marked], faults=[15.0]).check(most_repeats=1)


def test_two_calls_of_one_attempt_number_are_an_error() -> None:
    with pytest.raises(AssertionError, match="was tried as"):
        History([POSTED], [EFFECT, replace(EFFECT, at=11.0)], [a_row()]).check(most_repeats=1)


def test_a_later_attempt_may_not_come_first_unless_somebody_slept() -> None:
    early = replace(EFFECT, at=9.0, attempt=2)
    marked = a_row(attempt(1, "unknown"), attempt(2, "ok", repeat_possible=True))
    history = History([POSTED], [EFFECT, early], [marked], faults=[10.05])

    replace(history, has_sleeper=True).check(most_repeats=1)
    with pytest.raises(AssertionError, match="wrong order"):
        history.check(most_repeats=1)


def test_passes_of_a_loop_are_told_apart() -> None:
    passes = [replace(EFFECT, key=f"r1:each[{number}].send") for number in range(2)]
    row = a_row()
    row["steps"] *= 2

    assert not History([POSTED], passes, [row]).repeats


def test_a_2xx_has_to_be_true() -> None:
    said = replace(POSTED, told="duplicate")

    with pytest.raises(AssertionError, match="1 acknowledgements were not true"):
        History([said], [EFFECT], [a_row()]).check_each_event_ran_once()


def test_an_event_posted_again_may_not_run_again() -> None:
    tries = [replace(POSTED, event=event, told="accepted") for event in ("e1", "e2")]
    rows = [a_row(), a_row() | {"event": "e2"}]

    with pytest.raises(AssertionError, match="events that ran twice"):
        History(tries, [EFFECT], rows).check_each_event_ran_once()


@pytest.mark.parametrize(("status", "is_wrong"), [(None, False), (503, False), (429, True)])
def test_what_was_refused_leaves_nothing(status: int | None, is_wrong: bool) -> None:
    history = History([Posted(1, at=9.0, status=status)], [EFFECT], [a_row()])

    with pytest.raises(AssertionError, match="1 rows") if is_wrong else nullcontext():
        history.check_each_event_ran_once()


def test_events_of_a_key_have_to_come_in_order() -> None:
    early, late = EFFECT, replace(EFFECT, at=11.0, body={"n": 3})
    history = History([], [early, late], [])

    history.check_order(keys=2)
    with pytest.raises(AssertionError, match="out of order"):
        replace(history, effects=[replace(early, at=12.0), late]).check_order(keys=2)


def test_an_accepted_event_whose_run_failed_is_told_with_its_error() -> None:
    poisoned = a_row() | {"status": "failed", "error": {"code": "poison"}}

    with pytest.raises(AssertionError, match="poison"):
        History(
            [replace(POSTED, told="accepted")], [EFFECT], [poisoned]
        ).check_each_event_ran_once()


def attempt(n: int, outcome: str, *, repeat_possible: bool = False) -> dict[str, Any]:
    """Return an attempt as the journal shows it."""
    return {"n": n, "outcome": outcome, "repeat_possible": repeat_possible}


def a_row(*attempts: dict[str, Any]) -> dict[str, Any]:
    """Return the journal row of a run that did one thing."""
    tries = list(attempts) or [attempt(1, "ok")]
    step = {"id": "send", "status": "succeeded", "attempts": tries}
    return {"id": "r1", "event": "e1", "key": "k1", "status": "succeeded", "steps": [step]}
