"""Penalty points of bundles, as the loops that poll and run write them.

A healthy bundle has no row and costs nothing. Times are the database's. Each call is a transaction,
so its line must be nobody else's meanwhile.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from engine.health.ladder import MOST_POINTS, Standing, after, standing
from engine.queue.database import Db

LOCK = """
SELECT bundle_id, points FROM health_penalty WHERE bundle_id = ANY(%s::uuid[])
ORDER BY bundle_id FOR UPDATE
"""
BEGIN = """
INSERT INTO health_penalty (bundle_id, points, polls, struck_at)
SELECT id, 1, polls, now() FROM unnest(%s::uuid[], %s::bool[]) AS new (id, polls) ORDER BY id
ON CONFLICT (bundle_id) DO NOTHING
RETURNING bundle_id
"""
KEEP = """
UPDATE health_penalty p SET points = n.points, polls = n.polls,
    struck_at = CASE WHEN n.was_struck THEN now() ELSE p.struck_at END,
    full_since = CASE WHEN n.points < %s THEN NULL
        WHEN n.was_relieved THEN now() ELSE COALESCE(p.full_since, now()) END
FROM unnest(%s::uuid[], %s::int[], %s::bool[], %s::bool[], %s::bool[])
    AS n (id, points, polls, was_struck, was_relieved)
WHERE p.bundle_id = n.id
"""
FORGET = "DELETE FROM health_penalty WHERE bundle_id = ANY(%s::uuid[])"
AILING = "SELECT bundle_id FROM health_penalty"


@dataclass(frozen=True, slots=True)
class Course:
    """What happened to a bundle, in order: True a success, False a timeout or lost line."""

    polls: bool
    outcomes: Sequence[bool]


async def strike(db: Db, bundle_id: UUID, *, polls: bool) -> Standing:
    """Give the bundle a point and return how it stands now."""
    return (await strike_many(db, {bundle_id: Course(polls, (False,))}))[bundle_id]


async def relieve(db: Db, bundle_id: UUID, *, polls: bool = True) -> Standing:
    """Take one level back after a success; nothing is written for a bundle without points."""
    return (await strike_many(db, {bundle_id: Course(polls, (True,))}))[bundle_id]


async def strike_many(db: Db, courses: Mapping[UUID, Course]) -> dict[UUID, Standing]:
    """Write what happened to these bundles in one transaction; returns how each stands now."""
    async with db.transaction():
        points = await _points(db, courses)
        now_points = {
            bundle_id: after(points.get(bundle_id, 0), course.outcomes, polls=course.polls)
            for bundle_id, course in courses.items()
        }
        await _write(db, courses, now_points, known=points)
    return {
        bundle_id: standing(now_points[bundle_id], polls=course.polls)
        for bundle_id, course in courses.items()
    }


async def ailing(db: Db) -> set[UUID]:
    """Return the bundles that have points: only for these is a success worth telling."""
    return {row[0] for row in await (await db.execute(AILING)).fetchall()}


async def _points(db: Db, courses: Mapping[UUID, Course]) -> dict[UUID, int]:
    """Return the points of those that have a row, locked; rows are made for who gets a point."""
    struck = sorted(one for one, course in courses.items() if not all(course.outcomes))
    fresh: set[UUID] = set()
    if struck:
        made = await db.execute(BEGIN, (struck, [courses[one].polls for one in struck]))
        fresh = {row[0] for row in await made.fetchall()}
    rows = await (await db.execute(LOCK, (sorted(courses),))).fetchall()
    return {bundle_id: 0 if bundle_id in fresh else points for bundle_id, points in rows}


async def _write(
    db: Db, courses: Mapping[UUID, Course], points: Mapping[UUID, int], *, known: Mapping[UUID, int]
) -> None:
    if healed := [one for one in known if not points[one]]:
        await db.execute(FORGET, (healed,))
    if kept := sorted(one for one in known if points[one]):
        columns = (
            [points[one] for one in kept],
            [courses[one].polls for one in kept],
            [not all(courses[one].outcomes) for one in kept],
            [any(courses[one].outcomes) for one in kept],
        )
        await db.execute(KEEP, (MOST_POINTS, kept, *columns))
