"""Processes as the machine lists them."""

import os
import tempfile
from contextlib import suppress
from pathlib import Path


def children(pid: int) -> list[int]:
    """Return the processes that a process started."""
    with suppress(OSError):
        return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return []


def descendants(pid: int) -> list[int]:
    """Return all processes below a process."""
    return [one for child in children(pid) for one in (child, *descendants(child))]


def command_of(pid: int) -> str:
    """Return a process's command line, its words ended by NUL."""
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_text()
    return ""


def drainer(worker: int) -> int:
    """Return the child of a worker that works the queue off now; 0 if there is none."""
    lock = Path(tempfile.gettempdir(), f"svyazka-drain-{os.getuid()}-{worker}-0.lock")
    with suppress(FileNotFoundError):
        for line in Path("/proc/locks").read_text().splitlines():
            _, _, _, _, pid, place, *_ = line.split()
            if place.endswith(f":{lock.stat().st_ino}"):
                return int(pid)
    return 0
