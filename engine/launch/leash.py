"""Become a command that dies with its parent: `leash.py PARENT SIGNAL UID GID COMMAND...`.

A program and not a `preexec_fn`, because forking a process that has threads is unsafe. It changes
the user before it asks the kernel, since a change of user would cancel the request.
"""

import ctypes
import os
import sys

PR_SET_PDEATHSIG = 1
SAME_USER = "-"


def become(parent: str, number: str, uid: str, gid: str, *command: str) -> None:
    """Replace this process by `command`; the kernel sends it `number` when `parent` is gone."""
    if uid != SAME_USER:
        os.setgroups([])
        os.setgid(int(gid))
        os.setuid(int(uid))
    ask_the_kernel(int(parent), int(number))
    os.execvp(command[0], command)  # noqa: S606


def ask_the_kernel(parent: int, number: int) -> None:
    """Have the kernel send `number` to this process when `parent` ends (Linux only)."""
    if sys.platform != "linux":
        return
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, number)
    if os.getppid() != parent:
        os._exit(1)  # the parent died before the kernel was asked


if __name__ == "__main__":
    become(*sys.argv[1:])
