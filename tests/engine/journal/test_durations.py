"""How long runs took, counted in buckets."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.journal.models import no_durations
from engine.journal.telling.durations import BUCKETS, bucket, quantile

TIMES = st.lists(st.floats(min_value=0, max_value=400_000), min_size=1, max_size=200)


def counted(times: list[float]) -> list[int]:
    """Return the counts of runs that took so many ms."""
    counts = no_durations()
    for ms in times:
        counts[bucket(ms)] += 1
    return counts


@pytest.mark.parametrize(
    ("ms", "place"), [(0, 0), (0.2, 0), (1.4, 0), (1.5, 1), (2, 2), (1024, 20), (10**9, 39)]
)
def test_a_run_is_counted_where_its_time_lies(ms: float, place: int) -> None:
    assert bucket(ms) == place


def test_there_are_as_many_buckets_as_the_table_holds() -> None:
    assert len(no_durations()) == BUCKETS


@given(TIMES, st.sampled_from([0.5, 0.95, 1.0]))
def test_a_quantile_lies_in_the_bucket_of_the_true_one(times: list[float], q: float) -> None:
    rank = -(-len(times) * q // 1) - 1
    true = sorted(times)[int(rank)]

    told = quantile(counted(times), q)

    assert told is not None
    assert bucket(true) in (bucket(told), bucket(told * 0.999))


def test_without_runs_there_is_no_quantile() -> None:
    assert quantile(no_durations(), 0.5) is None


def test_a_quantile_lies_between_the_bounds_by_how_many_runs_are_below_it() -> None:
    counts = no_durations()
    counts[20] = 4

    assert quantile(counts, 0.0) == 1024.0
    assert quantile(counts, 1.0) == pytest.approx(2**10.5)
