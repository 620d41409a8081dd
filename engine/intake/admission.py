"""From one request to the rows it becomes: one run for each listening bundle and event."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import orjson
from uuid_utils.compat import uuid7

from connectors.sdk import Item
from engine.flow.definition import Trigger
from engine.flow.templates import Template
from engine.intake.book import Hook, Listener
from engine.kernel.copying import Cell, line
from engine.kernel.json_types import Json

KEY_LIMIT = 500

COLUMNS = (
    "id, workspace_id, bundle_id, connection_id, event_id, origin_id, mode, status, key, order_key,"
    " received_at, due_at, lease, crashes, attempts, bytes_in, reply_to, payload"
)


@dataclass(slots=True)
class Arrival:
    """One run to be: its row for the queue, and what it is recognised by when it comes again."""

    id: UUID
    event_id: UUID
    workspace_id: UUID
    bundle_id: UUID | None
    connection_id: UUID
    received_at: datetime
    bytes_in: int
    payload: bytes
    key: str | None = None
    order_key: str | None = None
    seen_key: bytes | None = None
    reply_to: str | None = None
    is_duplicate: bool = False

    def line(self) -> bytes:
        """Return the COPY line for `COLUMNS`; without a bundle the run is held, else it is due."""
        status = "duplicate" if self.is_duplicate else "queued" if self.bundle_id else "held"
        due_at: Cell = self.received_at if self.bundle_id else None
        order_key = None if self.is_duplicate else self.order_key
        return line(
            (
                self.id,
                self.workspace_id,
                self.bundle_id,
                self.connection_id,
                self.event_id,
                self.id,
                b"live",
                status,
                self.key,
                order_key,
                self.received_at,
                due_at,
                0,
                0,
                0,
                self.bytes_in,
                self.reply_to,
                self.payload,
            )
        )


def arrivals(hook: Hook, item: Item, *, received_at: datetime, bytes_in: int) -> list[Arrival]:
    """Return the runs one item becomes; one held run when no bundle listens yet."""
    event_id = uuid7()
    payload = orjson.dumps(item.payload)
    first = Arrival(
        id=uuid7(),
        event_id=event_id,
        workspace_id=hook.workspace_id,
        bundle_id=None,
        connection_id=hook.connection_id,
        received_at=received_at,
        bytes_in=bytes_in,
        payload=payload,
        key=_short(item.id),
    )
    if not hook.listeners:
        return [first]
    return [_for(listener, item, first) for listener in hook.listeners]


def _for(listener: Listener, item: Item, event: Arrival) -> Arrival:
    trigger = listener.trigger
    seen = _seen_by(trigger, item)
    return Arrival(
        id=uuid7(),
        event_id=event.event_id,
        workspace_id=event.workspace_id,
        bundle_id=listener.bundle_id,
        connection_id=event.connection_id,
        received_at=event.received_at,
        bytes_in=event.bytes_in,
        payload=event.payload,
        key=_render(trigger.key, item.payload) or _short(item.id),
        order_key=_order_key(trigger, item),
        seen_key=hashlib.sha256(seen.encode("utf-8", "replace")).digest() if seen else None,
    )


def _seen_by(trigger: Trigger, item: Item) -> str | None:
    if trigger.dedupe is not None:
        return _render(trigger.dedupe, item.payload)
    return item.id


def _order_key(trigger: Trigger, item: Item) -> str | None:
    if trigger.order.kind == "none":
        return None
    return _render(trigger.order.key, item.payload) or ""


def _render(template: Template | None, payload: Json) -> str | None:
    if template is None:
        return None
    value = template.render({"trigger": payload})
    if value is None or value == "":
        return None
    return _short(value if isinstance(value, str) else orjson.dumps(value).decode())


def _short(text: str | None) -> str | None:
    """Keep a long key recognisable and its index entry small."""
    if text is None or len(text) <= KEY_LIMIT:
        return text
    return text[:KEY_LIMIT] + "…" + hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:16]
