"""Celery's command line, whose pool processes die with the main one even when it is killed.

Usage: `python -m engine.launch.celery_main worker …`; without it they would live on as orphans.
"""

import gc
import os
import signal
import sys
from contextlib import suppress
from pathlib import Path

from celery.__main__ import main

from engine.launch.leash import ask_the_kernel

BEHIND_WEB = 5


def tie_forks() -> None:
    """Make every process forked from now on die with the one that forked it."""
    forking = [os.getpid()]
    os.register_at_fork(
        before=lambda: forking.__setitem__(0, os.getpid()),
        after_in_child=lambda: ask_the_kernel(forking[0], int(signal.SIGKILL)),
    )


def share_memory() -> None:
    """Keep the cycle collector of forks away from what they share: its marks would copy it all."""
    os.register_at_fork(before=gc.freeze)


def step_back() -> None:
    """Let the web process go first: what was accepted can wait, who sends cannot.

    Where the kernel weighs whole sessions (autogroups), niceness counts only within one.
    """
    os.nice(BEHIND_WEB)
    if os.getsid(0) == os.getpid():
        with suppress(OSError):
            Path("/proc/self/autogroup").write_text(str(BEHIND_WEB))


if __name__ == "__main__":
    tie_forks()
    share_memory()
    if "worker" in sys.argv:
        step_back()
    sys.exit(main())
