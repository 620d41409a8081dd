"""What an error leads to: another attempt, a rest until login, or the end."""

import asyncio
from datetime import timedelta
from typing import Any

import orjson
import pytest

from engine.bundles.models import Bundle
from engine.connections.models import Connection
from engine.flow.backoff import SCHEDULE_S
from engine.kernel.clock import now
from engine.queue.models import Checkpoint, Run
from engine.runs.attempts import Attempt
from tests.connectors.loopback import answer, service
from tests.engine.machine import (
    a_hook,
    a_run,
    a_running_bundle,
    a_worker,
    aside,
    drain,
    seconds_until_due,
    send_step,
    story,
    the_entry,
)

pytestmark = pytest.mark.django_db(transaction=True)

ACCEPTED = answer()
BROKEN = answer(status="500 Internal Server Error")


def make_due() -> None:
    Run.objects.filter(due_at__isnull=False).update(due_at=now() - timedelta(seconds=1))


def a_life(steps: Any, *plays: Any, turns: int) -> tuple[Any, Bundle]:
    """Give one event so many turns with a worker; what waits is made due before each."""
    hook = a_hook()

    async def scene() -> tuple[Any, Bundle]:
        async with service(*plays) as target:
            bundle = await aside(a_running_bundle, hook, steps(target.url()))
            await aside(a_run, bundle, {"body": {"a": 1}})
            for _ in range(turns):
                await aside(make_due)
                await drain()
            return target.asked, bundle

    return asyncio.run(scene())


def test_a_failing_service_is_tried_again_later_with_the_same_key() -> None:
    asked, bundle = a_life(lambda url: [send_step(url)], BROKEN, ACCEPTED, turns=2)

    attempts = story(the_entry(bundle))["steps"][0]["attempts"]
    assert [one.headers["x-attempt"] for one in asked] == ["1", "2"]
    assert len({one.headers["idempotency-key"] for one in asked}) == 1
    assert [one["http_status"] for one in attempts] == [500, 200]
    assert [one["repeat_possible"] for one in attempts] == [False, True]


def test_a_run_that_waits_says_until_when_and_why() -> None:
    a_life(lambda url: [send_step(url)], BROKEN, turns=1)

    run = Run.objects.get()
    assert (run.status, run.attempts) == ("waiting", 1)
    assert (run.error or {})["http_status"] == 500
    assert 0 < seconds_until_due(run) < 7


def test_retry_after_is_honoured() -> None:
    busy = answer(status="429 Too Many Requests", headers=["Retry-After: 90"])

    a_life(lambda url: [send_step(url)], busy, turns=1)

    assert 60 < seconds_until_due(Run.objects.get()) <= 91


def test_a_second_attempt_goes_on_where_the_first_stopped() -> None:
    def steps(url: str) -> Any:
        return [send_step(url, "one", body="1"), send_step(url, "two", body="2")]

    asked, bundle = a_life(steps, ACCEPTED, BROKEN, ACCEPTED, turns=2)

    assert [one.body for one in asked] == [b'"1"', b'"2"', b'"2"']
    assert the_entry(bundle).transactions == 2


def test_a_loop_goes_on_at_the_pass_that_failed() -> None:
    def steps(url: str) -> Any:
        inner = [send_step(url, body="{{ item }}")]
        return [{"id": "each", "kind": "loop", "over": [1, 2, 3], "steps": inner}]

    asked, bundle = a_life(steps, ACCEPTED, BROKEN, ACCEPTED, turns=2)

    assert [one.body for one in asked] == [b"1", b"2", b"2", b"3"]
    assert the_entry(bundle).transactions == 3


def test_a_run_fails_when_the_schedule_is_used_up() -> None:
    hook = a_hook()

    async def scene() -> Any:
        async with service(BROKEN) as target:
            bundle = await aside(a_running_bundle, hook, [send_step(target.url())])
            await aside(a_run, bundle, {"body": {}})
            for _ in range(11):
                await aside(make_due)
                await drain()
            return bundle

    bundle = asyncio.run(scene())

    entry = the_entry(bundle)
    assert (entry.status, (entry.error or {})["remedy"]) == ("failed", "retry")
    assert len(story(entry)["steps"][0]["attempts"]) == 11


def test_a_delay_puts_the_run_off_and_is_not_waited_twice() -> None:
    def steps(url: str) -> Any:
        return [{"id": "wait", "kind": "delay", "for": "PT1H"}, send_step(url)]

    asked, _ = a_life(steps, ACCEPTED, turns=1)

    run = Run.objects.get()
    assert asked == []
    assert run.attempts == 0
    assert 59 * 60 < seconds_until_due(run) <= 3600


def test_a_rejected_login_holds_the_run_until_it_is_mended() -> None:
    hook = a_hook()

    async def scene() -> Any:
        async with service(answer(status="401 Unauthorized")) as target:
            login = await aside(
                Connection.objects.create,
                workspace=hook.workspace,
                connector="http",
                name="api",
                kind="none",
            )
            step = {**send_step(target.url()), "connection": str(login.id)}
            del step["connector"]
            bundle = await aside(a_running_bundle, hook, [step])
            await aside(a_run, bundle, {"body": {}})
            await drain()
            return bundle

    asyncio.run(scene())

    run = Run.objects.get()
    assert (run.status, run.due_at) == ("held", None)
    assert (run.error or {})["remedy"] == "reconnect"
    assert Connection.objects.get(pk=str(run.connection_id)).status == "needs_login"


