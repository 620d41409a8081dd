"""`make demo`: the product among simulated services, seen from outside as a visitor sees it."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from engine.config.local_run import ROOT
from engine.launch.demo import environment_of_a_demo, refuse_without_simulators, simulators
from engine.launch.places import Places
from engine.launch.postgres import Postgres
from tests.engine.launch.test_supervisor import is_alive
from tests.installation import free_port, until
from tests.processes import descendants

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+[^\s']*")
START_WITHIN_S = 150


@dataclass
class Visit:
    """A running demo and what it said so far."""

    home: Path
    port: int
    process: subprocess.Popen[bytes]

    @property
    def said(self) -> str:
        return (self.home / "said").read_text()

    def address(self, mark: str) -> str:
        """Return the address in the line that has a mark."""
        line = next(one for one in self.said.splitlines() if mark in one)
        return [str(one) for one in ADDRESS.findall(line)][-1]

    def ask(self, address: str, body: str | None = None, *, token: str = "") -> tuple[int, str]:
        where = urlsplit(address)
        connection = HTTPConnection(where.netloc, timeout=30)
        try:
            method, path = ("GET" if body is None else "POST"), f"{where.path}?{where.query}"
            said = {"Authorization": f"Bearer {token}"} if token else {}
            connection.request(method, path, body, {**said, **(FORM if body else {})})
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        except (OSError, HTTPException) as error:
            return 0, str(error)
        finally:
            connection.close()


@pytest.fixture
def visit() -> Iterator[Visit]:
    home, port = Path(tempfile.mkdtemp(prefix="svyazka-demo-", dir="/tmp")), free_port()
    home.chmod(0o711)
    ours = ("SVYAZKA_", "DATABASE_URL", "REDIS_URL", "MAKELEVEL", "PYTEST_", "DJANGO_")
    rest = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    with (home / "said").open("wb") as said:
        process = subprocess.Popen(
            [sys.executable, "-m", "engine.launch.demo", "--home", str(home)],
            cwd=ROOT,
            env={**rest, "SVYAZKA_PORT": str(port), "DATABASE_URL": "postgresql://nowhere/real"},
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=subprocess.STDOUT,
        )
    try:
        yield Visit(home, port, process)
    finally:
        for pid in [process.pid, *descendants(process.pid)]:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        process.wait()
        data = Postgres(Places.of(home)).data
        if not data.is_relative_to(home):
            shutil.rmtree(data.parent, ignore_errors=True)
        shutil.rmtree(home, ignore_errors=True)


def fill_in_the_form(visit: Visit) -> None:
    """Send a form and wait until Unisender has its sender."""
    accepted, _ = visit.ask(visit.address("fill in"), "Name=Anna&Email=anna@example.com")
    assert accepted == 200
    unisender = visit.address("see Anna")
    wanted = "anna@example.com<td>Anna<td>Leads"
    until(lambda: wanted in visit.ask(unisender)[1], within_s=30, what="Anna's arrival")


def unsubscribe_olga(visit: Visit) -> None:
    """Press her button at Unisender and wait until amoCRM has been told."""
    unisender, amocrm = visit.address("see Anna"), visit.address("win a deal")
    button = re.search(r"olga@example\.org.*?action=\"/(leave/\d+)\"", visit.ask(unisender)[1])
    assert button is not None
    # The service is told where to send in the second after the start.
    hooks = f"{unisender}_sim/requests"
    until(lambda: "setHook" in visit.ask(hooks)[1], within_s=30, what="the subscription")
    visit.ask(unisender + button[1], "now=1")
    told = f"{amocrm}_sim/requests"
    until(lambda: "Unsubscribed from" in visit.ask(told)[1], within_s=30, what="the note")


@pytest.mark.faults
@pytest.mark.timeout(600)
def test_a_visitor_sees_events_travel_between_simulated_services(visit: Visit) -> None:
    until(lambda: "Ctrl-C" in visit.said, within_s=START_WITHIN_S, what="the start of the demo")

    fill_in_the_form(visit)
    unsubscribe_olga(visit)

    token = re.search(r"programs use the token (\S+)", visit.said)
    assert token is not None
    me = visit.ask(f"http://127.0.0.1:{visit.port}/api/v1/me", token=token[1])[1]
    assert json.loads(me)["demo"] is True


@pytest.mark.faults
@pytest.mark.timeout(600)
def test_ctrl_c_ends_the_demo_with_all_its_simulators(visit: Visit) -> None:
    until(lambda: "Ctrl-C" in visit.said, within_s=START_WITHIN_S, what="the start of the demo")
    everything = descendants(visit.process.pid)

    visit.process.send_signal(signal.SIGINT)

    assert visit.process.wait(60) == 0
    are_gone = lambda: not any(map(is_alive, everything))  # noqa: E731
    until(are_gone, within_s=30, what="the end of everything")


def test_every_simulator_stands_in_its_services_place() -> None:
    made = environment_of_a_demo({}, Path("/demo"))

    slugs = [one.partition("=")[0] for one in made["SVYAZKA_SERVICE_URLS"].split(",")]

    assert slugs == simulators()
    assert {"amocrm", "unisender"} <= set(slugs)


def test_a_demo_is_led_to_nothing_real_by_the_variables_of_an_installation() -> None:
    real = {
        "DATABASE_URL": "postgresql://real",
        "REDIS_URL": "redis://real",
        "SVYAZKA_HOME": "/real",
        "SVYAZKA_SERVICE_URLS": "unisender=https://real.example",
        "SVYAZKA_MODE": "production",
    }

    made = environment_of_a_demo({**real, "SVYAZKA_PORT": "9", "PATH": "/bin"}, Path("/demo"))

    assert "real" not in " ".join(made.values())
    assert "SVYAZKA_MODE" not in made
    assert (made["SVYAZKA_PORT"], made["PATH"], made["SVYAZKA_HOME"]) == ("9", "/bin", "/demo")


def test_a_copy_without_simulators_says_what_is_missing(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="tests/services"):
        refuse_without_simulators(tmp_path / "nowhere")


def test_simulators_begin_by_telling_their_address() -> None:
    for slug in simulators():
        process = subprocess.Popen(
            [sys.executable, "-m", f"tests.services.{slug}"], cwd=ROOT, stdout=subprocess.PIPE
        )
        try:
            assert process.stdout is not None
            told = json.loads(process.stdout.readline())
        finally:
            process.kill()
            process.communicate()

        assert told["simulator"] == slug
