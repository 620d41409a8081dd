"""Webhooks asked for by API follow what bundles wait for, and outlive what goes wrong."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import orjson
import pytest
from django.db.models import F
from pytest_django.fixtures import Settings

from engine.bundles import services
from engine.connections.models import Connection
from engine.connections.services import Draft, create
from engine.journal.models import Entry
from engine.kernel.clock import now
from engine.queue.models import Run
from engine.triggers import subscriptions, subscriptions_round
from engine.triggers.models import Subscription
from tests.engine.machine import a_hook, a_running_bundle, aside, drain
from tests.engine.triggers.subscribed import Scene, a_scene
from tests.services.unisender.account import KEY, Refusal

pytestmark = pytest.mark.django_db(transaction=True)

Story = Callable[[Scene], Awaitable[Any]]
Tell = Callable[[Story], Any]


@pytest.fixture
def tell(settings: Settings) -> Tell:
    """Play a story between a service and us."""

    async def play(story: Story) -> Any:
        async with a_scene(settings) as scene:
            return await story(scene)

    return lambda story: asyncio.run(play(story))


def test_starting_a_bundle_has_the_service_send_and_what_it_sends_runs(tell: Tell) -> None:
    async def story(scene: Scene) -> Any:
        bundle = await scene.running("subscribed")
        people: dict[str, object] = {"email": "olga@example.org", "subscribed_list_ids": "501"}
        scene.service.account.tell("subscribe", people)
        scene.service.go_on()
        await scene.service.outbox.drained()
        await drain()
        return await aside(Entry.objects.get, bundle_id=bundle.pk, kind="run")

    entry = tell(story)

    assert entry.status == "succeeded"
    assert orjson.loads(entry.details)["trigger"]["email"] == "olga@example.org"


def test_a_start_says_that_the_service_has_not_been_told_yet(tell: Tell) -> None:
    async def story(scene: Scene) -> Any:
        await scene.start(await scene.bundle("subscribed"))
        before = await scene.standing()
        await scene.round()
        return before, await scene.standing()

    before, after = tell(story)

    assert (before.state, before.events) == ("arming", ("subscribed",))
    assert (after.state, after.error) == ("armed", None)


def test_the_service_is_asked_for_all_that_running_bundles_want_and_no_more(tell: Tell) -> None:
    async def story(scene: Scene) -> list[set[str]]:
        first = await scene.running("subscribed")
        second = await scene.running("unsubscribed")
        seen = [scene.told()]
        for bundle in (first, second):
            await scene.pause(bundle)
            await scene.round()
            seen.append(scene.told())
        assert await scene.row() is None
        return seen

    assert tell(story) == [{"subscribe", "unsubscribe"}, {"unsubscribe"}, set()]


def test_a_bundle_more_for_the_same_event_changes_nothing(tell: Tell) -> None:
    async def story(scene: Scene) -> int:
        await scene.running("subscribed")
        await scene.start(await scene.bundle("subscribed", list="501"))
        return await scene.round()

    assert tell(story) == 0


def test_a_bundle_the_system_blocked_goes_on_hearing(tell: Tell) -> None:
    async def story(scene: Scene) -> set[str]:
        bundle = await scene.running("subscribed")
        await aside(services.block, bundle.pk, "only_failures", {})
        await scene.round()
        return scene.told()

    assert tell(story) == {"subscribe"}


def test_what_the_service_dropped_is_asked_for_again_and_told(tell: Tell) -> None:
    async def story(scene: Scene) -> Any:
        await scene.running("subscribed")
        scene.service.account.hooks.clear()
        await scene.next_round()
        return scene.told(), await scene.journal()

    told, journal = tell(story)

    assert told == {"subscribe"}
    assert journal == ["webhook_armed", "webhook_dropped", "webhook_armed"]


def test_what_stands_is_looked_at_every_ten_minutes(tell: Tell) -> None:
    async def story(scene: Scene) -> Any:
        await scene.running("subscribed")
        row = await scene.row()
        asked = len(scene.service.seen)
        await scene.next_round()
        return row, [one.path for one in scene.service.seen[asked:]]

    row, asked = tell(story)

    assert 590 < (row.due_at - now()).total_seconds() < 601
    assert [path.rpartition("/")[2] for path in asked] == ["listHooks"]


def test_a_refusal_is_shown_with_its_remedy_told_once_and_got_over(tell: Tell) -> None:
    async def story(scene: Scene) -> Any:
        scene.service.refusal = Refusal("access_denied", "Not in this plan")
        await scene.running("subscribed")
        await scene.next_round()
        failing = await scene.standing()
        scene.service.refusal = None
        await scene.next_round()
        return failing, await scene.standing(), await scene.journal()

    failing, after, journal = tell(story)

    assert (failing.state, failing.error["remedy"]) == ("failing", "stop")
    assert "Not in this plan" in failing.error["answer"]
    assert (after.state, after.error) == ("armed", None)
    assert journal == ["webhook_not_armed", "webhook_armed"]


def test_a_refused_login_waits_for_a_person_and_goes_on_by_itself(tell: Tell) -> None:
    async def story(scene: Scene) -> Any:
        scene.service.account.key = "another"
        await scene.running("subscribed")
        waiting, visited = await scene.standing(), await scene.next_round()
        scene.service.account.key = "6sim7le8key9of1a2demo3account4xy"
        await aside(Connection.objects.update, status="works")
        await scene.next_round()
        return waiting, visited, scene.told()

    waiting, visited, told = tell(story)

    assert (waiting.state, visited) == ("needs_login", 0)
    assert told == {"subscribe"}


def test_a_login_that_cannot_be_opened_keeps_no_other_connection_from_being_told(
    tell: Tell,
) -> None:
    async def story(scene: Scene) -> Any:
        closed = await aside(lambda: a_closed_connection(scene))
        await scene.running("subscribed")
        return await scene.standing(), await aside(lambda: subscriptions.standing(closed))

    other, closed = tell(story)

    assert other.state == "armed"
    assert (closed.state, closed.error["remedy"]) == ("failing", "reconnect")
    assert closed.error["code"] == "vault_key_unknown"


def a_closed_connection(scene: Scene) -> Connection:
    """Return a connection whose service is to be told, sealed with a key that nobody has."""
    auth = {"kind": "api_key", "value": KEY}
    closed = create(scene.workspace, Draft("unisender", "Closed", auth, {}))
    subscriptions.follow(closed.pk, lambda _: ["subscribed"])
    Connection.objects.filter(pk=closed.pk).update(secrets="v1.lost.AAAA.AAAA")
    return closed


def test_a_subscription_that_ends_is_renewed_at_four_fifths_of_its_life(tell: Tell) -> None:
    async def story(scene: Scene) -> Any:
        await scene.running("subscribed")
        await aside(lambda: Subscription.objects.update(**lived(79)))
        await scene.next_round()
        early = len(hooks_set(scene))
        await aside(lambda: Subscription.objects.update(**lived(81)))
        await scene.next_round()
        return early, len(hooks_set(scene)), await scene.journal()

    early, late, journal = tell(story)

    assert (early, late) == (1, 2)
    assert journal == ["webhook_armed"]


def lived(share: int) -> dict[str, Any]:
    """Return the times of a subscription that has lived so many hundredths of its life."""
    life = timedelta(seconds=1000)
    armed_at = now() - life * share / 100
    return {"armed_at": armed_at, "expires_at": armed_at + life}


def hooks_set(scene: Scene) -> list[str]:
    """Return the calls that asked the service to send."""
    return [one.path for one in scene.service.seen if one.path.endswith("setHook")]


def test_the_next_turn_comes_before_the_subscription_ends(tell: Tell) -> None:
    async def story(scene: Scene) -> Any:
        await scene.running("subscribed")
        await aside(lambda: Subscription.objects.update(**lived(60)))
        await scene.next_round()
        return await scene.row()

    row = tell(story)

    assert 190 < (row.due_at - now()).total_seconds() < 201


def test_deleting_the_connection_takes_the_address_away_at_the_service(tell: Tell) -> None:
    async def story(scene: Scene) -> Any:
        await scene.running("subscribed")
        args = scene.workspace, scene.account.pk, scene.owner
        await aside(services.delete_connection, *args)
        return scene.told(), await scene.row()

    assert tell(story) == (set(), None)


def test_a_service_that_is_away_does_not_keep_a_connection_from_being_deleted(tell: Tell) -> None:
    async def story(scene: Scene) -> Any:
        await scene.running("subscribed")
        scene.service.refusal = Refusal("retry_later", "Later")
        args = scene.workspace, scene.account.pk, scene.owner
        await aside(services.delete_connection, *args)
        return await aside(Connection.objects.count), await scene.journal()

    count, journal = tell(story)

    assert count == 0
    assert "webhook_not_disarmed" in journal


def test_an_installation_that_moves_tells_its_new_address(tell: Tell) -> None:
    async def story(scene: Scene) -> Any:
        await scene.running("subscribed")
        before = scene.url
        scene.settings.BASE_URL = scene.settings.BASE_URL.replace("127.0.0.1", "localhost")
        await aside(subscriptions.tend)
        await scene.round()
        return before, scene.url, list(scene.service.account.hooks)

    before, after, hooks = tell(story)

    assert before != after
    assert hooks == [after]


def test_a_pause_during_the_call_is_followed_by_another_turn(tell: Tell) -> None:
    async def story(scene: Scene) -> Any:
        bundle = await scene.running("subscribed")
        await scene.start(await scene.bundle("unsubscribed"))
        (visit,) = await aside(subscriptions_round.claim, now())
        await scene.pause(bundle)
        held = await scene.round()
        await aside(subscriptions_round.record, visit)
        return held, await scene.round(), scene.told()

    assert tell(story) == (0, 1, {"unsubscribe"})


def test_a_visit_that_lost_its_lease_writes_nothing(tell: Tell) -> None:
    async def story(scene: Scene) -> Any:
        await scene.start(await scene.bundle("subscribed"))
        (late,) = await aside(subscriptions_round.claim, now())
        await aside(lambda: Subscription.objects.update(due_at=now() - timedelta(seconds=1)))
        await aside(subscriptions_round.claim, now())
        await aside(subscriptions_round.record, late)
        return await scene.row()

    assert tell(story).is_held


def test_another_login_is_told_anew_and_may_be_another_account(tell: Tell) -> None:
    async def story(scene: Scene) -> Any:
        await scene.running("subscribed")
        scene.service.account.hooks.clear()
        await aside(lambda: Connection.objects.update(login_version=F("login_version") + 1))
        await aside(subscriptions.tend)
        seen = await scene.round()
        await aside(subscriptions.tend)
        return seen, await scene.round(), scene.told()

    assert tell(story) == (1, 0, {"subscribe"})


def test_two_bundles_started_at_one_moment_are_both_heard(tell: Tell) -> None:
    async def story(scene: Scene) -> Any:
        bundles = [await scene.bundle(one) for one in ("subscribed", "unsubscribed")]
        await asyncio.gather(*(scene.start(bundle) for bundle in bundles))
        await scene.round()
        return scene.told()

    assert tell(story) == {"subscribe", "unsubscribe"}


def test_a_service_without_such_an_api_is_left_to_people() -> None:
    hook = a_hook()
    bundle = a_running_bundle(hook, [{"id": "end", "kind": "stop"}])

    subscriptions.follow(hook.pk, lambda _: {"received"})

    assert subscriptions.standing(hook).state == "manual"
    assert not Subscription.objects.exists()
    assert not Run.objects.filter(bundle_id=bundle.pk).exists()
