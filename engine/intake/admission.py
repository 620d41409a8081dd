"""From one request to the rows it becomes: one run for each listening bundle and event."""

import hashlib
from dataclasses import replace
from datetime import datetime

import orjson

from connectors.sdk import Item
from engine.intake.book import Hook, Listener
from engine.kernel.ids import new_text_id
from engine.queue import keys
from engine.queue.arrivals import Arrival


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
