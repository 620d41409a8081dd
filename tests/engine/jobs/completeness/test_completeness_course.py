"""The course of a check: what it touches, what interrupts it, and that it ends."""

from datetime import timedelta
from typing import Any

import pytest

from connectors import sdk
from connectors.sdk.errors import CredentialsRejected, InputRejected, ServiceUnavailable
from connectors.sdk.polls import Poll
from engine.accounts.models import Workspace
from engine.bundles.models import Bundle
from engine.jobs import states
from engine.jobs.completeness.turn import USUAL
from engine.jobs.models import Inquiry, Job, Result, Sighting
from engine.journal.models import Entry
from engine.kernel.clock import now
from engine.queue.models import SeenEvent
from engine.triggers.models import Source
from tests.engine.jobs.completeness.scene import (
    ANNA,
    a_polling_bundle,
    answered,
    ask,
    checked,
    counted,
    missing,
    polled,
    read,
    rows,
    time_passes,
)
from tests.engine.jobs.completeness.service import Interrupted, Listed
from tests.engine.triggers.stand import BASE, OneAccount, fixed

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def source() -> Source:
    return a_polling_bundle()


def failing(error: Exception) -> Poll:
    """Return a service that only refuses."""

    async def poll(_: sdk.Call, __: sdk.PollQuery) -> sdk.Batch:
        raise error

    return poll


def the_error(job: Job) -> str | None:
    """Return the code of what keeps the check waiting, or ended it."""
    error = Result.objects.get(job=job).error
    return error["code"] if error else None


def test_a_check_touches_nothing_of_the_bundles_own_reading(source: Source) -> None:
    polled(source, fixed(rows(1)))
    kept = Source.objects.values().get(pk=source.pk), list(SeenEvent.objects.values())

    checked(source, fixed(rows(1, 2), rows(3)))

    assert (Source.objects.values().get(), list(SeenEvent.objects.values())) == kept


def test_the_service_is_asked_with_the_live_fields_from_the_first_day_on(source: Source) -> None:
    service = Listed(rows(1))
    polled(source, fixed(rows(1)))

    checked(source, service.poll)

    first = service.asked[0]
    assert (first.cursor, first.since) == (None, BASE.replace(hour=0))


def test_things_that_slip_to_a_page_already_read_are_counted_nevertheless(source: Source) -> None:
    service = Listed(rows(*range(1, 8)), size=2)
    service.between = [lambda: service.remove("1"), lambda: service.add(rows(8)[0])]
    polled(source, fixed(rows(*range(1, 9))))

    report = checked(source, service.poll)

    assert counted(report) == {"on_their_way": 8}


def test_a_list_longer_than_a_turn_is_read_in_several(source: Source) -> None:
    service = Listed(rows(*range(50)), size=1)
    polled(source, fixed(rows(*range(50))))

    report = checked(source, service.poll)

    assert (report["source"], report["pages"]) == (50, 100)


def test_a_worker_that_dies_on_a_page_costs_no_page_before_it(source: Source) -> None:
    service = Interrupted(rows(*range(6)), size=1, at=4)
    polled(source, fixed(rows(*range(6))))
    job = ask(source)

    read(service.poll)
    time_passes(job)
    read(service.poll)

    assert answered(job)["on_their_way"] == 6
    assert [query.page for query in service.asked[3:6]] == ["3", "4", "4"]


def test_a_check_that_ends_its_worker_again_and_again_ends_itself(source: Source) -> None:
    job = ask(source)
    Inquiry.objects.update(tries=USUAL.tries)

    read(fixed(rows(1)))

    assert (answered(job)["complete"], the_error(job)) == (False, "check_interrupted")


def test_a_service_that_fails_is_asked_again_and_the_check_goes_on(source: Source) -> None:
    polled(source, fixed(rows(1)))
    job = ask(source)

    read(failing(ServiceUnavailable("gone", code="timed_out")))
    waiting = the_error(job), Inquiry.objects.get().due_at
    time_passes(job)
    read(fixed(rows(1)))

    assert waiting[0] == "timed_out"
    assert now() < (waiting[1] or now())
    assert (answered(job)["complete"], the_error(job)) == (True, None)


