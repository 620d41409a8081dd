"""What dies is started again, and nothing outlives the supervisor."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from engine.launch.errors import CannotStart
from engine.launch.places import Places
from engine.launch.processes import Program
from engine.launch.supervisor import Kept, Service, Supervisor, until_ready
from engine.launch.terminal import Terminal

PATIENCE_S = 20


@pytest.fixture
def terminal(places: Places) -> Terminal:
    places.make()
    return Terminal(places.logs)


def shell(name: str, script: str, *, patience_s: float = 5) -> Service:
    program = Program(name, ["/bin/sh", "-c", script], cwd=Path("/"), patience_s=patience_s)
    return Service(name, lambda: program)


def until(holds: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + PATIENCE_S
    while not holds() and time.monotonic() < deadline:
        time.sleep(0.02)
    return holds()


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().split(") ")[1][0] != "Z"
    except OSError:
        return False


def supervised(terminal: Terminal, story: Callable[[Supervisor], Awaitable[None]]) -> None:
    async def tell() -> None:
        supervisor = Supervisor(terminal)
        try:
            await story(supervisor)
        finally:
            await supervisor.stop(asyncio.Event())
            terminal.close()

    asyncio.run(tell())


async def pid_of(kept: Kept, other_than: int = 0) -> int:
    await until_ready(kept, lambda: bool(kept.process and kept.process.pid != other_than))
    assert kept.process
    return kept.process.pid


def test_a_killed_service_is_started_again(terminal: Terminal) -> None:
    async def story(supervisor: Supervisor) -> None:
        kept = supervisor.start(shell("sleeper", "exec sleep 100"))
        first = await pid_of(kept)

        os.kill(first, signal.SIGKILL)

        assert is_alive(await pid_of(kept, other_than=first))

    supervised(terminal, story)


def test_what_a_killed_service_had_started_goes_with_it(terminal: Terminal, places: Places) -> None:
    child = places.home / "child"

    async def story(supervisor: Supervisor) -> None:
        kept = supervisor.start(shell("parent", f"sleep 100 & echo $! > {child}; wait"))
        first = await pid_of(kept)
        assert await asyncio.to_thread(until, lambda: child.exists() and child.stat().st_size > 0)
        orphan = int(child.read_text())

        os.kill(first, signal.SIGKILL)

        assert await asyncio.to_thread(until, lambda: not is_alive(orphan))

    supervised(terminal, story)


def test_services_end_politely_in_the_opposite_order(terminal: Terminal, places: Places) -> None:
    ended = places.home / "ended"

    async def story(supervisor: Supervisor) -> None:
        for name in ("first", "second"):
            up = places.home / name
            script = f"trap 'echo {name} >> {ended}; exit 0' TERM; : > {up}; sleep 100 & wait"
            await until_ready(supervisor.start(shell(name, script)), up.exists)

    supervised(terminal, story)

    assert ended.read_text().split() == ["second", "first"]


def test_a_service_deaf_to_the_signal_is_killed_after_its_patience(
    terminal: Terminal, places: Places
) -> None:
    up = places.home / "up"
    deaf = shell("deaf", f"trap '' TERM; : > {up}; sleep 100; sleep 100", patience_s=0.1)

    async def story(supervisor: Supervisor) -> None:
        await until_ready(supervisor.start(deaf), up.exists)

    began = time.monotonic()
    supervised(terminal, story)

    assert time.monotonic() - began < PATIENCE_S


def test_a_service_that_never_comes_up_is_reported_with_its_last_words(
    terminal: Terminal,
) -> None:
    async def story(supervisor: Supervisor) -> None:
        broken = supervisor.start(shell("broken", "echo no such luck; exit 3"))
        with pytest.raises(CannotStart, match="no such luck"):
            await until_ready(broken, lambda: False)

    supervised(terminal, story)


def test_trouble_is_shown_and_everything_is_filed(
    terminal: Terminal, capsys: pytest.CaptureFixture[str]
) -> None:
    async def story(supervisor: Supervisor) -> None:
        talker = supervisor.start(shell("talker", "echo quiet; echo ERROR loud; exec sleep 100"))
        log = terminal.log_of("talker")
        await until_ready(talker, lambda: log.exists() and "loud" in log.read_text())

    supervised(terminal, story)

    shown = capsys.readouterr().out
    assert "ERROR loud" in shown
    assert "quiet" not in shown


def test_a_log_that_cannot_be_written_is_told_once_and_stops_nobody(
    terminal: Terminal, places: Places, capsys: pytest.CaptureFixture[str]
) -> None:
    terminal.log_of("talker").symlink_to("/dev/full")
    lives = places.home / "lives"
    third = f"echo >> {lives}; [ $(wc -l < {lives}) = 3 ] && exec sleep 100"

    async def story(supervisor: Supervisor) -> None:
        script = f"{third}; for i in 1 2 3 4; do echo ERROR $i; done"
        talker = supervisor.start(shell("talker", script))
        await until_ready(talker, lambda: talker.deaths == 2)

    supervised(terminal, story)

    shown = capsys.readouterr()
    assert shown.out.count("talker.log cannot be written") == 1
    assert shown.out.count("ERROR 4") == 2
    assert shown.err == ""


def test_nothing_outlives_a_killed_supervisor(places: Places) -> None:
    script = """
import asyncio, sys
from pathlib import Path
from engine.launch.processes import Program
from engine.launch.supervisor import Service, Supervisor
from engine.launch.terminal import Terminal

async def main():
    supervisor = Supervisor(Terminal(Path(sys.argv[1])))
    program = Program("child", ["/bin/sh", "-c", "trap '' TERM; echo $$ > pid; sleep 100; :"],
                      cwd=Path(sys.argv[1]))
    supervisor.start(Service("child", lambda: program))
    await asyncio.sleep(100)

asyncio.run(main())
"""
    written = places.home / "pid"
    supervisor = subprocess.Popen([sys.executable, "-c", script, str(places.home)])
    assert until(lambda: written.exists() and written.stat().st_size > 0)
    child = int(written.read_text())

    supervisor.kill()
    supervisor.wait()

    assert until(lambda: not is_alive(child))


def test_pool_processes_of_celery_die_with_their_killed_main() -> None:
    script = """
import os, sys, time
from engine.launch import celery_main
celery_main.tie_forks()
if child := os.fork():
    print(child, flush=True)
time.sleep(100)
"""
    main = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE)
    assert main.stdout
    with main.stdout:
        child = int(main.stdout.readline())

    main.kill()
    main.wait()

    assert until(lambda: not is_alive(child))
