"""Calls that must not happen twice, when nobody can say whether they happened once."""

from uuid import UUID

from tests.faults.conftest import Note
from tests.faults.history import RECOVERY_S
from tests.faults.stage import Act, Stage
from tests.faults.target import hang_up, slow
from tests.installation import until

EVENTS = 40
HELD = "SELECT array_agg(id) FROM queue_run WHERE bundle_id = %s AND status = 'held'"


def test_calls_under_way_in_a_killed_worker_are_not_repeated_but_asked_about(
    stage: Stage, note: Note
) -> None:
    act = stage.act(slow(0.5), at_most_once=True)
    act.send(range(EVENTS)).result()
    act.break_at(EVENTS // 2, "drainer")
    note(until(lambda: told_of(act) == EVENTS, within_s=RECOVERY_S, what="an answer of all"))

    held = asking(act)
    for run in held:
        stage.product.call("POST", f"/bundles/{act.flow.id}/held/{run}", {"do": "skip"})

    history = act.settle()
    # Some may have been announced and not yet have left: they were asked about as well.
    history.check(most_repeats=0)
    assert held


def test_a_lost_answer_is_asked_about_and_a_person_may_have_it_repeated(stage: Stage) -> None:
    act = stage.act(hang_up, at_most_once=True)
    act.send([1]).result()
    act.until(lambda: asking(act), "a question")

    (run,) = asking(act)
    stage.product.call("POST", f"/bundles/{act.flow.id}/held/{run}", {"do": "repeat"})
    act.until_effects(2)
    act.until(lambda: asking(act), "the same question")
    stage.product.call("POST", f"/bundles/{act.flow.id}/held/{run}", {"do": "cancel"})

    history = act.settle()
    assert [one.attempt for one in history.effects] == [1, 2]
    assert [row["status"] for row in history.journal] == ["cancelled"]


def told_of(act: Act) -> int:
    """Return how many runs have ended or wait for a person."""
    return act.stage.product.finished(act.flow) + len(asking(act))


def asking(act: Act) -> list[UUID]:
    """Return the runs that wait for a person."""
    return act.stage.product.ask(HELD, act.flow.id) or []
