"""13 months of 500 bundles: `python -m tests.bench.analytics`, in a database of its own.

Two months are folded from quarters of an hour as the product does it, the months before are their
copies. Prints lines of JSON: a name, how long it took (p50 and p95 in ms), and its goal.
"""

import json
import os
import statistics
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "engine.config.settings")
django.setup()

from django.core.management import call_command  # noqa: E402 (after Django is set up)
from django.db import connection  # noqa: E402
from rest_framework.test import APIClient  # noqa: E402

from engine.accounts.models import Workspace  # noqa: E402
from engine.analytics import groups, services  # noqa: E402
from engine.analytics.days import month_of, months_back  # noqa: E402
from engine.analytics.folding import fold_month  # noqa: E402
from engine.bundles.models import Bundle, Group  # noqa: E402
from engine.connections.models import Connection  # noqa: E402
from engine.kernel import garbage  # noqa: E402
from engine.kernel.clock import now  # noqa: E402
from tests.factories import a_client, a_workspace  # noqa: E402

BUNDLES, CONNECTIONS = 500, 200
SERVICES = ("http", "email", "webhook", "tilda")
DAYS = 60
ROUNDS = 15
GOAL_MS = 100
# A bundle is busy in one of eight quarters, in all of them today and yesterday.
QUARTERS = """
CREATE TEMPORARY TABLE quarters AS
SELECT b.id AS bundle_id, b.n, slot, (random() * 100)::int AS runs
FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM bundles_bundle) b,
    generate_series(date_bin('15 minutes', now(), 'epoch') - %(days)s * interval '1 day',
                    date_bin('15 minutes', now(), 'epoch'), interval '15 minutes') AS slot
WHERE slot > now() - interval '2 days' OR random() < 0.125
"""
ROLLUPS = """
INSERT INTO journal_rollup (bundle_id, slot, workspace_id, succeeded, filtered, failed, held,
    duplicate, cancelled, transactions, bytes_in, bytes_out, duration_ms, durations, polls_empty,
    bytes_empty)
SELECT bundle_id, slot, %(workspace)s, runs, 1, 1, 0, 0, 0, runs * 2, runs * 900, runs * 400,
    runs * 300, array_fill(0, ARRAY[10]) || array_fill(runs / 10, ARRAY[10])
    || array_fill(0, ARRAY[20]), 3, 900
FROM quarters
"""
USES = """
INSERT INTO journal_use (bundle_id, slot, connector, connection_id, workspace_id, transactions,
    errors, bytes_in, bytes_out, polls_empty, bytes_empty)
SELECT bundle_id, slot, c.connector, c.id, %(workspace)s, runs, part, runs * 450, runs * 200, 1, 300
FROM quarters, generate_series(0, 1) AS part, (
    SELECT id, connector, row_number() OVER (ORDER BY id) - 1 AS n FROM connections_connection
) c WHERE c.n = (quarters.n * 7 + part * 31) %% %(connections)s
"""
# Days of the folded months, as often as thirteen months need them.
OLDER = """
INSERT INTO analytics_sum SELECT workspace_id, grain, scope, subject_id, connection_id, connector,
    day - %(days)s * copy, transactions, errors, bytes_in, bytes_out, polls_empty, bytes_empty,
    succeeded, filtered, held, duplicate, cancelled, durations
FROM analytics_sum, generate_series(1, 7) AS copy
WHERE grain = 0 AND day < current_date AND day >= current_date - %(days)s
    AND day - %(days)s * copy >= %(first)s
ORDER BY 7
"""


def fill() -> Workspace:
    """Make the bundles and what they did."""
    home = a_workspace()
    few = Group.objects.create(workspace=home, name="Fifty")
    Bundle.objects.bulk_create(
        Bundle(workspace=home, name=f"Bundle {n}", group=few if n < BUNDLES / 10 else None)
        for n in range(BUNDLES)
    )
    Connection.objects.bulk_create(
        Connection(workspace=home, name=f"C{n}", connector=SERVICES[n % 4], kind="none")
        for n in range(CONNECTIONS)
    )
    told: dict[str, Any] = {"workspace": home.pk, "days": DAYS, "connections": CONNECTIONS}
    with connection.cursor() as cursor:
        for statement in (QUARTERS, ROLLUPS, USES, "DELETE FROM analytics_late"):
            cursor.execute(statement, told)
    return home


