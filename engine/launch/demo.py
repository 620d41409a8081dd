"""`python -m engine.launch.demo`: what `make demo` calls.

The same installation in a folder of its own, with a simulated service in the place of each real one
that has a simulator, and a workspace in which something runs already.
"""

import os
import socket
import sys
from argparse import ArgumentParser
from collections.abc import Mapping, Sequence
from functools import partial
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import urlsplit

from engine.config.local_run import ROOT
from engine.kernel.json_types import Json
from engine.launch import records
from engine.launch.__main__ import main
from engine.launch.installation import Installation
from engine.launch.preparation import answer_of, lines_of
from engine.launch.processes import Program
from engine.launch.supervisor import Service, Supervisor, until_ready

HOME = ROOT / ".svyazka-demo"
SIMULATORS = ROOT / "tests" / "services"
HEEDED = ("SVYAZKA_HOST", "SVYAZKA_PORT", "SVYAZKA_LANGUAGE", "SVYAZKA_TIME_ZONE")
SCENE = "tests.services.demo"
TOKEN_FILE = "demo.json"  # noqa: S105 - the name of a file
EMAIL, PASSWORD = "demo@svyazka.local", "just looking around"
WORKSPACE = "Svyazka"  # the one that the first owner is given


class Demo(Installation):
    """An installation whose services are simulated; its settings say at which addresses."""

    async def _before(self, supervisor: Supervisor) -> None:
        for slug, url in self.settings.service_urls.items():
            kept = supervisor.start(_simulator(slug, url))
            await until_ready(kept, partial(_answers, url))

    async def _after(
        self, addresses: Mapping[str, str], _prepared: Mapping[str, Json]
    ) -> Sequence[str]:
        env = {**addresses, "SVYAZKA_HOME": str(self.places.home)}
        token = await self._token(env)
        about = {"SVYAZKA_DEMO_TOKEN": token, "SVYAZKA_DEMO_URL": self.settings.base_url}
        told = await answer_of("scene", ("-m", SCENE), {**env, **about})
        return [
            "this is a demo: its services are simulated, nothing leaves this machine",
            f"sign in as {EMAIL} with the password: {PASSWORD}",
            *lines_of(told, "steps"),
        ]

    async def _token(self, env: Mapping[str, str]) -> str:
        path = self.places.home / TOKEN_FILE
        known = records.read(path)
        if "token" not in known:
            owner = ("--email", EMAIL, "--password", PASSWORD, "--workspace", WORKSPACE)
            known = await answer_of("bootstrap", ("manage.py", "bootstrap", *owner), env)
            records.write(path, {"token": known["token"]})
        return str(known["token"])


def simulators() -> list[str]:
    """Name the services that have a simulator."""
    return sorted(path.parent.name for path in SIMULATORS.glob("*/__main__.py"))


def environment_of_a_demo(given: Mapping[str, str], home: Path) -> dict[str, str]:
    """Return the variables of a demo; nothing given leads it to a real database or service."""
    urls = ",".join(f"{slug}=http://127.0.0.1:{_free_port()}" for slug in simulators())
    kept = {
        name: value
        for name, value in given.items()
        if name in HEEDED or not name.startswith(("SVYAZKA_", "DATABASE_URL", "REDIS_URL"))
    }
    return {
        **kept,
        "SVYAZKA_DEMO": "true",
        "SVYAZKA_HOME": str(home),
        "SVYAZKA_SERVICE_URLS": urls,
        "SVYAZKA_ALLOWED_NETWORKS": "127.0.0.0/8",
        "SVYAZKA_ADMIN_EMAIL": EMAIL,
        "SVYAZKA_ADMIN_PASSWORD": PASSWORD,
    }


def _simulator(slug: str, url: str) -> Service:
    port = str(urlsplit(url).port)
    words = (sys.executable, "-m", f"tests.services.{slug}", "--port", port)
    program = Program(slug, words, cwd=ROOT, patience_s=3)
    return Service(slug, lambda: program)


def _answers(url: str) -> bool:
    connection = HTTPConnection(urlsplit(url).netloc, timeout=5)
    try:
        connection.request("GET", "/_sim/requests")
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def _free_port() -> int:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        port: int = door.getsockname()[1]
        return port


def refuse_without_simulators(folder: Path = SIMULATORS) -> None:
    """Say what is missing where only the product itself was copied."""
    if not folder.is_dir():
        sys.exit("The demo needs the folder tests/services, which this copy does not have.")


def begin() -> int:
    """Run a demo in its folder until it is asked to stop."""
    refuse_without_simulators()
    parser = ArgumentParser(description="Svyazka among simulated services.")
    parser.add_argument("--home", type=Path, default=HOME, help="folder of the demo's data")
    ours = environment_of_a_demo(os.environ, parser.parse_args().home)
    os.environ.clear()
    os.environ.update(ours)
    return main(Demo)


if __name__ == "__main__":
    sys.exit(begin())
