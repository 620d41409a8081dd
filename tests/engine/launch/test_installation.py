"""`make run` itself: the real processes, from the first start to the last goodbye."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

import pytest

from engine.config.local_run import ROOT
from engine.launch.celery_main import BEHIND_WEB
from engine.launch.places import Places
from tests.installation import free_port

pytestmark = [pytest.mark.faults, pytest.mark.timeout(600)]
PATIENCE_S = 120
LAST = 19  # nobody can be nicer than that


@dataclass
class Started:
    """A running installation of its own, with what it said so far in a file."""

    home: Path
    port: int
    process: subprocess.Popen[bytes]

    @property
    def said(self) -> str:
        return (self.home / "said").read_text()

    def is_ready(self) -> bool:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/health/ready")
            return connection.getresponse().status == 200
        except OSError:
            return False
        finally:
            connection.close()

    def processes(self, word: str = "") -> list[int]:
        mark = f"SVYAZKA_HOME={self.home}".encode()
        return [pid for pid in pids() if mark in about(pid, "environ") and word in words(pid)]

    def priorities(self, word: str) -> set[int]:
        found = set()
        for pid in self.processes(word):
            with suppress(ProcessLookupError):
                found.add(os.getpriority(os.PRIO_PROCESS, pid))
        return found


def pids() -> list[int]:
    return [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]


def about(pid: int, what: str) -> bytes:
    try:
        return Path(f"/proc/{pid}/{what}").read_bytes()
    except OSError:
        return b""


def words(pid: int) -> str:
    return about(pid, "cmdline").replace(b"\0", b" ").decode("utf-8", "replace")


def until(holds: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + PATIENCE_S
    while not holds() and time.monotonic() < deadline:
        time.sleep(0.1)
    return holds()


def clean_environment(home: Path, **more: str) -> dict[str, str]:
    ours = ("SVYAZKA_", "DATABASE_URL", "REDIS_URL", "MAKELEVEL")
    rest = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return {**rest, "SVYAZKA_HOME": str(home), **more}


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Started]:
    home = tmp_path_factory.mktemp("installation")
    port = free_port()
    env = clean_environment(home, SVYAZKA_PORT=str(port))
    with (home / "said").open("wb") as said:
        command = [sys.executable, "-m", "engine.launch"]
        process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=said, stderr=said)
    installation = Started(home, port, process)
    try:
        assert until(lambda: "Ctrl-C" in installation.said), installation.said
        yield installation
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=60)
    assert until(lambda: not installation.processes())
    assert not Places.of(home).sockets.exists()


def test_the_first_start_says_where_it_is_and_how_to_sign_in(started: Started) -> None:
    assert f"http://127.0.0.1:{started.port}" in started.said
    assert "with the password" in started.said
    assert "password" not in (started.home / "prepared.json").read_text()


def test_commands_find_it_with_no_variables_set(started: Started) -> None:
    who = ["--email", "second@example.com", "--password", "long-enough-for-anybody-9"]
    command = [sys.executable, "manage.py", "bootstrap", *who, "--workspace", "Second"]

    done = subprocess.run(
        command, cwd=ROOT, env=clean_environment(started.home), capture_output=True, check=False
    )

    assert json.loads(done.stdout).keys() == {"workspace", "token"}, done.stderr


def test_a_second_start_of_the_same_installation_is_refused(started: Started) -> None:
    env = clean_environment(started.home, SVYAZKA_PORT=str(free_port()))

    second = subprocess.run(
        [sys.executable, "-m", "engine.launch"], cwd=ROOT, env=env, capture_output=True, check=False
    )

    assert second.returncode == 1
    assert b"already runs" in second.stdout


def test_what_works_the_queue_off_lets_the_door_go_first(started: Started) -> None:
    def are_behind() -> bool:
        doors, workers = started.priorities("engine.launch.web"), started.priorities(" worker ")
        return bool(workers) and workers == {min(door + BEHIND_WEB, LAST) for door in doors}

    assert until(are_behind)


@pytest.mark.parametrize("role", ["engine.launch.web", " worker ", " beat "])
def test_a_killed_process_comes_back(started: Started, role: str) -> None:
    before = set(started.processes(role))
    assert before

    os.kill(min(before), signal.SIGKILL)

    assert until(lambda: bool(set(started.processes(role)) - before))
    assert until(started.is_ready)
    assert started.process.poll() is None
