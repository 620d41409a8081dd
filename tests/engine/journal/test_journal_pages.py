"""Walking the journal, and searching it a bounded piece at a time."""

import re
from datetime import timedelta
from uuid import UUID

import pytest
from rest_framework.test import APIClient

from engine.accounts.models import Workspace
from engine.journal.filters import selected
from engine.journal.models import Entry
from engine.journal.pages import Page, Place, read_page
from engine.journal.partitions import Partition, Week
from engine.journal.querysets import EntryQuerySet
from engine.kernel.clock import now
from engine.kernel.ids import new_id
from tests.engine.journal.rows import STEP, a_run, details_of
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

    link = client.get("/api/v1/journal?limit=1&events=data&search=anna").json()["next"]

    assert {"limit=1", "events=data", "search=anna"} <= set(link.split("?")[1].split("&"))


@pytest.mark.parametrize("cursor", ["x", "bm9ibyBub25lIG5vbmU=", "é", "b2xkZXIgMSAy"])
def test_a_cursor_of_somebody_else_is_refused(client: APIClient, cursor: str) -> None:
    answer = client.get("/api/v1/journal", {"cursor": cursor})

    assert (answer.status_code, answer.json()["code"]) == (400, "bad_cursor")


def test_a_search_finds_ids_keys_subjects_and_text_in_the_data_in_any_case(
    client: APIClient, workspace: Workspace
) -> None:
    a_run(workspace, ago=MINUTE, details=details_of(STEP))
    run = a_run(
        workspace,
        key="order-17",
        subject="Anna@Example.com",
        details=details_of(trigger={"name": 'Анна "Ася" Петрова', "phone": "+7 921"}),
    )

    for text in (str(run.id), str(run.event_id), "order-17", "anna@example.COM", "петрова"):
        found = client.get("/api/v1/journal", {"search": text}).json()["results"]
        assert str(run.id) in [row["id"] for row in found], text
    quoted = client.get("/api/v1/journal", {"search": '"Ася"'}).json()["results"]
    assert [row["id"] for row in quoted] == [str(run.id)]


def test_a_search_takes_signs_of_patterns_for_themselves(
    client: APIClient, workspace: Workspace
) -> None:
    a_run(workspace)

    for text in ("%", "anna_example", "a%a"):
        assert client.get("/api/v1/journal", {"search": text}).json()["results"] == []


def searched(workspace: Workspace, text: str, place: Place | None = None) -> Page:
    rows = Entry.objects.of(workspace, now())
    return read_page(rows, place=place, limit=2, search=text, searched_at_once=3)


def test_a_search_reads_a_bounded_piece_and_goes_on_where_it_stopped(
    workspace: Workspace,
) -> None:
    moment = now()
    for n in range(7):
        a_run(workspace, at=moment, key="wanted" if n in {0, 4} else None)

    found, place, visits = [], None, 0
    while visits == 0 or place:
        page = searched(workspace, "wanted", place)
        found += [row.key for row in page.rows]
        place, visits = page.older, visits + 1

    assert (found, visits) == (["wanted", "wanted"], 3)


def test_a_place_survives_its_cursor() -> None:
    place = Place(now(), new_id(), newer=True)

    assert Place.read(place.write()) == place


def partitions_read(rows: EntryQuerySet) -> set[str]:
    return set(re.findall(r"on (journal_entry_\d{8})", rows.explain()))


def table_of(week: Week) -> str:
    return Partition("journal_entry", week).table


def test_a_page_behind_a_place_reads_no_partition_of_newer_weeks(workspace: Workspace) -> None:
    this_week, last_week = Week.of(now()), Week.of(now() - 7 * DAY)
    rows = Entry.objects.of(workspace, now())
    old = Place(now() - 7 * DAY, new_id())

    everything = partitions_read(rows.newest_first())
    behind = partitions_read(rows.older_than(old.finished_at, old.entry_id).newest_first())

    assert {table_of(this_week), table_of(last_week)} < everything
    assert behind == {table_of(last_week)}


def test_a_period_reads_only_the_partitions_of_its_days(workspace: Workspace) -> None:
    rows = selected(workspace, {"period": "today"}, now())

    assert partitions_read(rows) == {table_of(Week.of(now()))}
