"""Refreshing data over HTTP, and by several people at once: counted first, and never doubled."""

import threading
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, transaction
from rest_framework.test import APIClient

from engine.accounts.models import Role, Workspace
from engine.bundles.models import Bundle, Group
from engine.jobs import states
from engine.jobs.models import Job, Result
from engine.jobs.work import work_off
from engine.kernel.clock import now
from engine.queue.models import Run
from tests.engine.jobs.refreshing import refresh
from tests.engine.jobs.scenes import ANNA, a_turn, results
from tests.engine.jobs.test_racing import beside
from tests.engine.machine import a_hook, a_run, a_running_bundle, send_step
from tests.factories import a_client, a_workspace

pytestmark = pytest.mark.django_db(transaction=True)

STANDS = {"waiting": 2, "held": 0, "retrying": 0, "sources": 0, "exact": True}


@pytest.fixture
def paused(bundle: Bundle) -> Bundle:
    """A paused bundle that two events wait for."""
    Bundle.objects.filter(pk=bundle.pk).update(status="paused")
    a_run(bundle), a_run(bundle)
    return bundle


def ask(client: APIClient, **wish: Any) -> Any:
    return client.post("/api/v1/journal/refresh", wish, format="json")


def let_through() -> int:
    return Run.objects.filter(let_through__isnull=False).count()


def test_the_count_comes_first_and_lets_nothing_go(client: APIClient, paused: Bundle) -> None:
    answer = ask(client, bundles=[str(paused.pk)], dry_run=True)

    assert (answer.status_code, answer.json()) == (200, STANDS)
    assert not Job.objects.exists()


def test_a_job_is_answered_at_once_and_shows_its_results(client: APIClient, paused: Bundle) -> None:
    told = ask(client, bundles=[str(paused.pk)])
    a_turn()

    job = told.json()
    assert (told.status_code, job["kind"], job["mode"], job["total"]) == (202, "refresh", None, 2)
    assert job["bundle"] == str(paused.pk)
    rows = client.get(f"/api/v1/jobs/{job['id']}/results").json()["results"]
    assert {(row["what"], row["bundle"], row["status"]) for row in rows} == {
        ("run", str(paused.pk), "running")
    }


def test_a_filter_names_the_bundles(client: APIClient, home: Workspace, paused: Bundle) -> None:
    group = Group.objects.create(workspace=home, name="Shop")
    Bundle.objects.filter(pk=paused.pk).update(group=group)

    counts = [
        ask(client, filter=one, dry_run=True).json()["waiting"]
        for one in (
            {},
            {"group": str(group.pk)},
            {"group": "none"},
            {"bundle": str(paused.pk)},
            {"connector": "email"},
        )
    ]

    assert counts == [2, 2, 0, 2, 0]


def test_a_filter_by_a_group_of_others_is_refused(client: APIClient) -> None:
    theirs = Group.objects.create(workspace=a_workspace("Theirs"), name="Theirs")

    answer = ask(client, filter={"group": str(theirs.pk)})

    assert answer.status_code == 404
    assert [one["path"] for one in answer.json()["errors"]] == ["/filter/group"]


@pytest.mark.parametrize(
    "wish",
    [{}, {"bundles": []}, {"bundles": [str(uuid4())], "filter": {}}, {"filter": {"color": "red"}}],
)
def test_a_wish_is_read_strictly(client: APIClient, paused: Bundle, wish: Any) -> None:
    assert ask(client, **wish).status_code == 400


def test_a_bundle_of_others_is_not_found(client: APIClient, paused: Bundle) -> None:
    theirs = a_running_bundle(a_hook(a_workspace("Theirs")), [send_step("https://example.com")])

    answer = ask(client, bundles=[str(paused.pk), str(theirs.pk)])

    assert (answer.status_code, answer.json()["errors"][0]["path"]) == (404, "/bundles/1")


def test_where_nothing_waits_the_job_ends_with_nothing_done(
    client: APIClient, bundle: Bundle
) -> None:
    answer = ask(client, filter={})
    a_turn()

    assert (answer.status_code, answer.json()["total"]) == (202, 0)
    told = client.get(f"/api/v1/jobs/{answer.json()['id']}").json()
    assert (told["state"], told["done"], told["failed"]) == ("done", 0, 0)


def test_an_operator_may_and_a_viewer_may_not(home: Workspace, paused: Bundle) -> None:
    roles = (Role.VIEWER, Role.OPERATOR)

    answers = [ask(a_client(home, role=role), filter={}).status_code for role in roles]

    assert answers == [403, 202]


def test_what_is_stopped_lets_no_more_go(paused: Bundle, settings: Any) -> None:
    settings.RESEND_PER_SECOND = 1
    job = refresh()
    a_turn()

    states.tell(job, "stop", ANNA)
    a_turn()

    assert let_through() == 1
    assert results(job) == [("running", None), ("skipped", "refresh_stopped")]


def test_two_people_who_refresh_at_once_let_each_go_once(paused: Bundle) -> None:
    for _ in range(40):
        a_run(paused)
    meet = threading.Barrier(2)

    def one() -> None:
        refresh()
        meet.wait()
        for _ in range(10):
            Job.objects.filter(next_at__isnull=False).update(next_at=now())
            work_off()

    for thread in [beside(one), beside(one)]:
        thread.join()

    assert (let_through(), Run.objects.count()) == (42, 42)
    assert Result.objects.filter(status="running").count() == 84


def test_a_process_that_dies_in_its_turn_has_let_nothing_go(paused: Bundle) -> None:
    job = refresh()

    def die() -> None:
        transaction.set_autocommit(False)
        work_off()
        connection.close()

    beside(die).join()
    before = let_through(), results(job)
    a_turn()

    assert before == (0, [("pending", None)] * 2)
    assert let_through() == 2
