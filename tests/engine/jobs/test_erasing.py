"""Erasing people: nothing that is kept names them afterwards, and nobody else loses anything."""

from datetime import timedelta

import orjson
import pytest
from pytest_django import DjangoAssertNumQueries

from engine.accounts.models import Workspace
from engine.bundles.models import Bundle
from engine.connections.models import Connection, Sample
from engine.jobs.erasure.asking import Wish, count
from engine.jobs.models import Job, Result
from engine.journal.finding.through import keys_through
from engine.journal.models import Entry, Key, Words
from engine.journal.telling.sums import Place, Share
from engine.kernel.clock import now
from engine.kernel.ids import new_id
from engine.queue.keys import mark_of
from engine.queue.models import Checkpoint, Run, SeenEvent
from engine.rehearsal.models import Sample as Chosen
from engine.triggers.models import Source
from tests.engine.jobs.erasing import (
    ANNA,
    BORIS,
    PHONE,
    a_story,
    erase,
    finish,
    kept,
    places_that_hold,
)
from tests.engine.machine import a_hook
from tests.engine.machine import a_run as a_waiting_run
from tests.factories import a_workspace

pytestmark = pytest.mark.django_db


def test_a_row_about_a_person_keeps_what_was_done_and_nothing_of_the_person(
    home: Workspace,
) -> None:
    row = a_story(home, ANNA, status="failed", error={"code": "refused", "message": ANNA})

    erase(home, ANNA)

    entry = Entry.objects.get(id=row.id)
    step = {"id": "subscribe", "kind": "action", "status": "succeeded", "error": None}
    tries = [dict.fromkeys(("at", "repeat_possible")) | {"n": 1, "outcome": "ok", "ms": 12.5}]
    tries[0]["http_status"] = 200
    steps = [{**step, "attempts": tries}]
    assert kept(row) == {"trigger": None, "steps": steps, "erased": True}
    assert (entry.key, entry.subject, entry.error) == (None, None, {"code": "refused"})


def test_the_row_is_found_no_more_and_others_are(home: Workspace) -> None:
    gone, stays = a_story(home, ANNA), a_story(home, BORIS)

    erase(home, ANNA)

    assert set(Key.objects.values_list("entry_id", flat=True)) == {stays.id}
    assert set(Words.objects.values_list("entry_id", flat=True)) == {stays.id}
    assert kept(stays) == orjson.loads(stays.details)
    assert kept(gone)["erased"] is True


def test_an_erased_row_is_still_found_by_the_service_it_called(home: Workspace) -> None:
    called = Share(Place("http", None), 1, 0, 0)
    row = a_story(home, ANNA, called=[called.place])

    erase(home, ANNA)

    keys = keys_through(str(home.pk), row.mode, row.status, [called])
    assert set(Key.objects.values_list("key", flat=True)) == keys


@pytest.mark.parametrize("asked", ["8 916 123 45 67", "+79161234567", "9161234567"])
def test_a_phone_is_found_in_any_notation(home: Workspace, asked: str) -> None:
    row = a_story(home, PHONE)

    job = erase(home, asked)

    assert kept(row)["erased"] is True
    assert job.report is not None
    assert job.report["rows"] == 1


def test_an_address_is_found_as_it_is_quoted_in_links(home: Workspace) -> None:
    row = a_story(home, "https://shop.example/?email=Anna%40Example.com")

    erase(home, ANNA)

    assert kept(row)["erased"] is True


def test_an_address_that_only_begins_or_ends_the_same_stays(home: Workspace) -> None:
    rows = [a_story(home, f"jo{ANNA}"), a_story(home, f"{ANNA}.au")]

    erase(home, ANNA)

    assert [kept(row).get("erased") for row in rows] == [None, None]


def test_an_id_is_found_in_fields_of_ids_only(home: Workspace) -> None:
    meant = a_story(home, BORIS, number=48151)
    other = a_story(home, "he ordered 48151 pieces")

    erase(home, "48151")

    assert kept(meant)["erased"] is True
    assert "erased" not in kept(other)


def test_a_row_with_more_keys_than_the_index_takes_is_read(home: Workspace) -> None:
    crowd = " ".join(f"guest{number}@example.com" for number in range(100))
    row = a_story(home, f"{crowd} {ANNA}")

    erase(home, ANNA)

    assert kept(row)["erased"] is True


def test_all_attempts_at_an_event_go_together(home: Workspace) -> None:
    first = a_story(home, ANNA, status="failed")
    again = a_story(home, "nobody", resend_of=first.id, attempt=2)

    erase(home, ANNA)

    assert kept(again)["erased"] is True


def test_an_event_that_waits_is_cancelled_and_leaves_a_row_without_data(
    home: Workspace, bundle: Bundle
) -> None:
    run = a_waiting_run(bundle, {"body": {"email": "Anna@Example.com"}}, key=ANNA)
    stays = a_waiting_run(bundle, {"body": {"email": BORIS}})

    job = erase(home, ANNA)

    entry = Entry.objects.get(id=run.pk)
    assert [one.pk for one in Run.objects.all()] == [stays.pk]
    assert (entry.status, entry.error, entry.key) == ("cancelled", {"code": "erased"}, None)
    assert job.report is not None
    assert job.report["waiting"] == 1


