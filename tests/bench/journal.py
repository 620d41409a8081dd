"""The journal at 0.1, 1 and 5 million rows: `python -m tests.bench.journal [millions …]`.

Works in a database of its own, with the requests a browser makes, and prints a line for each
figure as JSON: name, value, unit, goal.
"""

import json
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from datetime import time as clock
from typing import Any

import django
import psycopg

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "engine.config.settings")
django.setup()

from django.core.management import call_command  # noqa: E402 (after Django is set up)
from rest_framework.test import APIClient  # noqa: E402

from engine.bundles.models import Bundle, Group, Use  # noqa: E402
from engine.connections.models import Connection  # noqa: E402
from engine.journal.finding.cursors import Place  # noqa: E402
from engine.journal.models import Entry  # noqa: E402
from engine.journal.partitions import Week, drop_old  # noqa: E402
from engine.kernel import garbage  # noqa: E402
from engine.kernel.clock import now  # noqa: E402
from engine.kernel.ids import new_id  # noqa: E402
from tests.bench.journal_rows import (  # noqa: E402
    BUNDLES,
    COMMON_WORD,
    CONNECTIONS,
    HOT_KEY,
    RARE_KEY,
    Filling,
)
from tests.factories import a_client, a_workspace  # noqa: E402

MILLIONS = (0.1, 1.0, 5.0)
TIMES = 15
DEEP = {"10 %": 6, "50 %": 30, "99 %": 59}
NOWHERE = "no such words"
SERVICES = ("http", "email")
LIST = "/api/v1/journal"
DAYS = 60
A_MILLION = 1_000_000
PAUSE_S = 0.005

Ask = Callable[[], Any]


class House:
    """A workspace with most of the rows, and another."""

    def __init__(self) -> None:
        self.home, self.other = a_workspace(), a_workspace()
        self.client = a_client(self.home)
        self.groups = [Group.objects.create(workspace=self.home, name=f"g{n}") for n in range(2)]
        self.connections = [self._connection(n) for n in range(CONNECTIONS)]
        self.bundles = [self._bundle(n) for n in range(BUNDLES)]

    def fill(self, rows: int, *, days: int = DAYS) -> float:
        """Make so many rows of the last days, and return how many seconds that took."""
        began = time.perf_counter()
        filling = Filling(
            self.home.pk,
            self.other.pk,
            tuple(one.pk for one in self.bundles),
            tuple(one.pk for one in self.connections),
            now(),
            days,
        )
        filling.fill(os.environ["DATABASE_URL"], rows)
        return time.perf_counter() - began

    def asked(self, **asked: Any) -> Ask:
        """Return the request for a page with these filters."""
        return lambda: answer(self.client, LIST, asked)

    def counted(self, **asked: Any) -> Ask:
        """Return the request for a count with these filters."""
        return lambda: answer(self.client, f"{LIST}/count", asked)

    def _connection(self, number: int) -> Connection:
        return Connection.objects.create(
            workspace=self.home,
            connector=SERVICES[number % len(SERVICES)],
            name=f"c{number}",
            kind="none",
        )

    def _bundle(self, number: int) -> Bundle:
        bundle = Bundle.objects.create(
            workspace=self.home, name=f"b{number}", group=self.groups[number % 2]
        )
        listened = self.connections[number % CONNECTIONS]
        Use.objects.create(bundle=bundle, connection=listened, role="trigger", live=True)
        return bundle


def answer(client: APIClient, address: str, asked: dict[str, Any]) -> Any:
    """Return what the product answers; anything but 200 ends the bench."""
    told = client.get(address, asked)
    if told.status_code != 200:
        raise RuntimeError(told.json())
    return told.json()


def tell(name: str, value: float, unit: str, goal: float | None = None) -> None:
    """Print one figure."""
    figure = {"name": name, "value": value, "unit": unit, "goal": goal}
    sys.stdout.write(json.dumps(figure) + "\n")
    sys.stdout.flush()


