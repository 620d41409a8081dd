"""Events that come while nothing runs wait, and go their way in order once a bundle starts."""

import asyncio
from typing import Any

import pytest

from engine.accounts.access import Actor
from engine.accounts.models import Role
from engine.bundles import services
from engine.bundles.models import Bundle
from engine.connections.models import Connection
from engine.journal.models import Entry
from engine.queue.models import Run
from tests.engine.machine import Post, a_hook, a_running_bundle, drain, story, with_receiver

pytestmark = pytest.mark.django_db(transaction=True)

STEPS = [{"id": "end", "kind": "stop"}]


@pytest.fixture
def hook() -> Connection:
    """A webhook of a workspace."""
    return a_hook()


def send(hook: Connection, numbers: range) -> None:
    """Post events one after another."""

    async def talk(post: Post) -> None:
        for number in numbers:
            await post(str(hook.hook_token), {"n": number}, headers={"webhook-id": f"msg_{number}"})

    asyncio.run(with_receiver(talk))


def start(bundle: Bundle, **options: Any) -> None:
    """Start the bundle as a person and let workers come until nothing waits."""
    fresh = Bundle.objects.select_related("version", "workspace").get(pk=bundle.pk)
    services.start(fresh, Actor(None, None, Role.OWNER), **options)
    while Run.objects.filter(bundle_id=bundle.pk).exists():
        asyncio.run(drain())


def processed(bundle: Bundle) -> list[int]:
    """Return the numbers of the events that ran, in the order in which they ended."""
    rows = Entry.objects.filter(bundle_id=bundle.pk, kind="run", status="succeeded")
    return [story(row)["trigger"]["body"]["n"] for row in rows.order_by("finished_at", "id")]


def statuses(bundle: Bundle) -> list[str]:
    """Return what became of each event."""
    rows = Entry.objects.filter(bundle_id=bundle.pk, kind="run")
    return list(rows.values_list("status", flat=True))


def test_what_came_during_a_pause_runs_in_order_after_the_start(hook: Connection) -> None:
    bundle = a_running_bundle(hook, STEPS, status="paused", order={"kind": "strict"})

    send(hook, range(5))
    assert processed(bundle) == []
    start(bundle)

    assert processed(bundle) == [0, 1, 2, 3, 4]


def test_what_came_before_there_was_a_bundle_runs_in_order_with_the_rest(hook: Connection) -> None:
    send(hook, range(3))
    bundle = a_running_bundle(hook, STEPS, status="paused", order={"kind": "strict"})
    send(hook, range(3, 6))

    start(bundle)

    assert processed(bundle) == [0, 1, 2, 3, 4, 5]


def test_an_event_that_waited_for_a_bundle_is_known_when_it_comes_again(hook: Connection) -> None:
    send(hook, range(2))
    bundle = a_running_bundle(hook, STEPS, status="paused")

    start(bundle)
    send(hook, range(2))
    asyncio.run(drain())

    statuses = Entry.objects.filter(bundle_id=bundle.pk, kind="run").values_list(
        "status", flat=True
    )
    assert sorted(statuses) == ["duplicate", "duplicate", "succeeded", "succeeded"]


def test_a_start_that_drops_leaves_nothing_to_run(hook: Connection) -> None:
    send(hook, range(2))
    bundle = a_running_bundle(hook, STEPS, status="paused")
    send(hook, range(2, 4))

    start(bundle, waiting="drop")

    assert not Run.objects.exists()
    statuses = Entry.objects.filter(bundle_id=bundle.pk, kind="run").values_list(
        "status", flat=True
    )
    assert list(statuses) == ["cancelled"] * 4
