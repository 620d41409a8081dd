"""The only writers of sources outside the loop: armed, stopped, asked at once, brought in step."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias
from uuid import UUID

import orjson
from django.db import connection as database
from django.db import transaction
from django.db.models import Case, F, Q, When
from django.db.models.functions import Now, TruncSecond

from connectors.sdk import PollTrigger
from engine.accounts.models import Workspace
from engine.catalog import registry
from engine.connections.models import Connection
from engine.flow.schedule import Schedule
from engine.journal.models import Entry
from engine.journal.services import add_up
from engine.journal.telling.sums import Sums
from engine.kernel.clock import now
from engine.kernel.json_types import JsonObject
from engine.queue import services as queue
from engine.queue.models import SeenEvent
from engine.triggers.errors import PositionAsked, StartDateUnsupported
from engine.triggers.models import Source
from engine.triggers.slots import event
from engine.triggers.streaks import Streak, ended, polls_of, row_of
from engine.triggers.sweep import Position

Kind = Source.Kind


FOLLOW_ZONES = """
UPDATE triggers_source s SET time_zone = w.time_zone,
    due_at = CASE WHEN s.due_at IS NULL THEN NULL ELSE now() END,
    seen_to = CASE WHEN s.due_at > now() THEN now() ELSE s.seen_to END
FROM accounts_workspace w
WHERE w.id = s.workspace_id AND w.time_zone <> s.time_zone AND NOT s.is_held
"""
FOLLOW_CLOCK = """
UPDATE triggers_source SET due_at = now(), is_held = false, polled_at = now()
WHERE due_at IS NOT NULL AND polled_at > now() + interval '1 minute'
"""


@dataclass(frozen=True, slots=True)
class Start:
    """From when on a source looks: a date, or None for now."""

    date: datetime | None = None


NOW = Start()
Choice: TypeAlias = Start | Literal["keep"] | None


@dataclass(frozen=True, slots=True)
class Plan:
    """What a published trigger reads by itself."""

    kind: Source.Kind
    trigger: JsonObject
    connection_id: UUID | None = None
    connector: str = ""
    can_start_from_date: bool = False

    @property
    def fingerprint(self) -> str:
        """What tells one list from another."""
        looks = [self.kind.value, str(self.connection_id), self.trigger.get("event")]
        looks.append(self.trigger.get("fields") or {})
        return hashlib.sha256(orjson.dumps(looks, option=orjson.OPT_SORT_KEYS)).hexdigest()


def plan_of(workspace_id: UUID, definition: JsonObject) -> Plan | None:
    """Return what the definition's trigger reads by itself; None when it waits to be called."""
    trigger = definition.get("trigger")
    if not isinstance(trigger, dict):
        return None
    named = trigger.get("connection")
    if not named:
        return Plan(Kind.SCHEDULE, trigger) if trigger.get("schedule") else None
    mine = Connection.objects.filter(workspace_id=workspace_id, pk=str(named))
    connector = registry.find(mine.values_list("connector", flat=True).first())
    offered = connector.trigger(str(trigger.get("event"))) if connector else None
    if connector is None or not isinstance(offered, PollTrigger):
        return None
    starts_from_date = offered.can_start_from_date
    return Plan(Kind.POLLING, trigger, UUID(str(named)), connector.slug, starts_from_date)


@transaction.atomic
def arm(
    bundle: queue.Destination, workspace: Workspace, definition: JsonObject, start: Start | None
) -> None:
    """Have the bundle's source read from now on; without a `start` it goes on where it was.

    Raises StartDateUnsupported when the trigger cannot begin with a date.
    """
    plan = plan_of(bundle.workspace_id, definition)
    source = _locked(bundle.id)
    if plan is None:
        _forget(source)
        return
    if source is None:
        source = _made(bundle, plan, start or NOW)
    elif start is not None or source.kind != plan.kind:
        _move(source, plan, start or NOW)
    if source.kind == Kind.SCHEDULE:
        source.seen_to = Now()
    _describe(source, plan, workspace)
    source.due_at = Now()
    source.is_held = source.is_once = False
    source.lease += 1
    source.save()
    queue.ring()


@transaction.atomic
def follow(
    bundle: queue.Destination,
    workspace: Workspace,
    definition: JsonObject,
    *,
    choice: Choice,
    is_running: bool,
) -> None:
    """Have the bundle's source read what a new version says, its position kept.

    Raises PositionAsked when the version looks elsewhere and no `choice` says where it goes on.
    """
    plan = plan_of(bundle.workspace_id, definition)
    source = _locked(bundle.id)
    if plan is None or source is None or source.kind != plan.kind:
        _forget(source)
        if plan is not None and is_running:
            arm(bundle, workspace, definition, choice if isinstance(choice, Start) else None)
        return
    if plan.kind == Kind.POLLING and source.fingerprint != plan.fingerprint and choice is None:
        raise PositionAsked
    if isinstance(choice, Start):
        _move(source, plan, choice)
    if source.trigger.get("schedule") != plan.trigger.get("schedule"):
        source.seen_to = Now()
    _describe(source, plan, workspace)
    if is_running or source.is_once:
        source.due_at, source.is_held = Now(), False
        source.lease += 1
        queue.ring()
    source.save()


