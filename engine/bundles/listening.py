"""What bundles want to hear from connections, told to the receivers and to the services."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models.fields.json import KeyTextTransform

from engine.bundles.models import Bundle, Use
from engine.queue.signals import hooks_changed
from engine.triggers import subscriptions

S = Bundle.Status
# What the system stopped goes on hearing: its events wait until a person has seen to it.
HEARING = (S.RUNNING, S.MIGRATION, S.BLOCKED)


def listening_changed(connection_ids: Iterable[UUID]) -> None:
    """Have receivers and services follow what bundles hear from these connections now."""
    ids = sorted(set(connection_ids))
    hooks_changed(ids)
    for connection_id in ids:
        subscriptions.follow(connection_id, events_heard)


def events_heard(connection_id: UUID) -> set[str]:
    """Return the events of a connection that bundles want to be told of."""
    event = KeyTextTransform("event", KeyTextTransform("trigger", "bundle__version__definition"))
    uses = Use.objects.filter(
        connection_id=connection_id, role=Use.Role.TRIGGER, live=True, bundle__status__in=HEARING
    )
    return set(uses.values_list(event, flat=True)) - {None}
