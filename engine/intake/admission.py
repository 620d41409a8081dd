"""From one request to the rows it becomes: one run for each listening bundle and event."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import orjson

from engine.intake.hooks import Heard, Hook, Listener
from engine.kernel.ids import new_text_id
from engine.kernel.json_types import Json
from engine.queue import keys
from engine.queue.arrivals import Arrival


@dataclass(slots=True)
class Admitted:
    """What one request becomes, and which of its events the sender gets a computed answer to."""

    runs: list[Arrival]
    answer_within_s: float = 0.0
    answering_event: str = ""

    def await_answer(self, listener: Listener, run: Arrival) -> None:
        """Have the sender wait for the listener that takes longest."""
        if listener.answer_within_s > self.answer_within_s:
            self.answer_within_s, self.answering_event = listener.answer_within_s, run.event_id


def admit(hook: Hook, heard: Sequence[Heard], *, received_at: datetime, bytes_in: int) -> Admitted:
    """Return a run for each bundle that wants an event, one held run where nobody listens yet."""
    admitted = Admitted([])
    for channel, item in heard:
        event = Arrival(
            id=new_text_id(),
            event_id=new_text_id(),
            workspace_id=hook.workspace_id,
            bundle_id=None,
            connection_id=hook.connection_id,
            received_at=received_at,
            bytes_in=bytes_in,
            payload=orjson.dumps(item.payload),
            key=keys.short(item.id) if item.id else None,
            trigger=channel.reader.name,
        )
        if not channel.listeners:
            admitted.runs.append(event)
        for listener in channel.listeners:
            if listener.wants(item.payload):
                run = _for(listener, item.payload, event)
                admitted.runs.append(run)
                admitted.await_answer(listener, run)
    return admitted


def _for(listener: Listener, payload: Json, event: Arrival) -> Arrival:
    trigger = listener.trigger
    return Arrival(  # spelled out: `replace` takes five times as long
        id=new_text_id(),
        event_id=event.event_id,
        workspace_id=event.workspace_id,
        bundle_id=listener.bundle_id,
        connection_id=event.connection_id,
        received_at=event.received_at,
        bytes_in=event.bytes_in,
        payload=event.payload,
        key=keys.business_key(trigger, payload) or event.key,
        order_key=keys.order_key(trigger, payload),
        seen_key=keys.seen_key(trigger, payload, event.key),
    )