@transaction.atomic
def disarm(bundle_id: UUID) -> None:
    """Let the source rest where it is; who reads it now writes nothing more."""
    source = _locked(bundle_id)
    if source is None or source.due_at is None:
        return
    _tell_streak(source)
    Source.objects.filter(pk=bundle_id).update(
        due_at=None, is_held=False, is_once=False, streak=None, lease=F("lease") + 1
    )


def poll_now(bundle_id: UUID) -> bool:
    """Have the source read at once, or once more after the turn under way; False if it rests."""
    under_way = Q(is_held=True, due_at__gt=Now())
    woken = Source.objects.filter(pk=bundle_id, due_at__isnull=False).update(
        is_wanted=True, due_at=Case(When(under_way, then=F("due_at")), default=Now())
    )
    if woken:
        queue.ring()
    return bool(woken)


def poll_once(source: Source) -> None:
    """Have a polling source read at once; one that rests does so once and rests again.

    `source` is locked by the caller.
    """
    if source.due_at is None:
        source.is_once, source.due_at = True, Now()
        source.save(update_fields=["is_once", "due_at"])
        queue.ring()
    else:
        poll_now(source.bundle_id)


def rest_again(bundle_id: UUID) -> None:
    """Let a source that was to be asked once rest unasked; one that polls goes on as it does."""
    Source.objects.filter(pk=bundle_id, is_once=True).update(
        due_at=None, is_held=False, is_once=False, lease=F("lease") + 1
    )


def event_now(workspace: Workspace, definition: JsonObject) -> JsonObject:
    """Return the event of a bundle that is started by hand, as its schedule would have made it."""
    plan = plan_of(workspace.pk, definition)
    if plan is None or plan.kind != Kind.SCHEDULE:
        return {}
    raw = plan.trigger["schedule"]
    schedule = Schedule.of(raw if isinstance(raw, dict) else {}, workspace.time_zone)
    return event(None, now(), schedule)


def tend() -> None:
    """Once a minute: follow time zones and a clock that was put back."""
    with database.cursor() as cursor:
        for chore in (FOLLOW_ZONES, FOLLOW_CLOCK):
            cursor.execute(chore)


def _locked(bundle_id: UUID) -> Source | None:
    return Source.objects.select_for_update(no_key=True).filter(pk=bundle_id).first()


def _forget(source: Source | None) -> None:
    """Forget how far a source was read, but not what was counted of it so far."""
    if source is not None:
        _tell_streak(source)
        source.delete()


def _made(bundle: queue.Destination, plan: Plan, start: Start) -> Source:
    source = Source(bundle_id=bundle.id, workspace_id=bundle.workspace_id, kind=plan.kind)
    _move(source, plan, start)
    return source


def _move(source: Source, plan: Plan, start: Start) -> None:
    """Begin anew from this start; only another list, or a date, is read from its top."""
    if start.date is not None and not plan.can_start_from_date:
        raise StartDateUnsupported
    if start.date is not None:
        _look_anew(source)
    stays = source.fingerprint == plan.fingerprint and start.date is None
    cursor = Position.of(source.position).cursor if stays else None
    source.kind = plan.kind
    source.scope = plan.fingerprint
    source.position = Position(cursor=cursor).to_json()
    source.since = start.date or TruncSecond(Now())
    source.has_date = start.date is not None
    source.seen_to = Now()
    source.read_at = None
    source.slowed_by_s = 0


def _look_anew(source: Source) -> None:
    """Forget what earlier starts passed over; what became runs stays known."""
    SeenEvent.objects.filter(bundle_id=source.bundle_id, is_passed_over=True).delete()


def _describe(source: Source, plan: Plan, workspace: Workspace) -> None:
    if source.fingerprint != plan.fingerprint:
        _tell_streak(source)  # it is of the list before
        source.streak = None
    source.trigger = plan.trigger
    source.connection_id = plan.connection_id
    source.connector = plan.connector
    source.fingerprint = plan.fingerprint
    source.time_zone = workspace.time_zone


def _tell_streak(source: Source) -> None:
    sums = Sums()
    for streak in ended(Streak.of(source.streak)).rows:
        entry = Entry.objects.create(
            workspace_id=source.workspace_id,
            bundle_id=source.bundle_id,
            connection_id=source.connection_id,
            **row_of(streak),
        )
        sums.add_polls(polls_of(streak, source, at=entry.finished_at))
    add_up(sums)
