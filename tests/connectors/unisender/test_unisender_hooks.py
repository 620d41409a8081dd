"""Webhooks of Unisender: how they are asked for, proved, taken apart and recognised."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from connectors import sdk
from connectors.sdk.testing import Bench
from connectors.unisender.connector import connector
from tests.connectors.unisender.stage import Stage, play
from tests.services.unisender import KEY
from tests.services.unisender.account import Hook
from tests.services.unisender.post import Letter, content, signed

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
JSON = {"Content-Type": "application/json"}
EVENTS: list[dict[str, Any]] = [
    {
        "event_name": "email_status",
        "event_time": "2024-03-01 10:00:07",
        "event_data": {"email": "olga@example.org", "status": "ok_read", "email_id": 123456},
    },
    {
        "event_name": "unsubscribe",
        "event_time": "2024-03-01 11:00:00",
        "event_data": {"email": "ivan@example.org", "just_unsubscribed_list_ids": [501]},
    },
    {
        "event_name": "user_info",
        "event_time": "2024-03-01 11:00:00",
        "event_data": {"balance": "1"},
    },
]


def body(*events: dict[str, Any], single: bool = False, tries: int = 0) -> bytes:
    """Return a request as Unisender signs it."""
    hook = Hook("http://nowhere", {}, single)
    return signed(content(Letter(hook, events, NOON, tries)), KEY)


def shown(item: sdk.Item) -> dict[str, Any]:
    """Return the payload of an item, which is an object."""
    assert isinstance(item.payload, dict)
    return item.payload


def receive(trigger: str, raw: bytes, **settings: Any) -> list[sdk.Item]:
    found = Bench(connector, "api_key", {"value": KEY}, settings).receive(trigger, raw, JSON)
    assert isinstance(found, sdk.Received)
    return list(found.items)


@asynccontextmanager
async def receiver(status: int = 200) -> AsyncIterator[tuple[str, list[bytes]]]:
    """Be the address that webhooks go to."""
    came: list[bytes] = []

    async def take(request: web.Request) -> web.Response:
        if request.method == "POST":
            came.append(await request.read())
        return web.Response(status=200 if request.method == "GET" else status)

    app = web.Application()
    app.router.add_route("*", "/hook", take)
    async with TestServer(app) as server:
        yield str(server.make_url("/hook")), came


def test_each_trigger_takes_its_own_events_out_of_one_request() -> None:
    raw = body(*EVENTS)

    statuses, left = receive("email_status", raw), receive("unsubscribed", raw)

    assert [one.payload for one in statuses] == [
        {
            "login": "shop",
            "email": "olga@example.org",
            "status": "ok_read",
            "email_id": "123456",
            "happened_at": "2024-03-01T10:00:07Z",
            "outcome": "read",
        }
    ]
    assert [(one["email"], one["list_ids"]) for one in map(shown, left)] == [
        ("ivan@example.org", ["501"])
    ]
    assert receive("campaign_status", raw) == []


def test_both_forms_of_a_request_carry_the_same_event() -> None:
    batch, single = body(EVENTS[0]), body(EVENTS[0], single=True)

    assert receive("email_status", batch) == receive("email_status", single)


def test_a_repeated_request_has_the_same_ids_and_equal_events_keep_apart() -> None:
    first, again = body(EVENTS[0], EVENTS[0]), body(EVENTS[0], EVENTS[0], tries=3)

    ids = [one.id for one in receive("email_status", first)]

    assert ids == [one.id for one in receive("email_status", again)]
    assert len(set(ids)) == 2


def test_the_older_spelling_of_the_array_is_read() -> None:
    raw = body(EVENTS[0]).replace(b'"events"', b'"Events"')

    assert len(receive("email_status", raw, check_signature=False)) == 1


@pytest.mark.parametrize(
    "spoil",
    [
        lambda raw: raw.replace(b"olga", b"eve"),
        lambda raw: raw.replace(b'"auth": "', b'"auth": "0'),
        lambda raw: raw.replace(b'"auth"', b'"other"'),
    ],
)
def test_a_request_that_was_not_signed_with_the_key_is_refused(spoil: Any) -> None:
    raw = spoil(body(EVENTS[0]))

    with pytest.raises(sdk.SignatureRejected):
        receive("email_status", raw)
    assert len(receive("email_status", raw, check_signature=False)) == 1


@pytest.mark.parametrize("raw", [b"", b"[]", b'"text"', b'{"a": 1}'])
def test_what_is_no_webhook_of_unisender_is_refused(raw: bytes) -> None:
    with pytest.raises(sdk.PayloadRejected):
        receive("email_status", raw, check_signature=False)


def test_the_probe_of_an_address_is_answered() -> None:
    found = Bench(connector, "api_key", {"value": KEY}).receive("subscribed", b"", {}, method="GET")

    assert found == sdk.Probe()


@pytest.mark.parametrize(
    ("trigger", "payload", "fields", "passes"),
    [
        ("subscribed", {"list_ids": ["501", "502"]}, {"list": "501"}, True),
        ("subscribed", {"list_ids": ["502"]}, {"list": "501"}, False),
        ("unsubscribed", {"email": "a@b.example"}, {"list": "501"}, True),
        ("unsubscribed", {"list_ids": ["502"]}, {}, True),
        ("email_status", {"outcome": "failed"}, {"outcome": "failed"}, True),
        ("email_status", {"outcome": "read"}, {"outcome": "failed"}, False),
        ("campaign_status", {"status": "completed"}, {"status": "stopped"}, False),
    ],
)
def test_a_bundle_takes_only_what_its_filter_lets_pass(
    trigger: str, payload: sdk.Json, fields: dict[str, sdk.Json], passes: bool
) -> None:
    known = connector.trigger(trigger)

    assert isinstance(known, sdk.WebhookTrigger)
    assert known.accepts is not None
    assert known.accepts(payload, fields) is passes


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        ("ok_fbl", "spam"),
        ("err_resend", "retrying"),
        ("err_new", "failed"),
        ("ok_new", "sent"),
        ("not_sent", "waiting"),
    ],
)
def test_statuses_are_sorted_new_ones_by_their_beginning(status: str, outcome: str) -> None:
    event = {**EVENTS[0], "event_data": {"email": "a@b.example", "status": status}}

    assert shown(receive("email_status", body(event))[0])["outcome"] == outcome


def test_a_subscription_brings_what_happens_and_ends_when_taken_away() -> None:
    async def story(stage: Stage) -> None:
        subscription = connector.subscription
        assert subscription is not None
        assert subscription.stands is not None
        async with receiver() as (url, came):
            wanted = sdk.Wanted(url, ("subscribed", "unsubscribed"))
            armed = await subscription.arm(stage.call(), wanted)
            wanted = sdk.Wanted(url, wanted.events, armed.state)
            await stage.act("subscribe", list="502", email="new@example.org")
            await stage.service.outbox.drained()

            events = receive("subscribed", came[0])
            assert shown(events[0])["list_ids"] == ["502"]
            assert await subscription.stands(stage.call(), wanted)
            await subscription.disarm(stage.call(), wanted)
            await subscription.disarm(stage.call(), wanted)
            assert not await subscription.stands(stage.call(), wanted)

    play(story)


def test_a_subscription_follows_the_wanted_events_and_a_new_address() -> None:
    async def story(stage: Stage) -> None:
        subscription = connector.subscription
        assert subscription is not None
        assert subscription.stands is not None
        async with receiver() as (old, _), receiver() as (new, _):
            armed = await subscription.arm(stage.call(), sdk.Wanted(old, ("subscribed",)))
            wanted = sdk.Wanted(new, ("campaign_status", "subscribed"), armed.state)
            assert not await subscription.stands(stage.call(), wanted)
            await subscription.arm(stage.call(), wanted)

            hooks = stage.service.account.hooks
            assert await subscription.stands(stage.call(), wanted)
            assert {url: sorted(one.events) for url, one in hooks.items()} == {
                new: ["campaign_status", "subscribe"]
            }

    play(story)


def test_an_address_that_failed_for_a_day_is_stopped_and_does_not_stand() -> None:
    async def story(stage: Stage) -> None:
        subscription = connector.subscription
        assert subscription is not None
        assert subscription.stands is not None
        async with receiver(status=500) as (url, came):
            wanted = sdk.Wanted(url, ("subscribed",))
            await subscription.arm(stage.call(), wanted)
            await stage.act("subscribe", list="502", email="new@example.org")
            for _ in range(150):
                await stage.service.outbox.drained()
                stage.service.clock.advance(600)
                stage.service.go_on()

            assert [json.loads(one)["retry_count"] for one in came[:3]] == [0, 1, 2]
            assert not await subscription.stands(stage.call(), wanted)
            await subscription.arm(stage.call(), wanted)
            assert await subscription.stands(stage.call(), wanted)

    play(story)


def test_an_address_that_does_not_answer_a_probe_is_told_in_words() -> None:
    async def story(stage: Stage) -> None:
        assert connector.subscription is not None
        wanted = sdk.Wanted("http://127.0.0.1:1/hook", ("subscribed",))

        with pytest.raises(sdk.InputRejected, match="does not answer"):
            await connector.subscription.arm(stage.call(), wanted)

    play(story)
