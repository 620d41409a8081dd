"""When to try again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

SCHEDULE_S: tuple[float, ...] = (5, 30, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400)
JITTER = 0.2
LONGEST_RETRY_AFTER_S = 86_400.0


@dataclass(frozen=True, slots=True)
class Retry:
    """How long a bundle tries: after these delays, and never later than so long after the first."""

    delays: tuple[float, ...] = SCHEDULE_S
    give_up_after_s: float | None = None

    def next_at(
        self,
        tried_at: Sequence[datetime],
        *,
        now: datetime,
        retry_after: float | None = None,
        rng: Random,
    ) -> datetime | None:
        """Return when to try again after the attempts begun at these moments; None gives up."""
        delay_s = next_delay(len(tried_at), retry_after=retry_after, schedule=self.delays, rng=rng)
        if delay_s is None:
            return None
        next_at = now + timedelta(seconds=delay_s)
        if self.give_up_after_s is None:
            return next_at
        return next_at if next_at <= tried_at[0] + timedelta(seconds=self.give_up_after_s) else None


def next_delay(
    attempt_no: int,
    *,
    retry_after: float | None = None,
    schedule: Sequence[float] | None = None,
    rng: Random,
) -> float | None:
    """Return the seconds to wait after failed attempt `attempt_no` (from 1); None gives up.

    Never less than the service asked for, as far as it asked for a day or less.
    """
    delays = SCHEDULE_S if schedule is None else schedule
    if not 1 <= attempt_no <= len(delays):
        return None
    delay = delays[attempt_no - 1] * rng.uniform(1 - JITTER, 1 + JITTER)
    return max(delay, min(retry_after or 0.0, LONGEST_RETRY_AFTER_S))
