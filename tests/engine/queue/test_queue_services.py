"""What other rooms do with unfinished runs."""

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils.timezone import now
from pytest_django import DjangoAssertNumQueries

from engine.journal.models import Entry
from engine.kernel.ids import new_id
from engine.queue import services
from engine.queue.models import Checkpoint, Run
from engine.queue.services import Waiting
from tests.engine.queue.conftest import RECEIVED, SomeBundle

pytestmark = pytest.mark.django_db
ARun = Callable[..., Run]


def test_an_event_put_in_is_due_at_once(bundle: SomeBundle) -> None:
    made = services.enqueue(bundle, {"имя": "Анна"}, mode="manual", key="7")

    run = Run.objects.get(id=made.id)
    assert (run.bundle_id, run.workspace_id) == (bundle.id, bundle.workspace_id)
    assert (run.mode, run.key, run.status) == ("manual", "7", Run.Status.QUEUED)
    assert json.loads(run.payload) == {"имя": "Анна"}
    assert run.origin_id == run.id != run.event_id
    assert run.due_at is not None
    assert run.due_at <= now()


def test_everything_unfinished_of_a_stopped_bundle_waits(bundle: SomeBundle, a_run: ARun) -> None:
    a_run(status=Run.Status.HELD, due_at=None)
    a_run(status=Run.Status.WAITING, received_at=RECEIVED - timedelta(hours=1))
    a_run()
    a_run(status=Run.Status.DUPLICATE)
    a_run(bundle_id=new_id())

    counts = services.waiting_counts([bundle.id])

    assert counts == {bundle.id: Waiting(3, RECEIVED - timedelta(hours=1))}


def test_only_held_runs_of_a_running_bundle_wait(bundle: SomeBundle, a_run: ARun) -> None:
    a_run(status=Run.Status.HELD, due_at=None)
    a_run()

    counts = services.waiting_counts([bundle.id], running=[bundle.id])

    assert counts == {bundle.id: Waiting(1, RECEIVED)}


def test_counting_asks_once_however_many_bundles_there_are(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    ids = [new_id() for _ in range(20)]

    with django_assert_num_queries(1):
        counts = services.waiting_counts(ids, running=ids[:10])

    assert counts == {}


def test_dropped_events_stand_in_the_journal_with_what_they_carried(
    bundle: SomeBundle, a_run: ARun
) -> None:
    run = a_run(bytes_in=25, key="A-1")
    Checkpoint.objects.create(run_id=run.id, path="paid", state="{}")

    assert services.drop(bundle.id, "Анна") == 1

    entry = Entry.objects.get(id=run.id)
    assert (entry.status, entry.key, entry.bytes_in) == ("cancelled", "A-1", 25)
    assert entry.error == {"code": "dropped", "params": {"actor": "Анна"}}
    assert json.loads(entry.details) == {"trigger": {"email": "a@example.com"}, "steps": []}
    assert not Run.objects.exists()
    assert not Checkpoint.objects.exists()


def test_dropping_goes_on_batch_after_batch(bundle: SomeBundle, a_run: ARun) -> None:
    waiting = services.DROP_BATCH + 1
    for _ in range(waiting):
        a_run()

    assert services.drop(bundle.id, None) == waiting
    assert Entry.objects.filter(bundle_id=bundle.id).count() == waiting


def test_a_run_that_a_worker_has_in_hand_is_not_dropped(bundle: SomeBundle, a_run: ARun) -> None:
    working = a_run(status=Run.Status.RUNNING)
    other = a_run(bundle_id=new_id())

    assert services.drop(bundle.id, None) == 0
    assert set(Run.objects.values_list("id", flat=True)) == {working.id, other.id}


def test_held_runs_are_due_once_their_connection_is_released(a_run: ARun) -> None:
    connection_id = new_id()
    fresh, begun = a_run(), a_run(started_at=RECEIVED, status=Run.Status.WAITING)
    services.hold([fresh.id, begun.id], connection_id=connection_id, error={"code": "login"})
    assert not Run.objects.filter(due_at__isnull=False).exists()

    assert services.release(connection_id) == 2

    assert Run.objects.get(id=fresh.id).status == Run.Status.QUEUED
    assert Run.objects.get(id=begun.id).status == Run.Status.WAITING
    assert not Run.objects.filter(due_at__isnull=True).exists()


def test_a_run_being_worked_on_is_not_held(a_run: ARun) -> None:
    working = a_run(status=Run.Status.RUNNING)

    assert services.hold([working.id], connection_id=new_id()) == 0


def test_releasing_one_connection_leaves_the_others_held(a_run: ARun) -> None:
    held = a_run()
    services.hold([held.id], connection_id=new_id())

    assert services.release(new_id()) == 0
    assert Run.objects.get(id=held.id).status == Run.Status.HELD


def test_what_no_bundle_listened_to_stays_held_after_a_release(a_run: ARun) -> None:
    connection_id = new_id()
    caught = a_run(bundle_id=None, connection_id=connection_id, status=Run.Status.HELD, due_at=None)

    assert services.release(connection_id) == 0
    assert services.drop_unclaimed(connection_id, None) == 1
    assert Entry.objects.get(id=caught.id).status == "cancelled"
