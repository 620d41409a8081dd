"""The real poller on the test's database, before a service that is a Python function."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import orjson
from django.conf import settings

from connectors import sdk
from connectors.sdk.polls import Poll
from engine.accounts.models import Workspace
from engine.connections.library import Account, open_account
from engine.connections.limits import Limiter
from engine.health.watch import Watch
from engine.kernel.clock import now
from engine.kernel.ids import new_id
from engine.queue.models import Run
from engine.triggers.desk import Desk
from engine.triggers.models import Source
from engine.triggers.poller import Pace, Poller
from tests.connectors.loopback import LOOPBACK
from tests.factories import a_workspace

BASE = datetime(2026, 3, 1, 12, tzinfo=UTC)
QUICK = Pace(look_every_s=0, gather_s=0)


@dataclass
class OneAccount:
    """The only account there is: the service under test."""

    poll: Poll
    needs_login: bool = False
    is_there: bool = True

    def __post_init__(self) -> None:
        trigger = sdk.PollTrigger("new_row", self.poll, sample={}, can_start_from_date=True)
        connector = sdk.Connector("model", (sdk.NoAuth(),), (trigger,))
        self.found = open_account(connector, "none", {}, {})

    async def account(self, _: Any, connection_id: UUID, __: Any) -> Account | None:
        """Return it, whatever the connection."""
        if not self.is_there:
            return None
        return replace(self.found, connection_id=connection_id, needs_login=self.needs_login)


@dataclass
class Heard:
    """What the poller asked the rest of the worker to do."""

    over_plan: list[UUID] = field(default_factory=list)
    told: list[Any] = field(default_factory=list)

    def stop(self, bundle_id: UUID, error: Mapping[str, Any]) -> None:
        """Remember which bundle was to be stopped, and why."""
        self.over_plan.append(bundle_id)
        self.told.append(error)


@asynccontextmanager
async def a_poller(
    accounts: OneAccount, *, heard: Heard | None = None, pace: Pace = QUICK
) -> AsyncIterator[Poller]:
    """Yield a poller of its own, with its own lines to PostgreSQL."""
    async with a_desk(accounts, heard or Heard()) as desk:
        yield Poller(desk, lease_s=15.0, pace=pace)


@asynccontextmanager
async def a_desk(accounts: OneAccount, heard: Heard) -> AsyncIterator[Desk]:
    """Yield a desk with its own lines to PostgreSQL."""
    limiter = Limiter.at(settings.REDIS_URL)
    watch = Watch()
    async with sdk.Door(sdk.AddressPolicy(LOOPBACK)) as door:
        desk = Desk(door, accounts, limiter, watch, heard.stop)  # type: ignore[arg-type]
        try:
            yield desk
        finally:
            await watch.close()
            await limiter.close()
            await desk.hang_up()


async def poll_until_idle(poller: Poller) -> None:
    """Take turns until no source is due."""
    while await poller.look() or poller.is_busy:
        while poller.is_busy:
            await asyncio.sleep(0.001)


def a_source(workspace: Workspace | None = None, **fields: Any) -> Source:
    """Return a polling source that is due, of a bundle that needs no row."""
    home = workspace or a_workspace()
    usual: dict[str, Any] = {
        "bundle_id": new_id(),
        "workspace_id": home.pk,
        "kind": "polling",
        "connection_id": new_id(),
        "connector": "model",
        "trigger": {"event": "new_row", "connection": str(new_id()), "schedule": {"every": 300}},
        "time_zone": "UTC",
        "fingerprint": "here",
        "scope": "here",
        "since": BASE,
        "has_date": True,
        "due_at": now(),
        "seen_to": now(),
    }
    return Source.objects.create(**{**usual, **fields})


def delivered(source: Source) -> list[Any]:
    """Return the events the source brought, in the order of their arrival."""
    runs = Run.objects.filter(bundle_id=source.bundle_id).order_by("seq")
    return [orjson.loads(payload) for payload in runs.values_list("payload", flat=True)]


def wake(source: Source, **fields: Any) -> None:
    """Make the source due, as time would."""
    Source.objects.filter(pk=source.pk).update(due_at=now(), is_held=False, **fields)


def fixed(*pages: Sequence[sdk.Item]) -> Poll:
    """Return a service whose list is these pages."""

    async def poll(_: sdk.Call, query: sdk.PollQuery) -> sdk.Batch:
        number = int(query.page or 0)
        following = str(number + 1) if number + 1 < len(pages) else None
        return sdk.Batch(pages[number], following)

    return poll
