"""What one source comes to: runs, a position, and a journal that is not filled with nothing."""

import asyncio
import json
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest

from connectors import sdk
from connectors.sdk.errors import InputRejected, PlanLimit, RateLimited, ServiceUnavailable
from connectors.sdk.polls import Poll
from engine.journal.models import Entry
from engine.kernel.clock import now
from engine.kernel.ids import new_id
from engine.queue.models import Run, SeenEvent
from engine.runs import upkeep
from engine.triggers.models import Source
from engine.triggers.services import tend
from tests.engine.triggers.model_service import ModelService
from tests.engine.triggers.stand import (
    BASE,
    Heard,
    OneAccount,
    a_poller,
    a_source,
    delivered,
    fixed,
    poll_until_idle,
    wake,
)

pytestmark = pytest.mark.django_db(transaction=True)


def poll(service: "OneAccount | Poll", heard: Heard | None = None) -> None:
    """Take all turns that are due."""
    account = service if isinstance(service, OneAccount) else OneAccount(service)

    async def turns() -> None:
        async with a_poller(account, heard=heard) as poller:
            await poll_until_idle(poller)

    asyncio.run(turns())


def again(source: Source, service: "OneAccount | Poll") -> None:
    """Let the next turn come."""
    wake(source)
    poll(service)


def rows(*numbers: int, **fields: Any) -> list[sdk.Item]:
    """Return items with these ids."""
    return [sdk.Item({"n": n}, str(n), **{"at": BASE, **fields}) for n in numbers]


def failing(error: Exception) -> Poll:
    """Return a service that only refuses."""

    async def poll(_: sdk.Call, __: sdk.PollQuery) -> sdk.Batch:
        raise error

    return poll


def told(source: Source) -> list[tuple[str, int]]:
    """Return the journal's rows about polls: the code, and how many times."""
    entries = Entry.objects.filter(bundle_id=source.pk, kind="empty").order_by("id")
    details = [json.loads(entry.details) for entry in entries]
    return [(one["code"], one["params"]["count"]) for one in details]


def test_each_new_row_becomes_one_run() -> None:
    source, pages = a_source(), (rows(0, 1), rows(2))

    poll(fixed(*pages))
    again(source, fixed(*pages))

    assert delivered(source) == [{"n": 0}, {"n": 1}, {"n": 2}]
    source.refresh_from_db()
    assert source.due_at is not None
    assert not source.is_held


def test_a_row_that_slips_under_the_reader_is_found_by_the_next_sweep() -> None:
    service = ModelService("created", "offset", size=1)
    service.burst(4)

    async def delete_first() -> None:
        del service.rows[0]

    service.between = [delete_first]
    source = a_source()

    poll(service.poll)

    assert [event["id"] for event in delivered(source)] == [1, 3, 4, 2]


def test_a_sweep_that_brings_nothing_new_is_not_believed_when_rows_moved() -> None:
    service = ModelService("created", "offset", size=1)
    service.burst(4)

    async def wait() -> None:
        return None

    async def delete_first() -> None:
        del service.rows[0]

    service.between = [wait, delete_first, wait, delete_first]
    source = a_source()

    poll(service.poll)

    assert [event["id"] for event in delivered(source)] == [1, 2, 4, 3]


def test_a_source_that_never_stands_still_moves_on_nevertheless() -> None:
    service = ModelService("created", "keyset", size=1)
    service.burst(2)

    async def insert() -> None:
        service.burst(1)

    service.between = [insert] * 30
    source = a_source()

    poll(service.poll)

    source.refresh_from_db()
    assert source.position["cursor"] > 3
    assert len(delivered(source)) == service.made


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (rows(1), [*rows(1), *rows(2, at=BASE + timedelta(hours=1))]),
        (rows(1, at=None), rows(1, 2, at=None)),
    ],
    ids=["dated", "undated"],
)
def test_from_now_on_means_without_what_was_there(
    old: Sequence[sdk.Item], new: Sequence[sdk.Item]
) -> None:
    source = a_source(since=BASE + timedelta(minutes=30), has_date=False)

    poll(fixed(old))
    again(source, fixed(new))

    assert delivered(source) == [{"n": 2}]


