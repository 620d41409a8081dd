"""What lives, but works no more, is started again; what is only busy or young is left alone."""

import asyncio
from collections.abc import Sequence

import pytest

from engine.launch.places import Places
from engine.launch.supervisor import Supervisor
from engine.launch.terminal import Terminal
from engine.launch.vigil import Vigil
from tests.engine.launch.test_supervisor import PATIENCE_S, pid_of, shell

MOST = 3
DEAF = "trap '' TERM; while :; do sleep 100; done"


@pytest.fixture
def terminal(places: Places) -> Terminal:
    places.make()
    return Terminal(places.logs)


def deaths(terminal: Terminal, looks: Sequence[bool], script: str = "exec sleep 100") -> int:
    """Return how often a service was ended, that at each of these looks was silent or not."""

    async def story() -> int:
        signs, over = iter(looks), asyncio.Event()
        loop = asyncio.get_running_loop()

        def silent() -> set[str]:
            is_silent = next(signs, None)
            if is_silent is None:
                loop.call_soon_threadsafe(over.set)
            return {"sleeper"} if is_silent else set()

        supervisor = Supervisor(terminal)
        kept = supervisor.start(shell("sleeper", script, patience_s=0.2))
        await pid_of(kept)
        vigil = Vigil([kept], silent, most={"sleeper": MOST}, look_every_s=0.01)
        watching = asyncio.create_task(vigil.keep())
        await asyncio.wait_for(over.wait(), PATIENCE_S)
        watching.cancel()
        await pid_of(kept)
        died = kept.deaths
        await supervisor.stop(asyncio.Event())
        terminal.close()
        return died

    return asyncio.run(story())


@pytest.mark.parametrize("script", ["exec sleep 100", DEAF], ids=["polite", "deaf"])
def test_a_service_silent_for_too_long_is_started_again(terminal: Terminal, script: str) -> None:
    assert deaths(terminal, [True] * MOST, script) == 1


def test_a_new_process_begins_from_nought(terminal: Terminal) -> None:
    assert deaths(terminal, [True] * (2 * MOST - 1)) == 1


def test_a_sign_of_life_in_between_is_enough(terminal: Terminal) -> None:
    assert deaths(terminal, [True, True, False, True, True]) == 0
