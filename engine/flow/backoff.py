"""When to try again."""

from collections.abc import Sequence
from random import Random

SCHEDULE_S: tuple[float, ...] = (5, 30, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400)
JITTER = 0.2
LONGEST_RETRY_AFTER_S = 86_400.0


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