def measure(name: str, ask: Ask, goal: float) -> None:
    """Tell how long an answer takes, typically and at worst but for one of twenty."""
    took: list[float] = []
    ask()  # what is imported and planned at first is no part of it
    for _ in range(TIMES):
        began = time.perf_counter()
        ask()
        took.append(1000 * (time.perf_counter() - began))
    took.sort()
    tell(f"{name}, p50", took[len(took) // 2], "ms", goal)
    tell(f"{name}, p95", took[len(took) * 95 // 100], "ms", goal)


def measure_lists(house: House) -> None:
    """Measure pages by depth and by filter."""
    measure("first page", house.asked(), 50)
    for name, days in DEEP.items():
        place = Place(now() - timedelta(days=days), new_id()).write()
        measure(f"page at {name} of the depth", house.asked(cursor=place), 50)
    busy, connection = house.bundles[0].pk, house.connections[0].pk
    measure("of a bundle", house.asked(bundle=busy), 50)
    measure("of a quiet bundle", house.asked(bundle=house.bundles[-1].pk), 50)
    measure("of a group", house.asked(group=house.groups[0].pk), 50)
    measure("with errors", house.asked(events="errors"), 50)
    measure("from nine to ten", house.asked(time_from="09:00", time_to="10:00"), 50)
    measure("through a connection", house.asked(connection=connection), 50)
    measure("errors of a service", house.asked(connector=SERVICES[0], events="errors"), 50)
    deep = Place(now() - timedelta(days=DEEP["50 %"]), new_id()).write()
    measure("of a service, deep", house.asked(connector=SERVICES[0], cursor=deep), 50)
    measure("of a service and bundle", house.asked(connector=SERVICES[0], bundle=busy), 50)
    measure("count of a service", house.counted(connector=SERVICES[0]), 50)
    measure("resent", house.asked(mode="resend"), 50)
    measure("count", house.counted(), 50)
    measure(
        "count of a group's errors", house.counted(group=house.groups[0].pk, events="errors"), 50
    )


def measure_search(house: House) -> None:
    """Measure hits by key and by text, and how long a look through everything takes."""
    measure("search by a rare key", house.asked(search=RARE_KEY), 50)
    measure("search by a hot key", house.asked(search=f"+{HOT_KEY}"), 50)
    measure("first hits of a common word", house.asked(search=COMMON_WORD), 1000)
    began = time.perf_counter()
    page = house.asked(search=NOWHERE)()
    tell("first page of a word that is nowhere", time.perf_counter() - began, "s", 1)
    pages = 1
    while page["next"]:
        page, pages = answer(house.client, page["next"], {}), pages + 1
    tell(f"all two months by text ({pages} pages)", time.perf_counter() - began, "s", 10)


def measure_drop(house: House, url: str) -> None:
    """Measure how long a week of a million rows takes to go, and the longest wait of others."""
    house.fill(2 * A_MILLION, days=14)
    monday = datetime.combine(Week.of(now()).monday, clock(), UTC)
    drop_old(monday - timedelta(days=7))
    gone = Entry.objects.filter(finished_at__lt=monday).count()
    waits: list[float] = []
    with busy(house, url, waits):
        time.sleep(0.5)
        began = time.perf_counter()
        drop_old(monday)
        took = time.perf_counter() - began
    tell(f"dropping a week of {gone:,} rows", took, "s", 1)
    tell("longest wait of readers and writers meanwhile", 1000 * max(waits), "ms", 200)


@contextmanager
def busy(house: House, url: str, waits: list[float]) -> Iterator[None]:
    """Let somebody write and read rows for as long as the block lasts; `waits` tells how long."""
    over = threading.Event()
    statements: Sequence[tuple[str, list[Any]]] = (
        (
            "INSERT INTO journal_entry (id, received_at, finished_at, kind, status, mode,"
            " workspace_id, transactions, bytes_in, bytes_out, attempts, outline, details)"
            " VALUES (%s, now(), now(), 'run', 'succeeded', 'live', %s, 1, 1, 1, 1, '[]', '{}')",
            [None, house.other.pk],
        ),
        (
            "SELECT id FROM journal_entry WHERE workspace_id = %s AND category = 'failed'"
            " ORDER BY finished_at DESC, id DESC LIMIT 50",
            [house.home.pk],
        ),
    )

    def work(statement: str, values: list[Any]) -> None:
        with psycopg.connect(url, autocommit=True) as db:
            while not over.wait(PAUSE_S):
                began = time.perf_counter()
                db.execute(statement, [value or new_id() for value in values])
                waits.append(time.perf_counter() - began)

    workers = [threading.Thread(target=work, args=one) for one in statements]
    for worker in workers:
        worker.start()
    try:
        yield
    finally:
        over.set()
        for worker in workers:
            worker.join()


def main(millions: Sequence[float]) -> None:
    """Measure each size in turn, and a week that is dropped."""
    call_command("migrate", verbosity=0)
    house = House()
    garbage.calm()  # as the web process does
    for one in millions:
        rows = int(one * A_MILLION)
        tell(f"--- {rows:,} rows, made in", house.fill(rows), "s")
        measure_lists(house)
        measure_search(house)
    measure_drop(house, os.environ["DATABASE_URL"])


if __name__ == "__main__":
    main([float(word) for word in sys.argv[1:]] or MILLIONS)
