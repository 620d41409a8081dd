"""Rows written outside the worker loop."""

from datetime import UTC, datetime
from uuid import UUID

import orjson
import pytest
from django.db import transaction

from engine.journal.models import Entry, Rollup
from engine.journal.services import note, record_runs
from engine.journal.telling.durations import bucket
from engine.kernel.clock import now
from engine.kernel.ids import new_id

pytestmark = pytest.mark.django_db


def a_run(bundle_id: UUID | None, **fields: object) -> Entry:
    return Entry(
        **{"workspace_id": new_id(), "bundle_id": bundle_id, "status": "succeeded"} | fields
    )


def this_hour() -> datetime:
    return now().replace(minute=0, second=0, microsecond=0)


def test_a_note_is_a_system_row_that_keeps_its_code_numbers_and_author() -> None:
    workspace, bundle = new_id(), new_id()

    note(workspace, code="bundle_paused", bundle_id=bundle, actor="anna@x.ru", params={"runs": 3})

    row = Entry.objects.get(workspace_id=workspace)
    assert (row.kind, row.status, row.bundle_id) == ("system", "succeeded", bundle)
    told = orjson.loads(row.details)
    assert told == {"code": "bundle_paused", "params": {"runs": 3}, "actor": "anna@x.ru"}


def test_a_note_vanishes_with_the_transaction_it_was_written_in() -> None:
    workspace = new_id()

    with pytest.raises(ZeroDivisionError), transaction.atomic():  # noqa: PT012 (the cause)
        note(workspace, code="bundle_paused")
        raise ZeroDivisionError

    assert not Entry.objects.filter(workspace_id=workspace).exists()


def test_recorded_runs_add_up_in_the_quarter_of_an_hour_of_their_bundle() -> None:
    bundle, moment = new_id(), this_hour()
    ended = {
        "workspace_id": new_id(),
        "received_at": moment,
        "finished_at": moment.replace(second=2),
    }

    record_runs([a_run(bundle, bytes_in=10, **ended), a_run(bundle, bytes_in=5, **ended)])
    record_runs([a_run(bundle, status="failed", transactions=2, **ended)])

    row = Rollup.objects.get(bundle_id=bundle)
    assert (row.slot, row.succeeded, row.failed, row.bytes_in) == (moment, 2, 1, 15)
    assert (row.transactions, row.duration_ms) == (2, 6000)
    assert row.durations[bucket(2000)] == 3


def test_a_run_of_no_bundle_is_written_and_counted_nowhere() -> None:
    orphan = a_run(None, status="cancelled", finished_at=datetime.now(UTC))

    record_runs([orphan])

    assert Entry.objects.filter(id=orphan.id).exists()
    assert not Rollup.objects.exists()
