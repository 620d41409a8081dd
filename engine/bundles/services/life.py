"""A published bundle's life: started, paused, run now, put into the trash and taken out of it."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from django.db import transaction

from engine.accounts.access import Actor
from engine.bundles.errors import (
    BundleHasMoved,
    ConnectionsAreGone,
    EndHasPassed,
    InTrash,
    NotPublished,
    NotRunning,
)
from engine.bundles.models import Bundle
from engine.bundles.services.adoption import adopt
from engine.bundles.services.locking import locked
from engine.bundles.states import MOVING, Cause, move
from engine.bundles.uses import keep_connections
from engine.bundles.validation import gone_connections
from engine.flow import definition
from engine.health import services as health
from engine.kernel.clock import now, written
from engine.kernel.json_types import JsonObject
from engine.queue import services as queue
from engine.queue.keys import business_key, order_key
from engine.queue.models import Run
from engine.triggers import services as sources
from engine.triggers.services import NOW, Start

S = Bundle.Status
# Whether `stop_expired` has anything to do, for who asks each second.
ENDED = "SELECT FROM bundles_bundle WHERE status = 'running' AND run_until <= now()"


@transaction.atomic
def start(
    bundle: Bundle,
    actor: Actor,
    *,
    waiting: Literal["process", "drop"] = "process",
    since: Start | None = None,
) -> Bundle:
    """Let the live version run, and process or drop what has been waiting for it.

    A trigger that polls looks on from where it was, or anew from `since`; dropping what waits drops
    what is new at its service too.
    """
    if bundle.status == S.RUNNING:
        return bundle
    refuse_unready(bundle)
    present = locked(bundle)
    if (present.status, present.version_id) != (bundle.status, bundle.version_id):
        raise BundleHasMoved
    adopt(present)
    count = _waiting(present)
    code = "bundle_started" if waiting == "process" else "bundle_started_dropping"
    move(present, S.RUNNING, Cause(code, actor.label, {"waiting": count}))
    health.forget(present.pk)
    if waiting == "drop":
        queue.drop(present.pk, actor.label)
        since = since or NOW
    else:
        queue.resume(present.pk)
    if present.version is not None:
        sources.arm(present, present.workspace, present.version.definition, since)
    return present


@transaction.atomic
def pause(bundle: Bundle, actor: Actor) -> Bundle:
    """Stop taking up events; what comes is kept, what runs now finishes."""
    if bundle.status == S.DELETED:
        raise InTrash
    if bundle.status != S.PAUSED:
        move(bundle, S.PAUSED, Cause("bundle_paused", actor.label))
    return bundle


@transaction.atomic
def trash(bundle: Bundle, actor: Actor) -> Bundle:
    """Put the bundle into the trash; its events are no longer accepted."""
    if bundle.status != S.DELETED:
        move(bundle, S.DELETED, Cause("bundle_deleted", actor.label))
    return bundle


@transaction.atomic
def restore(bundle: Bundle, actor: Actor) -> Bundle:
    """Take the bundle out of the trash, paused."""
    if bundle.status == S.DELETED:
        move(bundle, S.PAUSED, Cause("bundle_restored", actor.label))
    return bundle


def stop_expired(moment: datetime) -> int:
    """Pause every bundle whose end time has come; called by the scheduler, safe to call twice."""
    stopped = 0
    for bundle in Bundle.objects.ended(moment):
        ended = written(bundle.run_until or moment)
        cause = Cause("run_until_reached", params={"run_until": ended})
        try:
            move(bundle, S.PAUSED, cause)
        except BundleHasMoved:
            continue
        stopped += 1
    return stopped


def block(bundle_id: UUID, code: str, params: JsonObject) -> bool:
    """Stop a running bundle for a reason of the system's; False when it was not running.

    Hidden ones run on: nobody could start them again, and they tell of everything else.
    """
    moving = Bundle.objects.automations().filter(status__in=MOVING)
    bundle = moving.filter(pk=bundle_id).first()
    if bundle is None:
        return False
    try:
        move(bundle, S.BLOCKED, Cause(code, params=params))
    except BundleHasMoved:
        return False
    return True


@transaction.atomic
def run_now(bundle: Bundle, event: JsonObject | None) -> Run | None:
    """Queue one event for a running bundle as if its trigger had brought it.

    Without an event a trigger that polls asks its service at once, and nothing is queued yet; one
    that follows a schedule fires.
    """
    present = locked(bundle)
    if present.version is None:
        raise NotPublished
    if present.status != S.RUNNING:
        raise NotRunning(status=present.status)
    live = present.version.definition
    if event is None and present.trigger_kind == Bundle.TriggerKind.POLLING:
        sources.poll_now(present.pk)
        return None
    trigger = definition.compile(live).trigger
    if event is None:
        event = sources.event_now(present.workspace, live)
    return queue.enqueue(
        present,
        event,
        mode="manual",
        key=business_key(trigger, event),
        order_key=order_key(trigger, event),
    )


def refuse_unready(bundle: Bundle) -> None:
    """Raise what keeps the live version from running: the trash, its end time, lost connections."""
    if bundle.status == S.DELETED:
        raise InTrash
    if bundle.version is None:
        raise NotPublished
    if bundle.run_until is not None and bundle.run_until <= now():
        raise EndHasPassed(run_until=written(bundle.run_until))
    live = bundle.version.definition
    services = keep_connections(bundle.workspace_id, live)
    if gone := gone_connections(live, services):
        raise ConnectionsAreGone(gone)


def _waiting(bundle: Bundle) -> int:
    waiting = queue.waiting_counts([bundle.pk]).get(bundle.pk)
    return waiting.count if waiting else 0
