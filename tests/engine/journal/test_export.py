"""The journal as a file."""

import csv
import gc
import io
import json
import resource
from datetime import timedelta
from pathlib import Path
from typing import cast

import pytest
from asgiref.sync import async_to_sync
from django.db import connection
from django.http import StreamingHttpResponse
from django.test import AsyncClient
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from engine.accounts.models import Membership, Role, Workspace
from engine.journal.export import Writer, as_csv, as_json_lines, chunks_of, safe_cell
from engine.journal.finding.filters import wanted
from engine.journal.finding.pages import in_chunks
from engine.journal.models import Entry
from engine.journal.services import note
from engine.kernel.clock import now
from tests.engine.journal.rows import STEP, a_failed_run, a_run, details_of
from tests.factories import a_browser, a_client, a_member, a_token, a_workspace

MINUTE = timedelta(minutes=1)
MANY = """
INSERT INTO journal_entry (id, received_at, finished_at, kind, status, mode, workspace_id, event_id,
    transactions, bytes_in, bytes_out, attempts, outline, details)
SELECT gen_random_uuid(), received_at, finished_at - n * interval '1 ms', kind, status, mode,
    workspace_id, event_id, 1, 0, 0, 1, outline, details
FROM journal_entry CROSS JOIN generate_series(1, %s) AS n WHERE id = %s
"""
ROW = {
    *("id", "bundle", "event", "key", "mode", "status", "received_at", "finished_at"),
    *("transactions", "bytes_in", "bytes_out", "error", "steps"),
    *("masked", "confidential", "erased"),
}


@pytest.fixture
def workspace() -> Workspace:
    return a_workspace()


@pytest.fixture
def client(workspace: Workspace) -> APIClient:
    return a_client(workspace, role=Role.VIEWER)


def text_of(client: APIClient, **asked: str) -> str:
    answer = client.get("/api/v1/journal/export", asked)
    assert answer.status_code == 200
    return answer.getvalue().decode()


def lines(client: APIClient, **asked: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in text_of(client, **asked).splitlines()]


@pytest.mark.django_db
def test_a_line_is_one_run_with_its_steps_and_attempts(
    client: APIClient, workspace: Workspace
) -> None:
    step = STEP | {"path": "each[2].subscribe"}
    details = details_of(step, trigger={})
    run = a_run(workspace, key="order-1", transactions=1, bytes_in=5, details=details)

    (line,) = lines(client)

    assert set(line) == ROW
    assert (line["id"], line["event"], line["key"]) == (str(run.id), str(run.event_id), "order-1")
    assert line["error"] is None
    assert line["steps"] == [
        {name: step[name] for name in ("id", "path", "status", "input", "output", "attempts")}
    ]


@pytest.mark.django_db
def test_runs_of_every_status_come_oldest_first_and_system_rows_do_not(
    client: APIClient, workspace: Workspace
) -> None:
    statuses = Entry.Status.values
    for n, status in enumerate(statuses):
        a_run(workspace, ago=MINUTE * (10 - n), status=status)
    note(workspace.id, code="bundle_paused")
    a_run(a_workspace())

    assert [line["status"] for line in lines(client)] == statuses


@pytest.mark.django_db
def test_the_filters_of_the_list_hold_for_the_file(client: APIClient, workspace: Workspace) -> None:
    failed = a_failed_run(workspace)
    a_run(workspace, details=details_of(trigger={"name": "Petrova"}))

    assert [line["id"] for line in lines(client, events="errors")] == [str(failed.id)]
    assert len(lines(client, search="petrova")) == 1
    assert lines(client, period="yesterday") == []


@pytest.mark.django_db
def test_a_table_never_hands_a_formula_to_a_spreadsheet(
    client: APIClient, workspace: Workspace
) -> None:
    a_run(workspace, key='=HYPERLINK("http://evil")', details=details_of(STEP))

    (row,) = csv.DictReader(io.StringIO(text_of(client, format="csv")))

    assert row["key"] == '\'=HYPERLINK("http://evil")'
    assert json.loads(row["steps"])[0]["id"] == "subscribe"
    assert row["error_code"] == ""


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@x", "\t=1", "\r=1"])
def test_every_beginning_of_a_formula_is_disarmed(text: str) -> None:
    assert safe_cell(text) == f"'{text}"
    assert safe_cell("a=1") == "a=1"
    assert safe_cell(-1) == -1


