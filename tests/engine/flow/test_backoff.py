"""When a failed attempt is made again."""

from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from engine.flow.backoff import JITTER, SCHEDULE_S, Retry, next_delay


@pytest.mark.parametrize(("attempt", "usual"), [*enumerate(SCHEDULE_S, start=1)])
def test_the_wait_grows_along_the_schedule_with_jitter(attempt: int, usual: float) -> None:
    waits = [next_delay(attempt, rng=Random(seed)) for seed in range(50)]

    assert all(usual * (1 - JITTER) <= (wait or 0) <= usual * (1 + JITTER) for wait in waits)
    assert len(set(waits)) > 1


def test_it_is_given_up_after_the_last_wait() -> None:
    assert next_delay(len(SCHEDULE_S) + 1, rng=Random(1)) is None


def test_all_waits_together_take_about_three_days() -> None:
    assert 3 * 86_400 <= sum(SCHEDULE_S) <= 3.5 * 86_400


@pytest.mark.parametrize(
    ("retry_after", "least"), [(3600, 3600), (86_400, 86_400), (10 * 86_400, 86_400), (-5, 4)]
)
def test_the_service_is_given_the_time_it_asks_for_up_to_a_day(
    retry_after: float, least: float
) -> None:
    wait = next_delay(1, retry_after=retry_after, rng=Random(1))

    assert wait is not None
    assert least <= wait <= max(least, 6)


def test_a_bundle_has_its_own_schedule() -> None:
    assert next_delay(2, schedule=[1, 100], rng=Random(1)) == pytest.approx(100, rel=JITTER)
    assert next_delay(3, schedule=[1, 100], rng=Random(1)) is None
    assert next_delay(1, schedule=[], rng=Random(1)) is None


@pytest.mark.parametrize(("hours", "is_given_up"), [(1, False), (3, True)])
def test_the_time_to_give_up_counts_from_the_first_attempt(hours: int, is_given_up: bool) -> None:
    noon = datetime(2026, 6, 3, 12, tzinfo=UTC)
    tried_at = [noon, noon + timedelta(minutes=hours * 60 - 1)]
    retry = Retry(delays=(60, 60), give_up_after_s=2 * 3600)

    next_at = retry.next_at(tried_at, now=tried_at[-1], rng=Random(1))

    assert (next_at is None) == is_given_up
