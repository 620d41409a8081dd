"""What the scheduler's every second does to bundles: those whose time has come, and no others."""

from datetime import timedelta

import pytest

from engine.bundles.models import Bundle
from engine.health.ladder import GRACE
from engine.health.models import Penalty
from engine.kernel.clock import now
from engine.runs import tasks
from tests.engine.bundles.conftest import House, fresh

pytestmark = pytest.mark.django_db

# Longer than any test: PostgreSQL's `now()` is when its transaction began.
LONG_AGO = timedelta(hours=1)


def test_each_second_pauses_who_has_come_to_the_end(house: House) -> None:
    ended, going_on = house.a_running_bundle(), house.a_running_bundle()
    Bundle.objects.filter(pk=ended.pk).update(run_until=now() - LONG_AGO)

    tasks.tick()

    assert [status(one) for one in (ended, going_on)] == ["paused", "running"]


def test_each_second_blocks_who_has_had_all_points_for_too_long(house: House) -> None:
    silent, heard = house.a_running_bundle(), house.a_running_bundle()
    has_all_points(silent, for_long=GRACE + LONG_AGO)

    tasks.tick()

    assert [status(one) for one in (silent, heard)] == ["blocked", "running"]


def has_all_points(bundle: Bundle, *, for_long: timedelta) -> None:
    since = now() - for_long
    Penalty.objects.create(
        bundle_id=bundle.pk, points=20, polls=False, struck_at=since, full_since=since
    )


def status(bundle: Bundle) -> str:
    return str(fresh(bundle).status)
