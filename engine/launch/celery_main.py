"""Celery's command line, whose pool processes die with the main one even when it is killed.

Usage: `python -m engine.launch.celery_main worker …`; without it they would live on as orphans.
"""

import os
import signal
import sys

from celery.__main__ import main

from engine.launch.leash import ask_the_kernel

FORKING = [os.getpid()]


def _about_to_fork() -> None:
    FORKING[0] = os.getpid()


def _forked() -> None:
    ask_the_kernel(FORKING[0], int(signal.SIGKILL))


if __name__ == "__main__":
    os.register_at_fork(before=_about_to_fork, after_in_child=_forked)
    sys.exit(main())