def fold(home: Workspace) -> float:
    """Fold the two months and return how long a day of them took, in ms."""
    until, began = services.ripe_until(now()), time.perf_counter()
    while services.fold(home.pk, until):
        pass
    return (time.perf_counter() - began) / DAYS * 1000


def fold_again(home: Workspace) -> float:
    """Return how long an hour takes on top of the day that it belongs to, in ms."""
    until = services.ripe_until(now())
    with connection.cursor() as cursor:
        cursor.execute("UPDATE analytics_fold SET folded_until = %s", [until - timedelta(hours=1)])
    began = time.perf_counter()
    services.fold(home.pk, until)
    return (time.perf_counter() - began) * 1000


def add_older_months(home: Workspace) -> None:
    """Make thirteen months of the two."""
    today = now().date()
    first = months_back(today, services.MONTHS_KEPT)
    with connection.cursor() as cursor:
        cursor.execute(OLDER, {"days": DAYS, "first": first})
    for months in range(1, services.MONTHS_KEPT + 1):
        fold_month(home.pk, months_back(month_of(today), months))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def gather() -> float:
    """Sum the groups up that changed, and return how long it took, in ms."""
    began = time.perf_counter()
    while groups.changed():
        services.gather_changed()
    return (time.perf_counter() - began) * 1000


def questions(home: Workspace) -> Iterator[tuple[str, str, dict[str, str]]]:
    """Yield what is asked, in words and as an address."""
    bundle = str(Bundle.objects.order_by("pk")[7].pk)
    through = str(Connection.objects.order_by("pk")[7].pk)
    few = str(Group.objects.get().pk)
    for what in ("transactions", "volume"):
        for by in ("day", "week", "month"):
            yield f"{what} by {by}", what, {"by": by}
        for name, narrow in (
            ("one bundle", {"bundle": bundle}),
            ("a group of 50", {"group": few}),
            ("the other 450", {"group": "none"}),
            ("a connection", {"connection": through}),
            ("a service", {"connector": "email"}),
            ("a service in a group of 50", {"connector": "email", "group": few}),
        ):
            yield f"{what} by day, {name}", what, {"by": "day", **narrow}
        yield f"{what} by month, the other 450", what, {"by": "month", "group": "none"}
    for of in ("bundle", "group", "connection", "connector"):
        yield f"top of {of}", "top", {"of": of, "limit": "100"}
    yield "top of connection in a group of 50", "top", {"of": "connection", "group": few}
    yield "top of bundle through a service", "top", {"of": "bundle", "connector": "email"}


def measure(client: APIClient, what: str, asked: dict[str, str]) -> list[float]:
    """Return how long each of some requests took, in ms, the first of all left out."""
    today = now().date()
    period = {"from": str(today - timedelta(days=395)), "to": str(today)}
    took = []
    for _ in range(ROUNDS + 1):
        began = time.perf_counter()
        answer = client.get(f"/api/v1/analytics/{what}", {**period, **asked})
        took.append((time.perf_counter() - began) * 1000)
        if answer.status_code != 200:
            raise RuntimeError(answer.content)
    return took[1:]


def tell(name: str, took_ms: list[float], goal_ms: float | None = GOAL_MS) -> None:
    """Print one figure."""
    p50, p95 = statistics.median(took_ms), sorted(took_ms)[int(len(took_ms) * 0.95)]
    sys.stdout.write(json.dumps({"name": name, "p50": p50, "p95": p95, "goal": goal_ms}) + "\n")
    sys.stdout.flush()


def main() -> None:
    """Fill, fold, ask."""
    call_command("migrate", verbosity=0)
    home = fill()
    tell("fold one day of 500 bundles", [fold(home)], None)
    tell("fold one hour more of a day", [fold_again(home)], None)
    add_older_months(home)
    tell("sum up a group of 50 and one of 450", [gather()], None)
    client = a_client(home)
    client.get("/api/v1/analytics/top")
    garbage.calm()  # as the web process does when it starts
    for name, what, asked in questions(home):
        tell(name, measure(client, what, asked))
    Bundle.objects.update(group=Group.objects.get())
    gather()
    whole = {"by": "day", "group": str(Group.objects.get().pk)}
    tell("transactions by day, a group of all 500", measure(client, "transactions", whole))


if __name__ == "__main__":
    main()
