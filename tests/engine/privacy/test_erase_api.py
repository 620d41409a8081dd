"""Having people erased over HTTP: counted first, refused at its place, reported without names."""

from typing import Any

import orjson
import pytest
from rest_framework.test import APIClient

from engine.accounts.models import Role, Workspace
from engine.bundles.models import Bundle
from engine.connections.models import Sample
from engine.jobs.models import Job
from engine.journal.models import Entry
from engine.kernel.clock import now
from engine.kernel.ids import new_id
from tests.engine.jobs.erasing import ANNA, BORIS, PHONE, a_story, finish, kept
from tests.engine.machine import a_hook, a_running_bundle
from tests.engine.machine import a_run as a_waiting_run
from tests.factories import a_client, a_workspace

pytestmark = pytest.mark.django_db


@pytest.fixture
def home() -> Workspace:
    """A workspace."""
    return a_workspace()


@pytest.fixture
def bundle(home: Workspace) -> Bundle:
    """A bundle that runs."""
    return a_running_bundle(a_hook(home), [])


def asked(client: APIClient, **wish: Any) -> Any:
    return client.post("/api/v1/privacy/erase", wish, "json")


def test_a_dry_run_counts_and_erases_nothing(home: Workspace, bundle: Bundle) -> None:
    row = a_story(home, ANNA)
    a_story(home, f"see /?email={ANNA.replace('@', '%40')}")
    a_waiting_run(bundle, {"email": ANNA})

    answer = asked(a_client(home), subjects=[ANNA, PHONE], dry_run=True)

    assert answer.json() == {"rows": 2, "waiting": 1, "samples": 0, "exact": True}
    assert "erased" not in kept(row)
    assert not Job.objects.exists()


def test_the_job_and_its_report_never_name_the_person(home: Workspace) -> None:
    a_story(home, ANNA)
    a_story(home, BORIS)
    client = a_client(home)

    answer = asked(client, subjects=[ANNA])
    finish(Job.objects.get())

    job = client.get(f"/api/v1/jobs/{answer.json()['id']}").json()
    numbers = {"subjects": 1, "rows": 1, "waiting": 0, "samples": 0, "seen": 0, "results": 0}
    assert (answer.status_code, job["kind"], job["state"]) == (202, "erase", "done")
    assert job["report"] == {**numbers, "left": []}
    assert (job["total"], job["done"], job["succeeded"]) == (1, 1, 1)
    assert ANNA not in str(job)


def test_the_journal_tells_who_asked_when_and_how_much_went(home: Workspace) -> None:
    a_story(home, ANNA)

    asked(a_client(home), subjects=[ANNA])
    finish(Job.objects.get())

    rows = Entry.objects.filter(workspace_id=home.pk, kind="system").order_by("id")
    told = [orjson.loads(row.details) for row in rows]
    assert [(one["code"], one["actor"]) for one in told] == [
        ("erase_job_started", "robot"),
        ("erase_job_done", None),
    ]
    assert told[1]["params"]["rows"] == 1
    assert ANNA not in str(told)


def test_what_is_kept_of_a_bundle_goes_and_its_waiting_events_stay(
    home: Workspace, bundle: Bundle
) -> None:
    row = a_story(home, ANNA, bundle_id=bundle.pk)
    other = a_story(home, ANNA)
    run = a_waiting_run(bundle, {"email": ANNA})
    hook = bundle.uses.get().connection
    Sample.objects.create(id=new_id(), connection=hook, received_at=now(), payload="{}", bytes_in=2)
    counted = asked(a_client(home), bundle=str(bundle.pk), dry_run=True).json()

    asked(a_client(home), bundle=str(bundle.pk))
    job = finish(Job.objects.get())

    assert counted == {"rows": 1, "waiting": 0, "samples": 1, "exact": True}
    assert (job.state, kept(row)["erased"]) == ("done", True)
    assert "erased" not in kept(other)
    assert bundle.pk == type(run).objects.get(pk=run.pk).bundle_id
    assert not Sample.objects.exists()


def test_a_bundle_waits_for_runs_that_began_before(home: Workspace, bundle: Bundle) -> None:
    run = a_waiting_run(bundle, {"email": ANNA}, status="running", started_at=now())
    asked(a_client(home), bundle=str(bundle.pk))
    job = finish(Job.objects.get())
    assert job.state == "running"

    run.delete()
    row = a_story(home, ANNA, bundle_id=bundle.pk)
    finish(job)

    assert (job.state, kept(row)["erased"]) == ("done", True)


@pytest.mark.parametrize(
    ("wish", "path", "code"),
    [
        ({"subjects": [ANNA, "a"]}, "/subjects/1", "subject_too_short"),
        ({"subjects": []}, "/subjects", "too_short"),
        ({"subjects": [f"{n}@example.com" for n in range(21)]}, "/subjects", "too_many"),
        ({}, "", "subjects_or_bundle"),
        ({"subjects": [ANNA], "bundle": str(new_id())}, "", "subjects_or_bundle"),
    ],
)
def test_a_wish_that_makes_no_sense_is_refused(wish: Any, path: str, code: str) -> None:
    answer = asked(a_client(), **wish)

    (mistake,) = answer.json()["errors"]
    assert (answer.status_code, mistake["path"], mistake["code"]) == (400, path, code)


def test_a_bundle_of_others_is_not_found(bundle: Bundle) -> None:
    answer = asked(a_client(), bundle=str(bundle.pk))

    assert answer.status_code == 404


@pytest.mark.parametrize("role", [Role.EDITOR, Role.OPERATOR])
def test_only_an_owner_erases_and_stops_erasing(home: Workspace, role: Role) -> None:
    job = Job.objects.create(workspace=home, kind="erase", by="olga")
    member = a_client(home, role=role)

    answers = [asked(member, subjects=[ANNA]), member.post(f"/api/v1/jobs/{job.pk}/stop")]

    assert [answer.status_code for answer in answers] == [403, 403]


def test_jobs_are_listed_by_their_kind(home: Workspace) -> None:
    erasing = Job.objects.create(workspace=home, kind="erase", by="olga")
    Job.objects.create(workspace=home, kind="resend", by="olga")

    listed = a_client(home).get("/api/v1/jobs?kind=erase").json()["results"]

    assert [job["id"] for job in listed] == [str(erasing.pk)]
