"""What a check counts: everything that the source shows, by what became of it."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from connectors import sdk
from engine.accounts.models import Workspace
from engine.jobs.models import Sighting
from engine.kernel.clock import now
from engine.kernel.ids import new_id
from engine.queue.models import Run, SeenEvent
from engine.triggers.models import Source
from tests.engine.jobs.completeness.scene import (
    a_polling_bundle,
    attempt_of,
    checked,
    counted,
    ended,
    missing,
    polled,
    rows,
)
from tests.engine.triggers.stand import BASE, fixed

pytestmark = pytest.mark.django_db(transaction=True)

TWO_MONTHS_AND_MORE = timedelta(days=80)


@pytest.fixture
def source() -> Source:
    return a_polling_bundle()


def test_each_thing_is_counted_by_what_became_of_it(source: Source) -> None:
    polled(source, fixed(rows(1, 2, 3, 4, 5, 6, 7)))
    for number, status in enumerate(("succeeded", "filtered", "failed", "cancelled"), start=1):
        ended(source, number, status)
    Run.objects.filter(payload='{"n":5}').update(status="held", due_at=None)
    ended(source, 6, "duplicate")

    report = checked(source, fixed(rows(1, 2, 3, 4, 5, 6, 7)))

    told = {"delivered": 1, "filtered": 1, "failed": 2, "held": 1, "duplicates": 1}
    assert counted(report) == {**told, "on_their_way": 1}
    assert (report["source"], report["missing"], report["complete"]) == (7, [], True)


def test_what_the_poll_passed_by_is_missing_and_listed_by_its_time(source: Source) -> None:
    polled(source, fixed(rows(1)))
    ended(source, 1, "succeeded")
    late = [*rows(3, at=BASE + timedelta(hours=1)), *rows(2)]

    report = checked(source, fixed([*rows(1), *late]))

    assert (missing(report), report["missing_count"], report["complete"]) == (["2", "3"], 2, False)
    assert report["missing"][0]["at"] == "2026-03-01T12:00:00Z"


def test_only_things_of_the_days_asked_for_count(source: Source) -> None:
    items = [*rows(1), *rows(2, at=BASE - timedelta(days=1)), *rows(3, at=BASE + timedelta(days=1))]
    polled(source, fixed(items))

    report = checked(source, fixed(items))

    assert counted(report) == {"on_their_way": 1}


def test_days_are_days_of_the_workspaces_zone(source: Source) -> None:
    workspace_zone(source, "Asia/Tokyo")
    items = [
        *rows(1, at=datetime(2026, 2, 28, 15, tzinfo=UTC)),
        *rows(2, at=datetime(2026, 3, 1, 15, tzinfo=UTC)),
    ]
    polled(source, fixed(items))

    assert checked(source, fixed(items))["source"] == 1


def workspace_zone(source: Source, zone: str) -> None:
    Workspace.objects.filter(pk=source.workspace_id).update(time_zone=zone)


def test_the_last_attempt_at_an_event_decides(source: Source) -> None:
    polled(source, fixed(rows(1, 2, 3)))
    first = ended(source, 1, "failed")
    attempt_of(source, new_id(), "succeeded", resend_of=first.id, attempt=3)
    attempt_of(source, new_id(), "failed", resend_of=first.id, attempt=2)
    again = ended(source, 2, "failed")
    a_resent_run(source, again.id)
    ended(source, 3, "failed")

    report = checked(source, fixed(rows(1, 2, 3)))

    assert counted(report) == {"delivered": 1, "on_their_way": 1, "failed": 1}


def a_resent_run(source: Source, first: UUID) -> Run:
    usual: dict[str, Any] = {"bundle_id": source.pk, "workspace_id": source.workspace_id}
    ids = {"event_id": new_id(), "origin_id": first, "resend_of": first, "attempt": 2}
    return Run.objects.create(**usual, **ids, received_at=now(), due_at=now(), payload="{}")


def test_a_run_that_is_nowhere_any_more_is_missing(source: Source) -> None:
    polled(source, fixed(rows(1)))
    Run.objects.filter(bundle_id=source.pk).delete()

    assert missing(checked(source, fixed(rows(1)))) == ["1"]


def test_a_run_older_than_the_journal_is_forgotten_and_not_missing(source: Source) -> None:
    polled(source, fixed(rows(1)))
    Run.objects.filter(bundle_id=source.pk).delete()
    SeenEvent.objects.update(run_id=made_at(now() - TWO_MONTHS_AND_MORE))

    report = checked(source, fixed(rows(1)))

    assert (counted(report), report["complete"]) == ({"forgotten": 1}, True)


def made_at(moment: datetime) -> UUID:
    milliseconds = int(moment.timestamp() * 1000)
    return UUID(int=milliseconds << 80 | 0x7 << 76 | 0x2 << 62)


def test_what_is_from_before_the_start_is_said_to_be() -> None:
    source = a_polling_bundle(since=BASE + timedelta(hours=1))
    polled(source, fixed(rows(1)))

    report = checked(source, fixed(rows(1, 2)))

    assert (counted(report), report["complete"]) == ({"before_start": 2}, True)


def test_each_change_of_a_thing_counts_by_itself(source: Source) -> None:
    polled(source, fixed(rows(1, stamp="a")))
    ended(source, 1, "succeeded")

    report = checked(source, fixed(rows(1, stamp="b")))

    assert (counted(report), missing(report)) == ({}, ["1"])


def test_where_nothing_has_a_date_all_that_the_source_shows_counts() -> None:
    source = a_polling_bundle(has_date=False, since=now())
    polled(source, fixed(rows(1, at=None)))
    polled(source, fixed(rows(1, 2, at=None)))

    report = checked(source, fixed(rows(1, 2, at=None)))

    assert counted(report) == {"before_start": 1, "on_their_way": 1}
    assert (report["undated"], report["dated"]) == (2, False)


def test_undated_things_among_dated_ones_are_only_told_of(source: Source) -> None:
    items = [*rows(1), *rows(2, at=None)]
    polled(source, fixed(items))

    report = checked(source, fixed(items))

    assert (report["source"], report["undated"], report["dated"]) == (1, 1, True)


def test_three_thousand_things_are_judged_and_nothing_is_left_behind(source: Source) -> None:
    pages = [rows(*range(start, start + 250)) for start in range(0, 3_000, 250)]
    polled(source, fixed(*pages))
    Run.objects.filter(payload__in=['{"n":17}', '{"n":2999}']).delete()

    report = checked(source, fixed(*pages))

    assert (report["source"], report["on_their_way"]) == (3_000, 2_998)
    assert (sorted(missing(report)), report["missing_count"]) == (["17", "2999"], 2)
    assert not Sighting.objects.exists()


def test_no_more_than_two_hundred_are_named_and_all_are_counted(source: Source) -> None:
    polled(source, fixed([]))

    report = checked(source, fixed(rows(*range(250))))

    assert (len(report["missing"]), report["missing_count"]) == (200, 250)


def test_a_missing_thing_is_named_by_whom_it_is_about(source: Source) -> None:
    polled(source, fixed([]))
    anna = sdk.Item({"who": "Anna <Anna@Example.com>"}, "7", at=BASE)

    report = checked(source, fixed([anna]))

    one = {"id": "7", "at": "2026-03-01T12:00:00Z", "payload_key": "anna@example.com"}
    assert report["missing"] == [one]
