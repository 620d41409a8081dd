"""How long runs took, counted in buckets that grow by half a power of two.

Bucket `i` holds runs from 2^(i/2) ms up to 2^((i+1)/2) ms; the first also holds everything shorter,
the last everything longer. Counts of several bundles and times are added up place by place.
"""

from collections.abc import Sequence
from math import log2

BUCKETS = 40


def bucket(ms: float) -> int:
    """Return the place of a run that took this long."""
    return min(int(2 * log2(ms)), BUCKETS - 1) if ms > 1 else 0


def quantile(counts: Sequence[int], q: float) -> float | None:
    """Return how many ms the share `q` of the runs took at most, interpolated; None without runs.

    Runs beyond the last bucket's beginning are taken for shorter than what would be its end.
    """
    total = sum(counts)
    if not total:
        return None
    wanted = q * total
    before = 0
    for place, count in enumerate(counts):
        if count and before + count >= wanted:
            lower, upper = _bound(place), _bound(place + 1)
            return lower + (upper - lower) * (wanted - before) / count
        before += count
    raise ValueError("a share of runs lies between 0 and 1")


def _bound(place: int) -> float:
    return 2.0 ** (place / 2) if place else 0.0
