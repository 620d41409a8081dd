"""What a service can do wrong: each event still ends once, and the journal tells the truth."""

import asyncio

import pytest

from tests.faults.history import Row
from tests.faults.stage import Stage
from tests.faults.target import (
    Play,
    Talk,
    cut,
    first,
    hang,
    hang_up,
    ok,
    promise_more,
    refusing,
    send_more,
    slow,
)

EVENTS = 60
FAILURES = 40  # more of them in a row, and the bundle may be stopped in the middle
RETRY = [0.3, 0.3]
GIVES_UP_AFTER_S = 30


@pytest.mark.parametrize(
    "play",
    [refusing(500), hang, hang_up, cut, promise_more, send_more],
    ids=["500", "hang", "hang_up", "cut", "promise_more", "send_more"],
)
def test_an_uncertain_outcome_is_tried_again_and_marked(stage: Stage, play: Play) -> None:
    act = stage.act(first(play), ok, retry=RETRY, timeout_s=1)
    act.send(range(EVENTS)).result()

    history = act.settle()

    history.check(most_repeats=EVENTS)
    assert len(history.repeats) == EVENTS


def test_the_time_a_service_asks_for_is_granted_and_no_repeat_is_claimed(stage: Stage) -> None:
    act = stage.act(first(refusing(429, "Retry-After: 2")), retry=[0.1])
    act.send(range(EVENTS)).result()

    history = act.settle()

    history.check(most_repeats=EVENTS)
    assert all(one.again.at - one.before.at >= 2 for one in history.repeats)
    claimed = [one["repeat_possible"] for row in history.journal for one in _attempts(row)]
    assert claimed == [False] * 2 * EVENTS


def test_a_service_that_hangs_up_before_it_read_anything_is_tried_again(stage: Stage) -> None:
    act = stage.act(ok, retry=[1, 1, 1])
    stage.target.deaf.update(act.paths)
    act.send(range(EVENTS)).result()
    act.until(lambda: stage.target.refusals >= EVENTS, "every event's first try")
    stage.target.deaf.clear()

    history = act.settle()

    history.check(most_repeats=0)
    assert len(history.effects) == EVENTS


def test_a_service_that_never_recovers_fails_its_own_runs_and_no_others(stage: Stage) -> None:
    broken = stage.act(refusing(500), retry=RETRY)
    healthy = stage.act(slow(0.02))
    sendings = [broken.send(range(FAILURES)), healthy.send(range(EVENTS))]
    for sending in sendings:
        sending.result()

    history = broken.settle()

    history.check(status="failed", most_repeats=2 * FAILURES)
    assert {row["error"]["code"] for row in history.journal} == {"service_unavailable"}
    healthy.settle().check(most_repeats=0)


def test_a_hanging_service_does_not_hold_up_the_others(stage: Stage) -> None:
    is_over = asyncio.Event()

    async def hang_until_then(talk: Talk) -> None:
        await is_over.wait()
        await hang_up(talk)

    hanging = stage.act(first(hang_until_then), retry=RETRY, timeout_s=GIVES_UP_AFTER_S)
    quick = stage.act(ok)
    hanging.send(range(250)).result()
    hanging.until_effects(100)
    quick.send(range(EVENTS)).result()

    history = quick.settle(within_s=GIVES_UP_AFTER_S / 2)

    stage.background.run(over(is_over))
    history.check(most_repeats=0)
    hanging.settle().check(most_repeats=250)


async def over(event: asyncio.Event) -> None:
    """Let those who wait for it go on."""
    event.set()


def _attempts(row: Row) -> list[Row]:
    return [attempt for step in row["steps"] for attempt in step["attempts"]]
