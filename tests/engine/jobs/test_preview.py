"""Before a row is resent, one can see what that would do."""

from typing import Any

import orjson
import pytest
from rest_framework.test import APIClient

from engine.accounts.models import Workspace
from engine.bundles.models import Bundle, BundleVersion
from engine.journal.models import Entry
from engine.kernel.clock import now
from tests.engine.jobs.conftest import EVENT, Failing
from tests.engine.jobs.scenes import a_turn, begin
from tests.engine.journal.rows import STEP

pytestmark = pytest.mark.django_db


def look(client: APIClient, row: Entry, mode: str = "failed_step") -> Any:
    return client.get(f"/api/v1/journal/{row.id}/resend", {"mode": mode}).json()


def test_it_tells_where_the_run_goes_on_and_what_is_kept(
    client: APIClient, failed: Failing
) -> None:
    told = look(client, failed())

    kept = {"id": "subscribe", "path": "subscribe", "status": "succeeded"}
    assert (told["possible"], told["reason"], told["from_step"]) == (True, None, "send")
    assert told["kept_steps"] == [{**kept, "output": STEP["output"]}]
    assert told["old"] == {"event": EVENT, "version": 1}
    assert (told["new"]["version"], told["new"]["differs"]) == (1, False)


def test_it_tells_that_another_version_is_live(
    client: APIClient, failed: Failing, bundle: Bundle
) -> None:
    row = failed()
    newer = BundleVersion.objects.create(bundle=bundle, number=2, definition=bundle.draft)
    Bundle.objects.filter(pk=bundle.pk).update(version=newer)

    told = look(client, row)

    told["new"].pop("steps")
    assert told["old"]["version"] == 1
    assert told["new"] == {"event": EVENT, "version": 2, "differs": True}


def test_it_tells_what_the_failed_step_was_sent_and_would_be_sent(
    client: APIClient, failed: Failing
) -> None:
    (step,) = look(client, failed())["new"]["steps"]

    assert (step["id"], step["path"], step["error"]) == ("send", "send", None)
    assert step["input"]["body"] == {"email": "anna@example.com"}
    assert step["old_input"] == STEP["input"]


def test_from_the_start_it_tells_what_the_live_version_would_send(
    client: APIClient, failed: Failing, bundle: Bundle
) -> None:
    row = failed()
    steps = [
        {**step, "fields": {**step["fields"], "body": "new"}} for step in bundle.draft["steps"]
    ]
    changed = {**bundle.draft, "steps": steps}
    newer = BundleVersion.objects.create(bundle=bundle, number=2, definition=changed)
    Bundle.objects.filter(pk=bundle.pk).update(version=newer)

    told = look(client, row, "start")

    sent = [(step["id"], step["input"]["body"]) for step in told["new"]["steps"]]
    assert sent == [("subscribe", "new"), ("send", "new")]
    assert (told["from_step"], told["kept_steps"]) == (None, [])


@pytest.mark.parametrize("mark", ["masked", "confidential", "erased"])
@pytest.mark.parametrize("mode", ["failed_step", "start"])
def test_what_is_hidden_in_the_journal_is_not_sent_again(
    client: APIClient, failed: Failing, mark: str, mode: str
) -> None:
    details = {"trigger": None if mark != "masked" else EVENT, "steps": [], mark: True}

    told = look(client, failed(details=orjson.dumps(details).decode()), mode)

    assert (told["possible"], told["new"]["steps"]) == (False, [])
    assert told["reason"]["code"] == f"resend_payload_{mark}"


def test_another_mode_is_refused(client: APIClient, failed: Failing) -> None:
    answer = client.get(f"/api/v1/journal/{failed().id}/resend", {"mode": "sideways"})

    assert answer.status_code == 400


def test_it_tells_that_the_event_is_on_its_way(
    client: APIClient, home: Workspace, failed: Failing
) -> None:
    row = failed()
    begin(home, row.id)
    a_turn()

    told = look(client, row)

    assert (told["possible"], told["reason"]["code"]) == (False, "resend_on_its_way")
    assert "Wait for the result" in told["reason"]["message"]


def test_it_tells_that_a_row_is_nothing_to_resend(client: APIClient, failed: Failing) -> None:
    told = look(client, failed(kind="system", details='{"code": "bundle_started"}'))

    assert (told["possible"], told["reason"]["code"]) == (False, "resend_not_a_run")
    assert (told["from_step"], told["kept_steps"], told["old"]["event"]) == (None, [], None)


def test_a_row_of_the_journal_tells_of_its_other_attempts(
    client: APIClient, failed: Failing
) -> None:
    first = failed()
    second = failed(resend_of=first.id, attempt=2, at=now())

    for row in (first, second):
        told = client.get(f"/api/v1/journal/{row.id}").json()["attempt_rows"]
        found = [(one["id"], one["attempt"], one["status"]) for one in told]
        assert found == [(str(first.id), 1, "failed"), (str(second.id), 2, "failed")]


def test_the_list_tells_which_rows_are_later_attempts(client: APIClient, failed: Failing) -> None:
    first = failed()
    failed(resend_of=first.id, attempt=2, at=now())

    rows = client.get("/api/v1/journal").json()["results"]

    told = [(row["resend_of"], row["attempt"]) for row in rows]
    assert told == [(str(first.id), 2), (None, 1)]