def test_a_service_whose_clock_is_behind_loses_nothing_after_the_start() -> None:
    source = a_source(since=BASE, has_date=False)

    poll(fixed(rows(1)))
    again(source, fixed(rows(2, at=BASE - timedelta(minutes=2))))

    assert {"n": 2} in delivered(source)


def test_an_old_row_that_changes_after_the_start_is_news() -> None:
    source, made = a_source(since=BASE, has_date=False), BASE - timedelta(days=30)

    poll(fixed(rows(1, at=made, stamp="v1")))
    again(source, fixed(rows(1, at=made, stamp="v2")))

    assert delivered(source) == [{"n": 1}]


def test_from_a_date_means_not_before_it() -> None:
    source = a_source(since=BASE, has_date=True)

    poll(fixed([*rows(1, at=BASE - timedelta(seconds=1)), *rows(2)]))

    assert delivered(source) == [{"n": 2}]


def test_a_row_is_remembered_with_the_run_that_it_became() -> None:
    source = a_source(since=BASE, has_date=True)

    poll(fixed([*rows(1, at=BASE - timedelta(seconds=1)), *rows(2)]))

    remembered = SeenEvent.objects.filter(bundle_id=source.pk).values_list("run_id", flat=True)
    assert set(remembered) == {None, Run.objects.get(bundle_id=source.pk).pk}


def test_rows_without_an_id_are_known_by_what_they_say() -> None:
    source = a_source()
    one, same = sdk.Item({"a": 1, "b": 2}, at=BASE), sdk.Item({"b": 2, "a": 1}, at=BASE)

    poll(fixed([one]))
    again(source, fixed([same, sdk.Item({"a": 2}, at=BASE)]))

    assert delivered(source) == [{"a": 1, "b": 2}, {"a": 2}]


def test_each_change_of_a_row_is_an_event_of_its_own() -> None:
    source = a_source()

    poll(fixed(rows(1, stamp="a")))
    again(source, fixed(rows(1, stamp="b")))
    again(source, fixed(rows(1, stamp="b")))

    assert len(delivered(source)) == 2


def test_what_the_bundle_recognises_as_a_repeat_is_journaled_as_one() -> None:
    trigger = {"event": "new_row", "connection": str(new_id()), "dedupe": "{{ trigger.n }}"}
    source = a_source(trigger=trigger)
    twins = [sdk.Item({"n": 7}, name, at=BASE) for name in ("a", "b")]

    poll(fixed(twins))

    statuses = Run.objects.filter(bundle_id=source.pk).order_by("seq")
    assert list(statuses.values_list("status", flat=True)) == ["queued", "duplicate"]


def test_a_row_that_stays_in_the_list_is_not_forgotten() -> None:
    source = a_source()
    poll(fixed(rows(1)))
    long_ago = now() - timedelta(days=40)
    SeenEvent.objects.filter(bundle_id=source.pk).update(seen_at=long_ago)

    again(source, fixed(rows(1)))

    assert len(delivered(source)) == 1
    assert SeenEvent.objects.get(bundle_id=source.pk).seen_at > long_ago


def test_quiet_polls_of_an_hour_are_one_row_once_something_happens() -> None:
    source = a_source()
    for _ in range(3):
        again(source, fixed([]))
    before = told(source)

    again(source, fixed(rows(1)))

    assert (before, told(source)) == ([], [("no_new_data", 3)])


