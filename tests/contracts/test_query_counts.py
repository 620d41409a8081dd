"""Every GET of the API asks the database as much about a hundred things as about one."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from tests.contracts.crowds import a_crowd
from tests.contracts.routes import API, Call, every_call
from tests.factories import a_browser

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(600)]

MANY = 100
# A total of all that did not fit, one more batch of an export: not one more a thing.
AT_MOST_MORE = 1
# A stream that does not end, and two ways out to another service.
NOT_ASKED = {"events", "oauth"}
# What is installed, not what a workspace has.
FIXED = {"connectors", "functions", "operators", "schema"}
READS = [one for one in every_call() if one.method == "get" and one.noun not in NOT_ASKED | FIXED]
LISTS = {
    *("alerts", "alerts/channels", "alerts/channels/<uuid:pk>", "alerts/rules"),
    *("alerts/rules/<uuid:pk>", "bundles", "bundles/<uuid:bundle_id>/versions", "bundles/names"),
    *("connections", "connections/<uuid:pk>", "connections/health", "groups", "jobs"),
    *("jobs/<uuid:pk>/results", "journal", "journal/<uuid:id>", "journal/export", "me"),
    *("members", "tokens", "workspaces"),
}


@dataclass(frozen=True)
class Answer:
    """How many things came in the longest list, and which statements they took."""

    things: int
    statements: Sequence[str]


@dataclass(frozen=True)
class Reader:
    """Somebody signed in to a workspace, and one id of each noun there."""

    client: APIClient
    ids: Mapping[str, UUID]

    def read(self, call: Call) -> Answer:
        """Read an address to its end."""
        an_id = self.ids[_noun(call)] if call.has_id else ""
        asked = {"limit": "200"} if call.handler in call.view.pages else {}
        with CaptureQueriesContext(connection) as queries:
            answer = cast(Any, self.client.get(call.address(an_id), asked))
            body = b"".join(answer.streaming_content if answer.streaming else [answer.content])
        assert answer.status_code == 200, (str(call), body)
        return Answer(_things(body), [one["sql"] for one in queries])


def a_reader(size: int) -> Reader:
    house, ids = a_crowd(size)
    assert house.owner.user is not None
    client = a_browser(house.owner.user)
    client.credentials(HTTP_X_WORKSPACE=str(house.workspace.pk))
    return Reader(client, ids)


def _noun(call: Call) -> str:
    return call.route.partition("/<uuid:")[0].rpartition("/")[2]


def _things(body: bytes) -> int:
    lines = [json.loads(line) for line in body.splitlines() if line]
    return max(len(lines), *map(_longest, lines))


def _longest(value: object) -> int:
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return max(len(value) if isinstance(value, list) else 0, *map(_longest, inside), 0)


def test_no_read_asks_more_about_a_hundred_things_than_about_one() -> None:
    one, many = a_reader(1), a_reader(MANY)

    answers = {str(call): (one.read(call), many.read(call)) for call in READS}

    assert {
        name: more.statements
        for name, (few, more) in answers.items()
        if len(more.statements) > len(few.statements) + AT_MOST_MORE
    } == {}
    long = {name for name, (_, more) in answers.items() if more.things >= MANY}
    assert long == {f"GET /{API}{name}" for name in LISTS}
