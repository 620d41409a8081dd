"""News in the words of a stream of server-sent events, and as one JSON object."""

from collections.abc import Mapping
from typing import Any

import orjson

from engine.api.words import Voice, speaking
from engine.journal.rows import light_row
from engine.live.look import KINDS, Changes, Some

MEDIA_TYPE = "text/event-stream"
# Sent before all else: after how many milliseconds a browser that lost the line comes back.
OPENING = b"retry: 2000\n\n"
RESET = "reset"
_JOBS = "jobs"
_JOURNAL = "journal"


def as_objects(changes: Changes) -> dict[str, Any]:
    """Return the news by kind, each row of the journal in the voice of the moment."""
    rows = [light_row(entry) for entry in changes.rows]
    things = {kind: _shown(changes.things[kind]) for kind in KINDS}
    jobs = {"rows": list(changes.jobs)}
    return {**things, _JOBS: jobs, _JOURNAL: {"rows": rows, "more": changes.more}}


def as_events(changes: Changes, position: str, voice: Voice) -> bytes:
    """Return an event for each kind that has news; empty when there is none.

    The last one alone carries the position: cut off before it, a reader hears all of them again.
    The journal comes last, as only it would suffer from that.
    """
    with speaking(voice):
        news = {kind: some for kind, some in as_objects(changes).items() if _is_news(some)}
    blocks = [_event(kind, some) for kind, some in news.items()]
    return _numbered(blocks, position) if blocks else b""


def as_reset(position: str) -> bytes:
    """Return the event that says that everything is to be read anew."""
    return _numbered([_event(RESET, {})], position)


def heartbeat(position: str) -> bytes:
    """Return a sign of life; it moves the position and tells nothing."""
    return b":\nid: %b\n\n" % position.encode()


def _numbered(blocks: list[bytes], position: str) -> bytes:
    return b"".join(blocks[:-1]) + b"id: %b\n%b" % (position.encode(), blocks[-1])


def _event(name: str, data: Mapping[str, Any]) -> bytes:
    return b"event: %b\ndata: %b\n\n" % (name.encode(), orjson.dumps(data))


def _shown(some: Some) -> dict[str, Any]:
    return {"ids": list(some.ids), "all": some.all}


def _is_news(some: Mapping[str, Any]) -> bool:
    return any(some.values())