def test_a_run_whose_worker_vanished_is_marked_as_perhaps_repeated() -> None:
    hook = a_hook()

    async def scene() -> Any:
        async with service(ACCEPTED) as target:
            bundle = await aside(a_running_bundle, hook, [send_step(target.url())])
            await aside(a_run, bundle, {"body": {}}, status="running", lease=1)
            await drain()
            return target.asked, bundle

    asked, bundle = asyncio.run(scene())

    attempts = story(the_entry(bundle))["steps"][0]["attempts"]
    assert asked[0].headers["x-attempt"] == "2"
    assert [one["outcome"] for one in attempts] == ["unknown", "ok"]
    assert attempts[1]["repeat_possible"] is True


def test_a_run_that_killed_three_workers_is_failed_as_poison() -> None:
    hook = a_hook()
    bundle = a_running_bundle(hook, [{"id": "end", "kind": "stop"}])
    a_run(bundle, {"body": {}}, status="running", lease=3, crashes=2)

    asyncio.run(drain())

    entry = the_entry(bundle)
    assert (entry.status, (entry.error or {})["code"]) == ("failed", "poison")


def test_a_run_that_comes_to_a_retry_has_killed_nobody() -> None:
    hook = a_hook()

    async def scene() -> None:
        async with service(answer(status="503 Service Unavailable")) as target:
            bundle = await aside(a_running_bundle, hook, [send_step(target.url())])
            await aside(a_run, bundle, {"body": {}}, status="running", lease=1)
            await drain()

    asyncio.run(scene())

    run = Run.objects.get()
    assert (run.status, run.attempts, run.crashes) == ("waiting", 1, 0)


def test_what_a_worker_left_halfway_uses_no_retry_up() -> None:
    left = [Attempt(n, "unknown", now()).to_json() for n in range(1, len(SCHEDULE_S) + 1)]
    state = {"id": "send", "kind": "action", "status": "waiting", "attempts": left}
    hook = a_hook()

    async def scene() -> None:
        async with service(BROKEN) as target:
            bundle = await aside(a_running_bundle, hook, [send_step(target.url())])
            run = await aside(a_run, bundle, {"body": {}}, status="waiting", lease=9)
            saved = {"run_id": run.pk, "path": "send", "state": orjson.dumps(state).decode()}
            await aside(Checkpoint.objects.create, **saved)
            await drain()

    asyncio.run(scene())

    assert Run.objects.get().status == "waiting"


def test_nothing_is_sent_after_the_lease_ran_out() -> None:
    hook = a_hook()

    async def scene() -> Any:
        async with service(ACCEPTED) as target:
            bundle = await aside(a_running_bundle, hook, [send_step(target.url())])
            await aside(a_run, bundle, {"body": {}})
            async with a_worker(lease_s=-1.0) as worker:
                looks = iter([False])
                await worker.drain(lambda: next(looks, True), lambda: None)
            return target.asked

    asked = asyncio.run(scene())

    assert asked == []
    assert Run.objects.get().status == "running"


def test_data_volume_counts_every_attempt_and_every_lease() -> None:
    def steps(url: str) -> Any:
        return [send_step(url, "one"), send_step(url, "two")]

    big = answer(b'{"x": "%s"}' % (b"y" * 1000), headers=["Content-Type: application/json"])
    refused = answer(b"z" * 500, status="500 Internal Server Error")
    _, bundle = a_life(steps, big, refused, big, turns=2)

    entry = the_entry(bundle)
    assert entry.bytes_in == 2 * 1009 + 500
    assert entry.bytes_out == 3 * len(b'{"a":1}')


def test_a_full_plan_fails_the_run_and_asks_to_stop_its_bundle() -> None:
    hook = a_hook()
    told: list[Any] = []

    async def scene() -> Any:
        async with service(answer(status="402 Payment Required")) as target:
            bundle = await aside(a_running_bundle, hook, [send_step(target.url())])
            await aside(a_run, bundle, {"body": {}})
            await drain(told)
            return bundle

    bundle = asyncio.run(scene())

    entry = the_entry(bundle)
    assert (entry.status, (entry.error or {})["remedy"]) == ("failed", "stop")
    assert [asked for asked, _ in told] == [str(bundle.id)]


def test_a_service_that_writes_out_a_nul_costs_the_run_no_story() -> None:
    body = rb'{"said": "\u0000", "path": "C:\\u0000"}'
    refused = answer(body, status="422 Unprocessable Entity")
    _, bundle = a_life(lambda url: [send_step(url)], refused, turns=1)

    entry = the_entry(bundle)
    assert (entry.error or {})["code"] != "not_recordable"
    assert (entry.error or {})["answer"] == body.decode()
