"""Order by key, events that come twice, and bundles that stand still."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Sequence

from tests.faults.stage import Stage
from tests.faults.target import Effect, Play, Talk, first, ok, refusing, slow

KEYS = 5
EVENTS = 100
IN_ORDER = {"order": {"key": "{{ trigger.body.k }}"}}


def test_effects_of_a_key_come_in_the_order_of_arrival_also_after_a_kill(stage: Stage) -> None:
    act = stage.act(slow(0.02), trigger=IN_ORDER)
    for number in range(EVENTS):
        act.send([number], k=number % KEYS).result()
    act.break_at(30, "drainer")

    history = act.settle()

    history.check(most_repeats=KEYS)
    for numbers in by_key(history.effects).values():
        assert numbers == sorted(numbers)


def test_a_failing_head_holds_up_its_own_key_only(stage: Stage) -> None:
    others = EVENTS - EVENTS // KEYS

    async def refuse_when_others_are_through(talk: Talk) -> None:
        while of_other_keys(act.effects) < others:
            await asyncio.sleep(0.05)
        await refusing(503)(talk)

    head = first(refusing(503), then=first(refuse_when_others_are_through))
    act = stage.act(only(0, head), trigger=IN_ORDER, retry=[1, 1, 1], timeout_s=60)
    for number in range(EVENTS):
        act.send([number], k=number % KEYS).result()

    history = act.settle()

    history.check(most_repeats=2)
    seen = by_key(history.effects)
    assert all(numbers == sorted(numbers) for numbers in seen.values())
    freed = max(one.at for one in history.effects if one.body["n"] == 0)
    assert all(one.at < freed for one in history.effects if one.body["n"] % KEYS)


def test_an_event_delivered_twice_takes_effect_once(stage: Stage) -> None:
    act = stage.act(ok)
    first_time = act.send(range(EVENTS), provider_ids=True)
    again = act.send(range(EVENTS), provider_ids=True)
    first_time.result()
    again.result()

    history = act.settle()

    told = Counter(one.told for one in history.posted)
    assert told == {"accepted": EVENTS, "duplicate": EVENTS}
    assert sorted(one.body["n"] for one in history.effects) == list(range(EVENTS))
    statuses = Counter(row["status"] for row in history.journal)
    assert statuses == {"succeeded": EVENTS, "duplicate": EVENTS}


def test_a_paused_bundle_keeps_its_events_until_it_is_started(stage: Stage) -> None:
    act = stage.act(ok)
    stage.product.call("POST", f"/bundles/{act.flow.id}/pause", {})
    act.send(range(EVENTS)).result()
    kept = stage.product.unfinished(act.flow)

    stage.product.call("POST", f"/bundles/{act.flow.id}/start", {"waiting": "process"})

    history = act.settle()
    history.check(most_repeats=0)
    assert kept == EVENTS


def only(number: int, play: Play) -> Play:
    """Play this for one event and serve the others."""

    async def chosen(talk: Talk) -> None:
        await (play if talk.effect.body["n"] == number else ok)(talk)

    return chosen


def of_other_keys(effects: Sequence[Effect]) -> int:
    """Count the effects that have another key than the first event."""
    return sum(1 for one in effects if one.body["n"] % KEYS)


def by_key(effects: Sequence[Effect]) -> dict[int, list[int]]:
    """Return the numbers of the events in the order of their effects, by key."""
    found: dict[int, list[int]] = defaultdict(list)
    for one in sorted(effects, key=lambda effect: effect.at):
        found[one.body["n"] % KEYS].append(one.body["n"])
    return found
