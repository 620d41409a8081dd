"""One turn of a source that follows a schedule: each slot becomes one run, exactly once."""

from datetime import datetime

from connectors.sdk import Item
from engine.flow.schedule import Schedule
from engine.kernel.clock import written
from engine.kernel.json_types import JsonObject
from engine.triggers.admission import admit, recognised
from engine.triggers.claim import Claimed, Settled, hold, keep
from engine.triggers.desk import Desk
from engine.triggers.times import schedule_of

MOST_MISSED = 1_000


async def fire(source: Claimed, desk: Desk) -> Settled:
    """Start what is to start now, as the choice for missed slots says; raises LeaseLost."""
    schedule, moment = schedule_of(source), source.now()
    slots = schedule.to_fire(source.seen_to, moment, limit=MOST_MISSED)
    source.seen_to = slots[-1] if len(slots) == MOST_MISSED else max(source.seen_to, moment)
    if slots:
        rows = recognised(source.scope, [_item(slot, moment, schedule) for slot in slots])
        async with desk.writer() as db, db.transaction():
            await hold(db, source)
            _, started = await admit(db, source, rows, bytes_in=0)
            await keep(db, source, source.position, started=started)
    return Settled(source, schedule.next_after(source.seen_to))


def event(slot: datetime | None, moment: datetime, schedule: Schedule) -> JsonObject:
    """Return what a bundle gets to know of its slot; outside of any it is started by hand."""
    scheduled_at = slot or moment
    return {
        "scheduled_at": written(scheduled_at),
        "local_time": scheduled_at.astimezone(schedule.zone).isoformat(),
        "fired_at": written(moment),
    }


def _item(slot: datetime, moment: datetime, schedule: Schedule) -> Item:
    return Item(event(slot, moment, schedule), id=slot.isoformat(), at=slot)
