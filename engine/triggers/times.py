"""When a source has its next turn."""

from datetime import datetime, timedelta
from functools import lru_cache
from zlib import crc32

import orjson

from engine.flow.schedule import POLL_EVERY_S, Schedule
from engine.kernel.json_types import JsonObject
from engine.triggers.claim import Claimed

REGULAR = frozenset(("every", "missed", "time_zone"))


def schedule_of(source: Claimed) -> Schedule:
    """Return the schedule of a source; one that polls has the usual one unless it names another."""
    raw = source.trigger.get("schedule") or {}
    return _schedule(orjson.dumps(raw), source.time_zone, source.kind == "polling")


def next_poll(source: Claimed, moment: datetime) -> datetime | None:
    """Return when a polling source is to be asked again; None when its dates are over.

    Bundles that poll regularly are spread over the interval, or all would ask in one second.
    """
    schedule = schedule_of(source)
    earliest = moment + timedelta(seconds=source.slowed_by_s)
    apart = timedelta(seconds=_apart_s(source, schedule.raw))
    slot = schedule.next_after(earliest - apart)
    return slot + apart if slot is not None else None


def _apart_s(source: Claimed, raw: JsonObject) -> int:
    every_s = raw.get("every", POLL_EVERY_S)
    if raw.keys() - REGULAR or not isinstance(every_s, int):
        return 0
    return crc32(source.bundle_id.bytes) % every_s


@lru_cache(maxsize=20_000)
def _schedule(raw: bytes, time_zone: str, polls: bool) -> Schedule:
    read: JsonObject = orjson.loads(raw)
    return Schedule.of(read, time_zone, every_s=POLL_EVERY_S if polls else None)
