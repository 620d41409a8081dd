"""10,000 polling bundles at 60 s: `python -m tests.bench.polling <seconds>`.

The service is a function that has nothing new, so what is measured is the scheduling: claims, turns
and what they write. Works in a database of its own, prints one line of JSON.
"""

import asyncio
import json
import os
import sys
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from uuid import UUID

import django
import uvloop

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "engine.config.settings")
django.setup()

from django.core.management import call_command  # noqa: E402 (after Django is set up)

from engine.accounts.models import Workspace  # noqa: E402
from engine.kernel.ids import new_id  # noqa: E402
from engine.queue.database import connect  # noqa: E402
from engine.triggers.models import Source  # noqa: E402
from engine.triggers.poller import USUAL  # noqa: E402
from tests.engine.triggers.stand import OneAccount, a_poller, a_source, fixed  # noqa: E402
from tests.factories import a_workspace  # noqa: E402

SOURCES = 10_000
WORKSPACES = 50
EVERY = {"every": 60}
SPREAD = "UPDATE triggers_source SET due_at = now() + random() * interval '60 seconds'"
LATEST = """
SELECT COALESCE(extract(epoch FROM max(now() - due_at)), 0)::float
FROM triggers_source WHERE due_at <= now() AND NOT is_held
"""
POLLED = "SELECT count(*) FROM triggers_source WHERE polled_at IS NOT NULL"
BACKENDS = "SELECT pid FROM pg_stat_activity WHERE application_name LIKE 'svyazka poller%%'"
SAMPLE_EVERY_S = 0.1
PAUSE_S = 0.05


def fill() -> None:
    """Make the bundles' sources, due evenly over a minute."""
    homes = [a_workspace() for _ in range(WORKSPACES)]
    one = a_source(homes[0], trigger={"event": "new_row", "schedule": EVERY})
    fields = {field.attname: getattr(one, field.attname) for field in Source._meta.fields}
    Source.objects.bulk_create(
        Source(**{**fields, **_own(homes[index % WORKSPACES])}) for index in range(SOURCES - 1)
    )


def _own(home: Workspace) -> dict[str, UUID]:
    return {"bundle_id": new_id(), "connection_id": new_id(), "workspace_id": home.pk}


async def measure(seconds: float) -> dict[str, float]:
    """Poll for a while and return what it cost and how late it was."""
    async with a_poller(OneAccount(fixed([])), pace=USUAL) as poller, await connect("bench") as db:
        await db.execute(SPREAD)
        lags, cpu_s, began = [], time.process_time(), time.monotonic()
        sampled = 0.0
        while (moment := time.monotonic()) < began + seconds:
            await poller.look()
            await asyncio.sleep(PAUSE_S)
            if moment > sampled + SAMPLE_EVERY_S:
                sampled = moment
                lags.append((await (await db.execute(LATEST)).fetchone() or (0.0,))[0])
        took = time.monotonic() - began
        pids = [row[0] for row in await (await db.execute(BACKENDS)).fetchall()]
        polled = (await (await db.execute(POLLED)).fetchone() or (0,))[0]
        cpu_s = time.process_time() - cpu_s
    lags.sort()
    return {
        "polled": polled,
        "cpu": 100 * cpu_s / took,
        "postgres_cpu": 100 * _ticks_s(pids) / took,
        "lag_p99_s": lags[len(lags) * 99 // 100],
    }


def _ticks_s(pids: Iterable[int]) -> float:
    ticks = 0
    for pid in pids:
        with suppress(OSError):
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
    return ticks / 100


def main(seconds: float) -> None:
    """Measure in a fresh database."""
    call_command("migrate", verbosity=0)
    fill()
    sys.stdout.write(json.dumps(uvloop.run(measure(seconds))) + "\n")


if __name__ == "__main__":
    main(float(sys.argv[1]))
