"""Webhooks at the door: a 2xx only for what is committed, a clear no for everything else."""

import asyncio
from typing import Any

import orjson
import pytest

from engine.connections.models import Connection, Sample
from engine.intake.answers import Mailbox
from engine.intake.receiver import _headers
from engine.journal.models import Entry
from engine.queue.models import Run, SeenEvent
from engine.queue.signals import hooks_changed
from tests.engine.machine import (
    Post,
    a_hook,
    a_running_bundle,
    aside,
    drain,
    post_once,
    with_receiver,
)

pytestmark = pytest.mark.django_db(transaction=True)

STEPS = [{"id": "end", "kind": "stop"}]
ONLY_VIPS = {
    "id": "vip",
    "kind": "filter",
    "when": {"value": "{{ trigger.body.vip }}", "is": "filled"},
}


def test_an_accepted_event_is_in_the_queue_when_the_sender_hears_so() -> None:
    hook = a_hook()
    bundle = a_running_bundle(hook, STEPS)

    answered = post_once(str(hook.hook_token), {"email": "anna@example.com"}, query="a=1&a=2")

    run = Run.objects.get()
    assert (answered.status, answered.json["status"]) == (200, "accepted")
    assert (run.event_id, run.bundle_id, run.status) == (answered.event, bundle.id, "queued")
    payload = orjson.loads(run.payload)
    assert payload["body"] == {"email": "anna@example.com"}
    assert payload["query"] == {"a": ["1", "2"]}


def test_one_hook_feeds_every_bundle_that_listens() -> None:
    hook = a_hook()
    bundles = {a_running_bundle(hook, STEPS).id, a_running_bundle(hook, STEPS).id}

    answered = post_once(str(hook.hook_token), {})

    runs = Run.objects.all()
    assert {run.bundle_id for run in runs} == bundles
    assert {run.event_id for run in runs} == {answered.event}


def test_an_event_for_a_paused_bundle_waits_in_the_queue() -> None:
    hook = a_hook()
    a_running_bundle(hook, STEPS, status="paused")

    answered = post_once(str(hook.hook_token), {})
    asyncio.run(drain())

    assert answered.status == 200
    assert Run.objects.get().lease == 0


def test_an_event_nobody_listens_to_is_held_and_caught_as_a_sample() -> None:
    hook = a_hook()

    answered = post_once(str(hook.hook_token), {"name": "Anna"})

    run = Run.objects.get()
    sample = Sample.objects.get()
    assert (run.bundle_id, run.status, run.due_at) == (None, "held", None)
    assert sample.id == answered.event
    assert orjson.loads(sample.payload)["body"] == {"name": "Anna"}


def test_only_the_newest_samples_are_kept() -> None:
    hook = a_hook()

    async def talk(post: Post) -> None:
        for number in range(25):
            await post(str(hook.hook_token), {"n": number})

    asyncio.run(with_receiver(talk))

    kept = [orjson.loads(one.payload)["body"]["n"] for one in Sample.objects.order_by("id")]
    assert kept == list(range(5, 25))


def test_a_known_event_is_answered_and_journaled_as_a_duplicate() -> None:
    hook = a_hook()
    bundle = a_running_bundle(hook, STEPS)

    async def talk(post: Post) -> list[Any]:
        headers = {"webhook-id": "msg_1"}
        return [(await post(str(hook.hook_token), {}, headers=headers)).json for _ in range(2)]

    answers = asyncio.run(with_receiver(talk))
    asyncio.run(drain())

    assert [one["status"] for one in answers] == ["accepted", "duplicate"]
    assert SeenEvent.objects.filter(bundle_id=bundle.id).count() == 1
    entries = Entry.objects.filter(bundle_id=bundle.id)
    assert set(entries.values_list("status", flat=True)) == {"succeeded", "duplicate"}


def test_repeats_in_one_commit_group_are_told_apart_too() -> None:
    hook = a_hook()
    a_running_bundle(hook, STEPS, dedupe="{{ trigger.body.id }}")

    async def talk(post: Post) -> list[Any]:
        posts = [post(str(hook.hook_token), {"id": n % 3}) for n in range(30)]
        return [one.json["status"] for one in await asyncio.gather(*posts)]

    answers = asyncio.run(with_receiver(talk))

    assert sorted(answers) == ["accepted"] * 3 + ["duplicate"] * 27


def test_many_at_once_are_committed_together_and_none_is_lost() -> None:
    hook = a_hook()
    a_running_bundle(hook, STEPS)

    async def talk(post: Post) -> list[Any]:
        posts = [post(str(hook.hook_token), {"n": n}) for n in range(500)]
        return [one.event for one in await asyncio.gather(*posts)]

    events = asyncio.run(with_receiver(talk))

    assert set(Run.objects.values_list("event_id", flat=True)) == set(events)
    assert len(set(events)) == 500


@pytest.mark.parametrize(
    ("body", "headers", "status", "code"),
    [
        (b'{"a": ', {}, 400, "invalid_json"),
        (b'{"a": NaN}', {}, 400, "invalid_json"),
        (b"[" * 10_000, {}, 400, "invalid_json"),
        (b'{"a": "\\u0000"}', {}, 400, "bad_text"),
        (b"x" * (1024 * 1024 + 1), {"content-type": "text/plain"}, 413, "body_too_large"),
        (b"", {"content-length": "99999999"}, 413, "body_too_large"),
    ],
)
def test_what_cannot_be_read_is_refused_before_it_is_accepted(
    body: bytes, headers: dict[str, str], status: int, code: str
) -> None:
    hook = a_hook()
    a_running_bundle(hook, STEPS)

    answered = post_once(str(hook.hook_token), body, headers=headers)

    assert (answered.status, answered.json["code"]) == (status, code)
    assert answered.headers["content-type"] == "application/problem+json"
    assert not Run.objects.exists()


