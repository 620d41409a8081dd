"""Searching the journal: keys first, then texts, a bounded piece at a time."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from engine.accounts.models import Workspace
from engine.journal.finding.filters import selected, wanted
from engine.journal.finding.search import Found, Pace, Turn, search_page
from engine.journal.finding.sought import Sought
from engine.journal.models import Entry, Key
from engine.journal.telling.keys import OVERFLOW
from engine.kernel.clock import now
from tests.engine.journal.rows import STEP, a_failed_run, a_run, details_of, make_findable
from tests.factories import a_client, a_workspace

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)
ANNA = details_of(trigger={"name": "Anna Petrova", "email": "Anna@Example.com", "n": 17})

YOLKINS = ("Семён Ёлкин", "Семен Елкин")


@pytest.fixture
def workspace() -> Workspace:
    return a_workspace()


@pytest.fixture
def client(workspace: Workspace) -> APIClient:
    return a_client(workspace)


def pages(client: APIClient, text: str, **asked: Any) -> list[dict[str, Any]]:
    found = []
    answer = client.get("/api/v1/journal", {"search": text, **asked}).json()
    while True:
        found.append(answer)
        if answer["next"] is None:
            return found
        answer = client.get(answer["next"]).json()


def ids(client: APIClient, text: str, **asked: Any) -> list[UUID]:
    rows = (row for page in pages(client, text, **asked) for row in page["results"])
    return [UUID(row["id"]) for row in rows]


@pytest.mark.parametrize(
    "text",
    ["anna@example.COM", "order-17", "8 (921) 123-45-67", "+7 921 1234567", "петрова", '"Ася" П'],
)
def test_a_search_finds_ids_keys_numbers_and_text_in_any_case(
    client: APIClient, workspace: Workspace, text: str
) -> None:
    a_run(workspace, ago=MINUTE, details=details_of(STEP | {"input": None}))
    trigger = {"name": 'Анна "Ася" Петрова', "phone": "8 921 123 45 67"}
    run = a_run(
        workspace, key="Order-17", subject="Anna@Example.com", details=details_of(trigger=trigger)
    )

    assert ids(client, f" {text} ") == [run.id]


@pytest.mark.parametrize("text", ["семён елкин", "СЕМЕН ЁЛКИН"])
def test_e_and_yo_are_one_letter_to_who_searches(
    client: APIClient, workspace: Workspace, text: str
) -> None:
    runs = [a_run(workspace, details=details_of(trigger={"n": n})) for n in YOLKINS]
    a_run(workspace, details=details_of(trigger={"n": "Симон Олкин"}))

    assert set(ids(client, text)) == {run.id for run in runs}


def test_a_row_is_found_by_its_own_id_and_by_its_events(
    client: APIClient, workspace: Workspace
) -> None:
    run = a_run(workspace)
    system = Entry.objects.create(workspace_id=workspace.id, kind="system", status="succeeded")
    a_run(workspace)

    assert ids(client, str(run.id)) == ids(client, str(run.event_id)) == [run.id]
    assert ids(client, str(system.id).upper()) == [system.id]
    assert ids(client, str(a_run(a_workspace()).id)) == []


def test_signs_of_patterns_stand_for_themselves(client: APIClient, workspace: Workspace) -> None:
    a_run(workspace)

    for text in ("%", "anna_example", "a%a", "*", "\\"):
        assert ids(client, text) == [], text


def test_a_whole_address_reads_no_texts(client: APIClient, workspace: Workspace) -> None:
    run = a_run(workspace, details=ANNA)
    a_run(workspace, details=details_of(trigger={"note": "not-anna@example.community"}))

    with CaptureQueriesContext(connection) as queries:
        [page] = pages(client, "anna@example.com")

    assert [row["id"] for row in page["results"]] == [str(run.id)]
    assert page["search"] == {"by": "key", "searched_to": None, "done": True}
    assert not [one for one in queries if "journal_words" in one["sql"]]


@pytest.mark.parametrize("text", ["anna@example.com", "+7 (921) 123-45-67"])
def test_rows_with_more_keys_than_are_kept_are_compared_by_their_text(
    client: APIClient, workspace: Workspace, text: str
) -> None:
    story = {"people": ["Anna@Example.com", "8 921 123 45 67", "bob@example.com"]}
    full = a_run(workspace, details=details_of(trigger=story), ago=MINUTE)
    Key.objects.filter(entry_id=full.id).delete()
    make_findable(full, keys=[OVERFLOW])
    a_run(workspace, details=details_of(trigger={"people": []}))

    [page] = pages(client, text)

    assert [row["id"] for row in page["results"]] == [str(full.id)]
    assert (page["search"]["by"], page["search"]["done"]) == ("text", True)


def test_rows_with_the_key_come_first_and_are_not_shown_again_among_texts(
    client: APIClient, workspace: Workspace
) -> None:
    said = [a_run(workspace, details=details_of(trigger={"note": "see A-17"}), ago=MINUTE * n)
            for n in (1, 3)]  # fmt: skip
    keyed = [a_run(workspace, key="a-17", details=details_of(trigger="a-17"), ago=MINUTE * n)
             for n in (2, 4)]  # fmt: skip

    found = pages(client, "a-17", limit=1)

    assert [page["search"]["by"] for page in found] == ["key", "key", "text", "text"]
    assert ids(client, "a-17", limit=1) == [row.id for row in (*keyed, *said)]
    assert [page["search"]["done"] for page in found] == [False, False, False, True]


def test_what_arrives_during_a_search_does_not_shift_it(
    client: APIClient, workspace: Workspace
) -> None:
    runs = [a_run(workspace, ago=MINUTE * n, details=ANNA) for n in range(1, 4)]
    first = client.get("/api/v1/journal?search=petrova&limit=2").json()
    a_run(workspace, details=ANNA)

    second = client.get(first["next"]).json()

    assert [UUID(row["id"]) for row in second["results"]] == [runs[2].id]
    assert first["search"]["searched_to"] >= second["search"]["searched_to"]
    assert second["previous"] is None


def test_without_a_search_nothing_is_told_of_one(client: APIClient, workspace: Workspace) -> None:
    a_run(workspace)

    assert client.get("/api/v1/journal?search=%20").json()["search"] is None


def test_a_search_reads_a_bounded_piece_and_goes_on_where_it_stopped(
    workspace: Workspace,
) -> None:
    moment = now() - MINUTE
    said = ["wanted", "no", "no", "no", "wanted", "no", "no"]
    runs = [a_run(workspace, at=moment, details=details_of(trigger=one)) for one in said]
    for _ in range(40):
        a_run(workspace, at=moment - MINUTE, details=details_of(trigger="no"))
    sought = Sought.of(workspace.pk, "want")
    assert sought

    found: list[Found] = []
    while not found or found[-1].trail:
        turn = Turn(found[-1].trail if found else None, 10, now(), Pace(-1, first_piece=2))
        found.append(search_page(wanted(workspace, {}, now()), sought, turn))

    assert {row.id for page in found for row in page.rows} == {runs[0].id, runs[4].id}
    assert len(found) == 3


@pytest.mark.parametrize(
    "asked",
    [
        {"events": "errors"},
        {"period": "yesterday"},
        {"mode": "manual"},
        {"status": "held", "time_from": "00:00", "time_to": "24:00"},
    ],
)
@pytest.mark.parametrize("text", ["petrova", "anna@example.com"])
def test_the_filters_hold_for_what_a_search_finds(
    client: APIClient, workspace: Workspace, asked: dict[str, str], text: str
) -> None:
    """A search finds what the same filters without it show, where all rows hold the term."""
    a_failed_run(workspace, details=ANNA)
    yesterday = now() - timedelta(days=1)
    a_run(workspace, details=ANNA, mode="manual", at=yesterday)
    a_run(workspace, details=ANNA, status="held")

    [row] = client.get("/api/v1/journal", asked).json()["results"]

    assert ids(client, text, **asked) == [UUID(row["id"])]


@pytest.mark.parametrize("text", ["petrova", "anna@example.com", "a-17", "8 921 1234567", "17"])
def test_the_list_finds_exactly_what_a_resend_by_the_same_filter_takes(
    client: APIClient, workspace: Workspace, text: str
) -> None:
    stories: Sequence[Any] = ["petrova", "anna@example.com", "A-17", "+7 921 123-45-67", "none"]
    for n, story in enumerate(stories):
        run = a_run(workspace, details=details_of(trigger={"id": story}), ago=MINUTE * n)
        if n == 3:
            Key.objects.filter(entry_id=run.id).delete()
            make_findable(run, keys=[OVERFLOW])
    a_run(workspace, key="a-17", details="{}")

    taken = selected(workspace, {"search": text}, now()).values_list("id", flat=True)

    assert set(taken) == set(ids(client, text)) != set()


@pytest.mark.parametrize("cursor", ["x", "MCB4IC0gLQ==", "b2xkZXIgMSAy", "OSB4IC0gLQ=="])
def test_a_cursor_of_somebody_else_is_refused(client: APIClient, cursor: str) -> None:
    answer = client.get("/api/v1/journal", {"cursor": cursor, "search": "x"})

    assert (answer.status_code, answer.json()["code"]) == (400, "bad_cursor")


def test_a_count_is_exact_where_keys_tell_it(client: APIClient, workspace: Workspace) -> None:
    a_failed_run(workspace, details=ANNA)
    a_run(workspace, details=ANNA)

    def counted(**asked: str) -> Any:
        return client.get("/api/v1/journal/count", asked).json()

    assert counted() == counted(search="anna@example.com") == {"count": 2, "exact": True}
    assert counted(events="errors", search="anna@example.com") == {"count": 1, "exact": True}
    assert counted(search="petrova") == {"count": None, "exact": False}
    assert counted(period="yesterday") == {"count": 0, "exact": True}
