"""`python -m engine.launch.checkup web` (or `worker`, `beat`): the health check of a container.

What is deaf for too long is ended, and started again by what keeps the container; a container that
is only marked would stay as it is. Nobody is blamed for what they wait for themselves.
"""

import os
import signal
import tempfile
from contextlib import suppress
from pathlib import Path

MOST_SILENCES = 4  # a minute lies between two checks
MOST_OF = {"web": 12}  # ten seconds
MAIN = "engine.launch.celery_main"
NOTES = Path(tempfile.gettempdir())


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
            if f"engine.launch.{role}" in words or (MAIN in words and role in words):
                told = (entry / "stat").read_text().rpartition(")")[2].split()
                parents[int(entry.name)] = int(told[1])
    return [pid for pid, parent in parents.items() if parent not in parents]


def check(role: str, found: bool | None, folder: Path = NOTES) -> int:
    """Return the exit code of one check; asks the role to end, and the next time sees to it."""
    count, most = silences(role, found, folder), MOST_OF.get(role, MOST_SILENCES)
    if count >= most:
        end(role, signal.SIGTERM if count == most else signal.SIGKILL)
    return 0 if found else 1
