"""What is read of a definition besides its steps: its trigger, and its ways to try again."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Literal
from uuid import UUID

from engine.flow.backoff import Retry
from engine.flow.errors import DefinitionIsInvalid
from engine.flow.moments import as_duration
from engine.flow.schedule import POLL_EVERY_S, Schedule
from engine.flow.steps import Order, Trigger
from engine.flow.templates import Template
from engine.kernel.errors import Mistake
from engine.kernel.json_types import Json, JsonObject

ANSWER_S = 10.0
_LONGEST_ANSWER_S = 60.0
_LONGEST_RETRY_S = 31 * 86_400.0

ReadValue = Callable[[JsonObject, str, str], Template | None]
Note = Callable[[Mistake], None]


def read_trigger(raw: JsonObject, value: ReadValue, note: Note) -> Trigger:
    """Return the trigger; `value` reads a template (of an object, by name, at a path)."""
    event, connection = _text(raw, "event"), raw.get("connection")
    if connection and not event:
        note(Mistake("/trigger/event", "missing"))
    if event and event != "manual" and not connection:
        note(Mistake("/trigger/connection", "missing"))
    fields = raw.get("fields")
    return Trigger(
        connection=as_uuid(connection),
        event=event,
        fields=fields if isinstance(fields, Mapping) else {},
        schedule=_schedule(raw.get("schedule"), note, is_poll=bool(connection)),
        order=_order(raw.get("order"), value, note),
        dedupe=value(raw, "dedupe", "/trigger"),
        key=value(raw, "key", "/trigger"),
        answer_within_s=_answer_within(raw.get("answer"), note),
    )


def read_retry(raw: Json, note: Note) -> Retry:
    """Return when to try again: a list of delays, or delays and when to give up."""
    if not isinstance(raw, Mapping):
        return Retry() if raw is None else Retry(_delays(raw))
    delays = Retry().delays if raw.get("delays") is None else _delays(raw["delays"])
    limit = raw.get("give_up_after")
    if limit is None:
        return Retry(delays)
    return Retry(delays, _length(limit, "/retry/give_up_after", _LONGEST_RETRY_S, note))


def as_uuid(value: Json) -> UUID | None:
    """Return the id written there, if it is one."""
    try:
        return UUID(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _schedule(raw: Json, note: Note, *, is_poll: bool) -> Schedule | None:
    if not isinstance(raw, Mapping):
        return None
    try:
        return Schedule.of(raw, "UTC", every_s=POLL_EVERY_S if is_poll else None)
    except DefinitionIsInvalid as failure:
        for one in failure.mistakes:
            note(replace(one, path=f"/trigger/schedule{one.path}"))
        return None


def _order(raw: Json, value: ReadValue, note: Note) -> Order:
    if not isinstance(raw, Mapping):
        return Order("strict") if raw == "strict" else Order()
    on_failure: Literal["skip", "hold"] = "hold" if raw.get("on_failure") == "hold" else "skip"
    if raw.get("kind") == "strict":
        if raw.get("key") is not None:
            note(Mistake("/trigger/order/key", "unknown_field"))
        return Order("strict", None, on_failure)
    if raw.get("key") is None:
        note(Mistake("/trigger/order/key", "missing"))
    return Order("key", value(raw, "key", "/trigger/order"), on_failure)


def _answer_within(raw: Json, note: Note) -> float:
    if not isinstance(raw, Mapping) or "within" not in raw:
        return ANSWER_S
    return _length(raw["within"], "/trigger/answer/within", _LONGEST_ANSWER_S, note) or ANSWER_S


def _length(raw: Json, path: str, limit: float, note: Note) -> float | None:
    """Return a duration in seconds; without months, more than nothing, at most the limit."""
    duration = as_duration(raw)
    if duration is None or duration.months or not 0 < duration.seconds <= limit:
        note(Mistake(path, "bad_duration", {"limit": limit}))
        return None
    return duration.seconds


def _delays(raw: Json) -> tuple[float, ...]:
    numbers = raw if isinstance(raw, list) else []
    return tuple(float(one) for one in numbers if isinstance(one, int | float))


def _text(raw: JsonObject, name: str) -> str | None:
    found = raw.get(name)
    return found if isinstance(found, str) and found else None
