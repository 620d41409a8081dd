"""Changes asked for now and then, where no stream comes through."""

from typing import Any

import pytest
from django.db import connection, transaction
from rest_framework.test import APIClient

from engine.accounts.models import Workspace
from engine.alerts.models import Alert, Rule
from engine.bundles.models import Bundle
from engine.health.models import Breaker, Penalty
from engine.jobs.models import Job
from engine.journal.services import note
from engine.kernel.clock import now
from engine.kernel.ids import new_id
from engine.live.look import asked
from engine.live.position import Position
from engine.live.statements import LOOK
from tests.engine.machine import a_hook, a_run, a_running_bundle
from tests.factories import a_client, a_workspace

pytestmark = pytest.mark.django_db(transaction=True)

ADDRESS = "/api/v1/changes"
NOTHING = {"ids": [], "all": False}


class Reader:
    """Asks again from where it was."""

    def __init__(self, home: Workspace) -> None:
        self.client: APIClient = a_client(home)
        self.position = self.client.get(ADDRESS).json()["position"]

    def news(self) -> Any:
        told = self.client.get(ADDRESS, {"since": self.position}).json()
        self.position = told["position"]
        return told


def an_alert(home: Workspace) -> Alert:
    rule = Rule.objects.create(workspace=home, event=Rule.Event.BLOCKED)
    seen: dict[str, Any] = {"opened_at": now(), "last_seen_at": now(), "tell_opened": False}
    return Alert.objects.create(
        workspace=home, rule=rule, subject_id=new_id(), name="Leads", **seen
    )


def test_without_a_position_there_is_only_the_present_one() -> None:
    home = a_workspace()
    note(home.pk, code="bundle_started")

    told = a_client(home).get(ADDRESS).json()

    assert (told["reset"], told["journal"]) == (False, {"rows": [], "more": 0})
    assert told["bundles"] == told["connections"] == told["alerts"] == NOTHING


def test_news_is_told_once() -> None:
    home = a_workspace()
    reader = Reader(home)
    row = note(home.pk, code="bundle_started")

    first, second = reader.news(), reader.news()

    assert [one["id"] for one in first["journal"]["rows"]] == [str(row.id)]
    assert second["journal"]["rows"] == []


def test_rows_written_behind_a_savepoint_are_told_once() -> None:
    home = a_workspace()
    reader = Reader(home)

    with transaction.atomic():
        note(home.pk, code="bundle_started")
        with transaction.atomic():
            note(home.pk, code="bundle_paused")

    assert len(reader.news()["journal"]["rows"]) == 2
    assert reader.news()["journal"]["rows"] == []


def test_a_bundle_that_was_renamed_is_named_alone() -> None:
    bundle = a_running_bundle(a_hook(), [])
    a_running_bundle(a_hook(bundle.workspace), [])
    reader = Reader(bundle.workspace)

    Bundle.objects.filter(pk=bundle.pk).update(name="Other")

    assert reader.news()["bundles"] == {"ids": [str(bundle.pk)], "all": False}
    assert reader.news()["bundles"] == NOTHING


def test_health_that_comes_and_goes_changes_the_bundle() -> None:
    bundle = a_running_bundle(a_hook(), [])
    reader = Reader(bundle.workspace)

    Penalty.objects.create(bundle_id=bundle.pk, points=1, polls=False, struck_at=now())
    ailing = reader.news()["bundles"]
    Penalty.objects.all().delete()
    well = reader.news()["bundles"]

    assert ailing == well == {"ids": [str(bundle.pk)], "all": True}


def test_events_that_wait_for_a_bundle_that_stands_still_change_it() -> None:
    still = a_running_bundle(a_hook(), [], status="paused")
    moving = a_running_bundle(a_hook(still.workspace), [])
    reader = Reader(still.workspace)

    a_run(moving)
    calm = reader.news()["bundles"]
    a_run(still)

    assert calm == NOTHING
    assert str(still.pk) in reader.news()["bundles"]["ids"]


def test_a_caught_request_and_a_breaker_change_their_connection() -> None:
    hook = a_hook()
    reader = Reader(hook.workspace)

    hook.samples.create(id=new_id(), received_at=now(), payload="{}", bytes_in=2)
    caught = reader.news()["connections"]
    Breaker.objects.create(connection=hook, opened_at=now(), probe_at=now())

    assert caught["ids"] == reader.news()["connections"]["ids"] == [str(hook.pk)]


def test_an_alert_is_told_when_it_opens_changes_and_closes() -> None:
    home = a_workspace()
    reader = Reader(home)
    alert = an_alert(home)
    told = [reader.news()["alerts"]["ids"]]
    for change in ({"count": 2}, {"closed_at": now()}):
        Alert.objects.filter(pk=alert.pk).update(**change)
        told.append(reader.news()["alerts"]["ids"])

    assert told == [[str(alert.pk)]] * 3
    assert reader.news()["alerts"] == NOTHING


def test_a_job_that_moves_on_is_told_as_the_list_shows_it() -> None:
    home = a_workspace()
    reader = Reader(home)
    job = Job.objects.create(workspace=home, by="somebody", total=2)
    for status in ("succeeded", "pending"):
        job.results.create(entry_id=new_id(), entry_at=now(), status=status)

    told = reader.news()["jobs"]["rows"]

    assert told == reader.client.get("/api/v1/jobs").json()["results"]
    assert (told[0]["done"], reader.news()["jobs"]["rows"]) == (1, [])


def test_the_bundle_that_carries_an_alert_is_nobodys_to_hear_of() -> None:
    hidden = a_running_bundle(a_hook(), [])
    Bundle.objects.filter(pk=hidden.pk).update(purpose="alerts")
    reader = Reader(hidden.workspace)

    Bundle.objects.filter(pk=hidden.pk).update(name="Other")

    assert reader.news()["bundles"] == NOTHING


@pytest.mark.parametrize("since", ["nonsense", "1.0..aaaaaaaaaaaa.aaaaaaaaaaaa.aaaaaaaaaaaa"])
def test_from_nowhere_everything_is_to_be_read_again(since: str) -> None:
    home = a_workspace()

    told = a_client(home).get(ADDRESS, {"since": since}).json()

    assert (told["reset"], told["journal"]["rows"]) == (True, [])


def pages_read(home: Workspace, position: str) -> int:
    with connection.cursor() as cursor:
        question = f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {LOOK}"
        cursor.execute(question, asked(home.pk, Position.read(position)))
        [[told]] = cursor.fetchall()
    plan = told[0]["Plan"]
    return int(plan["Shared Hit Blocks"] + plan["Shared Read Blocks"])


def test_a_journal_of_a_hundred_thousand_rows_does_not_slow_the_look() -> None:
    home = a_workspace()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO journal_entry (id, received_at, finished_at, kind, status, mode,"
            " workspace_id, transactions, bytes_in, bytes_out, attempts, outline, details,"
            " resend_of, attempt)"
            " SELECT gen_random_uuid(), t, t, 'run', 'succeeded', 'live', %s, 0, 0, 0, 1, '[]',"
            " '{}', NULL, 1"
            " FROM generate_series(1, 100000) AS n, LATERAL (SELECT now() - interval '2 min'"
            " - n * interval '1 s' AS t) AS times",
            [home.pk],
        )
        cursor.execute("ANALYZE journal_entry")

    assert pages_read(home, Reader(home).position) < 100
