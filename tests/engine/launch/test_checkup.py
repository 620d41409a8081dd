"""The health check of a container ends what stays deaf, and nothing while nobody can know."""

import signal
import socket
import subprocess
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from engine.kernel.ids import new_id
from engine.launch.checkup import MAIN, MOST_OF, MOST_SILENCES, beat, check, web, worker
from engine.queue.valkey import valkey
from tests.installation import until

DEAF = "trap '' TERM; touch {note}; while :; do sleep 0.1; done"
POLITE = "trap 'exit 0' TERM; touch {note}; while :; do sleep 0.1; done"


class Main:
    """A main process of a role that nobody else has; with a program of its own, or Celery's."""

    def __init__(self, folder: Path, script: str, *, has_program: bool = False) -> None:
        self.role, note = f"role-{new_id()}", folder / "ready"
        called = [f"engine.launch.{self.role}"] if has_program else [MAIN, self.role]
        self.process = subprocess.Popen(["sh", "-c", script.format(note=note), *called])
        until(note.exists, within_s=30, what="the process")

    def ended_by(self) -> int:
        return self.process.wait(30)


@pytest.fixture(params=[POLITE], ids=["polite"])
def main(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Main]:
    made = Main(tmp_path, request.param)
    yield made
    made.process.kill()
    made.process.wait()


def test_what_is_silent_for_too_long_is_asked_to_end(main: Main, tmp_path: Path) -> None:
    codes = [check(main.role, False, tmp_path) for _ in range(MOST_SILENCES - 1)]
    lived = main.process.poll() is None
    check(main.role, False, tmp_path)

    assert lived
    assert set(codes) == {1}
    assert main.ended_by() == 0


@pytest.mark.parametrize("main", [DEAF], ids=["deaf"], indirect=True)
def test_what_heeds_no_signal_is_ended_by_the_next_check(main: Main, tmp_path: Path) -> None:
    for _ in range(MOST_SILENCES + 1):
        check(main.role, False, tmp_path)

    assert main.ended_by() == -signal.SIGKILL


@pytest.mark.parametrize("sign", [True, None], ids=["heard", "unknown"])
def test_anything_else_in_between_begins_the_count_anew(
    main: Main, tmp_path: Path, sign: bool | None
) -> None:
    silences = [False] * (MOST_SILENCES - 1)

    codes = [check(main.role, found, tmp_path) for found in (*silences, sign, *silences)]

    assert main.process.poll() is None
    assert codes.count(0) == int(sign is True)


@pytest.mark.usefixtures("servers")
def test_beat_is_heard_through_who_takes_its_ticks() -> None:
    valkey().set("svyazka:alive:beat:somewhere:7", 1, ex=60)
    heard = beat.sign()
    valkey().delete("svyazka:alive:beat:somewhere:7")

    assert (heard, beat.sign()) == (True, False)


@pytest.mark.usefixtures("servers")
def test_a_worker_that_is_not_there_is_silent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "ANSWER_WITHIN_S", 0.2)

    assert worker.sign() is False


class Answering(BaseHTTPRequestHandler):
    """A web process that lives, is ready or not, and answers to one name."""

    ready = 200

    def do_GET(self) -> None:
        known = self.headers["Host"] == "shop.example"
        self.send_response((self.ready if self.path == "/health/ready" else 200) if known else 400)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.mark.parametrize(("ready", "told"), [(200, True), (503, None)])
def test_a_web_process_that_waits_for_others_is_not_deaf(
    ready: int, told: bool | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Answering, "ready", ready)
    monkeypatch.setenv("SVYAZKA_ALLOWED_HOSTS", ".shop.example, www.example")
    with ThreadingHTTPServer(("127.0.0.1", 0), Answering) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        monkeypatch.setenv("SVYAZKA_PORT", str(server.server_port))
        found = web.sign()
        server.shutdown()

    assert found is told


def test_a_web_process_that_takes_lines_and_says_nothing_is_deaf(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(web, "ANSWER_WITHIN_S", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        monkeypatch.setenv("SVYAZKA_PORT", str(deaf.getsockname()[1]))
        found = web.sign()

    assert found is False


def test_what_is_checked_more_often_is_given_more_silences(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    main = Main(tmp_path, POLITE, has_program=True)
    monkeypatch.setitem(MOST_OF, main.role, MOST_SILENCES + 2)

    for _ in range(MOST_SILENCES + 1):
        check(main.role, False, tmp_path)
    lived = main.process.poll() is None
    check(main.role, False, tmp_path)

    assert lived
    assert main.ended_by() == 0
    assert MOST_OF["web"] > MOST_SILENCES
