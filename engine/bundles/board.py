"""What a list of bundles shows beside the bundles: counted in one query each for a whole page."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Sum

from engine.accounts.models import Workspace
from engine.bundles.models import Bundle
from engine.bundles.states import MOVING
from engine.connections.models import Connection
from engine.flow.schedule import POLL_EVERY_S
from engine.health.services import Health, health_of
from engine.journal.finding.latest import last_runs
from engine.journal.models import Rollup
from engine.journal.retention import oldest_seen
from engine.kernel.json_types import Json
from engine.queue.services import Waiting, waiting_counts

CALENDAR = {"cron", "at"}


@dataclass(frozen=True, slots=True)
class Today:
    """What a bundle did since the workspace's midnight."""

    errors: int = 0
    transactions: int = 0


@dataclass(frozen=True, slots=True)
class Board:
    """The facts of one page, by bundle; `services` by connection."""

    waiting: Mapping[UUID, Waiting]
    today: Mapping[UUID, Today]
    last_runs: Mapping[UUID, datetime]
    services: Mapping[UUID, str]
    health: Mapping[UUID, Health]


def board(workspace: Workspace, bundles: Sequence[Bundle], moment: datetime) -> Board:
    """Gather the facts of these bundles."""
    ids = [bundle.pk for bundle in bundles]
    running = [bundle.pk for bundle in bundles if bundle.status in MOVING]
    return Board(
        waiting=waiting_counts(ids, running=running),
        today=_today(ids, midnight(workspace, moment)),
        last_runs=last_runs(ids, oldest_seen(workspace.time_zone, moment)),
        services=_services(workspace, bundles),
        health=health_of(ids),
    )


def midnight(workspace: Workspace, moment: datetime) -> datetime:
    """Return when the workspace's day began."""
    local = moment.astimezone(ZoneInfo(workspace.time_zone))
    return local.replace(hour=0, minute=0, second=0, microsecond=0)


def trigger_of(bundle: Bundle) -> Mapping[str, Json]:
    """Return the trigger of a bundle read `as_rows`."""
    trigger: Json = getattr(bundle, "trigger", None)
    return trigger if isinstance(trigger, Mapping) else {}


def connection_of(bundle: Bundle) -> UUID | None:
    """Return the connection whose events start the bundle."""
    named = trigger_of(bundle).get("connection")
    return UUID(named) if isinstance(named, str) else None


def interval_of(bundle: Bundle) -> int | None:
    """Return the seconds between two turns of a bundle read `as_rows`; None when a calendar counts.

    A trigger that polls and names no times takes its turn in the usual interval.
    """
    schedule = trigger_of(bundle).get("schedule")
    named = schedule if isinstance(schedule, Mapping) else {}
    every = named.get("every")
    if isinstance(every, int):
        return every
    is_usual = bundle.trigger_kind == Bundle.TriggerKind.POLLING and not CALENDAR & named.keys()
    return POLL_EVERY_S if is_usual else None


def _today(ids: Sequence[UUID], start: datetime) -> dict[UUID, Today]:
    rows = (
        Rollup.objects.filter(bundle_id__in=ids, slot__gte=start)
        .values_list("bundle_id")
        .annotate(errors=Sum("failed"), transactions=Sum("transactions"))
    )
    return {bundle_id: Today(errors, done) for bundle_id, errors, done in rows}


def _services(workspace: Workspace, bundles: Iterable[Bundle]) -> dict[UUID, str]:
    named = (connection_of(bundle) for bundle in bundles)
    rows = Connection.objects.of(workspace).filter(pk__in=[pk for pk in named if pk])
    return dict(rows.values_list("pk", "connector"))
