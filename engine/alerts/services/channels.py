"""Channels: each has a hidden bundle, so that a message travels like any event."""

from dataclasses import dataclass
from typing import TypedDict
from uuid import UUID

from django.db import transaction

from connectors.sdk import ConnectorError
from connectors.sdk.targets import parse_url
from engine.accounts.models import Membership, Workspace
from engine.alerts.errors import ChannelIsNotReady
from engine.alerts.kinds import KINDS, Kind
from engine.alerts.messages import Message, Speaker
from engine.alerts.models import Channel
from engine.bundles.models import Bundle
from engine.bundles.services import forget_hidden, keep_hidden
from engine.connections.models import Connection
from engine.journal.modes import ALERT
from engine.kernel.clock import now
from engine.kernel.errors import Invalid, Mistake, NotFound
from engine.kernel.json_types import Json, JsonObject
from engine.queue import services as queue
from engine.queue.models import Run

CHANGEABLE = [
    *("name", "connection", "settings", "updated_at"),
    *("verified_at", "problem", "test_run"),
]


@dataclass(frozen=True, slots=True)
class ChannelDraft:
    """What a person entered for a new channel."""

    kind: str
    name: str
    connection: UUID | None
    settings: JsonObject


class Changes(TypedDict, total=False):
    """What may be changed about a channel; what is absent stays."""

    name: str
    connection: UUID | None
    settings: JsonObject


@transaction.atomic
def create_channel(workspace: Workspace, draft: ChannelDraft) -> Channel:
    """Keep a new channel; test it to see whether messages arrive."""
    kind = KINDS[draft.kind]
    connection = _connection(workspace, kind, draft.connection)
    _check_address(workspace, draft.settings, connection)
    bundle = keep_hidden(workspace, name=draft.name, definition=kind.definition(draft.connection))
    return Channel.objects.create(
        workspace=workspace,
        kind=draft.kind,
        name=draft.name,
        connection=connection,
        settings=draft.settings,
        bundle=bundle,
    )


@transaction.atomic
def change_channel(channel: Channel, changes: Changes) -> Channel:
    """Rename, readdress or reconnect; what was proved of the old address is forgotten."""
    locked = Channel.objects.select_for_update(of=("self",)).get(pk=channel.pk)
    workspace, kind = channel.workspace, KINDS[locked.kind]
    wanted = changes.get("connection", locked.connection_id)
    connection = _connection(workspace, kind, wanted)
    settings = changes.get("settings", locked.settings)
    _check_address(workspace, settings, connection)
    if (connection, settings) != (locked.connection, locked.settings):
        locked.verified_at = locked.problem = locked.test_run = None
    locked.name = changes.get("name", locked.name)
    locked.connection, locked.settings, locked.updated_at = connection, settings, now()
    locked.save(update_fields=CHANGEABLE)
    _keep_bundle(locked)
    return locked


@transaction.atomic
def delete_channel(channel: Channel, actor: str) -> None:
    """Delete the channel; rules go on without it, and what it had not sent is dropped."""
    bundle = channel.bundle
    channel.delete()
    forget_hidden(bundle, actor)


@transaction.atomic
def prove_channel(channel: Channel) -> Run:
    """Put a test message into the queue; the channel is verified once it was delivered."""
    ready = Channel.objects.ready().filter(pk=channel.pk).first()
    if ready is None:
        raise ChannelIsNotReady
    run = send(ready, Speaker(ready.workspace).test(ready))
    Channel.objects.filter(pk=ready.pk).update(test_run=run.pk)
    return run


def send(channel: Channel, message: Message) -> Run:
    """Put a message into the queue for a channel that is ready."""
    kind = KINDS[channel.kind]
    known = {**channel.settings, **_parts(kind, message), "to": _recipients(channel)}
    payload = {name: known.get(name) for name in kind.inputs}
    return queue.enqueue(channel.bundle, payload, mode=ALERT, key=message.title)


def _keep_bundle(channel: Channel) -> None:
    definition = KINDS[channel.kind].definition(channel.connection_id)
    bundle = channel.bundle
    if bundle.draft != definition or bundle.status != Bundle.Status.RUNNING:
        keep_hidden(channel.workspace, name=channel.name, definition=definition, bundle=bundle)


def _parts(kind: Kind, message: Message) -> dict[str, Json]:
    has_subject = "subject" in kind.inputs
    text = message.text if has_subject else f"{message.title}\n\n{message.text}"
    return {"subject": message.title, "text": text, "body": message.body}


def _recipients(channel: Channel) -> list[Json]:
    """Return whom a mail goes to: those named, as long as they may be; else the owners."""
    named = channel.settings.get("to") or []
    if named and channel.connection_id is None:
        members = _members(channel.workspace)
        named = [address for address in named if address.lower() in members]
    if named:
        return list(named)
    owners = Membership.objects.of(channel.workspace).owners()
    return list(owners.values_list("user__email", flat=True))


def _connection(workspace: Workspace, kind: Kind, wanted: UUID | None) -> Connection | None:
    if wanted is None:
        if kind.needs_connection:
            raise Invalid([Mistake("/connection", "missing")])
        return None
    found = Connection.objects.of(workspace).filter(pk=wanted).first()
    if found is None:
        raise NotFound([Mistake("/connection", "connection_unknown")])
    if found.connector != kind.connector:
        params = {"service": found.connector, "wanted": kind.connector}
        raise Invalid([Mistake("/connection", "connection_of_another_service", params)])
    return found


def _check_address(
    workspace: Workspace, settings: JsonObject, connection: Connection | None
) -> None:
    url, to = settings.get("url"), settings.get("to")
    if isinstance(url, str):
        try:
            parse_url(url)
        except ConnectorError as refused:
            raise Invalid([Mistake("/settings/url", refused.code)]) from None
    if isinstance(to, list) and connection is None:
        members = _members(workspace)
        strangers = [i for i, address in enumerate(to) if str(address).lower() not in members]
        if strangers:
            raise Invalid([Mistake(f"/settings/to/{i}", "address_not_member") for i in strangers])


def _members(workspace: Workspace) -> set[str]:
    return set(Membership.objects.of(workspace).values_list("user__email", flat=True))
