"""Every place that may hold a person is known to erasing, and each is cleared."""

from typing import Any

import pytest
from django.db import connection

from engine.accounts.models import Workspace
from engine.alerts.models import Alert, Rule
from engine.alerts.services import ChannelDraft, create_channel
from engine.bundles.models import Bundle
from engine.connections.models import Connection
from engine.jobs.erasure import rest
from engine.jobs.models import Inquiry, Job, Result, Sighting
from engine.kernel.clock import now
from engine.kernel.ids import new_id
from engine.triggers.models import Source, Subscription
from tests.engine.jobs.erasing import ANNA, BORIS, erase, places_that_hold
from tests.factories import a_workspace

pytestmark = pytest.mark.django_db

SAID = {"code": "input_rejected", "answer": f"No contact {ANNA}"}
COLUMNS = """
SELECT table_name || '.' || column_name FROM information_schema.columns
WHERE table_schema = 'public' AND data_type IN ('text', 'character varying', 'jsonb', 'ARRAY')
    AND table_name !~ '^(django|auth|otp|mfa|account|journal_.*_\\d)' ORDER BY 1
"""

# Emptied by `finding`, `wiping` and `waiting`, or free of people's data, as the docstring of `rest`
# says. A column that is new here has to be thought of there.
ELSEWHERE = {
    "alerts_alert": "acknowledged_by",
    "alerts_channel": "kind",
    "alerts_news": "code mode status",
    "alerts_rule": "event",
    "analytics_fold": "zone",
    "analytics_groupfold": "members",
    "analytics_sum": "connector durations",
    "bundles_bundle": "connectors drafted_by purpose status trigger_kind",
    "bundles_group": "name",
    "bundles_use": "role",
    "connections_connection": "connector hook_token kind secrets status",
    "connections_departure": "session verifier",
    "health_breaker": "last_code recent",
    "jobs_inquiry": "fingerprint position scope",
    "jobs_job": "by kind mode state",
    "jobs_result": "status stood what",
    "journal_entry": "category details error key kind mode outline status subject",
    "journal_rollup": "durations",
    "journal_use": "connector",
    "journal_words": "words",
    "queue_checkpoint": "path state",
    "queue_memory": "key",
    "queue_run": "error key mode order_key payload reply_to status trigger",
    "rehearsal_sample": "about by origin step",
    "triggers_source": "connector fingerprint kind position scope time_zone trigger",
    "triggers_subscription": "armed state url wanted",
    "usersessions_usersession": "data session_key user_agent",
}


def a_finished_job(home: Workspace) -> Job:
    """Return a check whose reading goes on no more, which met the person."""
    told: dict[str, Any] = {"report": SAID, "next_at": None, "state": Job.State.DONE}
    job = Job.objects.create(workspace=home, kind=Job.Kind.CHECK, by="olga", **told)
    Result.objects.create(job=job, what="source", bundle_id=new_id(), error=SAID)
    inquiry = Inquiry.objects.create(
        job=job, bundle_id=new_id(), since=now(), until=now(), position={}, error=SAID, due_at=None
    )
    for number, person in enumerate((ANNA, BORIS)):
        Sighting.objects.create(
            inquiry=inquiry, identity=bytes([number]), key=person, subject=person
        )
    return job


def an_alert(home: Workspace) -> None:
    """Let something be told of through a channel that refused it."""
    draft = ChannelDraft("webhook", "Duty", None, {"url": "https://example.com/duty"})
    channel = create_channel(home, draft)
    type(channel).objects.filter(pk=channel.pk).update(problem=SAID)
    rule = Rule.objects.create(workspace=home, event=Rule.Event.BLOCKED)
    seen = {"opened_at": now(), "last_seen_at": now(), "tell_opened": False}
    Alert.objects.create(
        workspace=home, rule=rule, subject_id=new_id(), name=f"For {ANNA}", cause=SAID, **seen
    )


def a_house_that_was_told(home: Workspace) -> None:
    """Let every place of a workspace hold what a service said of the person."""
    bundle = Bundle.objects.create(workspace=home, name="Leads", status_reason=SAID)
    login = Connection.objects.create(
        workspace=home, connector="http", name="api", kind="none", status_detail=SAID
    )
    moments = {"since": now(), "seen_to": now()}
    streak = {"since": now().isoformat(), "until": now().isoformat(), "count": 1, "error": SAID}
    Source.objects.create(
        bundle_id=bundle.pk, workspace_id=home.pk, last_error=SAID, streak=streak, **moments
    )
    Subscription.objects.create(
        connection_id=login.pk, workspace_id=home.pk, since=now(), last_error=SAID
    )
    a_finished_job(home)
    an_alert(home)


def test_what_was_said_of_a_person_is_hidden_in_every_place(home: Workspace) -> None:
    a_house_that_was_told(home)

    job = erase(home, ANNA)

    assert places_that_hold(ANNA) == []
    assert (job.report or {})["results"] == len(rest.BLOTTED) - 1  # but for what a job is asked


def test_whom_a_check_sighted_beside_the_person_stays(home: Workspace) -> None:
    a_finished_job(home)

    erase(home, ANNA)

    assert set(Sighting.objects.values_list("key", "subject")) == {("•••", "•••"), (BORIS, BORIS)}


def test_what_was_said_in_another_workspace_stays(home: Workspace) -> None:
    theirs = a_workspace("Theirs")
    a_house_that_was_told(theirs)

    job = erase(home, ANNA)

    assert (job.report or {})["results"] == 0
    assert Source.objects.get().last_error == SAID


@pytest.mark.parametrize("what", ["bundle", "connection"])
def test_a_name_that_names_the_person_is_reported(home: Workspace, what: str) -> None:
    named: dict[str, Any] = {"workspace": home, "name": f"For {ANNA}"}
    if what == "bundle":
        made = Bundle.objects.create(**named).pk
    else:
        made = Connection.objects.create(connector="http", kind="none", **named).pk

    job = erase(home, ANNA)

    assert (job.report or {})["left"] == [{"what": what, "id": str(made)}]


def test_every_column_of_texts_is_known_to_erasing() -> None:
    with connection.cursor() as cursor:
        cursor.execute(COLUMNS)
        columns = {row[0] for row in cursor.fetchall()}

    places = (*rest.BLOTTED, *rest.SAMPLES, *(place for _, place in rest.SETTINGS))
    looked_at = {f"{place.table}.{place.column}" for place in places}
    named = {f"{table}.{column}" for table, some in ELSEWHERE.items() for column in some.split()}
    assert columns - looked_at == named
