"""A throw-away PostgreSQL and Valkey for the session, started when a test first needs them.

Their addresses are known before they run, so Django is set up here and now. Under xdist the
controller runs them, and every worker has its own database in each. `DATABASE_URL` and `REDIS_URL`
name servers to use instead.
"""

import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import django
import hypothesis
import pytest
from django.test import TransactionTestCase
from pytest_django import DjangoDbBlocker

from engine.launch.places import Places
from engine.launch.postgres import Postgres
from engine.launch.servers import Servers, running
from engine.launch.valkey import Valkey
from tests.clean_slate import CleanSlate
from tests.installation import BASE, FOLDER


class ThrowAway:
    """The servers of this session and the temporary folder that goes away with them."""

    def __init__(self) -> None:
        self.home = Path(tempfile.mkdtemp(prefix=FOLDER.format(pid=os.getpid()), dir=BASE))
        self.open = ExitStack()
        self.wanted: list[Postgres | Valkey] = []
        servers = Servers.at(Places(self.home, self.home / "s"), durable=False)
        for server, variable in ((servers.postgres, "DATABASE_URL"), (servers.valkey, "REDIS_URL")):
            if variable not in os.environ:
                os.environ[variable] = server.url
                self.wanted.append(server)
        os.environ["SVYAZKA_HOME"] = str(self.home)

    def start(self) -> None:
        """Start what the environment did not name; the second call does nothing."""
        if self.wanted:
            self.home.chmod(0o711)
            self.open.enter_context(running(*self.wanted))
            self.wanted = []

    def stop(self) -> None:
        """Stop them and delete everything they wrote."""
        self.open.close()
        shutil.rmtree(self.home, ignore_errors=True)


def _delete_what_killed_sessions_left() -> None:
    for folder in Path(BASE).glob(FOLDER.format(pid="*") + "*"):
        if not Path(f"/proc/{folder.name.split('-')[2]}").exists():
            shutil.rmtree(folder, ignore_errors=True)


def _own_valkey_database() -> None:
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    shared = os.environ.get("SVYAZKA_HOME", "").startswith(f"{BASE}/svyazka-test-")
    if worker and shared:
        number = int(worker.removeprefix("gw")) + 1
        os.environ["REDIS_URL"] = os.environ["REDIS_URL"].replace("?db=0", f"?db={number}")


pytest_plugins = ["tests.lanes"]
# The same examples everywhere, and none too slow: what a machine does meanwhile is no finding.
hypothesis.settings.load_profile("ci")
ON_WORKER = "PYTEST_XDIST_WORKER" in os.environ
THROW_AWAY = None if ON_WORKER else ThrowAway()
_own_valkey_database()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "engine.config.settings")
django.setup()


def pytest_configure(config: pytest.Config) -> None:
    """Start the servers at once when workers share them, and clean up on TERM as on Ctrl-C."""
    if THROW_AWAY is None:
        return
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    _delete_what_killed_sessions_left()
    if config.getoption("numprocesses", None):
        THROW_AWAY.start()


def pytest_unconfigure() -> None:
    """Leave nothing behind, however the session ended."""
    if THROW_AWAY is not None:
        THROW_AWAY.stop()


@pytest.fixture(scope="session")
def servers() -> None:
    """PostgreSQL and Valkey answer at `DATABASE_URL` and `REDIS_URL`."""
    if THROW_AWAY is not None:
        THROW_AWAY.start()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, servers: None
) -> None:
    """Let pytest-django make the test database only when there is a server to make it in."""


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Let tests that commit delete what they wrote; Django offers no place to say so."""
    with django_db_blocker.unblock():
        slate = CleanSlate()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _: slate.wipe())
        yield
