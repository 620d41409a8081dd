"""Which processes of a node work the queue off."""

import fcntl
import os
import subprocess
import sys
from pathlib import Path

import pytest
from pytest_django import Settings

from engine.runs.places import PREFIX, a_place, clear_away


@pytest.fixture(autouse=True)
def _one_place(settings: Settings) -> None:
    settings.WORKER_PROCESSES = 2


def test_all_processes_but_one_work_the_queue_off(settings: Settings) -> None:
    settings.WORKER_PROCESSES = 3

    with a_place() as first, a_place() as second, a_place() as third:
        assert first is not None
        assert second is not None
        assert third is None


def test_a_holder_that_shows_life_keeps_its_place() -> None:
    with a_place() as first, a_place() as second:
        assert first is not None
        assert second is None
        assert first.keep()


def test_the_place_of_a_sleeper_is_taken_and_it_is_told_when_it_wakes() -> None:
    with a_place() as sleeper:
        assert sleeper is not None
        os.utime(sleeper.file.fileno(), (0, 0))

        with a_place() as successor, a_place() as third:
            assert successor is not None
            assert successor.keep()
            assert third is None
            assert not sleeper.keep()


def test_a_place_given_back_is_free_however_long_it_stood_empty() -> None:
    with a_place() as first:
        assert first is not None
        os.utime(first.file.fileno(), (0, 0))

    with a_place() as second:
        assert second is not None
        assert second.keep()


def test_lock_files_of_dead_nodes_are_cleared_away_unless_somebody_holds_them(
    tmp_path: Path,
) -> None:
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    names = [f"{dead.pid}-0", f"{dead.pid}-1", f"{os.getpid()}-0", "strange-0"]
    files = [tmp_path / f"{PREFIX}{name}.lock" for name in names]
    for file in files:
        file.touch()

    with files[1].open("rb") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        clear_away(tmp_path)

    assert [file.exists() for file in files] == [False, True, True, True]
