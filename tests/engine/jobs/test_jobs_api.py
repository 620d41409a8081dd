"""Jobs over HTTP: counted first, asked for, watched, paused and stopped."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from rest_framework.test import APIClient

from engine.accounts.models import Role, Workspace
from engine.bundles.models import Bundle
from engine.jobs.models import Job, Result
from engine.jobs.work import forget_old
from engine.journal.models import Entry
from engine.journal.retention import oldest_kept
from engine.kernel.clock import now
from engine.queue.models import Run
from tests.engine.jobs.conftest import Failing
from tests.engine.jobs.scenes import a_turn
from tests.engine.journal.rows import a_run
from tests.factories import a_client, a_workspace

pytestmark = pytest.mark.django_db


def resend(client: APIClient, **wish: Any) -> Any:
    return client.post("/api/v1/journal/resend", wish, format="json")


def codes(answer: Any) -> list[tuple[str, str]]:
    return [(one["path"], one["code"]) for one in answer.json()["errors"]]


def test_the_count_comes_first_and_resends_nothing(client: APIClient, failed: Failing) -> None:
    failed(), failed()

    answer = resend(client, filter={"events": "errors"}, dry_run=True)

    told = answer.json()
    assert (answer.status_code, told["count"], told["exact"]) == (200, 2, True)
    assert not Job.objects.exists()


@pytest.mark.parametrize(("status", "rests"), [("running", False), ("blocked", True)])
def test_the_count_names_bundles_that_have_to_be_started(
    client: APIClient, failed: Failing, status: str, rests: bool
) -> None:
    row = failed()
    Bundle.objects.filter(pk=str(row.bundle_id)).update(status=status)

    begin, end = (row.finished_at + timedelta(hours=hours) for hours in (-1, 1))
    night = {"events": "errors", "time_from": f"{begin:%H:%M}", "time_to": f"{end:%H:%M}"}
    told = resend(client, filter=night, dry_run=True).json()

    assert [one["id"] for one in told["resting"]] == [str(row.bundle_id)] * rests


def test_a_job_is_answered_at_once_and_told_in_the_journal(
    client: APIClient, home: Workspace, failed: Failing
) -> None:
    row = failed()

    answer = resend(client, ids=[str(row.id)])

    told = answer.json()
    assert answer.status_code == 202
    assert (told["state"], told["total"], told["done"], told["kind"]) == ("waiting", 1, 0, "resend")
    assert (told["bundle"], told["by"]) == (str(row.bundle_id), "robot")
    assert Entry.objects.get(workspace_id=home.pk, kind="system").bundle_id == row.bundle_id


def test_rows_named_by_id_that_cannot_be_resent_are_not_counted(
    client: APIClient, home: Workspace, failed: Failing
) -> None:
    ids = [str(failed().id), str(a_run(home).id)]

    counted = resend(client, ids=ids, dry_run=True).json()
    assert (counted["count"], counted["exact"]) == (1, True)


def test_a_row_of_nobody_is_pointed_at(client: APIClient, failed: Failing) -> None:
    answer = resend(client, ids=[str(failed().id), str(uuid4())])

    assert answer.status_code == 404
    assert codes(answer) == [("/ids/1", "not_found")]


def test_a_row_of_others_is_not_found(failed: Failing) -> None:
    answer = resend(a_client(a_workspace("Mine")), ids=[str(failed().id)])

    assert answer.status_code == 404


def test_rows_and_a_filter_are_not_taken_together(client: APIClient, failed: Failing) -> None:
    row = failed()

    for wish in ({}, {"ids": [str(row.id)], "filter": {}}):
        assert codes(resend(client, **wish)) == [("", "ids_or_filter")]


@pytest.mark.parametrize(
    ("wish", "mistake"),
    [
        ({"filter": {"evens": "errors"}}, ("/filter/evens", "unknown_field")),
        ({"filter": {"bundle": 7}}, ("/filter/bundle", "wrong_type")),
        ({"filter": {"from": "soon"}}, ("/filter/from", "bad_date")),
        ({"ids": []}, ("/ids", "too_short")),
        ({"filter": {}, "mode": "end"}, ("/mode", "not_one_of")),
        ({"filter": {}, "again": True}, ("/again", "again_needs_start")),
    ],
)
def test_a_wish_is_read_strictly(client: APIClient, wish: Any, mistake: Any) -> None:
    answer = resend(client, **wish)

    assert (answer.status_code, codes(answer)) == (400, [mistake])


@pytest.mark.parametrize(
    "narrow", [{"connector": "email"}, {"from": "2020-01-01", "to": "2020-01-02"}]
)
def test_a_filter_that_nothing_can_pass_is_answered_like_one_that_nothing_passes(
    client: APIClient, failed: Failing, narrow: dict[str, str]
) -> None:
    failed()

    counted = resend(client, filter=narrow, dry_run=True)
    asked = resend(client, filter=narrow)

    assert (counted.status_code, counted.json()["count"]) == (200, 0)
    assert (asked.status_code, asked.json()["total"]) == (202, 0)


def test_a_filter_by_what_is_not_there_is_refused(client: APIClient) -> None:
    answer = resend(client, filter={"bundle": str(uuid4())}, dry_run=True)

    assert (answer.status_code, codes(answer)) == (404, [("/filter/bundle", "not_found")])


def test_a_job_about_nothing_ends_with_nothing_done(client: APIClient, home: Workspace) -> None:
    a_run(home)

    answer = resend(client, filter={})
    a_turn()

    assert (answer.status_code, answer.json()["total"]) == (202, 0)
    told = client.get(f"/api/v1/jobs/{answer.json()['id']}").json()
    assert (told["state"], told["done"], told["failed"]) == ("done", 0, 0)


def test_the_results_tell_what_became_of_each_row(client: APIClient, failed: Failing) -> None:
    row = failed()
    Entry.objects.filter(id=row.id).update(bundle_id=None, subject="anna@example.com")
    job = resend(client, ids=[str(row.id)]).json()["id"]
    a_turn()

    (result,) = client.get(f"/api/v1/jobs/{job}/results").json()["results"]

    assert (result["entry"], result["run"], result["status"]) == (str(row.id), None, "skipped")
    assert result["subject"] == "anna@example.com"
    assert result["error"]["code"] == "resend_no_bundle"
    assert "listens to its connection" in result["error"]["message"]


def test_results_come_in_pages(client: APIClient, failed: Failing) -> None:
    rows = [str(failed().id) for _ in range(3)]
    job = resend(client, ids=rows).json()["id"]

    first = client.get(f"/api/v1/jobs/{job}/results?limit=2").json()
    rest = client.get(first["next"]).json()

    found = [one["entry"] for one in first["results"] + rest["results"]]
    assert (sorted(found), rest["next"]) == (sorted(rows), None)


def test_a_paused_job_sends_nothing_until_it_is_resumed(client: APIClient, failed: Failing) -> None:
    failed()
    address = f"/api/v1/jobs/{resend(client, filter={}).json()['id']}"

    paused = client.post(f"{address}/pause").json()
    a_turn()
    before = Run.objects.count()
    client.post(f"{address}/resume")
    a_turn()

    assert (paused["state"], before, Run.objects.count()) == ("paused", 0, 1)
    assert client.get(address).json()["state"] == "running"


def test_a_stopped_job_tells_which_rows_it_left_out(client: APIClient, failed: Failing) -> None:
    failed()
    address = f"/api/v1/jobs/{resend(client, filter={}).json()['id']}"

    stopped = client.post(f"{address}/stop").json()
    a_turn()

    assert (stopped["state"], stopped["done"], stopped["skipped"]) == ("stopped", 1, 1)
    assert Result.objects.get().error == {"code": "resend_stopped", "remedy": "retry"}
    assert not Run.objects.exists()


def test_what_is_over_is_not_gone_on_with(client: APIClient, failed: Failing) -> None:
    failed()
    address = f"/api/v1/jobs/{resend(client, filter={}).json()['id']}"
    client.post(f"{address}/stop")

    answer = client.post(f"{address}/resume")

    assert (answer.status_code, answer.json()["code"]) == (409, "job_is_over")


def test_a_list_of_jobs_asks_the_database_once_for_all_their_progress(
    client: APIClient, failed: Failing, django_assert_max_num_queries: Any
) -> None:
    for _ in range(5):
        resend(client, ids=[str(failed().id)])

    with django_assert_max_num_queries(6):
        jobs = client.get("/api/v1/jobs").json()["results"]

    assert [one["total"] for one in jobs] == [1] * 5


def test_who_only_looks_may_not_resend(home: Workspace, failed: Failing) -> None:
    viewer = a_client(home, role=Role.VIEWER)

    assert resend(viewer, ids=[str(failed().id)]).status_code == 403
    assert viewer.get("/api/v1/jobs").status_code == 200


def test_jobs_are_forgotten_with_the_rows_they_were_about(
    client: APIClient, failed: Failing
) -> None:
    kept, old = (resend(client, ids=[str(failed().id)]).json()["id"] for _ in range(2))
    for job in (kept, old):
        client.post(f"/api/v1/jobs/{job}/stop")
    long_ago = oldest_kept(now()) - timedelta(days=1)
    Job.objects.filter(pk=old).update(finished_at=long_ago)

    forget_old(now())

    assert [str(job.pk) for job in Job.objects.all()] == [kept]
    assert Result.objects.count() == 1


@pytest.mark.parametrize(("kind", "left"), [("resend", 0), ("erase", 1)])
def test_a_job_left_paused_is_forgotten_with_its_rows_but_no_erasure(
    client: APIClient, failed: Failing, kind: str, left: int
) -> None:
    job = resend(client, ids=[str(failed().id)]).json()["id"]
    client.post(f"/api/v1/jobs/{job}/pause")
    long_ago = oldest_kept(now()) - timedelta(days=1)
    Job.objects.update(kind=kind, updated_at=long_ago)

    forget_old(now())

    assert Job.objects.filter(state="paused").count() == left
