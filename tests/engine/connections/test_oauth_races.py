"""Processes that want the same login renewed at the same moment, and one that is killed over it."""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager

import pytest
from django.db import connection as line
from django.db.models.functions import Now

from connectors.sdk.errors import CredentialsRejected
from engine.config.environment import ROOT
from engine.connections.models import Connection
from tests.engine.connections.dance import Dance, as_worker, name
from tests.oauth_provider.provider import Provider

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def dance(granary: Provider) -> Dance:
    one = Dance(granary)
    one.sign_in()
    one.forget_refreshes()
    return one


class Asker:
    """A process that waits for the word to renew the connection's login."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self.process, self._in, self._out = process, process.stdin, process.stdout

    def is_ready(self) -> bool:
        said: str = self._out.readline()
        return said == "ready\n"

    def go(self) -> None:
        self._in.write("go\n")
        self._in.flush()

    def given(self) -> list[str]:
        said: str = self._out.read()
        return said.splitlines()


@contextmanager
def processes(dance: Dance, count: int) -> Iterator[list[Asker]]:
    """Start processes that are ready to renew the login."""
    known = line.get_connection_params()
    url = f"postgresql://{known['user']}@/{known['dbname']}?host={known['host']}"
    surroundings = os.environ | {
        "DATABASE_URL": url,
        "SVYAZKA_SERVICE_URLS": f"granary={dance.granary.url}",
        "SVYAZKA_ALLOWED_NETWORKS": "127.0.0.0/8",
    }
    command = [sys.executable, "-m", "tests.engine.connections.renewer"]
    arguments = [str(dance.connection.pk), dance.secrets["access_token"]]
    with ExitStack() as stack:
        started = [
            Asker(stack.enter_context(_start([*command, *arguments], surroundings)))
            for _ in range(count)
        ]
        for one in started:
            stack.callback(one.process.kill)
            assert one.is_ready()
        yield started


def _start(command: list[str], surroundings: Mapping[str, str]) -> subprocess.Popen[str]:
    return subprocess.Popen(
        command,
        cwd=ROOT,
        env=surroundings,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def test_four_processes_share_one_refresh_and_all_get_the_token(dance: Dance) -> None:
    dance.granary.plan(before_s=0.3, after_s=0.3)

    with processes(dance, 4) as started:
        for one in started:
            one.go()
        given = {token for one in started for token in one.given()}

    assert given == {dance.secrets["access_token"]}
    assert dance.refreshes == [200]
    assert as_worker(dance, name) == {"name": "anna"}


def test_four_processes_share_one_refusal(dance: Dance) -> None:
    dance.granary.plan(before_s=0.5)
    dance.granary.revoke()

    with processes(dance, 4) as started:
        for one in started:
            one.go()
        given = {said for one in started for said in one.given()}

    assert given == {"error login_expired"}
    assert dance.refreshes == [400]


def test_a_process_killed_over_the_answer_costs_a_sign_in_and_no_more(dance: Dance) -> None:
    dance.granary.plan(after_s=5.0)

    with processes(dance, 1) as (one,):
        one.go()
        while not dance.refreshes:
            assert one.process.poll() is None
        one.process.kill()
    Connection.objects.filter(pk=dance.connection.pk).update(renewing_until=Now())
    dance.granary.expire()

    with pytest.raises(CredentialsRejected):
        as_worker(dance, name)
    assert dance.sign_in().startswith("/?login=login_works")
    assert as_worker(dance, name) == {"name": "anna"}
