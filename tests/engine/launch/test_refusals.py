"""A start that cannot be says in words what to change."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from engine.config.environment import Environment
from engine.config.local_run import ROOT
from engine.launch.errors import CannotStart
from engine.launch.processes import run
from engine.launch.threshold import refuse_closed_door


def settings(monkeypatch: pytest.MonkeyPatch, host: str, port: int) -> Environment:
    monkeypatch.setenv("SVYAZKA_HOST", host)
    monkeypatch.setenv("SVYAZKA_PORT", str(port))
    return Environment()


def test_a_taken_port_is_called_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        wanted = settings(monkeypatch, "127.0.0.1", other.getsockname()[1])

        with pytest.raises(CannotStart, match="is taken: choose another one with SVYAZKA_PORT"):
            refuse_closed_door(wanted)


def test_an_address_of_another_machine_is_not_called_taken(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    wanted = settings(monkeypatch, "192.0.2.1", 8000)

    with pytest.raises(CannotStart, match=r"cannot listen at SVYAZKA_HOST=192\.0\.2\.1"):
        refuse_closed_door(wanted)


@pytest.mark.usefixtures("servers")
@pytest.mark.parametrize("variable", ["DATABASE_URL", "REDIS_URL"])
def test_an_address_without_a_server_is_named(variable: str, tmp_path: Path) -> None:
    nobody = {"DATABASE_URL": "postgresql://127.0.0.1:1/x", "REDIS_URL": "redis://127.0.0.1:1/0"}
    env = {**os.environ, "SVYAZKA_HOME": str(tmp_path), variable: nobody[variable]}
    command = [sys.executable, "-m", "engine.launch.prepare"]

    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)

    assert done.returncode == 1
    assert f"cannot be used, see {variable}:" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("home", ["a_file", "a_file/below", "/proc/svyazka"])
def test_a_home_that_cannot_be_is_refused_in_words(home: str, tmp_path: Path) -> None:
    (tmp_path / "a_file").touch()
    env = {**os.environ, "SVYAZKA_HOME": str(tmp_path / home)}
    command = [sys.executable, "-m", "engine.launch"]

    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)

    assert done.returncode == 1
    assert f"cannot use {tmp_path / home}" in done.stdout
    assert "Traceback" not in done.stderr


def test_a_terminal_without_the_letters_of_a_path_gets_question_marks(tmp_path: Path) -> None:
    (tmp_path / "файл").touch()
    env = {**os.environ, "SVYAZKA_HOME": str(tmp_path / "файл"), "PYTHONIOENCODING": "ascii"}
    command = [sys.executable, "-m", "engine.launch"]

    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)

    assert f"cannot use {tmp_path}/????: File exists" in done.stdout


def test_of_a_wordy_command_that_failed_only_what_tells_why_is_repeated(tmp_path: Path) -> None:
    story = "echo creating folders ... ok; echo 'FATAL:  No space left on device' >&2; exit 1"

    with pytest.raises(CannotStart) as refused:
        run(None, tmp_path, ["sh", "-c", story])

    assert str(refused.value) == f"sh failed in {tmp_path}:\nFATAL:  No space left on device"
