"""A clock that was put back by an hour holds up no run for that hour."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from engine.kernel.clock import now
from engine.queue import clocks
from engine.queue.models import Run

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


@pytest.mark.parametrize("status", ["queued", "duplicate"])
def test_what_was_put_in_before_the_clock_was_put_back_is_due(
    a_run: Callable[..., Run], status: str
) -> None:
    run = a_run(status=status, due_at=now() + HOUR)

    clocks.pull_back()

    run.refresh_from_db()
    assert run.due_at is not None
    assert run.due_at <= now()


def test_a_lease_taken_before_the_clock_was_put_back_ends_in_time(
    a_run: Callable[..., Run],
) -> None:
    run = a_run(status="running", due_at=now() + HOUR)

    clocks.pull_back()

    run.refresh_from_db()
    assert run.due_at is not None
    assert now() < run.due_at <= now() + timedelta(minutes=1)


def test_what_waits_on_purpose_and_what_is_at_work_is_left_alone(
    a_run: Callable[..., Run],
) -> None:
    a_run(status="waiting", due_at=now() + HOUR)
    a_run(status="running", due_at=now() + timedelta(seconds=10))
    a_run(status="held", due_at=None)

    assert clocks.pull_back() == 0