def test_a_quiet_hour_is_told_when_it_is_over() -> None:
    source = a_source()
    again(source, fixed([]))
    source.refresh_from_db()
    hour_ago = {"since": (now() - timedelta(hours=1)).isoformat(), "count": 12}

    wake(source, streak={**(source.streak or {}), **hour_ago})
    poll(fixed([]))

    assert told(source) == [("no_new_data", 12)]


def test_the_first_failure_is_told_at_once_and_its_repetitions_are_counted() -> None:
    source = a_source()
    for _ in range(3):
        again(source, failing(InputRejected("no")))
    first = told(source)

    again(source, fixed([]))

    assert (first, told(source)) == ([("poll_failed", 1)], [("poll_failed", 1), ("poll_failed", 2)])
    assert Entry.objects.filter(bundle_id=source.pk, status="failed").count() == 2


def test_a_service_that_does_not_answer_slows_the_source_down_and_a_success_takes_it_back() -> None:
    source = a_source()
    for _ in range(3):
        again(source, failing(ServiceUnavailable("gone", code="timed_out")))
    source.refresh_from_db()
    slowed = source.slowed_by_s, _wait(source)

    again(source, fixed([]))

    source.refresh_from_db()
    assert slowed[0] == 600
    assert timedelta(minutes=10) < slowed[1] <= timedelta(minutes=15)
    assert source.slowed_by_s == 0


def test_a_source_waits_as_long_as_the_service_asks() -> None:
    source = a_source()

    poll(failing(RateLimited("slow down", status=429, retry_after=3000)))

    source.refresh_from_db()
    assert timedelta(seconds=2980) < _wait(source) <= timedelta(seconds=3000)
    assert source.slowed_by_s == 0


def test_a_connection_that_needs_a_login_is_not_asked() -> None:
    asked: list[int] = []

    async def service(_: sdk.Call, __: sdk.PollQuery) -> sdk.Batch:
        asked.append(1)
        return sdk.Batch()

    source = a_source()

    poll(OneAccount(service, needs_login=True))

    source.refresh_from_db()
    assert (asked, told(source), source.polled_at) == ([], [], None)
    assert _wait(source) <= timedelta(seconds=30)


def test_a_full_plan_has_the_bundle_stopped() -> None:
    source, heard = a_source(), Heard()

    poll(OneAccount(failing(PlanLimit("pay more"))), heard)

    assert heard.over_plan == [source.bundle_id]


def test_a_bug_of_a_connector_is_told_with_a_reference() -> None:
    source = a_source()

    poll(failing(ZeroDivisionError()))

    source.refresh_from_db()
    assert (source.last_error or {})["code"] == "internal"
    assert (source.last_error or {})["reference"]


def test_a_deleted_connection_is_told() -> None:
    source = a_source()

    poll(OneAccount(fixed([]), is_there=False))

    source.refresh_from_db()
    assert (source.last_error or {})["code"] == "connection_deleted"


def test_a_source_that_rested_for_months_takes_up_what_happened_meanwhile_once() -> None:
    source, long_ago = a_source(), now() - timedelta(days=100)
    poll(fixed(rows(1)))
    Source.objects.filter(pk=source.pk).update(polled_at=long_ago, due_at=None)
    SeenEvent.objects.filter(bundle_id=source.pk).update(seen_at=long_ago)

    upkeep.do_all(now())
    tend()
    again(source, fixed(rows(1, 2)))

    assert delivered(source) == [{"n": 1}, {"n": 2}]


def test_one_workspace_with_much_to_poll_does_not_keep_another_waiting() -> None:
    many = a_source().workspace_id
    for _ in range(80):
        a_source(workspace_id=many)
    other = a_source()

    async def one_look() -> None:
        async with a_poller(OneAccount(fixed([]))) as poller:
            await poller.look()
            while poller.is_busy:
                await asyncio.sleep(0.001)

    asyncio.run(one_look())

    other.refresh_from_db()
    assert other.polled_at is not None


def _wait(source: Source) -> timedelta:
    assert source.due_at is not None
    return source.due_at - now()
