"""What is not resent says why."""

from typing import Any

import orjson
import pytest

from engine.accounts.models import Workspace
from engine.bundles.models import Bundle, BundleVersion
from engine.connections.models import Connection
from engine.jobs.models import Result
from engine.journal.models import Entry
from engine.kernel.clock import now
from engine.kernel.ids import new_id
from engine.queue.models import Run
from tests.engine.jobs.conftest import EVENT, FAILED_STEP, Failing
from tests.engine.jobs.scenes import a_turn, begin, results
from tests.engine.journal.rows import STEP, details_of
from tests.engine.machine import send_step

pytestmark = pytest.mark.django_db


def came_of(*rows: Entry, **how: Any) -> list[str | None]:
    """Resend the rows and return the reasons for which they were skipped."""
    job = begin(Workspace.objects.get(pk=rows[0].workspace_id), *(row.id for row in rows), **how)
    a_turn()
    return [code for _, code in results(job)]


def tried_again(first: Entry, failed: Failing, attempt: int = 2, **columns: Any) -> Entry:
    """Write a later attempt at the event of the row."""
    return failed(resend_of=first.id, attempt=attempt, at=now(), **columns)


@pytest.mark.parametrize("status", ["succeeded", "filtered", "duplicate"])
def test_what_did_not_fail(failed: Failing, status: str) -> None:
    assert came_of(failed(status=status)) == ["resend_not_failed"]


@pytest.mark.parametrize("kind", ["system", "empty"])
def test_what_is_no_run(failed: Failing, kind: str) -> None:
    assert came_of(failed(kind=kind)) == ["resend_not_a_run"]


@pytest.mark.parametrize("status", ["failed", "held", "cancelled"])
def test_what_ended_short_of_its_end_is_resent(failed: Failing, status: str) -> None:
    assert came_of(failed(status=status)) == [None]
    assert Run.objects.get().mode == "resend"


def test_the_alert_of_a_bundle_that_failed(failed: Failing) -> None:
    assert came_of(failed(mode="alert")) == ["resend_not_a_run"]


def test_a_bundle_in_the_trash(failed: Failing, bundle: Bundle) -> None:
    row = failed()
    Bundle.objects.filter(pk=bundle.pk).update(status="deleted", deleted_at=now())

    assert came_of(row) == ["resend_bundle_deleted"]


@pytest.mark.parametrize("status", ["paused", "blocked"])
def test_for_a_bundle_that_stands_still_the_run_waits_like_any_other(
    failed: Failing, bundle: Bundle, status: str
) -> None:
    row = failed()
    Bundle.objects.filter(pk=bundle.pk).update(status=status)

    assert came_of(row) == [None]
    assert Run.objects.get().bundle_id == bundle.pk


def test_data_that_was_erased(failed: Failing) -> None:
    assert came_of(failed(details='{"steps":[]}')) == ["resend_payload_gone"]


def test_a_step_whose_output_was_too_large_to_keep(failed: Failing) -> None:
    cut = {**STEP, "output": None, "capped": True}
    row = failed(details=details_of(cut, FAILED_STEP, trigger=EVENT))

    assert came_of(row) == ["resend_payload_cut"]
    assert came_of(row, mode="start") == [None]


def test_a_version_that_is_gone(failed: Failing) -> None:
    row = failed(version_id=new_id())

    assert came_of(row) == ["resend_version_gone"]


def test_a_failed_step_whose_connection_was_deleted(
    failed: Failing, bundle: Bundle, mail: Connection
) -> None:
    step = {**send_step("https://example.com"), "connection": str(mail.pk), "connector": None}
    steps = [{name: value for name, value in step.items() if value is not None}]
    version = BundleVersion.objects.create(
        bundle=bundle, number=2, definition={**bundle.draft, "steps": steps}
    )
    row = failed(version_id=version.pk)
    mail.delete()

    assert came_of(row) == ["resend_connection_gone"]


def test_a_row_whose_event_succeeded_later(failed: Failing) -> None:
    first = failed()
    tried_again(first, failed, status="succeeded")

    assert came_of(first) == ["resend_succeeded_later"]
    assert came_of(first, mode="start") == ["resend_succeeded_later"]


def test_what_succeeded_later_is_done_again_when_that_is_asked_for(failed: Failing) -> None:
    first = failed()
    tried_again(first, failed, status="succeeded")

    assert came_of(first, mode="start", again=True) == [None]
    assert Run.objects.get().attempt == 3


def test_an_earlier_attempt_gives_way_to_the_later_one(failed: Failing) -> None:
    first = failed()
    second = tried_again(first, failed)

    assert came_of(first, second) == ["resend_later_attempt", None]
    assert Run.objects.get().attempt == 3


def test_what_is_on_its_way_already(failed: Failing) -> None:
    first = failed()

    assert came_of(first) == [None]
    assert came_of(first) == ["resend_on_its_way"]
    assert Run.objects.count() == 1


def test_a_row_that_left_the_journal_meanwhile(failed: Failing) -> None:
    first = failed()
    job = begin(Bundle.objects.get().workspace, first.id)
    Entry.objects.filter(id=first.id).delete()

    a_turn()

    assert results(job) == [("skipped", "resend_row_gone")]


def test_what_fails_after_the_asking_is_not_swept_in(failed: Failing) -> None:
    failed()
    job = begin(Bundle.objects.get().workspace)
    failed()

    a_turn()

    assert (job.total, Result.objects.count(), Run.objects.count()) == (1, 1, 1)


def test_a_filter_means_the_last_attempts_that_failed(failed: Failing) -> None:
    first, other = failed(), failed()
    tried_again(first, failed, status="succeeded")

    job = begin(Bundle.objects.get().workspace)

    assert [one.entry_id for one in Result.objects.of(job)] == [other.id]


def test_a_run_carries_the_event_as_it_came(failed: Failing) -> None:
    row = failed(key="42")

    came_of(row)

    run = Run.objects.get()
    assert (orjson.loads(run.payload), run.key, run.event_id) == (EVENT, "42", row.event_id)
