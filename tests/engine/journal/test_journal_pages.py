"""Walking the journal page by page."""

import re
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from engine.accounts.models import Workspace
from engine.journal.finding.cursors import Place
from engine.journal.finding.filters import wanted
from engine.journal.finding.pages import read_page
from engine.journal.finding.wanted import Wanted
from engine.journal.partitions import Partition, Week
from engine.kernel.clock import now
from engine.kernel.ids import new_id
from tests.engine.journal.rows import a_run
from tests.factories import a_client, a_workspace

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


@pytest.fixture
def workspace() -> Workspace:
    return a_workspace()


@pytest.fixture
def client(workspace: Workspace) -> APIClient:
    return a_client(workspace)


def some_runs(workspace: Workspace, number: int) -> list[UUID]:
    """Write runs, the newest first; every two ended at the same microsecond."""
    start = now()
    rows = [a_run(workspace, at=start - MINUTE * (n // 2)) for n in range(number)]
    return [row.id for row in sorted(rows, key=lambda r: (r.finished_at, r.id), reverse=True)]


def walk(client: APIClient, address: str, link: str) -> list[list[UUID]]:
    found = []
    while address:
        page = client.get(address).json()
        found.append([UUID(row["id"]) for row in page["results"]])
        address = page[link]
    return found


def test_walking_forward_meets_every_row_once_even_those_of_one_moment(
    client: APIClient, workspace: Workspace
) -> None:
    expected = some_runs(workspace, 7)

    walked = walk(client, "/api/v1/journal?limit=3", "next")

    assert [len(page) for page in walked] == [3, 3, 1]
    assert [number for page in walked for number in page] == expected


def test_walking_back_shows_the_same_pages(client: APIClient, workspace: Workspace) -> None:
    expected = some_runs(workspace, 6)
    last = client.get(client.get("/api/v1/journal?limit=4").json()["next"]).json()

    back = walk(client, last["previous"], "previous")

    assert back == [expected[:4]]


def test_rows_that_arrive_meanwhile_move_nothing(client: APIClient, workspace: Workspace) -> None:
    expected = some_runs(workspace, 4)
    first = client.get("/api/v1/journal?limit=2").json()
    a_run(workspace)

    second = client.get(first["next"]).json()

    assert [UUID(row["id"]) for row in second["results"]] == expected[2:]
    assert (first["previous"], second["next"]) == (None, None)


def test_the_links_keep_the_filters(client: APIClient, workspace: Workspace) -> None:
    some_runs(workspace, 3)

    link = client.get("/api/v1/journal?limit=1&events=data&period=last_7_days").json()["next"]

    assert {"limit=1", "events=data", "period=last_7_days"} <= set(link.split("?")[1].split("&"))


@pytest.mark.parametrize("cursor", ["x", "bm9ibyBub25lIG5vbmU=", "é", "b2xkZXIgMSAy"])
def test_a_cursor_of_somebody_else_is_refused(client: APIClient, cursor: str) -> None:
    answer = client.get("/api/v1/journal", {"cursor": cursor})

    assert (answer.status_code, answer.json()["code"]) == (400, "bad_cursor")


def test_a_place_survives_its_cursor() -> None:
    place = Place(now(), new_id(), newer=True)

    assert Place.read(place.write()) == place


def partitions_of(statement: str) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {statement}")
        plan = "\n".join(row[0] for row in cursor.fetchall())
    return set(re.findall(r"on (journal_entry_\d{8})", plan))


def partitions_read(wished: Wanted, place: Place | None = None) -> list[set[str]]:
    with CaptureQueriesContext(connection) as queries:
        read_page(wished, place=place, limit=50)
    return [partitions_of(query["sql"]) for query in queries.captured_queries]


def table_of(week: Week) -> str:
    return Partition("journal_entry", week).table


def test_a_page_behind_a_place_reads_no_partition_of_newer_weeks(workspace: Workspace) -> None:
    this_week, last_week = Week.of(now()), Week.of(now() - 7 * DAY)
    old = Place(now() - 7 * DAY, new_id())
    a_run(workspace)

    [everything, of_rows] = partitions_read(wanted(workspace, {}, now()))
    [behind] = partitions_read(wanted(workspace, {}, now()), old)

    assert {table_of(this_week), table_of(last_week)} <= everything
    assert of_rows == {table_of(this_week)}
    assert behind == {table_of(last_week)}


def test_a_period_reads_only_the_partitions_of_its_days(workspace: Workspace) -> None:
    [walked] = partitions_read(wanted(workspace, {"period": "today"}, now()))

    assert walked == {table_of(Week.of(now()))}
