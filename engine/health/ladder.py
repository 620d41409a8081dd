"""The ladder of a bundle's health: points in, consequences out.

A timeout or connection error is one point. A level is the highest threshold the points have
reached; it slows polling down, and the last one blocks. A success takes one level back: the points
fall to one below the threshold of the present level, and to none when no level is reached.

Who has all points is blocked after `GRACE`, unless something succeeds meanwhile: sixty calls that
were under way at once fail at once, and their next attempts shall have their chance.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

MOST_POINTS = 20
GRACE = timedelta(seconds=15)


@dataclass(frozen=True, slots=True)
class Rung:
    """What happens from so many points on; without a delay the bundle is blocked."""

    points: int
    extra_delay_s: int | None


POLLING = (Rung(3, 600), Rung(10, 1800), Rung(15, 3600), Rung(MOST_POINTS, None))
OTHERS = (Rung(MOST_POINTS, None),)


@dataclass(frozen=True, slots=True)
class Standing:
    """How a bundle stands, and what that leads to."""

    points: int = 0
    level: int = 0
    extra_delay_s: int = 0


WELL = Standing()


def standing(points: int, *, polls: bool) -> Standing:
    """Return what so many points mean for a bundle that polls, or for one that does not."""
    reached = [rung for rung in _rungs(polls) if rung.points <= points]
    delays = [rung.extra_delay_s for rung in reached if rung.extra_delay_s is not None]
    return Standing(
        points=points,
        level=len(reached),
        extra_delay_s=delays[-1] if delays else 0,
    )


def after(points: int, outcomes: Iterable[bool], *, polls: bool) -> int:
    """Return the points after these outcomes in their order: True a success, False a point."""
    for succeeded in outcomes:
        points = _relieved(points, polls=polls) if succeeded else min(points + 1, MOST_POINTS)
    return points


def _relieved(points: int, *, polls: bool) -> int:
    reached = [rung.points for rung in _rungs(polls) if rung.points <= points]
    return reached[-1] - 1 if reached else 0


def _rungs(polls: bool) -> tuple[Rung, ...]:
    return POLLING if polls else OTHERS
