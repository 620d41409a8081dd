"""Journal rows as readers get them: in words of their language, or as plain objects to export."""

from collections.abc import Iterable, Mapping
from typing import Any

import orjson

from engine.api.words import say, spoken_language, texts
from engine.catalog.registry import installed
from engine.catalog.strings import FALLBACK, name_of, own_words, words
from engine.journal.finding.search import Found
from engine.journal.models import Entry
from engine.journal.modes import ALERT
from engine.kernel.clock import written
from engine.kernel.json_types import Json

EXPORTED_STEP = ("id", "path", "status", "input", "output", "attempts")
EXPORTED_ATTEMPT = ("n", "outcome", "at", "ms", "http_status", "repeat_possible")

WITHHELD = ("masked", "confidential", "erased")

Row = dict[str, Json]


def light_row(entry: Entry) -> Row:
    """Return one row of the list: what happened, with the steps as dots."""
    told = _told(entry)
    return {
        "id": str(entry.id),
        "kind": Entry.Kind.SYSTEM if entry.mode == ALERT else entry.kind,
        "code": told.get("code", _ending(entry)),
        "message": _message(entry, told),
        "actor": told.get("actor"),
        # What carries an alert is nobody's to look at.
        "bundle": None if entry.mode == ALERT else _id(entry.bundle_id),
        "version": None if entry.mode == ALERT else _id(entry.version_id),
        "connection": _id(entry.connection_id),
        "event": _id(entry.event_id),
        "origin": _id(entry.origin_id),
        "key": entry.key,
        "subject": entry.subject,
        "mode": entry.mode or None,
        "status": entry.status,
        "received_at": written(entry.received_at),
        "finished_at": written(entry.finished_at),
        "transactions": entry.transactions,
        "bytes_in": entry.bytes_in,
        "bytes_out": entry.bytes_out,
        "attempts": entry.attempts,
        "resend_of": _id(entry.resend_of),
        "attempt": entry.attempt,
        "error": spoken_error(entry.error),
        "steps": [{"id": name, "status": status} for name, status in orjson.loads(entry.outline)],
    }


def full_row(entry: Entry, attempts: Iterable[Entry]) -> Row:
    """Return one row with everything the run took in, did and got back, among all `attempts`."""
    details = orjson.loads(entry.details)
    return light_row(entry) | {
        "trigger": details.get("trigger"),
        "steps": [_step(step) for step in details.get("steps", ())],
        "capped": bool(details.get("capped")),
        **_withheld(details),
        "params": details.get("params", {}),
        "attempt_rows": [_attempt_row(one) for one in attempts],
    }


def search_row(found: Found) -> Row:
    """Return what the list tells of a search: how these rows were found, and how far it came."""
    return {
        "by": "key" if found.is_by_key else "text",
        "searched_to": written(found.searched_to) if found.searched_to else None,
        "done": found.trail is None,
    }


def exported_row(entry: Entry, language: str) -> Row:
    """Return one run as the export writes it, its error in this language."""
    details = orjson.loads(entry.details)
    return {
        "id": str(entry.id),
        "bundle": _id(entry.bundle_id),
        "event": _id(entry.event_id),
        "key": entry.key,
        "mode": entry.mode,
        "status": entry.status,
        "received_at": written(entry.received_at),
        "finished_at": written(entry.finished_at),
        "transactions": entry.transactions,
        "bytes_in": entry.bytes_in,
        "bytes_out": entry.bytes_out,
        "error": spoken_error(entry.error, language),
        "steps": [_exported_step(step) for step in details.get("steps", ())],
        **_withheld(details),
    }


def spoken_error(error: Mapping[str, Any] | None, language: str | None = None) -> Row | None:
    """Return what went wrong in words, the connector's own first.

    A code that has none keeps what the service said.
    """
    if not error:
        return None
    stored = dict(error)
    code = str(stored.pop("code", "internal"))
    remedy = stored.pop("remedy", None)
    said = stored.pop("message", None)
    params = {**(stored.pop("params", None) or {}), **stored}
    spoken = language or spoken_language()
    is_known = code in texts(spoken) or not said
    general = _say(code, params, spoken) if is_known else str(said)
    own = own_words(params.get("service"), code, spoken)
    if said and not _is_in(str(said), own_words(params.get("service"), code, FALLBACK)):
        params["said"] = said
    return {"code": code, "message": own or general, "remedy": remedy, "params": params}


def _is_in(said: str, words_of_code: str | None) -> bool:
    """Whether the words of its code say all that was said, which is in English."""
    return said.rstrip(".") in (words_of_code or "")


def _told(entry: Entry) -> Mapping[str, Any]:
    """Return what a system row says; runs say it by their status and error."""
    if entry.kind == Entry.Kind.RUN:
        return {}
    told: Mapping[str, Any] = orjson.loads(getattr(entry, "told", None) or entry.details)
    return told


def _message(entry: Entry, told: Mapping[str, Any]) -> str:
    if told:
        return _say(str(told.get("code")), told.get("params") or {})
    # Of an alert that failed, its error tells nothing to those who don't know what was tried.
    error = None if entry.mode == ALERT else spoken_error(entry.error)
    return str(error["message"]) if error else say(_ending(entry))


def _say(code: str, params: Mapping[str, Any], language: str | None = None) -> str:
    return say(code, _named(params, language or spoken_language()), language=language)


def _named(params: Mapping[str, Any], language: str) -> Mapping[str, Any]:
    """Return them with the service, its events and what it refused with as people call them."""
    slug = params.get("service")
    if slug not in installed().slugs():
        return params
    own, named = words(slug, language), {**params, "service": name_of(slug, language)}
    if events := params.get("events"):
        named["events"] = [own.label("triggers", event) for event in events.split(", ")]
    if error := params.get("error"):
        named["error"] = own.find("errors", error) or say(error, language=language)
    return named


def _ending(entry: Entry) -> str:
    return f"alert_run_{entry.status}" if entry.mode == ALERT else f"run_{entry.status}"


def _withheld(details: Mapping[str, Any]) -> Row:
    """Return why data is not there: hidden by rules, never kept, or erased on request."""
    return {name: bool(details.get(name)) for name in WITHHELD}


def _step(step: Mapping[str, Any]) -> Row:
    return {
        "id": step.get("id"),
        "path": step.get("path"),
        "kind": step.get("kind"),
        "status": step.get("status"),
        "connector": step.get("connector"),
        "connection": step.get("connection"),
        "input": step.get("input"),
        "output": step.get("output"),
        "attempts": [_attempt(attempt) for attempt in step.get("attempts") or ()],
        "error": spoken_error(step.get("error")),
        "kept": bool(step.get("kept")),
    }


def _attempt_row(entry: Entry) -> Row:
    return {
        "id": str(entry.id),
        "attempt": entry.attempt,
        "status": entry.status,
        "finished_at": written(entry.finished_at),
    }


def _exported_step(step: Mapping[str, Any]) -> Row:
    full = _step(step)
    return {name: full[name] for name in EXPORTED_STEP}


def _attempt(attempt: Mapping[str, Any]) -> Row:
    return {name: attempt.get(name) for name in EXPORTED_ATTEMPT}


def _id(value: object) -> str | None:
    return str(value) if value else None
