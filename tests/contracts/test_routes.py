"""The laws of every route: strangers find nothing, roles hold, nobody comes in unasked."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from rest_framework.permissions import AllowAny
from rest_framework.test import APIClient

from engine.accounts import policy
from engine.accounts.access import SignedInView
from engine.accounts.models import Role, Workspace
from engine.accounts.policy import Permission
from engine.alerts.models import Rule
from engine.bundles.models import Bundle, BundleVersion, Group
from engine.connections.models import Connection
from engine.jobs.models import Job
from engine.journal.models import Entry
from engine.kernel.ids import new_id
from tests.contracts.routes import Call, every_call
from tests.factories import a_client, a_member, a_token, a_workspace

pytestmark = pytest.mark.django_db

PUBLIC = {"GET /api/v1/connectors/<str:slug>/icon"}
CALLS = [call for call in every_call() if str(call) not in PUBLIC]
IN_WORKSPACE = [call for call in CALLS if getattr(call.view, "needs", None)]
WITH_ID = [call for call in CALLS if call.has_id]
FORBIDDEN = [
    (call, role)
    for call in IN_WORKSPACE
    for role in Role
    if not policy.allows(role, call.view.needs[call.handler])
]


def a_bundle_with_a_version(workspace: Workspace) -> UUID:
    bundle = Bundle.objects.create(workspace=workspace, name="Theirs")
    BundleVersion.objects.create(bundle=bundle, number=1, definition={})
    return bundle.pk


def a_version(workspace: Workspace) -> UUID:
    return BundleVersion.objects.get(bundle=a_bundle_with_a_version(workspace)).pk


def a_connection(workspace: Workspace) -> UUID:
    theirs = Connection(workspace=workspace, connector="http", name="Theirs", kind="none")
    theirs.save()
    return theirs.pk


THEIRS: dict[str, Callable[[Workspace], UUID]] = {
    "alerts": lambda home: Rule.objects.create(workspace=home, event=Rule.Event.BLOCKED).pk,
    "bundles": a_bundle_with_a_version,
    "connections": a_connection,
    "groups": lambda home: Group.objects.create(workspace=home, name="Theirs").pk,
    "jobs": lambda home: Job.objects.create(workspace=home, by="Theirs").pk,
    "journal": lambda home: (
        Entry.objects.create(workspace_id=home.pk, status=Entry.Status.SUCCEEDED).id
    ),
    "oauth": a_connection,
    "members": lambda home: a_member(workspace=home).pk,
    "tokens": lambda home: a_token(workspace=home).token.pk,
    "versions": a_version,
}


def send(client: APIClient, call: Call, an_id: object) -> Any:
    body = "" if call.method == "get" else "{}"
    return client.generic(call.method.upper(), call.address(an_id), body, "application/json")


def test_the_walk_sees_the_routes() -> None:
    assert len(CALLS) > 20
    assert {"bundles", "connections", "journal", "members"} <= {call.noun for call in CALLS}


@pytest.mark.parametrize("call", CALLS, ids=str)
def test_every_view_stands_behind_the_gate(call: Call) -> None:
    assert issubclass(call.view, SignedInView)
    assert AllowAny not in call.view.permission_classes


@pytest.mark.parametrize("call", CALLS, ids=str)
def test_nobody_comes_in_without_a_token_or_session(call: Call) -> None:
    answer = send(APIClient(), call, new_id())

    assert (answer.status_code, answer["Content-Type"]) == (401, "application/problem+json")


@pytest.mark.parametrize("call", WITH_ID, ids=str)
def test_a_stranger_finds_nothing_under_the_ids_of_others(call: Call) -> None:
    theirs = THEIRS[call.noun](a_workspace("Theirs"))

    answer = send(a_client(a_workspace("Mine")), call, theirs)

    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


@pytest.mark.parametrize("call", WITH_ID, ids=str)
def test_an_id_that_never_was_reads_like_one_of_others(call: Call) -> None:
    client = a_client()
    theirs = THEIRS[call.noun](a_workspace("Theirs"))

    assert send(client, call, new_id()).json() == send(client, call, theirs).json()


@pytest.mark.parametrize(("call", "role"), FORBIDDEN, ids=str)
def test_a_role_is_refused_what_the_table_does_not_allow(call: Call, role: Role) -> None:
    answer = send(a_client(role=role), call, new_id())

    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")


@pytest.mark.parametrize("call", [c for c in IN_WORKSPACE if c.method != "get"], ids=str)
def test_a_viewer_changes_nothing(call: Call) -> None:
    assert call.view.needs[call.handler] != Permission.VIEW
