"""The embedded servers together, run for as long as somebody needs them."""

import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from engine.launch.errors import CannotStart
from engine.launch.places import Places
from engine.launch.postgres import Postgres
from engine.launch.processes import spawn, stop
from engine.launch.valkey import Valkey

START_PATIENCE_S = 60


@dataclass(frozen=True)
class Servers:
    """An embedded PostgreSQL and an embedded Valkey of one installation."""

    postgres: Postgres
    valkey: Valkey

    @classmethod
    def at(cls, places: Places, *, durable: bool = True) -> "Servers":
        """Return the servers of these places; nothing is started yet."""
        return cls(Postgres(places, durable), Valkey(places, durable))


@contextmanager
def running(*servers: Postgres | Valkey) -> Iterator[None]:
    """Run these servers for as long as the block lasts; they die with this process, too."""
    with ExitStack() as ending:
        for server in servers:
            ending.enter_context(_running(server))
        yield


@contextmanager
def _running(server: Postgres | Valkey) -> Iterator[None]:
    program = server.prepare()
    log = server.places.logs / f"{program.name}.log"
    with log.open("ab") as output:
        process = spawn(program, output)
    try:
        wait_until(server.is_ready, process, log)
        yield
    finally:
        stop(program, process)


def wait_until(ready: Callable[[], bool], process: subprocess.Popen[bytes], log: Path) -> None:
    """Return when `ready` says so; a process that died instead is reported with its last words."""
    deadline = time.monotonic() + START_PATIENCE_S
    while not ready():
        if process.poll() is not None or time.monotonic() > deadline:
            raise CannotStart(f"{log.stem} did not start; {log} ends with:\n{last_words(log)}")
        time.sleep(0.02)


def last_words(log: Path) -> str:
    """Return the end of a log file, short enough for a terminal."""
    if not log.exists():
        return "nothing"
    return "\n".join(log.read_text("utf-8", "replace").splitlines()[-12:])
