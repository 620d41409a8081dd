"""The real product in a folder of its own, started and ended as a person would, seen from outside.

`with Installation(SVYAZKA_LEASE_S="3") as product:` brings up everything `make run` does, on a free
port and below /tmp, and leaves nothing behind, however the block ends.
"""

import json
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlencode

import psycopg

from engine.config.local_run import ROOT
from engine.launch import leash
from engine.launch.places import Places
from engine.launch.postgres import Postgres
from engine.launch.valkey import Valkey
from tests.processes import children, command_of, descendants, drainer

UNGIVEN_PORTS = (20_000, 32_768)  # Linux numbers the lines that are dialled from here on
BASE = "/tmp"  # noqa: S108 - PostgreSQL's own user has to get at it
# What a killed session leaves behind is deleted by the next one.
FOLDER = "svyazka-test-{pid}-"
START_WITHIN_S = 200
STOP_WITHIN_S = 60
AT_WORK_WITHIN_S = 30
RETURN_WITHIN_S = 60
OWNER = ("--email", "owner@example.com", "--password", "correct horse battery", "--workspace")
ROLES = {
    "web": "engine.launch.web",
    "worker": "\0worker\0",
    "beat": "\0beat\0",
    "postgres": "/postgres\0",
    "valkey": "valkey-server",
}

Row = dict[str, Any]


@dataclass(frozen=True)
class Flow:
    """A bundle that runs, and the address its events come in at."""

    id: str
    hook: str


class Refused(AssertionError):
    """The API did not do what the test relies on."""


