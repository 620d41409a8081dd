"""The places from which this node's processes work the queue off; one process stays free.

A place is a file lock, which a killed process gives back by dying. One that was stopped, or whose
loop is stuck, cannot: after a lease without a sign of life its place is taken by another process,
and it goes home when it wakes.
"""

import fcntl
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import IO

from django.conf import settings

FOLDER = Path(tempfile.gettempdir())
PREFIX = f"svyazka-drain-{os.getuid()}-"


@dataclass(frozen=True, slots=True)
class Place:
    """The right to work the queue off, for as long as `keep` says so."""

    file: IO[bytes]

    def keep(self) -> bool:
        """Give a sign of life; False when another process has taken the place."""
        os.utime(self.file.fileno())
        return os.fstat(self.file.fileno()).st_nlink > 0


@contextmanager
def a_place() -> Iterator[Place | None]:
    """Take one of the node's places; yields None when all are taken by the living."""
    _clear_away_once()
    files = map(_lock_file, range(max(1, settings.WORKER_PROCESSES - 1)))
    place = next((taken for file in files if (taken := _taken(file))), None)
    try:
        yield place
    finally:
        if place is not None:
            place.file.close()


def clear_away(folder: Path) -> None:
    """Remove the lock files of nodes that are gone; what anybody holds stays."""
    for path in folder.glob(f"{PREFIX}*.lock"):
        pid = path.name.removeprefix(PREFIX).partition("-")[0]
        if pid.isdecimal() and not _is_alive(int(pid)):
            _remove_unless_held(path)


@cache
def _clear_away_once() -> None:
    clear_away(FOLDER)


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _remove_unless_held(path: Path) -> None:
    # A node in another container has a pid that we don't know, but its lock holds here too.
    with suppress(OSError), path.open("rb") as file:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        path.unlink()


def _taken(path: Path) -> Place | None:
    file = path.open("ab")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        is_asleep = time.time() - os.fstat(file.fileno()).st_mtime > settings.LEASE_S
        file.close()
        if not is_asleep:
            return None
        path.unlink(missing_ok=True)
        return _taken(path)
    place = Place(file)
    place.keep()
    return place


def _lock_file(number: int) -> Path:
    return FOLDER / f"{PREFIX}{os.getppid()}-{number}.lock"
