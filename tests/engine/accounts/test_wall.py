"""Behind the wall a connection knows one workspace, whatever a query forgets."""

from collections.abc import Iterator
from typing import ClassVar

import pytest
from django.db import DatabaseError, connection, transaction
from django.http import HttpResponseBase, StreamingHttpResponse
from django.urls import path
from rest_framework.request import Request
from rest_framework.response import Response

from engine.accounts.access import WorkspaceView
from engine.accounts.models import Membership, Workspace
from engine.accounts.policy import Permission
from engine.accounts.wall import entering
from engine.bundles.models import Bundle, Group
from engine.kernel.clock import now
from engine.kernel.ids import new_id
from engine.queue.models import Memory
from tests.factories import a_client, a_workspace

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


class Forgetful(WorkspaceView):
    """A view whose queries forget the workspace."""

    needs: ClassVar = {
        "get": Permission.VIEW,
        "put": Permission.VIEW,
        "patch": Permission.VIEW,
        "delete": Permission.VIEW,
    }

    def get(self, request: Request) -> HttpResponseBase:
        return StreamingHttpResponse(f"{group.name}\n" for group in Group.objects.order_by("id"))

    def put(self, request: Request) -> Response:
        with transaction.atomic():
            Group.objects.create(workspace_id=request.headers["X-Into"], name="Planted")
        return Response()

    def patch(self, request: Request) -> Response:
        return Response({"changed": Group.objects.update(name="Changed")})

    def delete(self, request: Request) -> Response:
        raise RuntimeError


urlpatterns = [path("forgetful", Forgetful.as_view())]


@pytest.fixture
def mine() -> Workspace:
    return a_workspace("Mine")


@pytest.fixture
def theirs() -> Workspace:
    return a_workspace("Theirs")


@pytest.fixture(autouse=True)
def _groups(mine: Workspace, theirs: Workspace) -> None:
    Group.objects.create(workspace=mine, name="of mine")
    Group.objects.create(workspace=theirs, name="of theirs")


@pytest.fixture
def _behind_the_wall(mine: Workspace, theirs: Workspace, _groups: None) -> Iterator[None]:
    for workspace in (mine, theirs):
        bundle = Bundle.objects.create(workspace=workspace, name="b")
        Memory.objects.create(bundle_id=bundle.pk, key="k", digest=b"", updated_at=now())
    entering.enter(mine.pk)
    yield
    entering.leave()


def who() -> tuple[bool, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user = session_user, current_setting('svyazka.workspace')")
        found: tuple[bool, str] = cursor.fetchone()
    return found


def test_a_view_that_forgets_the_workspace_streams_only_its_rows(mine: Workspace) -> None:
    answer = a_client(mine).get("/forgetful")

    assert b"".join(answer) == b"of mine\n"


def test_a_view_that_forgets_the_workspace_changes_only_its_rows(mine: Workspace) -> None:
    answer = a_client(mine).patch("/forgetful", {}, "json")

    assert answer.json() == {"changed": 1}
    assert Group.objects.filter(name="of theirs").exists()


def test_nothing_is_written_into_the_workspace_of_others(
    mine: Workspace, theirs: Workspace
) -> None:
    answer = a_client(mine).put("/forgetful", headers={"X-Into": str(theirs.pk)})

    assert answer.status_code == 500
    assert not Group.objects.filter(name="Planted").exists()


def test_the_next_request_stands_before_the_wall_again(mine: Workspace) -> None:
    client = a_client(mine)

    client.patch("/forgetful", {}, "json")
    after_success = who()
    client.delete("/forgetful")

    assert after_success == who() == (True, "")


def test_a_stream_stays_behind_the_wall_until_its_last_part(mine: Workspace) -> None:
    answer = a_client(mine).get("/forgetful")
    while_it_lasts = who()

    list(answer)

    assert while_it_lasts == (False, str(mine.pk))
    assert who() == (True, "")


@pytest.mark.usefixtures("_behind_the_wall")
@pytest.mark.parametrize("model", [Workspace, Membership, Group, Bundle, Memory])
def test_of_each_kind_of_table_only_rows_of_the_workspace_are_there(model: type[Group]) -> None:
    assert model.objects.count() == 1


@pytest.mark.usefixtures("_behind_the_wall")
def test_a_row_without_a_workspace_goes_only_where_its_owner_is() -> None:
    with pytest.raises(DatabaseError, match="row-level security"):
        Memory.objects.create(bundle_id=new_id(), key="k", digest=b"", updated_at=now())


@pytest.mark.usefixtures("_behind_the_wall")
def test_secrets_that_belong_to_people_are_out_of_reach() -> None:
    with (
        pytest.raises(DatabaseError, match="permission denied"),
        connection.cursor() as cursor,
    ):
        cursor.execute("SELECT FROM mfa_authenticator")


def test_who_is_behind_the_wall_without_a_workspace_sees_nothing(mine: Workspace) -> None:
    entering.enter(mine.pk)

    with connection.cursor() as cursor:
        cursor.execute("RESET svyazka.workspace")
    seen = Group.objects.count()
    entering.leave()

    assert seen == 0
