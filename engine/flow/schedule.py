"""When a bundle starts by the clock: which moments, and what becomes of those that were missed.

Each slot is a moment in UTC, and that moment is its name: however often and wherever the next one
is asked for, the answer is the same. Of a time that the clock skips, the first moment after the gap
is taken; of one that it shows twice, the first, but for intervals of an hour or less (and what cron
names by a star in minutes or hours), which go on through both.
"""

from bisect import bisect_right
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo

from engine.flow.errors import DefinitionIsInvalid
from engine.flow.schedule_reading import Missed, ScheduleReader
from engine.flow.slots import Rule
from engine.flow.wall_clock import is_shown_twice, moments
from engine.kernel.errors import Mistake
from engine.kernel.json_types import JsonObject

POLL_EVERY_S = 300
ON_TIME = timedelta(seconds=60)
_LOOK_BACK = (timedelta(hours=1), timedelta(days=2), timedelta(days=40))
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Schedule:
    """The slots of one trigger in one time zone; without rule or dates there are none."""

    raw: JsonObject
    zone: tzinfo
    missed: Missed
    rule: Rule | None
    dates: tuple[datetime, ...]

    @classmethod
    def of(cls, raw: JsonObject, time_zone: str, *, every_s: int | None = None) -> "Schedule":
        """Return the schedule; raises `DefinitionIsInvalid`.

        `time_zone` counts unless `raw` names one; `every_s` where `raw` names no times.
        """
        reader = ScheduleReader(raw, time_zone, every_s)
        zone = reader.zone()
        schedule = cls(raw, zone, reader.missed(), reader.rule(), reader.dates(zone))
        if not reader.mistakes and schedule.is_timed and not schedule.next_after(_LONG_AGO):
            reader.mistakes.append(Mistake("", "schedule_never"))
        if reader.mistakes:
            raise DefinitionIsInvalid(reader.mistakes)
        return schedule

    @property
    def is_timed(self) -> bool:
        """Whether anything starts by the clock at all; else only people start it."""
        return self.rule is not None or bool(self.dates)

    def next_after(self, moment: datetime) -> datetime | None:
        """Return the first slot later than this moment; None when none is left."""
        if self.rule is None:
            place = bisect_right(self.dates, moment)
            return self.dates[place] if place < len(self.dates) else None
        local = moment.astimezone(self.zone)
        shown = local.replace(tzinfo=None, fold=0)
        slot = self.rule.after(shown)
        if self.rule.is_repeated and (again := self._second_time(self.rule, local, slot)):
            return again
        while slot is not None:
            for one in self._moments(slot):
                if one > moment:
                    return one
            slot = self.rule.after(slot)
        return None

    def slots_between(self, after: datetime, until: datetime, *, limit: int) -> list[datetime]:
        """Return the slots later than `after` and not later than `until`, the first `limit`."""
        slots: list[datetime] = []
        slot = self.next_after(after)
        while slot is not None and slot <= until and len(slots) < limit:
            slots.append(slot)
            slot = self.next_after(slot)
        return slots

    def to_fire(self, after: datetime, until: datetime, *, limit: int) -> list[datetime]:
        """Return what is to start at `until` when everything up to `after` has been seen to.

        That is all slots since, or the last one, or only one that is on time, as the schedule's
        choice for missed slots says; the earliest first, at most `limit`.
        """
        if self.missed == "all":
            return self.slots_between(after, until, limit=limit)
        last = self._last_between(after, until)
        is_wanted = last is not None and (self.missed == "last" or until - last <= ON_TIME)
        return [last] if last is not None and is_wanted else []

    def _last_between(self, after: datetime, until: datetime) -> datetime | None:
        for span in _LOOK_BACK:
            start = max(after, until - span)
            if found := self._all_between(start, until):
                return found[-1]
        found = self._all_between(after, until)
        return found[-1] if found else None

    def _all_between(self, after: datetime, until: datetime) -> list[datetime]:
        return self.slots_between(after, until, limit=1_000_000)

    def _moments(self, slot: datetime) -> list[datetime]:
        found = moments(slot, self.zone)
        return found if self.rule is not None and self.rule.is_repeated else found[:1]

    def _second_time(
        self, rule: Rule, local: datetime, following: datetime | None
    ) -> datetime | None:
        """Return the first slot of the second showing, when `local` stands late in the first."""
        back = _set_back(local)
        shown = local.replace(tzinfo=None, fold=0)
        if back <= timedelta(0):
            return None
        if following and following < shown + back and is_shown_twice(following, self.zone):
            return None
        slot = rule.after(shown - back)
        while slot is not None and slot <= shown:
            if is_shown_twice(slot, self.zone):
                return moments(slot, self.zone)[1]
            slot = rule.after(slot)
        return None


def _set_back(local: datetime) -> timedelta:
    """Return by how much the clock will be set back over this time; zero when it will not."""
    now, then = local.utcoffset(), local.replace(fold=1).utcoffset()
    return now - then if now is not None and then is not None else timedelta(0)
