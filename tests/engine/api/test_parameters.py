"""The address carries known parameters with usable values, and pages can be walked."""

from io import BytesIO
from itertools import chain

import pytest
from django.core.handlers.asgi import ASGIRequest

from engine.accounts.api import CurrentWorkspaceView
from engine.accounts.models import Role, Workspace
from tests.factories import a_client, a_member, a_token, a_workspace

pytestmark = pytest.mark.django_db


@pytest.fixture
def workspace() -> Workspace:
    made = a_workspace()
    for _ in range(4):
        a_member(Role.VIEWER, workspace=made)
    return made


def test_an_unknown_parameter_is_refused_by_name(workspace: Workspace) -> None:
    answer = a_client(workspace).get("/api/v1/members?serach=ann&limit=2")

    body = answer.json()
    assert (answer.status_code, body["code"]) == (400, "unknown_parameter")
    assert [mistake["path"] for mistake in body["errors"]] == ["?serach"]


def test_a_page_parameter_is_unknown_where_there_are_no_pages() -> None:
    assert a_client().get("/api/v1/me?limit=2").json()["code"] == "unknown_parameter"


@pytest.mark.parametrize("limit", ["0", "201", "-1", "x", "", "1e2", "٣", "9" * 5000])
def test_a_page_has_between_1_and_200_rows(workspace: Workspace, limit: str) -> None:
    answer = a_client(workspace).get("/api/v1/members", {"limit": limit})

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["path"] == "?limit"


@pytest.mark.parametrize("cursor", ["x", "", "cD1ub25zZW5zZQ==", "cD0lMDA=", "bz05OTk5", "é", "=="])
def test_a_cursor_we_did_not_make_is_refused(workspace: Workspace, cursor: str) -> None:
    answer = a_client(workspace).get("/api/v1/members", {"cursor": cursor})

    assert (answer.status_code, answer.json()["code"]) == (400, "bad_cursor")


def test_pages_are_walked_there_and_back_newest_first(workspace: Workspace) -> None:
    client = a_client(workspace)
    seen, address = [], "/api/v1/members?limit=2"

    while address:
        page = client.get(address).json()
        seen.append([row["id"] for row in page["results"]])
        address, before = page["next"], page["previous"]

    assert [len(ids) for ids in seen] == [2, 2, 1]
    ids = list(chain.from_iterable(seen))
    assert ids == sorted(ids, reverse=True)
    assert [row["id"] for row in client.get(before).json()["results"]] == seen[1]


def test_rows_that_arrive_while_paging_move_nothing(workspace: Workspace) -> None:
    client = a_client(workspace)
    first = client.get("/api/v1/members?limit=3").json()

    a_member(workspace=workspace)

    rest = client.get(first["next"]).json()["results"]
    ids = {row["id"] for row in [*first["results"], *rest]}
    assert len(ids) == 5


def test_a_body_sent_in_chunks_is_read_like_any_other() -> None:
    token = a_token(Role.OWNER).text.reveal()
    headers = {"authorization": f"Bearer {token}", "transfer-encoding": "chunked"}
    scope = {
        "type": "http",
        "method": "PATCH",
        "path": "/api/v1/workspace",
        "query_string": b"",
        "headers": [
            (b"content-type", b"application/json"),
            *((name.encode(), value.encode()) for name, value in headers.items()),
        ],
    }

    answer = CurrentWorkspaceView.as_view()(ASGIRequest(scope, BytesIO(b'{"name": "Renamed"}')))

    assert (answer.status_code, answer.data["name"]) == (200, "Renamed")