@pytest.mark.parametrize(
    ("service", "code"),
    [
        (OneAccount(failing(CredentialsRejected("who?"))), "credentials_rejected"),
        (OneAccount(failing(InputRejected("no such list"))), "input_rejected"),
        (OneAccount(failing(ZeroDivisionError())), "internal"),
        (OneAccount(fixed([]), needs_login=True), "check_signed_out"),
        (OneAccount(fixed([]), is_there=False), "connection_deleted"),
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)
def test_what_waiting_does_not_mend_ends_the_check_in_words(
    source: Source, service: OneAccount, code: str
) -> None:
    job = ask(source)

    read(service)
    report = answered(job)

    result = Result.objects.get(job=job)
    assert (job.state, result.status, report["error"]["code"]) == ("done", "failed", code)
    assert (report["complete"], report["cut"]) == (False, True)


def test_pages_without_an_end_end_the_check(source: Source) -> None:
    async def poll(_: sdk.Call, __: sdk.PollQuery) -> sdk.Batch:
        return sdk.Batch(rows(1), "again")

    assert checked(source, poll)["error"]["code"] == "endless_pages"


def test_a_source_with_too_much_is_cut_and_not_called_complete(source: Source) -> None:
    pages = [rows(1, 2), rows(3, 4), rows(5, 6)]
    polled(source, fixed(*pages))
    job = ask(source)

    read(fixed(*pages), sighted=4)

    report = answered(job)
    assert (report["source"], report["cut"], report["complete"]) == (4, True, False)


def test_a_paused_check_reads_nothing_until_it_is_resumed(source: Source) -> None:
    service = Listed(rows(1))
    polled(source, fixed(rows(1)))
    job = states.tell(ask(source), "pause", ANNA)

    read(service.poll)
    before = answered(job), len(service.asked)
    states.tell(job, "resume", ANNA)
    read(service.poll)

    assert before == ({}, 0)
    assert answered(job)["complete"]


def test_pausing_amid_a_page_keeps_nothing_of_it(source: Source) -> None:
    service = Listed(rows(1))
    job = ask(source)
    service.between = [lambda: states.tell(job, "pause", ANNA)]

    read(service.poll)

    assert not Sighting.objects.exists()


def test_stopping_leaves_nothing_behind_and_lets_another_begin(source: Source) -> None:
    polled(source, fixed(rows(1)))
    job = ask(source)
    read(fixed(rows(1)))
    states.tell(job, "stop", ANNA)

    answered(job)

    assert (job.state, Sighting.objects.count()) == ("stopped", 0)
    assert checked(source, fixed(rows(1)))["complete"]


def test_a_bundle_that_looks_elsewhere_meanwhile_is_read_from_the_top(source: Source) -> None:
    job = ask(source)
    service = Listed(rows(*range(25)), size=1)
    service.between = [lambda: None] * 20 + [lambda: look_elsewhere(source)]

    read(service.poll)

    assert Inquiry.objects.get(job=job).fingerprint == "elsewhere"
    assert answered(job)["source"] == 25


def look_elsewhere(source: Source) -> None:
    Source.objects.filter(pk=source.pk).update(fingerprint="elsewhere", scope="elsewhere")


@pytest.mark.parametrize("secret", ["masked", "confidential"])
def test_nobody_is_named_where_data_is_not_to_be_told(source: Source, secret: str) -> None:
    polled(source, fixed([]))
    if secret == "masked":
        Workspace.objects.filter(pk=source.workspace_id).update(masked_fields=["who"])
    else:
        Bundle.objects.filter(pk=source.pk).update(is_confidential=True)

    report = checked(source, fixed([sdk.Item({"who": "anna@example.com"}, "7", at=BASE)]))

    assert [one["payload_key"] for one in report["missing"]] == [None]


def test_what_is_newer_than_the_last_poll_is_not_due_yet(source: Source) -> None:
    polled(source, fixed([]))
    Source.objects.update(read_at=BASE)

    report = checked(source, fixed([*rows(1), *rows(2, at=BASE - timedelta(hours=1))]))

    assert (counted(report), missing(report)) == ({"not_yet": 1}, ["2"])


def test_while_the_bundle_reads_its_list_nothing_is_missing(source: Source) -> None:
    polled(source, fixed([]))
    Source.objects.update(position={**_position(source), "pages": 3})

    assert counted(checked(source, fixed(rows(1)))) == {"not_yet": 1}


def _position(source: Source) -> dict[str, Any]:
    return dict(Source.objects.get(pk=source.pk).position)


@pytest.mark.parametrize(("brought", "fate"), [(rows(1), "on_their_way"), ([], "missing_count")])
def test_what_looks_missing_waits_for_the_bundles_next_poll(
    source: Source, brought: list[sdk.Item], fate: str
) -> None:
    polled(source, fixed([]))
    soon = now() + timedelta(minutes=5)
    Source.objects.update(due_at=soon)
    job = ask(source)
    read(fixed(rows(1)))

    before = answered(job), answered(job)
    polled(source, fixed(brought))

    assert before == ({}, {})
    assert answered(job)[fate] == 1


def test_the_journal_tells_how_a_check_began_and_ended(source: Source) -> None:
    polled(source, fixed(rows(1)))

    checked(source, fixed(rows(1)))

    told = Entry.objects.filter(bundle_id=source.pk, kind="system").order_by("id")
    codes = [one.details.split('"code":"')[1].split('"')[0] for one in told]
    assert codes == ["check_job_started", "check_job_done"]
