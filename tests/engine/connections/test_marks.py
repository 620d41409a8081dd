"""The worker's own statements about connections do what the models say."""

import asyncio
from datetime import datetime, timedelta

import pytest
from rest_framework.test import APIClient

from engine.accounts.models import Workspace
from engine.connections.marks import reject_login
from engine.connections.models import Connection
from engine.kernel.clock import now
from engine.kernel.json_types import JsonObject
from engine.queue.database import connect

pytestmark = pytest.mark.django_db(transaction=True)

DETAIL: JsonObject = {
    "code": "credentials_rejected",
    "remedy": "reconnect",
    "answer": "no",
    "params": {},
}


@pytest.fixture
def connection(workspace: Workspace) -> Connection:
    return Connection.objects.create(workspace=workspace, connector="http", kind="none")


def reject(connection: Connection, asked_at: datetime) -> bool:
    async def whole() -> bool:
        async with await connect("test") as db:
            return await reject_login(db, connection.pk, asked_at=asked_at, error=DETAIL)

    marked = asyncio.run(whole())
    connection.refresh_from_db()
    return marked


def test_a_refused_login_is_marked_and_told_in_words(
    api: APIClient, connection: Connection
) -> None:
    assert reject(connection, now())

    assert connection.status == "needs_login"
    problem = api.get(f"/api/v1/connections/{connection.pk}").json()["problem"]
    assert (problem["remedy"], problem["answer"]) == ("reconnect", "no")
    assert problem["message"].startswith("The service does not accept the login")


def test_a_refusal_of_secrets_that_were_replaced_marks_nothing(connection: Connection) -> None:
    assert not reject(connection, connection.updated_at - timedelta(seconds=1))

    assert connection.status == "untested"
