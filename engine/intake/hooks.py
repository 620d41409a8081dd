"""What stands behind a secret address: how requests are read, and which bundles hear of what."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from connectors.sdk import Connector, Credentials, HookRequest, Item, Probe, WebhookTrigger
from engine.bundles.states import MOVING
from engine.catalog import registry
from engine.connections import vault
from engine.flow import definition
from engine.flow.definition import Definition, Respond, Trigger, walk
from engine.kernel.json_types import Json, JsonObject
from engine.queue.keys import accepted

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Listener:
    """A published bundle that hears one kind of event; it may answer the sender itself."""

    bundle_id: str
    is_running: bool
    trigger: Trigger
    reader: WebhookTrigger
    answer_within_s: float

    def wants(self, payload: Json) -> bool:
        """Whether the bundle's own event filter lets the event in."""
        if self.reader.accepts is None:
            return True
        return accepted(self.reader.accepts, payload, self.trigger.fields)


@dataclass(frozen=True, slots=True)
class Channel:
    """One kind of event; without listeners it waits for a bundle that wants it."""

    reader: WebhookTrigger
    listeners: tuple[Listener, ...] = ()


class Heard(NamedTuple):
    """An event that was read out of a request, and its kind."""

    channel: Channel
    item: Item


@dataclass(frozen=True, slots=True)
class Hook:
    """One secret address: the kinds of events that are read from it, each by its own reader.

    `is_watched` says whether a running bundle takes events.
    """

    workspace_id: str
    connection_id: str
    credentials: Credentials
    settings: JsonObject
    channels: tuple[Channel, ...]
    is_watched: bool

    def read(self, request: HookRequest) -> Probe | list[Heard]:
        """Return the events in a request, kind by kind; a probe for any of them is only that.

        Raises HookRefused when a reader does not let the request in.
        """
        heard: list[Heard] = []
        for channel in self.channels:
            read = channel.reader.read(request)
            if isinstance(read, Probe):
                return read
            heard += [Heard(channel, item) for item in read.items]
        return heard


def read_hook(row: tuple[Any, ...]) -> Hook | None:
    """Return the hook of a row of `book.FIND`; None when the service sends no webhooks any more."""
    connection_id, workspace_id, slug, settings, secrets, bundles = row
    channels = _channels(registry.get(slug), bundles)
    if not channels:
        return None
    return Hook(
        workspace_id=str(workspace_id),
        connection_id=str(connection_id),
        credentials=vault.open(secrets, connection_id) if secrets else Credentials({}),
        settings=settings,
        channels=channels,
        is_watched=any(one.is_running for channel in channels for one in channel.listeners),
    )


def _channels(connector: Connector, bundles: list[dict[str, Any]]) -> tuple[Channel, ...]:
    """Group the listeners by their events; while nobody listens, every kind of event is read."""
    offered = [one for one in connector.triggers if isinstance(one, WebhookTrigger)]
    found = [_listener(bundle, connector) for bundle in bundles]
    listeners = [one for one in found if one is not None]
    if not listeners:
        return tuple(Channel(reader) for reader in offered)
    groups = ((reader, [one for one in listeners if one.reader is reader]) for reader in offered)
    return tuple(Channel(reader, tuple(group)) for reader, group in groups if group)


def _listener(bundle: Mapping[str, Any], connector: Connector) -> Listener | None:
    program = definition.compile(bundle["definition"])
    reader = connector.trigger(program.trigger.event or "")
    if not isinstance(reader, WebhookTrigger):
        return None  # it polls, or the connector's event is gone
    is_running = bundle["status"] in MOVING
    answers = is_running and _has_respond(program)
    within_s = program.trigger.answer_within_s if answers else 0.0
    return Listener(bundle["bundle"], is_running, program.trigger, reader, within_s)


def _has_respond(program: Definition) -> bool:
    return any(isinstance(step, Respond) for _, step in walk(program.steps))