class Installation:
    """One running Svyazka; settings are variables of its environment."""

    def __init__(self, **settings: str) -> None:
        self.home = Path(tempfile.mkdtemp(prefix=FOLDER.format(pid=os.getpid()), dir=BASE))
        self.port = free_port()
        self.token = ""
        self._settings = {"SVYAZKA_ALLOWED_NETWORKS": "127.0.0.0/8", **settings}
        self._process: subprocess.Popen[bytes] | None = None
        self._log = self.home / "terminal.log"
        self._places = Places.of(self.home)

    def __enter__(self) -> Self:
        self.home.chmod(0o711)
        try:
            self.start()
            self.token = self._bootstrap()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        try:
            self.stop()
        finally:
            data = Postgres(self._places).data
            if not data.is_relative_to(self.home):
                shutil.rmtree(data.parent, ignore_errors=True)
            shutil.rmtree(self.home, ignore_errors=True)

    @property
    def environment(self) -> dict[str, str]:
        """The variables every process of this installation is started with."""
        ours = {"SVYAZKA_HOME": str(self.home), "SVYAZKA_PORT": str(self.port), **self._settings}
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("SVYAZKA_", "DATABASE_", "REDIS_", "DJANGO_", "PYTEST_"))
        }
        return {**kept, **ours}

    @property
    def database_url(self) -> str:
        """Where its PostgreSQL is."""
        return Postgres(self._places).url

    @property
    def valkey_url(self) -> str:
        """Where its Valkey is."""
        return Valkey(self._places).url

    def start(self) -> None:
        """Start the product; it dies with this process, however that ends."""
        orphaned = (str(os.getpid()), str(int(signal.SIGTERM)), leash.SAME_USER, leash.SAME_USER)
        launch = (sys.executable, "-m", "engine.launch")
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-I", "-S", leash.__file__, *orphaned, *launch],
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        until(self._is_up, within_s=START_WITHIN_S, what=f"the start; see {self._log}")

    def stop(self) -> None:
        """End it as Ctrl-C does; what does not end in time is killed and reported."""
        everything = self.everything()
        process, self._process = self._process, None
        if process is None:
            return
        process.terminate()
        try:
            process.wait(STOP_WITHIN_S)
        finally:
            for pid in everything:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            process.wait()

    def pids(self, role: str) -> list[int]:
        """Return the processes of a role: web, worker, child, drainer, beat, postgres, valkey."""
        if self._process is None:
            return []
        if role == "child":
            return [child for main in self.pids("worker") for child in children(main)]
        if role == "drainer":
            return [pid for main in self.pids("worker") if (pid := drainer(main))]
        word = ROLES[role]
        return [pid for pid in children(self._process.pid) if word in command_of(pid)]

    def everything(self) -> list[int]:
        """Return every process of the product."""
        return [self._process.pid, *descendants(self._process.pid)] if self._process else []

    def at_work(self, *roles: str) -> list[int]:
        """Return the processes of these roles, once there are any of each."""
        found: dict[str, list[int]] = {}

        def are_there() -> bool:
            found.update({role: self.pids(role) for role in roles})
            return all(found.values())

        until(are_there, within_s=AT_WORK_WITHIN_S, what=f"{' and '.join(roles)} at work")
        return [pid for role in roles for pid in found[role]]

    def is_renewed(self, role: str, before: Sequence[int]) -> bool:
        """Whether another process plays the role, and the product can accept events."""
        return not set(self.pids(role)) <= set(before) and self.is_ready()

    def until_renewed(self, role: str, before: Sequence[int]) -> None:
        """Wait until another process plays the role, and the product can accept events."""
        returned = partial(self.is_renewed, role, before)
        until(returned, within_s=RETURN_WITHIN_S, what=f"the return of {role}")

    def kill(self, *pids: int, number: signal.Signals = signal.SIGKILL) -> float:
        """Send a signal and return the moment it was sent."""
        if not all(pids):
            raise Refused("the number 0 is everybody, this very process too")
        moment = time.monotonic()
        for pid in pids:
            os.kill(pid, number)
        return moment

    @contextmanager
    def stopped(self, *pids: int) -> Iterator[None]:
        """Keep processes from running for as long as the block lasts."""
        self.kill(*pids, number=signal.SIGSTOP)
        try:
            yield
        finally:
            for pid in pids:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGCONT)

    def manage(self, *words: str) -> str:
        """Run a management command beside the installation and return what it printed."""
        done = subprocess.run(
            [sys.executable, "manage.py", *words],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise Refused(done.stderr)
        return done.stdout

    def database(self) -> psycopg.Connection[tuple[Any, ...]]:
        """Open a connection of our own to its database."""
        return psycopg.connect(self.database_url, autocommit=True)

    def ask(self, question: str, *values: object) -> Any:
        """Return the one value a query answers with."""
        with self.database() as db:
            row = db.execute(question, values).fetchone()
        return row[0] if row else None

    def unfinished(self, flow: Flow) -> int:
        """Return how many runs of a bundle are still in the queue."""
        return int(self.ask("SELECT count(*) FROM queue_run WHERE bundle_id = %s", flow.id))

    def finished(self, flow: Flow) -> int:
        """Return how many runs of a bundle the journal has."""
        return int(
            self.ask(
                "SELECT count(*) FROM journal_entry WHERE bundle_id = %s AND kind = 'run'", flow.id
            )
        )

    def journal(self, flow: Flow) -> list[Row]:
        """Return the journal of a bundle as `GET /api/v1/journal/export` gives it."""
        status, body = self.request("GET", "/journal/export?" + urlencode({"bundle": flow.id}))
        if status != 200:
            raise Refused(f"export: {status} {body[:500]!r}")
        return [json.loads(line) for line in body.splitlines()]

    def flow(
        self,
        steps: Sequence[Mapping[str, Any]],
        *,
        trigger: Mapping[str, Any] | None = None,
        retry: Sequence[float] | None = None,
    ) -> Flow:
        """Publish and start a bundle that a webhook of its own feeds."""
        wanted = {"connector": "webhook", "name": "Door", "auth": {"kind": "webhook"}}
        connection = self.call("POST", "/connections", wanted)
        definition: Row = {
            "trigger": {"connection": connection["id"], "event": "received", **(trigger or {})},
            "steps": list(steps),
        }
        if retry is not None:
            definition["retry"] = list(retry)
        bundle = self.call("POST", "/bundles", {"name": "Under test", "definition": definition})
        flow = Flow(bundle["id"], connection["webhook_url"])
        self.call("POST", f"/bundles/{flow.id}/publish", {})
        self.call("POST", f"/bundles/{flow.id}/start", {})
        return flow

    def call(self, method: str, path: str, content: Mapping[str, Any] | None = None) -> Row:
        """Make one API call that is expected to work and return its answer."""
        status, body = self.request(method, path, content)
        if not 200 <= status < 300:
            raise Refused(f"{method} {path}: {status} {body[:2000]!r}")
        answer: Row = json.loads(body) if body else {}
        return answer

    def request(
        self, method: str, path: str, content: Mapping[str, Any] | None = None
    ) -> tuple[int, bytes]:
        """Make one API call with the owner's token."""
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            body = None if content is None else json.dumps(content)
            connection.request(method, f"/api/v1{path}", body, headers)
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def is_ready(self) -> bool:
        """Whether it can accept events now."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/health/ready")
            return connection.getresponse().status == 200
        except (OSError, HTTPException):
            return False
        finally:
            connection.close()

    def _is_up(self) -> bool:
        if self._process is not None and self._process.poll() is not None:
            raise Refused(f"the product ended: {self._log.read_text()}")
        return (self.home / "run.json").exists() and self.is_ready() and bool(self.pids("child"))

    def _bootstrap(self) -> str:
        said: Row = json.loads(self.manage("bootstrap", *OWNER, "Shop").splitlines()[-1])
        return str(said["token"])


def until(condition: Callable[[], object], *, within_s: float, what: str) -> float:
    """Wait until the condition holds; returns the seconds it took, fails when it takes too long."""
    began = time.monotonic()
    while not condition():
        if time.monotonic() - began > within_s:
            raise AssertionError(f"{what} did not happen within {within_s} s")
        time.sleep(0.05)
    return time.monotonic() - began


def free_port() -> int:
    """Return a port that nobody uses, and that no line is given by chance until it is opened."""
    while True:
        port = random.randrange(*UNGIVEN_PORTS)
        with suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port
