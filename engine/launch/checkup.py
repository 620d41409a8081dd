"""`python -m engine.launch.checkup worker` (or `beat`): the health check of a container.

What is deaf for too long is ended, and started again by what keeps the container; a container that
is only marked would stay as it is. Nobody is blamed while the broker itself is away.
"""

import os
import signal
import sys
import tempfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from socket import gethostname

from kombu.exceptions import KombuError
from redis.exceptions import RedisError

from engine.config.celery import app
from engine.queue import life

MOST_SILENCES = 4  # a minute lies between two checks
ANSWER_WITHIN_S = 5
MAIN = "engine.launch.celery_main"
NOTES = Path(tempfile.gettempdir())


def worker_hears() -> bool | None:
    """Tell whether this container's worker answers; None where nobody can know."""
    node = f"worker@{gethostname()}"
    try:
        return bool(app.control.ping(destination=[node], timeout=ANSWER_WITHIN_S))
    except (KombuError, RedisError, OSError):
        return None


def beat_is_heard() -> bool | None:
    """Tell whether a worker was sent a tick within the last minute; None where nobody can know."""
    alive = life.seen()
    return None if alive is None else "beat" in alive


CHECKS: Mapping[str, Callable[[], bool | None]] = {
    "worker": worker_hears,
    "beat": beat_is_heard,
}


def silences(role: str, found: bool | None, folder: Path = NOTES) -> int:
    """Count how often in a row the role was silent; what nobody can know counts for nothing."""
    note = folder / f"svyazka-silent-{role}"
    before = int(note.read_text()) if note.exists() else 0
    now = before + 1 if found is False else 0
    note.write_text(str(now))
    return now


def end(role: str, number: signal.Signals) -> None:
    """Send a signal to the main process of a role in this container."""
    for pid in _mains(role):
        with suppress(ProcessLookupError, PermissionError):
            os.kill(pid, number)


def _mains(role: str) -> list[int]:
    """Return the main processes of a role; those of a pool are called like the one above them."""
    parents: dict[int, int] = {}
    for entry in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            words = (entry / "cmdline").read_bytes().decode("utf-8", "replace").split("\0")
            if MAIN in words and role in words:
                told = (entry / "stat").read_text().rpartition(")")[2].split()
                parents[int(entry.name)] = int(told[1])
    return [pid for pid, parent in parents.items() if parent not in parents]


def check(role: str, found: bool | None, folder: Path = NOTES) -> int:
    """Return the exit code of one check; asks the role to end, and the next time sees to it."""
    count = silences(role, found, folder)
    if count >= MOST_SILENCES:
        end(role, signal.SIGTERM if count == MOST_SILENCES else signal.SIGKILL)
    return 0 if found else 1


if __name__ == "__main__":
    asked = sys.argv[1]
    sys.exit(check(asked, CHECKS[asked]()))
