"""kill -9 of each of our own processes in the middle of work."""

import pytest

from tests.faults.conftest import IN_FLIGHT, Note
from tests.faults.history import RECOVERY_S
from tests.faults.stage import Stage
from tests.faults.target import first, refusing, slow
from tests.installation import until

EVENTS = 300
PASSES = 200
WINDOW = 33  # results of a loop that may be on their way, and the call under way
RECORDERS = "SELECT array_agg(pid) FROM pg_stat_activity WHERE application_name = %s"


@pytest.mark.parametrize("actions", [1, 3])
def test_a_killed_worker_process_loses_nothing_and_marks_what_it_repeats(
    stage: Stage, note: Note, actions: int
) -> None:
    act = stage.act(*[slow(0.1)] * actions)
    sending = act.send(range(EVENTS))
    act.break_at(60, "drainer")
    note(act.recovery())
    sending.result()

    history = act.settle()

    history.check(most_repeats=IN_FLIGHT)
    assert len(history.accepted) == EVENTS


def test_a_loop_goes_on_near_the_pass_at_which_its_worker_was_killed(
    stage: Stage, note: Note
) -> None:
    act = stage.loop(slow(0.01))
    act.send(range(5), items=list(range(PASSES))).result()
    act.break_at(PASSES, "drainer")
    note(act.recovery())

    history = act.settle()

    history.check(most_repeats=5 * WINDOW)
    assert {one.body["item"] for one in history.effects} == set(range(PASSES))


def test_every_pass_whose_result_was_still_on_its_way_is_marked(stage: Stage) -> None:
    act = stage.loop(slow(0.01))
    act.send([1], items=list(range(150))).result()
    act.until_effects(20)
    recorders = stage.product.ask(RECORDERS, "svyazka recorder")
    with stage.product.stopped(*recorders):
        act.until_standstill()
        act.break_at(20, "drainer")

    history = act.settle()

    history.check(most_repeats=WINDOW)
    # One result may have been on its way back when the recorder's line stood still.
    assert len(history.repeats) >= WINDOW - 1


def test_the_worker_as_a_whole_may_be_killed(stage: Stage, note: Note) -> None:
    act = stage.act(slow(0.1), slow(0.1))
    sending = act.send(range(EVENTS))
    act.break_at(60, "worker")
    note(act.recovery())
    sending.result()

    history = act.settle()

    history.check(most_repeats=IN_FLIGHT)


def test_a_killed_web_process_loses_no_event_it_acknowledged(stage: Stage, note: Note) -> None:
    act = stage.act(slow(0.05))
    sending = act.send(range(EVENTS))
    act.break_at(60, "web")
    note(until(stage.product.is_ready, within_s=RECOVERY_S, what="a new web process"))
    sending.result()
    act.send(range(EVENTS, EVENTS + 50)).result()

    history = act.settle()

    history.check(most_repeats=0)
    assert len(history.accepted) >= 100


def test_retries_come_due_although_beat_was_killed(stage: Stage, note: Note) -> None:
    act = stage.act(first(refusing(503)), retry=[2, 2])
    act.send(range(EVENTS)).result()
    act.break_at(EVENTS // 2, "beat")
    note(act.recovery())

    history = act.settle()

    history.check(most_repeats=EVENTS)
    assert len(history.effects) == 2 * EVENTS
