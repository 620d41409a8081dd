"""From one request to the rows it becomes: one run for each listening bundle and event."""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime

import orjson

from connectors.sdk import Item
from engine.intake.book import Hook, Listener
from engine.kernel.copying import NULL, cell, json_cell
from engine.kernel.ids import new_text_id
from engine.queue import keys

COLUMNS = (
    "id, workspace_id, bundle_id, connection_id, event_id, origin_id, mode, status, key, order_key,"
    " received_at, due_at, lease, crashes, attempts, bytes_in, reply_to, payload"
)


@dataclass(slots=True)
class Arrival:
    """One run to be: its row for the queue, and what it is recognised by when it comes again."""

    id: str
    event_id: str
    workspace_id: str
    bundle_id: str | None
    connection_id: str
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
        order_key = NULL if self.is_duplicate else cell(self.order_key)
        head = (
            f"{self.id}\t{self.workspace_id}\t{self.bundle_id or NULL}\t{self.connection_id}\t"
            f"{self.event_id}\t{self.id}\tlive\t{status}\t{cell(self.key)}\t{order_key}\t"
            f"{self.received_at}\t{self.received_at if self.bundle_id else NULL}\t0\t0\t0\t"
            f"{self.bytes_in}\t{self.reply_to or NULL}\t"
        )
        return head.encode("utf-8", "replace") + json_cell(self.payload) + b"\n"


def arrivals(hook: Hook, item: Item, *, received_at: datetime, bytes_in: int) -> list[Arrival]:
    """Return the runs one item becomes; one held run when no bundle listens yet."""
    event_id = new_text_id()
    payload = orjson.dumps(item.payload)
    first = Arrival(
        id=new_text_id(),
        event_id=event_id,
        workspace_id=hook.workspace_id,
        bundle_id=None,
        connection_id=hook.connection_id,
        received_at=received_at,
        bytes_in=bytes_in,
        payload=payload,
        key=keys.short(item.id) if item.id else None,
    )
    if not hook.listeners:
        return [first]
    return [_for(listener, item, first) for listener in hook.listeners]


def _for(listener: Listener, item: Item, event: Arrival) -> Arrival:
    trigger = listener.trigger
    seen = keys.dedupe_key(trigger, item.payload) or item.id
    return replace(
        event,
        id=new_text_id(),
        bundle_id=listener.bundle_id,
        key=keys.business_key(trigger, item.payload) or event.key,
        order_key=keys.order_key(trigger, item.payload),
        seen_key=hashlib.sha256(seen.encode("utf-8", "replace")).digest() if seen else None,
    )
