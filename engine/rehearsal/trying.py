"""A run that is none: the machine of runs, with nothing to write to and nobody who waits."""

import random
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

from django.conf import settings

from connectors.sdk import Action as Verb
from connectors.sdk import Door
from engine.bundles.models import Bundle
from engine.connections.library import Account, Accounts
from engine.connections.limits import Limiter
from engine.connections.places import Place
from engine.health.signs import Sign
from engine.health.watch import Watch
from engine.kernel.clock import now
from engine.kernel.ids import new_id
from engine.kernel.json_types import Json
from engine.queue.database import connect
from engine.rehearsal.sizes import dump
from engine.runs.acting import Acting
from engine.runs.claim import Claimed
from engine.runs.execute import Execution
from engine.runs.library import Library
from engine.runs.own import OwnServices
from engine.runs.record import Recorder
from engine.runs.tools import Tools

MODE = "rehearsal"


class Unrecorded(Execution):
    """An execution that leaves nothing behind."""

    async def save(self, path: str, told: Mapping[str, Any], *, at_once: bool = False) -> None:
        """Keep nothing: there is no second attempt."""


class Once(Acting):
    """One action, tried once by a person: neither its bundle nor its connection is judged by it."""

    account: Account | None = None

    def failed(self, error: Mapping[str, Any]) -> dict[str, Any]:
        """Return the story of an action that in a run would have to wait because of this error."""
        return {**self._told("failed", None), "error": {"code": "internal", **error}}

    async def _resolve(self) -> tuple[Account, Verb]:
        account, verb = await super()._resolve()
        self.account = account
        return account, verb

    async def _wait_for_service(self, account: Account) -> None:
        """Go at once: whoever tries wants to see whether the service works."""

    def _tell_health(self, account: Account, sign: Sign, *, code: str = "") -> None:
        """Tell nobody: points are for runs."""


class Unasked(Once):
    """An action whose call never leaves: no limit of the connection is used up."""

    async def _wait_for(self, place: Place) -> None:
        """Go at once: nobody is called."""


def a_run(bundle: Bundle, event: Json, *, lasts_s: float) -> Claimed:
    """Return a run of the draft that no queue knows."""
    run_id, moment = str(new_id()), now()
    return Claimed(
        id=run_id,
        lease=0,
        workspace_id=str(bundle.workspace_id),
        bundle_id=str(bundle.pk),
        version_id="",
        event_id=run_id,
        origin_id=run_id,
        mode=MODE,
        status="waiting",
        key=None,
        is_ordered=False,
        received_at=moment,
        started_at=moment,
        crashes=0,
        attempts=0,
        bytes_in=0,
        reply_to=None,
        payload=dump(event),
        time_zone=bundle.workspace.time_zone,
        polls=False,
        lease_ends=time.monotonic() + lasts_s,
    )


@asynccontextmanager
async def tools_with(door: Door, *, renews: bool) -> AsyncIterator[Tools]:
    """Lend what an action needs; calls go through this door."""
    accounts = Accounts(settings.SERVICE_URLS, renews=renews)
    limiter = Limiter.at(settings.REDIS_URL)
    try:
        async with await connect(MODE) as db:
            yield Tools(
                db=db,
                door=door,
                accounts=accounts,
                own=OwnServices({}),
                library=Library(),
                limiter=limiter,
                watch=Watch(),
                recorder=Recorder(),
                publish=_publish,
                stop_bundle=_forget,
                payload_cap=settings.PAYLOAD_LIMIT_BYTES,
                rng=random.Random(),  # noqa: S311 (jitter, no secret)
            )
    finally:
        await accounts.settled()
        await limiter.close()


async def _publish(address: str, message: bytes) -> None:
    """Answer nobody: no webhook waits."""


def _forget(bundle_id: UUID, error: Mapping[str, Any]) -> None:
    """Stop no bundle: it was a person who tried."""
