"""Bundles that bring nothing but errors are stopped, with the numbers."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from engine.bundles import services
from engine.bundles.models import Bundle
from engine.health.ladder import GRACE
from engine.health.models import Penalty
from engine.journal.models import Entry
from engine.journal.services import record_runs
from engine.kernel.clock import now
from tests.engine.bundles.conftest import House, fresh

HOUR = timedelta(hours=1)


def runs(bundle: Bundle, statuses: Sequence[str], *, at: datetime) -> None:
    """Write runs that ended at this moment, and count them in the rollup."""
    record_runs(
        [
            Entry(
                workspace_id=bundle.workspace_id,
                bundle_id=bundle.pk,
                status=status,
                received_at=at,
                finished_at=at,
            )
            for status in statuses
        ]
    )


def running_since(house: House, started_at: datetime) -> Bundle:
    bundle = house.a_running_bundle()
    Bundle.objects.filter(pk=bundle.pk).update(started_at=started_at)
    return bundle


def reason(bundle: Bundle) -> dict[str, Any]:
    told = fresh(bundle)
    return told.status_reason or {} if told.status == "blocked" else {}


@pytest.fixture
def moment() -> datetime:
    """A moment in the middle of an hour: hours of the rollup begin before and after the limits."""
    return now().astimezone(UTC).replace(minute=30, second=0, microsecond=0)


def test_more_than_fifty_failures_in_a_day_and_nothing_else_block(
    house: House, moment: datetime
) -> None:
    bundle = running_since(house, moment - 3 * HOUR)
    runs(bundle, ["failed"] * 50, at=moment - 2 * HOUR)
    assert services.review(moment) == 0

    runs(bundle, ["failed", "duplicate"], at=moment - HOUR)

    assert services.review(moment) == 1
    assert reason(bundle)["code"] == "only_errors_in_a_day"
    assert reason(bundle)["params"]["failed"] == 51


@pytest.mark.parametrize("status", ["succeeded", "filtered"])
def test_one_run_that_did_not_fail_keeps_it_running(
    house: House, moment: datetime, status: str
) -> None:
    bundle = running_since(house, moment - 30 * HOUR)
    runs(bundle, ["failed"] * 60 + [status], at=moment - 2 * HOUR)

    assert services.review(moment) == 0


def test_a_success_of_more_than_a_day_ago_does_not_save_it(house: House, moment: datetime) -> None:
    bundle = running_since(house, moment - 30 * HOUR)
    runs(bundle, ["succeeded"], at=moment - 24 * HOUR - timedelta(minutes=1))
    runs(bundle, ["failed"] * 51, at=moment - 23 * HOUR)

    assert services.review(moment) == 1


def test_failures_of_more_than_a_day_ago_do_not_count(house: House, moment: datetime) -> None:
    bundle = running_since(house, moment - 30 * HOUR)
    runs(bundle, ["failed"] * 30, at=moment - 24 * HOUR - timedelta(minutes=1))
    runs(bundle, ["failed"] * 30, at=moment - HOUR)

    assert services.review(moment) == 0


def test_who_was_started_again_begins_anew(house: House, moment: datetime) -> None:
    bundle = running_since(house, moment - 30 * HOUR)
    runs(bundle, ["failed"] * 60, at=moment - timedelta(minutes=20))
    Bundle.objects.filter(pk=bundle.pk).update(started_at=moment - timedelta(minutes=10))
    runs(bundle, ["failed"] * 50, at=moment - timedelta(minutes=5))

    assert services.review(moment) == 0


def test_only_failures_in_a_week_block(house: House, moment: datetime) -> None:
    bundle = running_since(house, moment - timedelta(days=8))
    runs(bundle, ["failed"] * 2, at=moment - timedelta(days=5))
    assert services.review(moment) == 0

    runs(bundle, ["failed"], at=moment - HOUR)

    assert services.review(moment) == 1
    assert reason(bundle)["code"] == "only_errors_in_a_week"
    assert reason(bundle)["params"]["failed"] == 3


def test_a_week_of_failures_needs_a_week_of_running(house: House, moment: datetime) -> None:
    bundle = running_since(house, moment - timedelta(days=6))
    runs(bundle, ["failed"] * 3, at=moment - timedelta(days=5))

    assert services.review(moment) == 0


def test_a_bundle_that_stands_still_is_left_alone(house: House, moment: datetime) -> None:
    bundle = running_since(house, moment - 3 * HOUR)
    runs(bundle, ["failed"] * 51, at=moment - HOUR)
    services.pause(fresh(bundle), house.owner)

    assert services.review(moment) == 0


def test_who_has_all_points_is_blocked_after_the_grace(house: House, moment: datetime) -> None:
    bundle = house.a_running_bundle()
    has_all_points(bundle, since=moment)

    assert services.block_silent(moment + GRACE - timedelta(seconds=1)) == 0
    assert [services.block_silent(moment + GRACE) for _ in range(2)] == [1, 0]
    assert reason(bundle)["code"] == "too_many_timeouts"


def has_all_points(bundle: Bundle, *, since: datetime) -> None:
    Penalty.objects.create(
        bundle_id=bundle.pk, points=20, polls=False, struck_at=since, full_since=since
    )


def test_what_tells_people_of_trouble_is_never_stopped_for_it(
    house: House, moment: datetime
) -> None:
    bundle = running_since(house, moment - 3 * HOUR)
    Bundle.objects.filter(pk=bundle.pk).update(purpose="alerts")
    has_all_points(bundle, since=moment - HOUR)
    runs(bundle, ["failed"] * 51, at=moment - HOUR)

    assert services.review(moment) == services.block_silent(moment) == 0


def test_a_review_of_many_healthy_bundles_takes_few_queries(
    house: House, moment: datetime, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(5):
        runs(running_since(house, moment - 30 * HOUR), ["succeeded", "failed"], at=moment - HOUR)

    with django_assert_max_num_queries(2):
        services.review(moment)
