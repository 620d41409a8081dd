"""How many rows a list has, as far as anybody wants to know."""

from dataclasses import dataclass

from engine.journal.finding.places import TooMuchToLookThrough, count
from engine.journal.finding.search import count_found
from engine.journal.finding.sought import Sought
from engine.journal.finding.wanted import Wanted

COUNTED_EXACTLY = 10_000


@dataclass(frozen=True, slots=True)
class Counted:
    """A number of rows: that many or, not exactly, more; None where it takes long to tell."""

    count: int | None
    is_exact: bool


def counted(wanted: Wanted, sought: Sought | None) -> Counted:
    """Return how many rows are wanted, and hold what is sought."""
    most = COUNTED_EXACTLY + 1
    try:
        found = count_found(wanted, sought, most) if sought else count(wanted, most)
    except TooMuchToLookThrough:
        found = None
    if found is None:
        return Counted(None, is_exact=False)
    return Counted(min(found, COUNTED_EXACTLY), is_exact=found <= COUNTED_EXACTLY)
