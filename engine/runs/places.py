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
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from django.conf import settings


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
    files = map(_lock_file, range(max(1, settings.WORKER_PROCESSES - 1)))
    place = next((taken for file in files if (taken := _taken(file))), None)
    try:
        yield place
    finally:
        if place is not None:
            place.file.close()


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
    return Path(tempfile.gettempdir()) / f"svyazka-drain-{os.getppid()}-{number}.lock"