@pytest.mark.django_db
def test_a_link_names_the_workspace_it_is_of(workspace: Workspace) -> None:
    first = a_member()
    Membership.objects.create(workspace=workspace, user=first.user, role=Role.VIEWER)
    run = a_run(workspace)
    a_run(first.workspace)

    answer = a_browser(first.user).get(f"/api/v1/journal/export?workspace={workspace.pk}")

    (line,) = answer.getvalue().decode().splitlines()
    assert json.loads(line)["id"] == str(run.id)


@pytest.mark.django_db
def test_a_link_leads_into_no_foreign_workspace(workspace: Workspace) -> None:
    stranger = a_member().user

    answer = a_browser(stranger).get(f"/api/v1/journal/export?workspace={workspace.pk}")

    assert answer.status_code == 404


@pytest.mark.django_db
def test_an_unknown_kind_of_file_is_refused(client: APIClient) -> None:
    answer = client.get("/api/v1/journal/export?format=xml")

    assert (answer.status_code, answer.json()["errors"][0]["path"]) == (400, "?format")


@pytest.mark.django_db
def test_the_file_is_read_in_pieces_that_meet_every_run_once(workspace: Workspace) -> None:
    moment = now()
    for n in range(7):
        a_run(workspace, at=moment - MINUTE * (n // 3))

    with CaptureQueriesContext(connection) as queries:
        chunks = list(in_chunks(wanted(workspace, {}, moment + MINUTE), 3))

    assert [len(chunk) for chunk in chunks] == [3, 3, 1]
    assert len({place for chunk in chunks for place in chunk}) == 7
    assert len(queries) == 4


def peak_of_export(workspace: Workspace) -> tuple[int, int]:
    """Return how many lines were written, and how much more memory was held meanwhile."""
    lines, before, most = 0, resident(), 0
    for part in as_json_lines(chunks_of(wanted(workspace, {}, now())), "en"):
        lines, most = lines + part.count(b"\n"), max(most, resident())
    return lines, most - before


def resident() -> int:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize()


@pytest.mark.django_db
def test_memory_stays_the_same_for_any_number_of_runs(workspace: Workspace) -> None:
    big = a_run(workspace, details=details_of({"id": "a", "output": "x" * 1_000}))
    with connection.cursor() as cursor:
        cursor.execute(MANY, [49_999, big.id])

    lines, grown = peak_of_export(workspace)

    assert lines == 50_000
    assert grown < 20_000_000


@pytest.mark.django_db
def test_of_large_runs_fewer_are_held_at_once(workspace: Workspace) -> None:
    large = details_of({"id": "a", "output": "x" * 3_000_000})
    for details in (large, "{}", "{}", large, large):
        a_run(workspace, details=details)

    pieces = list(chunks_of(wanted(workspace, {}, now())))

    assert [len(piece) for piece in pieces] == [3, 1, 1]


@pytest.mark.django_db
@pytest.mark.parametrize("write", [as_json_lines, as_csv])
def test_a_slow_reader_holds_no_row_that_is_written_already(
    workspace: Workspace, write: Writer
) -> None:
    a_run(workspace)
    parts = write(chunks_of(wanted(workspace, {}, now())), "en")
    written = next(parts) if write is as_json_lines else b"".join([next(parts), next(parts)])
    gc.collect()

    held = [one for one in gc.get_objects() if type(one) is Entry]

    assert b"succeeded" in written
    assert [one for one in held if one.workspace_id == workspace.id] == []


@pytest.mark.django_db
def test_what_was_withheld_is_told(client: APIClient, workspace: Workspace) -> None:
    a_run(workspace, details='{"trigger":null,"steps":[],"erased":true}')

    [line] = lines(client)

    assert (line["erased"], line["masked"], line["confidential"]) == (True, False, False)


@pytest.mark.django_db
def test_under_asgi_the_file_flows_too(workspace: Workspace) -> None:
    for n in range(3):
        a_run(workspace, ago=MINUTE * n)
    token = a_token(workspace=workspace).text.reveal()

    async def read() -> list[bytes]:
        headers = {"Authorization": f"Bearer {token}"}
        answer = await AsyncClient().get("/api/v1/journal/export", headers=headers)
        return [part async for part in cast("StreamingHttpResponse", answer)]

    assert len(b"".join(async_to_sync(read)()).splitlines()) == 3
