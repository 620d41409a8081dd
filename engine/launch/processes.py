"""Starting and ending processes so that none is left behind."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from engine.launch import leash
from engine.launch.errors import CannotStart
from engine.launch.owner import Owner

TELLING = re.compile(r"\b(error|FATAL|PANIC):")


@dataclass(frozen=True)
class Program:
    """One process to run: what, where, as whom, and how to end it politely."""

    name: str
    command: Sequence[str | Path]
    cwd: Path
    stop_signal: signal.Signals = signal.SIGTERM
    orphan_signal: signal.Signals = signal.SIGKILL
    patience_s: float = 10
    env: Mapping[str, str] = field(default_factory=dict)
    owner: Owner | None = None


def spawn(program: Program, output: int | IO[bytes]) -> subprocess.Popen[bytes]:
    """Start `program` in a session of its own; it dies when the calling thread's process does."""
    return subprocess.Popen(  # noqa: S603
        [*_leash(program), *(str(word) for word in program.command)],
        cwd=program.cwd,
        env={**os.environ, **program.env},
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )


def _leash(program: Program) -> list[str]:
    owner = program.owner
    user = [str(owner.uid), str(owner.gid)] if owner else [leash.SAME_USER, leash.SAME_USER]
    when_orphaned = [str(os.getpid()), str(int(program.orphan_signal)), *user]
    return [sys.executable, "-I", "-S", leash.__file__, *when_orphaned]


def run(owner: Owner | None, cwd: Path, command: Sequence[str | Path], said: str = "") -> None:
    """Run a short command to its end as `owner`; its own words are the refusal when it fails."""
    program = Program("", command, cwd, owner=owner)
    done = subprocess.run(  # noqa: S603
        [*_leash(program), *(str(word) for word in command)],
        cwd=cwd,
        input=said,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        heard = (done.stdout + done.stderr).splitlines()
        why = [line for line in heard if TELLING.search(line)] or heard
        raise CannotStart("\n".join([f"{Path(command[0]).name} failed in {cwd}:", *why]))


def wait_and_sweep(process: subprocess.Popen[bytes]) -> int:
    """Wait for `process`, kill what is left of its group, and return its exit code."""
    with suppress(ChildProcessError):
        os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
    signal_group(
        process, signal.SIGKILL
    )  # before it is reaped, so that its number is still its own
    return process.wait()


def signal_one(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    """Send a signal to `process` itself, without taking its exit code from who waits for it."""
    with suppress(ProcessLookupError):
        os.kill(process.pid, number)


def signal_group(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    """Send a signal to everything `process` started in its own session."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, number)


def stop(program: Program, process: subprocess.Popen[bytes]) -> None:
    """End `process`: its own polite signal first, and after its patience the last word."""
    if process.poll() is None:
        process.send_signal(program.stop_signal)
    with suppress(subprocess.TimeoutExpired):
        process.wait(program.patience_s)
    wait_and_sweep(_killed(process))


def _killed(process: subprocess.Popen[bytes]) -> subprocess.Popen[bytes]:
    if process.poll() is None:
        process.kill()
    return process


def clear_left_overs(folder: Path, names: frozenset[str], polite: signal.Signals) -> None:
    """End every process called one of `names` that still works in `folder`."""
    for number, patience_s in ((polite, 10.0), (signal.SIGQUIT, 2.0), (signal.SIGKILL, 5.0)):
        found = left_overs(folder, names)
        for pid in _heads(found) if number == polite else found:
            with suppress(ProcessLookupError, PermissionError):
                os.kill(pid, number)
        if _gone(folder, names, patience_s):
            return


def _heads(pids: list[int]) -> list[int]:
    """Return those whose parent is not among them: a server asked politely ends its own children.

    PostgreSQL's checkpointer takes the signal of a fast shutdown for something else, and the server
    then reports a crash.
    """
    return [pid for pid in pids if _parent_of(pid) not in pids]


def _parent_of(pid: int) -> int:
    with suppress(OSError):
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    return 0


def left_overs(folder: Path, names: frozenset[str]) -> list[int]:
    """Return the processes of these names whose working folder is `folder` (none without /proc)."""
    return [pid for pid in _pids() if _works_in(pid, folder, names)]


def _pids() -> Iterator[int]:
    proc = Path("/proc")
    if proc.is_dir():
        yield from (int(entry.name) for entry in proc.iterdir() if entry.name.isdigit())


def _works_in(pid: int, folder: Path, names: frozenset[str]) -> bool:
    try:
        about = Path(f"/proc/{pid}")
        same_folder = (about / "cwd").readlink() == folder
        return same_folder and (about / "comm").read_text().strip() in names
    except OSError:
        return False


def _gone(folder: Path, names: frozenset[str], patience_s: float) -> bool:
    deadline = time.monotonic() + patience_s
    while left_overs(folder, names):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True
