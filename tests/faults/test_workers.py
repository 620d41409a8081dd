"""Workers that oversleep, poison that kills them, several that share the work, and a restart."""

import random
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest

from engine.config.local_run import ROOT
from engine.launch.services import Roles
from tests.faults.background import Background
from tests.faults.conftest import IN_FLIGHT, LEASE_S, SEED, Note
from tests.faults.history import RECOVERY_S
from tests.faults.stage import Stage
from tests.faults.target import Play, Talk, Target, slow
from tests.installation import Installation, until
from tests.processes import children, drainer

EVENTS = 300
POISON = 13


@pytest.fixture
def unhurried(target: Target, background: Background) -> Iterator[Stage]:
    """A product with the usual leases: without a fault, none may run out on a busy machine."""
    with Installation(SVYAZKA_WORKER_PROCESSES="2") as product:
        yield Stage(product, target, background, random.Random(SEED))


def test_a_worker_that_slept_through_its_lease_writes_nothing_more(
    stage: Stage, note: Note
) -> None:
    act = stage.act(slow(0.1), slow(0.1))
    sending = act.send(range(EVENTS))
    act.until_effects(60)
    with stage.product.stopped(*stage.product.at_work("drainer")):
        act.fault()
        note(act.recovery())
        time.sleep(LEASE_S)
    act.fault()
    sending.result()

    history = replace(act.settle(), has_sleeper=True)

    history.check(most_repeats=IN_FLIGHT)


def test_a_run_that_kills_three_workers_is_failed_and_its_neighbours_are_not(
    stage: Stage,
) -> None:
    act = stage.act(deadly(stage.product, POISON))
    act.send(range(100)).result()

    history = act.settle()

    (poison,) = (row for row in history.journal if row["status"] == "failed")
    assert poison["error"]["code"] == "poison"
    tries = [one.attempt for one in history.effects if one.body["n"] == POISON]
    # A death in company proves nothing: where there is little time, one more worker may die of it.
    assert tries == [*range(1, len(tries) + 1)]
    assert len(tries) >= 3
    assert len([row for row in history.journal if row["status"] == "succeeded"]) == 99
    history.check_repeats_are_marked()


def test_two_workers_share_the_work_and_double_nothing(unhurried: Stage) -> None:
    product = unhurried.product
    acts = [unhurried.act(slow(2)) for _ in range(3)]
    with another_worker(product) as helper:
        sendings = [act.send(range(EVENTS)) for act in acts]
        until(lambda: drainer(helper), within_s=RECOVERY_S, what="help")
        for sending in sendings:
            sending.result()

        histories = [act.settle(within_s=120) for act in acts]

    for history in histories:
        history.check(most_repeats=0)


def test_an_orderly_restart_neither_loses_nor_repeats(stage: Stage) -> None:
    act = stage.act(slow(3), slow(3), slow(3))
    act.send(range(EVENTS)).result()
    act.until_effects(60)
    stage.product.stop()
    done_before = len(act.effects)
    stage.product.start()

    history = act.settle()

    history.check(most_repeats=0)
    assert 0 < done_before < len(history.effects)


def deadly(product: Installation, number: int) -> Play:
    """Kill the worker that brings this event; all others are served."""

    async def play(talk: Talk) -> None:
        if talk.effect.body["n"] == number:
            product.kill(*product.at_work("drainer"))
        else:
            await slow(0.05)(talk)

    return play


@contextmanager
def another_worker(product: Installation) -> Iterator[int]:
    """Run a second worker beside the product's own, in a process group of its own."""
    program = Roles({}, 2).worker().prepare()
    with subprocess.Popen(
        [str(word) for word in program.command],
        cwd=ROOT,
        env={**product.environment, **program.env},
        start_new_session=True,
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            until(lambda: len(children(process.pid)) >= 2, within_s=60, what="a second worker")
            yield process.pid
        finally:
            process.terminate()
            process.wait(60)
