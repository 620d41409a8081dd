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
    return _schedule(orjson.dumps(_raw(source)), source.time_zone, source.kind == "polling")


def next_poll(source: Claimed, moment: datetime) -> datetime | None:
    """Return when a polling source is to be asked again; None when its dates are over.

    Bundles that poll regularly are spread over the interval, or all would ask in one second.
    """
    earliest = moment + timedelta(seconds=source.slowed_by_s)
    raw = _raw(source)
    every_s = raw.get("every", POLL_EVERY_S)
    if isinstance(every_s, int) and raw.keys() <= REGULAR:
        past_s = (earliest.timestamp() - crc32(source.bundle_id.bytes)) % every_s
        return earliest + timedelta(seconds=every_s - past_s)
    return schedule_of(source).next_after(earliest)


def _raw(source: Claimed) -> JsonObject:
    raw = source.trigger.get("schedule")
    return raw if isinstance(raw, dict) else {}


@lru_cache(maxsize=20_000)
def _schedule(raw: bytes, time_zone: str, polls: bool) -> Schedule:
    read: JsonObject = orjson.loads(raw)
    return Schedule.of(read, time_zone, every_s=POLL_EVERY_S if polls else None)
