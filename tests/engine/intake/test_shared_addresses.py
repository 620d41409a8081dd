"""Several bundles on one address: each hears its own kind of event, and of those what it wants."""

import asyncio
from typing import Any
from urllib.parse import urlencode

import orjson
import pytest

from engine.bundles.models import Bundle
from engine.connections.models import Connection
from engine.queue.models import Run
from tests.engine.machine import Answered, a_hook, a_running_bundle, drain, post_once

pytestmark = pytest.mark.django_db(transaction=True)

STEPS = [{"id": "end", "kind": "stop"}]
FORM = {"content-type": "application/x-www-form-urlencoded"}
ADDED = {"leads[add][0][id]": 7, "leads[add][0][pipeline_id]": 1}
MOVED = {"leads[status][0][id]": 8, "leads[status][0][pipeline_id]": 2}


@pytest.fixture
def account() -> Connection:
    """A connection of a service that sends many kinds of events to one address."""
    return a_hook(connector="amocrm")


def send(account: Connection, *parts: dict[str, Any]) -> Answered:
    """Post what happened as the service does."""
    form: dict[str, Any] = {"account[id]": 1}
    for part in parts:
        form |= part
    return post_once(str(account.hook_token), urlencode(form).encode(), headers=FORM)


def heard(bundle: Bundle) -> list[int]:
    """Return the ids of the leads a bundle heard of."""
    return [orjson.loads(run.payload)["id"] for run in runs_of(bundle)]


def runs_of(bundle: Bundle) -> list[Run]:
    """Return the bundle's unfinished runs in the order of arrival."""
    return list(Run.objects.filter(bundle_id=bundle.pk).order_by("seq"))


def test_each_bundle_hears_only_its_own_kind_of_event(account: Connection) -> None:
    first = a_running_bundle(account, STEPS, event="lead_added")
    second = a_running_bundle(account, STEPS, event="lead_stage_changed")

    send(account, ADDED)
    send(account, MOVED)

    assert (heard(first), heard(second)) == ([7], [8])


def test_one_request_with_two_kinds_feeds_both_bundles(account: Connection) -> None:
    first = a_running_bundle(account, STEPS, event="lead_added")
    second = a_running_bundle(account, STEPS, event="lead_stage_changed")

    answered = send(account, ADDED, MOVED)

    assert answered.json["status"] == "accepted"
    assert (heard(first), heard(second)) == ([7], [8])
    assert len(set(Run.objects.values_list("event_id", flat=True))) == 2


def test_a_bundle_gets_only_what_its_own_filter_accepts(account: Connection) -> None:
    mine = a_running_bundle(account, STEPS, event="lead_added", fields={"pipeline": "1"})
    other = a_running_bundle(account, STEPS, event="lead_added", fields={"pipeline": "9"})

    send(account, ADDED)

    assert (heard(mine), heard(other)) == ([7], [])


def test_what_no_bundle_wants_is_answered_and_starts_nothing(account: Connection) -> None:
    a_running_bundle(account, STEPS, event="lead_added", fields={"pipeline": "9"})

    answered = send(account, ADDED, MOVED)

    assert (answered.status, answered.json) == (200, {"status": "ignored"})
    assert not Run.objects.exists()


def test_without_bundles_every_kind_waits_under_its_name(account: Connection) -> None:
    send(account, ADDED, MOVED)

    waits = Run.objects.order_by("seq").values_list("trigger", "status", "bundle_id")
    assert list(waits) == [
        ("lead_added", "held", None),
        ("lead_stage_changed", "held", None),
    ]


def test_a_bundle_that_polls_the_account_hears_nothing_from_its_address(
    account: Connection,
) -> None:
    polls = a_running_bundle(account, STEPS, event="new_leads")
    listens = a_running_bundle(account, STEPS, event="lead_added")

    send(account, ADDED)

    assert (heard(polls), heard(listens)) == ([], [7])


def test_an_event_sent_again_is_a_duplicate_to_each_bundle_by_itself(account: Connection) -> None:
    first = a_running_bundle(account, STEPS, event="lead_added")
    send(account, ADDED)
    second = a_running_bundle(account, STEPS, event="lead_added")

    answered = send(account, ADDED)

    assert answered.json["status"] == "accepted"
    assert [run.status for run in runs_of(first)] == ["queued", "duplicate"]
    assert [run.status for run in runs_of(second)] == ["queued"]


def test_a_foreign_request_is_refused_for_all(account: Connection) -> None:
    a_running_bundle(account, STEPS, event="lead_added")
    a_running_bundle(account, STEPS, event="lead_stage_changed")

    answered = post_once(str(account.hook_token), {"hello": 1})

    assert (answered.status, answered.json["code"]) == (400, "not_amocrm")
    assert not Run.objects.exists()


def test_only_the_bundle_that_answers_keeps_the_sender_waiting(account: Connection) -> None:
    respond = {"id": "reply", "kind": "respond", "status": 200, "body": "hi"}
    a_running_bundle(account, [respond], event="lead_added", answer={"within": "PT20S"})
    a_running_bundle(account, STEPS, event="lead_stage_changed")

    answered = send(account, MOVED)
    asyncio.run(drain())

    assert (answered.status, answered.json["status"]) == (200, "accepted")
