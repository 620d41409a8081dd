"""May this connection call now? The answer, and what one process remembers of its calls.

The memory serves twice: it refills Valkey's keys when they were lost, and it decides alone, with
the same parameters, while Valkey is away. Times of arrival are microseconds of Valkey's clock.
"""

from dataclasses import dataclass, field
from typing import TypeAlias

PLACE_WAIT_S = 0.1
MICRO = 1_000_000

Rate: TypeAlias = tuple[float, float, int]


@dataclass(frozen=True, slots=True)
class Admitted:
    """The call may leave now."""


@dataclass(frozen=True, slots=True)
class Wait:
    """The call may not leave now; ask again after this many seconds."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Request:
    """One wish to call: `rate` is calls, their period in seconds and the burst."""

    rate: Rate | None
    concurrency: int | None
    holder: str
    ttl_s: float

    @property
    def interval_us(self) -> float:
        """Return the time between two calls at the even rate; 0 when there is no rate."""
        return self.rate[1] * MICRO / self.rate[0] if self.rate else 0.0

    @property
    def tolerance_us(self) -> float:
        """Return how far ahead of the even rate a burst may run."""
        return (self.rate[2] - 1) * self.interval_us if self.rate else 0.0


@dataclass(slots=True)
class Memory:
    """What this process knows of one connection: last arrival, a pause, and its own calls."""

    arrival_us: float = 0.0
    paused_until: float = 0.0
    holders: dict[str, float] = field(default_factory=dict)

    def is_idle(self, clock_s: float, now_us: float) -> bool:
        """Say whether forgetting this would change nothing."""
        return (
            self.paused_until <= clock_s
            and self.arrival_us <= now_us
            and all(until <= clock_s for until in self.holders.values())
        )

    def pause_left(self, clock_s: float) -> float:
        """Return the seconds for which the service asked for silence."""
        return max(0.0, self.paused_until - clock_s)

    def still_held(self, clock_s: float) -> dict[str, float]:
        """Return this process's own calls with the seconds they have left."""
        self.holders = {name: until for name, until in self.holders.items() if until > clock_s}
        return {name: until - clock_s for name, until in self.holders.items()}

    def admit(self, wish: Request, *, clock_s: float, now_us: float) -> Admitted | Wait:
        """Decide without Valkey, by the same rules as its script."""
        pause = self.pause_left(clock_s)
        if pause > 0:
            return Wait(pause)
        held = self.still_held(clock_s)
        if wish.concurrency and wish.holder not in held and len(held) >= wish.concurrency:
            return Wait(PLACE_WAIT_S)
        arrival = max(self.arrival_us, now_us)
        early = arrival - wish.tolerance_us - now_us
        if wish.rate and early > 0:
            return Wait(early / MICRO)
        self.arrival_us = arrival + wish.interval_us
        self.hold(wish, clock_s)
        return Admitted()

    def hold(self, wish: Request, clock_s: float) -> None:
        """Remember a call that was admitted, when its connection counts them."""
        if wish.concurrency:
            self.holders[wish.holder] = clock_s + wish.ttl_s
