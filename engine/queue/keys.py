"""What tells one event from another: its business key, and its place in an order."""

import hashlib
import logging
from collections.abc import Callable, Mapping

import orjson

from engine.flow.errors import MappingFailed
from engine.flow.steps import Trigger
from engine.flow.templates import Template
from engine.kernel.json_types import Json

log = logging.getLogger(__name__)

KEY_LIMIT = 500

Accepts = Callable[[Json, Mapping[str, Json]], bool]


def business_key(trigger: Trigger, payload: Json) -> str | None:
    """Return what the journal shows as the event's key, if the trigger asks for one."""
    return _rendered(trigger.key, payload)


def dedupe_key(trigger: Trigger, payload: Json) -> str | None:
    """Return what the bundle recognises a repeated event by, if the trigger says how."""
    return _rendered(trigger.dedupe, payload)


def order_key(trigger: Trigger, payload: Json) -> str | None:
    """Return which runs this one must wait for: those of the same key; None for no order."""
    if trigger.order.kind == "key":
        return _rendered(trigger.order.key, payload) or ""
    return "" if trigger.order.kind == "strict" else None


def seen_key(trigger: Trigger, payload: Json, own: str | None) -> bytes | None:
    """Return the digest a repeat is known by: the trigger's way to tell, or the event's own key."""
    seen = dedupe_key(trigger, payload) or own
    return mark_of(seen) if seen else None


def mark_of(key: str) -> bytes:
    """Return the digest that is remembered of a webhook event's key."""
    return hashlib.sha256(key.encode("utf-8", "replace")).digest()


def polled_mark_of(key: str) -> bytes:
    """Return the digest that is remembered of the key of an event that a poll brought."""
    return digest("dedupe", key)


def accepted(accepts: Accepts, payload: Json, fields: Mapping[str, Json]) -> bool:
    """Ask a connector's event filter; one that fails lets the event in, as it may not cost it."""
    try:
        return accepts(payload, fields)
    except Exception:
        log.exception("An event filter failed; the event is let in")
        return True


def short(text: str) -> str:
    """Keep a long key recognisable and its index entry small."""
    if len(text) <= KEY_LIMIT:
        return text
    return text[:KEY_LIMIT] + "…" + hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:16]


def digest(*parts: str | bytes | None) -> bytes:
    """Return what remembers these parts, told apart from any other parts."""
    made = hashlib.sha256()
    for part in parts:
        raw = part.encode("utf-8", "replace") if isinstance(part, str) else part
        made.update(b"-" if raw is None else b"%d:" % len(raw) + raw)
    return made.digest()


def _rendered(template: Template | None, payload: Json) -> str | None:
    try:
        value = template.render({"trigger": payload}) if template else None
    except MappingFailed:
        # A key that cannot be computed must not cost the event.
        return None
    if value is None or value == "":
        return None
    return short(value if isinstance(value, str) else orjson.dumps(value).decode())
