"""Many faults one on top of the other while clients go on: the laws hold for all that happened."""

import os
import random
from dataclasses import replace

import pytest

from tests.faults.clients import Clients
from tests.faults.conftest import IN_FLIGHT, Note
from tests.faults.history import History
from tests.faults.stage import Stage
from tests.faults.storm import Storm, recovered
from tests.faults.target import Play, Talk, cut, hang_up, ok, refusing, slow

# More of them, to look for what these do not find: SVYAZKA_STORMS="7 8 9".
SEEDS = [int(seed) for seed in os.environ.get("SVYAZKA_STORMS", "1").split()]
FAULTS = 8
KEYS = 2
SETTLED_WITHIN_S = 90
IN_ORDER = {"order": {"key": "{{ trigger.body.k }}"}}
PATIENT = [0.2, 0.5, 1, 1, 2, 2, 4, 4, 4]


@pytest.mark.parametrize("seed", SEEDS)
def test_the_laws_hold_under_faults_of_every_kind_at_once(
    stage: Stage, note: Note, seed: int
) -> None:
    storm = Storm(stage.product, random.Random(seed))
    plain = stage.act(moody(seed), moody(seed + 1), retry=PATIENT)
    ordered = stage.act(slow(0.02), trigger=IN_ORDER, retry=PATIENT)
    loops = stage.loop(slow(0.01), retry=PATIENT)
    clients = [
        Clients(plain, 4, random.Random(seed)),
        Clients(ordered, KEYS, random.Random(seed)),
        Clients(loops, 1, random.Random(seed), {"items": list(range(5))}),
    ]
    for one in clients:
        one.begin()
    storm.rage(FAULTS)
    note(recovered(stage.product))
    for one in clients:
        one.end()

    for one in clients:
        check(one.act.settle(within_s=SETTLED_WITHIN_S), storm)
    ordered.settle().check_order(KEYS)


def check(history: History, storm: Storm) -> None:
    """Fail, naming the faults, unless the history obeys every law."""
    effects = history.effects
    unclear = sum(1 for one in effects if one.status is None or one.status >= 300)
    whole = replace(history, faults=storm.faults, has_sleeper=True)
    try:
        whole.check_each_event_ran_once()
        whole.check(most_repeats=unclear + IN_FLIGHT * len(storm.told))
    except AssertionError as error:
        raise AssertionError(f"{error}\nafter {', '.join(storm.told)}") from error


def moody(seed: int) -> Play:
    """Answer nine of ten calls; the others are refused, or get half an answer or none."""
    rng = random.Random(seed)
    moods = [cut, hang_up, refusing(503), refusing(429, "Retry-After: 1")]

    async def play(talk: Talk) -> None:
        await (rng.choice(moods) if rng.random() < 0.1 else ok)(talk)

    return play
