"""`make run` from the first line to the last: servers, preparation, services, and their end."""

import asyncio
import os
import re
import signal
import time
from asyncio import FIRST_COMPLETED
from collections.abc import Callable, Mapping, Sequence

from engine.config.environment import Environment
from engine.kernel.json_types import Json
from engine.launch import first_steps, records
from engine.launch.places import Places
from engine.launch.postgres import Postgres
from engine.launch.preparation import Preparation, lines_of
from engine.launch.servers import Servers
from engine.launch.services import Roles
from engine.launch.supervisor import Kept, Service, Supervisor, until_ready
from engine.launch.terminal import DISASTER, TROUBLE, Terminal
from engine.launch.threshold import asked
from engine.launch.valkey import Valkey
from engine.launch.vigil import Vigil


class Installation:
    """One local Svyazka and everything it runs."""

    def __init__(self, places: Places, settings: Environment, terminal: Terminal) -> None:
        self.places = places
        self.settings = settings
        self.terminal = terminal
        self._began = time.monotonic()
        self._stopping = asyncio.Event()
        self._hurry = asyncio.Event()
        self._vigil: asyncio.Task[None] | None = None

    async def run(self) -> None:
        """Start everything, keep it alive until a signal comes, and end it in good order."""
        self._heed_signals()
        supervisor = Supervisor(self.terminal)
        starting = asyncio.create_task(self._start(supervisor))
        stopping = asyncio.create_task(self._stopping.wait())
        try:
            await asyncio.wait({starting, stopping}, return_when=FIRST_COMPLETED)
            if starting.done():
                with records.announced(self.places.home, starting.result()):
                    await stopping
        finally:
            starting.cancel()
            stopping.cancel()
            if self._vigil is not None:
                self._vigil.cancel()
            await supervisor.stop(self._hurry)

    async def _start(self, supervisor: Supervisor) -> Mapping[str, Json]:
        """Bring everything up and return where it can be reached."""
        await self._before(supervisor)
        servers = Servers.at(self.places)
        addresses = await self._start_servers(supervisor, servers)
        env = {**addresses, "SVYAZKA_HOME": str(self.places.home)}
        cluster = None if os.environ.get("DATABASE_URL") else servers.postgres.data
        prepared = await Preparation(self.places.home, env, cluster).done()
        roles = Roles(env, self.settings.worker_processes)
        worker, beat = supervisor.start(roles.worker()), supervisor.start(roles.beat())
        web = supervisor.start(roles.web())
        await until_ready(web, self._answers)
        self._vigil = asyncio.create_task(Vigil([web, worker, beat], self._silent).keep())
        self._greet(await self._after(addresses, prepared))
        return {**addresses, "host": self.settings.host, "port": self.settings.port}

    async def _before(self, supervisor: Supervisor) -> None:
        """Start what has to be there first."""

    async def _after(
        self, _addresses: Mapping[str, str], prepared: Mapping[str, Json]
    ) -> Sequence[str]:
        """Do what is left when everything answers; return what to tell the person."""
        tries = lines_of(prepared, "steps")
        return [
            *lines_of(prepared, "said"),
            *_sign_in(prepared),
            *(line.replace(first_steps.ADDRESS, self.settings.base_url) for line in tries),
        ]

    async def _start_servers(self, supervisor: Supervisor, servers: Servers) -> dict[str, str]:
        addresses: dict[str, str] = {}
        started: list[tuple[Kept, Callable[[], bool]]] = []
        wanted: list[tuple[Postgres | Valkey, str, re.Pattern[str]]] = [
            (servers.postgres, "DATABASE_URL", DISASTER),
            (servers.valkey, "REDIS_URL", TROUBLE),
        ]
        for server, variable, trouble in wanted:
            addresses[variable] = os.environ.get(variable) or server.url
            if not os.environ.get(variable):
                service = Service(server.name, server.prepare, trouble)
                started.append((supervisor.start(service), server.is_ready))
        for kept, ready in started:
            await until_ready(kept, ready)
        return addresses

    def _answers(self) -> bool:
        return asked(self.settings, "/health/ready")[0] == 200

    def _silent(self) -> set[str]:
        """Return which of web, worker and beat surely do not work at this moment."""
        if asked(self.settings, "/health/live")[0] != 200:
            return {"web"}
        _, told = asked(self.settings, "/health/ready")
        parts = told.get("parts")
        known = parts if isinstance(parts, dict) else {}
        return {role for role in ("worker", "beat") if known.get(role) == "down"}

    def _greet(self, lines: Sequence[str]) -> None:
        took = time.monotonic() - self._began
        self.terminal.say(f"ready in {took:.1f} s at {self.settings.base_url}")
        for line in (*lines, "Ctrl-C stops everything"):
            self.terminal.say(line)

    def _heed_signals(self) -> None:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            loop.add_signal_handler(number, self._asked_to_stop)

    def _asked_to_stop(self) -> None:
        if self._stopping.is_set():
            self.terminal.say("in a hurry")
            self._hurry.set()
            return
        self.terminal.say("stopping; once more to hurry")
        self._stopping.set()


def _sign_in(prepared: Mapping[str, Json]) -> Sequence[str]:
    if "password" not in prepared:
        return [f"sign in as {prepared.get('email')}"]
    return [
        f"sign in as {prepared['email']} with the password {prepared['password']}",
        "keep it: it is shown only this once",
    ]
