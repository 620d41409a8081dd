"""Chores that keep the tables small lose nothing."""

from datetime import timedelta

import pytest

from engine.journal.models import Entry
from engine.kernel.clock import now
from engine.kernel.ids import new_id
from engine.queue.models import Run, SeenEvent
from engine.runs import upkeep
from tests.engine.machine import a_hook, a_run, a_running_bundle, story

pytestmark = pytest.mark.django_db(transaction=True)


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
