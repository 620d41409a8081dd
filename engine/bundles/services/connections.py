"""What deleting a connection does to the bundles that use it."""

from uuid import UUID

from django.db import transaction

from engine.accounts.access import Actor
from engine.accounts.models import Workspace
from engine.bundles.models import Bundle, Use
from engine.bundles.states import MOVING, Cause, move, reason, tell
from engine.connections.models import Connection
from engine.journal.services import note
from engine.kernel.errors import NotFound
from engine.kernel.json_types import JsonObject
from engine.queue.services import drop_unclaimed
from engine.queue.signals import hooks_changed
from engine.triggers import subscriptions

S = Bundle.Status


def delete_connection(workspace: Workspace, connection_id: UUID, actor: Actor) -> int:
    """Take leave of the connection's service, then remove it; called outside of transactions."""
    going = Connection.objects.of(workspace).filter(pk=connection_id).first()
    if going is not None:
        subscriptions.let_go(going)
    return remove_connection(workspace, connection_id, actor)


@transaction.atomic
def remove_connection(workspace: Workspace, connection_id: UUID, actor: Actor) -> int:
    """Delete a connection for good and stop every bundle whose live version uses it.

    Returns how many bundles use it; none of them can start until it is given another connection.
    """
    # This lock waits for whoever is about to use the connection, and they are found just below.
    connection = Connection.objects.select_for_update().filter(
        workspace=workspace, pk=connection_id
    )
    gone = connection.first()
    if gone is None:
        raise NotFound
    users = Use.objects.filter(connection=gone, live=True).values("bundle_id")
    bundles = list(
        Bundle.objects.present().select_for_update(no_key=True).filter(pk__in=users).order_by("pk")
    )
    hooks_changed([gone.pk])
    for bundle in bundles:
        _stop(bundle, gone, actor)
    drop_unclaimed(gone.pk, actor.label)
    subscriptions.forget(gone.pk)
    told: JsonObject = {"connection": gone.name, "service": gone.connector, "bundles": len(bundles)}
    note(
        workspace.pk,
        code="connection_removed",
        connection_id=gone.pk,
        actor=actor.label,
        params=told,
    )
    gone.delete()
    return len(bundles)


def _stop(bundle: Bundle, gone: Connection, actor: Actor) -> None:
    params = {"connection": gone.name, "service": gone.connector, "by": actor.label}
    cause = Cause("connection_deleted", params=params, connection_id=gone.pk)
    if bundle.status in MOVING:
        move(bundle, S.BLOCKED, cause)
        return
    if bundle.status == S.PAUSED:
        bundle.status_reason = reason(bundle, cause)
        bundle.save(update_fields=["status_reason"])
    tell(bundle, cause)