@pytest.mark.parametrize("token", ["", "unknown", "x" * 500, "%00", "a/b"])
def test_an_unknown_address_is_a_404_in_the_readers_language(token: str) -> None:
    answered = post_once(token, {}, headers={"accept-language": "ru-RU,ru;q=0.9"})

    assert (answered.status, answered.json["code"]) == (404, "hook_unknown")
    assert any("а" <= letter <= "я" for letter in answered.json["detail"])


def test_a_full_queue_says_so_and_when_to_come_again() -> None:
    hook = a_hook()
    a_running_bundle(hook, STEPS)

    async def talk(post: Post) -> Any:
        answers = [await post(str(hook.hook_token), {}) for _ in range(6)]
        return answers[-1]

    answered = asyncio.run(with_receiver(talk, queue_limit=5))

    assert (answered.status, answered.json["code"]) == (429, "queue_full")
    assert int(answered.headers["retry-after"]) > 0
    assert Run.objects.count() == 5


def test_a_new_listener_is_heard_at_once() -> None:
    hook = a_hook()

    async def talk(post: Post) -> Any:
        await post(str(hook.hook_token), {})
        bundle = await aside(a_running_bundle, hook, STEPS)
        await aside(hooks_changed, [hook.id])
        async with asyncio.timeout(10):
            while not await aside(Run.objects.filter(bundle_id=bundle.id).exists):
                await post(str(hook.hook_token), {})
        return True

    assert asyncio.run(with_receiver(talk))


def test_probes_by_head_and_options_start_nothing() -> None:
    hook = a_hook()
    a_running_bundle(hook, STEPS)

    statuses = [post_once(str(hook.hook_token), method=m).status for m in ("HEAD", "OPTIONS")]

    assert statuses == [200, 204]
    assert not Run.objects.exists()


def test_a_bundle_can_answer_the_sender_itself() -> None:
    hook = a_hook()
    respond = {
        "id": "reply",
        "kind": "respond",
        "status": 201,
        "headers": {"x-hello": "{{ trigger.body.name }}"},
        "body": {"hello": "{{ trigger.body.name }}"},
    }
    a_running_bundle(hook, [respond])

    answered = answered_while_worked_off(hook, {"name": "Anna"})

    assert (answered.status, answered.json) == (201, {"hello": "Anna"})
    assert answered.headers["x-hello"] == "Anna"


@pytest.mark.parametrize("status", [204, 304])
def test_an_answer_that_has_no_body_brings_none(status: int) -> None:
    hook = a_hook()
    a_running_bundle(hook, [{"id": "r", "kind": "respond", "status": status, "body": "hi"}])

    answered = answered_while_worked_off(hook, {})

    assert (answered.status, answered.body) == (status, b"")
    assert "content-length" not in answered.headers


def test_a_sender_waits_no_longer_than_there_is_a_run_that_could_answer() -> None:
    hook = a_hook()
    respond = {"id": "reply", "kind": "respond", "status": 201, "body": "hi"}
    a_running_bundle(hook, [ONLY_VIPS, respond], answer={"within": "PT60S"})

    answered = answered_while_worked_off(hook, {"name": "Anna"})

    assert (answered.status, answered.json["status"]) == (202, "accepted")
    assert Entry.objects.get(kind="run").event_id == answered.event


def test_the_answer_is_that_of_the_bundle_that_gives_one() -> None:
    hook = a_hook()
    respond = {"id": "reply", "kind": "respond", "status": 201, "body": "hi"}
    a_running_bundle(hook, [ONLY_VIPS, respond], answer={"within": "PT60S"})
    rest = {"id": "rest", "kind": "delay", "for": "PT1S"}
    a_running_bundle(hook, [rest, respond], answer={"within": "PT60S"})

    assert answered_while_worked_off(hook, {"name": "Anna"}).status == 201


def answered_while_worked_off(hook: Connection, body: Any) -> Any:
    """Post an event while a worker works the queue off; returns what the sender was answered."""

    async def talk(post: Post) -> Any:
        asked = asyncio.create_task(post(str(hook.hook_token), body))
        async with asyncio.timeout(20):
            while not asked.done():
                await drain()
        return await asked

    return asyncio.run(with_receiver(talk))


def test_a_bundle_that_answers_too_late_leaves_the_sender_with_the_event() -> None:
    hook = a_hook()
    respond = {"id": "reply", "kind": "respond", "status": 200, "body": "late"}
    a_running_bundle(hook, [respond], answer={"within": "PT1S"})

    answered = post_once(str(hook.hook_token), {})

    assert (answered.status, answered.json["status"]) == (202, "accepted")
    assert Run.objects.get().event_id == answered.event


def test_a_sender_that_waits_when_the_process_ends_is_left_with_the_event() -> None:
    async def story() -> list[Any]:
        mailbox = Mailbox("redis://nowhere")
        answers = [mailbox.expect(event, 1) for event in ("1", "2")]
        mailbox.give_up()
        return await asyncio.gather(*answers)

    assert asyncio.run(story()) == [None, None]


def test_a_header_sent_twice_is_one_list() -> None:
    scope = {"headers": [(b"via", b"a"), (b"host", b"x"), (b"via", b"b")]}

    assert _headers(scope) == {"via": "a, b", "host": "x"}
