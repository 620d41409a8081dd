"""Faults of every kind at moments that chance decides, one on top of the other.

A seed makes a plan; what was broken when is kept, for the laws that a history has to obey.
"""

import random
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial

import psycopg
from redis import Redis
from redis.exceptions import RedisError

from tests.faults.conftest import LEASE_S
from tests.faults.history import RECOVERY_S
from tests.installation import Installation, until

LULL_S = (0.3, 2.5)
CUT_LINES = """
SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'
"""

Fault = Callable[[], None]


@dataclass
class Storm:
    """What breaks the product, and the moments at which something was broken."""

    product: Installation
    rng: random.Random
    faults: list[float] = field(default_factory=list)
    told: list[str] = field(default_factory=list)

    def rage(self, number: int) -> None:
        """Break so many things, none of them a second time before each had its turn."""
        for name, fault in self._plan(number):
            time.sleep(self.rng.uniform(*LULL_S))
            self.told.append(name)
            with self._lasting():
                fault()

    def _plan(self, number: int) -> Iterator[tuple[str, Fault]]:
        deck = list(self._deck().items())
        while number > 0:
            self.rng.shuffle(deck)
            yield from deck[:number]
            number -= len(deck)

    def _deck(self) -> dict[str, Fault]:
        return {
            "worker process killed": lambda: self._kill(*self.product.pids("drainer")),
            "worker killed": lambda: self._kill(*self.product.pids("worker")),
            "web killed": lambda: self._kill(*self.product.pids("web")),
            "beat killed": lambda: self._kill(*self.product.pids("beat")),
            "valkey killed": lambda: self._kill(*self.product.pids("valkey")),
            "valkey emptied": partial(self._to_valkey, "FLUSHALL"),
            "valkey's lines cut": partial(self._to_valkey, "CLIENT", "KILL", "TYPE", "normal"),
            "valkey silent": lambda: self._stop(3.0, *self.product.pids("valkey")),
            "worker process asleep": lambda: self._stop(
                LEASE_S + 1.0, *self.product.pids("drainer")
            ),
            "web asleep": lambda: self._stop(2.0, *self.product.pids("web")),
            "postgresql's lines cut": self._cut_lines,
            "postgresql ended": partial(self._end_postgresql, signal.SIGQUIT),
            "postgresql killed": partial(self._end_postgresql, signal.SIGKILL),
        }

    def _kill(self, *pids: int, number: signal.Signals = signal.SIGKILL) -> None:
        for pid in pids:
            with suppress(ProcessLookupError):
                self.product.kill(pid, number=number)

    def _stop(self, seconds: float, *pids: int) -> None:
        self._kill(*pids, number=signal.SIGSTOP)
        ends = time.monotonic() + seconds
        while time.monotonic() < ends:
            self._still_broken()
        self._kill(*pids, number=signal.SIGCONT)

    def _end_postgresql(self, number: signal.Signals) -> None:
        before = self.product.pids("postgres")
        self._kill(*before, number=number)
        self._until_accepting(before)

    def _cut_lines(self) -> None:
        with suppress(psycopg.OperationalError), self.product.database() as db:
            db.execute(CUT_LINES)

    def _to_valkey(self, *words: str) -> None:
        with suppress(RedisError), Redis.from_url(self.product.valkey_url) as valkey:
            valkey.execute_command(*words)

    def _until_accepting(self, before: Sequence[int]) -> None:
        ends = time.monotonic() + RECOVERY_S
        while not self.product.is_renewed("postgres", before) and time.monotonic() < ends:
            self._still_broken()

    def _still_broken(self) -> None:
        self.faults.append(time.monotonic())
        time.sleep(0.2)

    @contextmanager
    def _lasting(self) -> Iterator[None]:
        self.faults.append(time.monotonic())
        try:
            yield
        finally:
            self.faults.append(time.monotonic())


def recovered(product: Installation) -> float:
    """Wait until every part of the product gives signs of life; returns the seconds it took."""
    roles = ("web", "worker", "beat", "postgres", "valkey")
    return until(
        lambda: product.is_ready() and all(product.pids(role) for role in roles),
        within_s=RECOVERY_S,
        what="the product's recovery",
    )