def test_events_that_wait_are_looked_at_many_at_a_time_and_all_go(
    home: Workspace, bundle: Bundle, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(60):
        a_waiting_run(bundle, {"email": ANNA})

    with django_assert_max_num_queries(20):
        found = count(home, Wish((ANNA,)))
    erase(home, ANNA)

    assert found.waiting == 60
    assert not Run.objects.exists()


def test_an_event_is_known_by_what_its_steps_came_to(home: Workspace, bundle: Bundle) -> None:
    run = a_waiting_run(bundle, {"deal": 7}, status="waiting")
    state = orjson.dumps({"id": "find", "kind": "action", "status": "ok", "output": ANNA}).decode()
    Checkpoint.objects.create(run_id=run.pk, path="find", state=state)

    erase(home, ANNA)

    assert not Run.objects.exists()
    assert not Checkpoint.objects.exists()


def test_a_run_at_work_is_waited_for_and_then_erased(home: Workspace, bundle: Bundle) -> None:
    run = a_waiting_run(bundle, {"email": ANNA}, status="running")
    job = erase(home, ANNA)
    assert (job.state, job.report) == ("running", None)

    run.delete()
    row = a_story(home, ANNA, ago=timedelta(), received_at=run.received_at)
    finish(job)

    assert (job.state, kept(row)["erased"]) == ("done", True)


def test_what_comes_after_it_was_asked_for_is_new_and_stays(
    home: Workspace, bundle: Bundle
) -> None:
    a_story(home, ANNA)
    later = a_story(home, ANNA, received_at=now() + timedelta(minutes=1))
    a_waiting_run(bundle, {"email": ANNA}, received_at=now() + timedelta(minutes=1))

    erase(home, ANNA)

    assert "erased" not in kept(later)
    assert Run.objects.count() == 1


def test_samples_of_the_person_go(home: Workspace, bundle: Bundle) -> None:
    for person in (ANNA, BORIS):
        caught = orjson.dumps({"body": {"email": person}}).decode()
        hook = Connection.objects.get(workspace=home, kind="webhook")
        Sample.objects.create(
            id=new_id(), connection=hook, received_at=now(), payload=caught, bytes_in=9
        )
        Chosen.objects.create(
            bundle=bundle, step=person[:4], about="", output=caught, origin="tested"
        )

    job = erase(home, ANNA)

    assert (Sample.objects.count(), Chosen.objects.count()) == (1, 1)
    assert job.report is not None
    assert job.report["samples"] == 2


def test_the_digest_goes_where_the_person_is_what_an_event_is_known_by(
    home: Workspace, bundle: Bundle
) -> None:
    a_story(home, "Anna@Example.com", bundle_id=bundle.pk)
    for text in ("Anna@Example.com", BORIS):
        SeenEvent.objects.create(bundle_id=bundle.pk, key=mark_of(text), seen_at=now())

    job = erase(home, ANNA)

    assert bytes(SeenEvent.objects.get().key) == mark_of(BORIS)
    assert job.report is not None
    assert job.report["seen"] == 1


def test_what_services_answered_is_hidden_where_it_is_kept(home: Workspace, bundle: Bundle) -> None:
    answer = {"code": "input_rejected", "message": f"No contact {ANNA}"}
    row = a_story(home, BORIS)
    other = Job.objects.create(workspace=home, by="olga", next_at=None, state="done")
    Result.objects.create(job=other, entry_id=row.id, error=answer)
    Source.objects.create(
        bundle_id=bundle.pk, workspace_id=home.pk, since=now(), seen_to=now(), last_error=answer
    )

    erase(home, ANNA)

    hidden = {"code": "input_rejected", "message": "•••"}
    assert Result.objects.of(other).get().error == hidden
    assert Source.objects.get().last_error == hidden


def test_the_report_says_where_settings_name_the_person(home: Workspace, bundle: Bundle) -> None:
    Bundle.objects.filter(pk=bundle.pk).update(draft={"steps": [{"fields": {"to": ANNA}}]})

    job = erase(home, ANNA)

    assert job.report is not None
    assert job.report["left"] == [{"what": "bundle", "id": str(bundle.pk)}]


def test_another_workspace_keeps_its_own(home: Workspace) -> None:
    a_story(home, ANNA)
    theirs = a_story(a_workspace("Theirs"), ANNA)

    erase(home, ANNA)

    assert kept(theirs) == orjson.loads(theirs.details)


def test_a_stopped_job_forgets_whom_it_was_about(home: Workspace) -> None:
    from engine.jobs import states
    from engine.jobs.erasure import asking
    from tests.engine.jobs.erasing import OLGA

    job = asking.begin(home, asking.Wish([ANNA]), OLGA)
    assert job.asked["sealed"]

    states.tell(job, "stop", OLGA)
    finish(job)

    assert (job.state, job.asked, job.next_at) == ("stopped", {}, None)


def test_no_table_holds_the_person_while_the_job_works_or_after_it(
    home: Workspace, bundle: Bundle
) -> None:
    a_story(home, ANNA, key=ANNA, bundle_id=bundle.pk)
    a_story(home, PHONE)
    a_waiting_run(bundle, {"phone": "8 916 1234567", "email": ANNA})
    hook = a_hook(home)
    Sample.objects.create(
        id=new_id(), connection=hook, received_at=now(), payload=f'"{ANNA}"', bytes_in=1
    )
    assert "queue_run" in places_that_hold(ANNA)

    job = erase(home, ANNA, PHONE)

    forms = (ANNA, "916) 123-45-67", "9161234567", "916 1234567", "anna%40example.com")
    assert (job.state, places_that_hold(*forms)) == ("done", [])
