"""Chores that keep the tables small lose nothing."""

from datetime import timedelta

import orjson
import pytest
from django.db import connection

from engine.bundles.models import Bundle
from engine.journal.models import Entry
from engine.kernel.clock import now
from engine.kernel.ids import new_id
from engine.queue.models import Checkpoint, Run, SeenEvent
from engine.runs import upkeep
from tests.engine.machine import a_hook, a_run, a_running_bundle, story
from tests.engine.triggers.stand import a_source

pytestmark = pytest.mark.django_db(transaction=True)

MANY_SEEN = """
INSERT INTO queue_seenevent (bundle_id, key, seen_at)
SELECT uuidv7(), sha256(n::text::bytea), now() - interval '63 days' FROM generate_series(1, %s) n
"""


def test_an_event_nobody_claimed_for_a_week_ends_in_the_journal_as_held() -> None:
    bundle = a_running_bundle(a_hook(), [{"id": "end", "kind": "stop"}])
    week_ago = now() - timedelta(days=7, minutes=1)
    old = a_run(bundle, {"body": 1}, bundle_id=None, due_at=None, received_at=week_ago)
    fresh = a_run(bundle, {"body": 2}, bundle_id=None, due_at=None)

    upkeep.do_all(now())

    entry = Entry.objects.get(id=old.id)
    assert (entry.status, story(entry)["trigger"]) == ("held", {"body": 1})
    assert [run.id for run in Run.objects.all()] == [fresh.id]


def test_an_accepted_event_is_remembered_for_62_days() -> None:
    for days in (61, 63):
        seen_at = now() - timedelta(days=days)
        SeenEvent.objects.create(bundle_id=new_id(), key=bytes([days]) * 32, seen_at=seen_at)

    upkeep.do_all(now())

    assert [bytes(one.key)[0] for one in SeenEvent.objects.all()] == [61]


def test_what_many_bundles_took_in_ten_minutes_is_forgotten_in_ten_minutes() -> None:
    with connection.cursor() as cursor:
        cursor.execute(MANY_SEEN, [2 * upkeep.BATCH + 1])

    upkeep.do_all(now())

    assert not SeenEvent.objects.exists()


def stood_still(bundle: Bundle, *, days: int, status: str = "paused") -> None:
    """Have the bundle in this status for so long."""
    Bundle.objects.filter(pk=bundle.pk).update(status=status, updated_at=now() - timedelta(days))


def test_what_waited_a_week_for_a_paused_bundle_ends_in_the_journal_as_held() -> None:
    bundle = a_running_bundle(a_hook(), [{"id": "end", "kind": "stop"}])
    old = a_run(bundle, {"body": 1}, received_at=now() - timedelta(days=8))
    begun = a_run(bundle, status="waiting", received_at=now() - timedelta(days=8))
    step = {"id": "send", "kind": "action", "status": "succeeded", "output": 1}
    Checkpoint.objects.create(run_id=begun.pk, path="send", state=orjson.dumps(step).decode())
    fresh = a_run(bundle, {"body": 2})
    stood_still(bundle, days=8)

    upkeep.do_all(now())

    assert Entry.objects.get(id=old.id).status == "held"
    assert story(Entry.objects.get(id=begun.id))["steps"] == [step]
    assert [run.id for run in Run.objects.all()] == [fresh.id]


@pytest.mark.parametrize(("status", "days"), [("running", 30), ("paused", 6)])
def test_what_waits_for_a_bundle_that_ran_this_week_is_left_alone(status: str, days: int) -> None:
    bundle = a_running_bundle(a_hook(), [{"id": "end", "kind": "stop"}])
    a_run(bundle, status="waiting", received_at=now() - timedelta(days=20))
    stood_still(bundle, days=days, status=status)

    upkeep.do_all(now())

    assert Run.objects.count() == 1


def test_a_run_that_asks_a_person_goes_on_asking() -> None:
    bundle = a_running_bundle(a_hook(), [{"id": "end", "kind": "stop"}])
    week_ago = now() - timedelta(days=8)
    a_run(bundle, status="held", due_at=None, error={"asks": True}, received_at=week_ago)
    stood_still(bundle, days=8)

    upkeep.do_all(now())

    assert Run.objects.count() == 1


@pytest.mark.parametrize(
    ("days_before", "position", "is_remembered"),
    [
        (None, {}, True),
        (99, {"pages": 0, "sweeps": 0}, True),
        (0, {"pages": 1, "sweeps": 0}, True),
        (0, {"pages": 0, "sweeps": 1}, True),
        (0, {"pages": 0, "sweeps": 0}, False),
    ],
    ids=["never polled", "rests", "amid its pages", "amid its sweeps", "polls"],
)
def test_what_a_polled_list_showed_is_forgotten_only_after_the_list_was_read_again(
    days_before: int | None, position: dict[str, int], is_remembered: bool
) -> None:
    moment = now()
    polled_at = None if days_before is None else moment - timedelta(days=days_before)
    source = a_source(polled_at=polled_at, position=position, due_at=None)
    seen_at = moment - timedelta(days=100)
    SeenEvent.objects.create(bundle_id=source.pk, key=b"k" * 32, seen_at=seen_at)

    upkeep.do_all(moment)

    assert SeenEvent.objects.exists() is is_remembered
