"""The three Python processes of an installation, as the supervisor runs them."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass

from engine.config.local_run import ROOT
from engine.launch.processes import Program
from engine.launch.supervisor import Service

CELERY = ("-m", "engine.launch.celery_main", "-A", "engine.config.celery", "--quiet")
NO_DJANGO = "engine.launch.no_django:NoDjangoLoader"
QUEUES = "live,maintenance"
# Two malloc arenas instead of eight a core: the pool processes stay near half their size.
FRUGAL = {"MALLOC_ARENA_MAX": "2", "PYTHONUNBUFFERED": "1"}


@dataclass(frozen=True)
class Roles:
    """How web, worker and beat are started with one set of variables."""

    env: Mapping[str, str]
    worker_processes: int

    def web(self) -> Service:
        """The HTTP door: hooks, API, dashboard."""
        return self._service("web", "-m", "engine.launch.web")

    def worker(self) -> Service:
        """The muscle: claims and executes runs."""
        quiet = ("--without-gossip", "--without-mingle", "--without-heartbeat", "-l", "WARNING")
        processes = str(self.worker_processes)
        words = (*CELERY, "worker", "-Q", QUEUES, "-c", processes, *quiet)
        return self._service("worker", *words, patience_s=20)

    def beat(self) -> Service:
        """The clock: rings when something is due."""
        # The in-memory scheduler: a schedule file is one more thing a kill can break.
        words = (
            *CELERY,
            "--loader",
            NO_DJANGO,
            "beat",
            "--scheduler",
            "celery.beat:Scheduler",
            "--pidfile=",
        )
        return self._service("beat", *words, "-l", "WARNING", patience_s=5)

    def _service(self, name: str, *words: str, patience_s: float = 10) -> Service:
        env = {**FRUGAL, **self.env}
        program = Program(name, (sys.executable, *words), cwd=ROOT, env=env, patience_s=patience_s)
        return Service(name, lambda: program)
