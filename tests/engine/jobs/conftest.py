"""What the tests of jobs are given: a workspace, its bundle, rows of runs that failed."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from rest_framework.test import APIClient

from engine.accounts.models import Workspace
from engine.bundles.models import Bundle
from engine.connections.models import Connection
from engine.journal.models import Entry
from engine.kernel.json_types import Json
from tests.engine.journal.rows import STEP, details_of
from tests.engine.journal.rows import a_failed_run as a_failed_row
from tests.engine.machine import a_hook, a_running_bundle, send_step
from tests.factories import a_client, a_workspace

EVENT: Json = {"body": {"email": "anna@example.com"}}
FAILED_STEP: dict[str, Any] = {
    **STEP,
    "id": "send",
    "status": "failed",
    "output": None,
    "error": {"code": "input_rejected", "remedy": "fix"},
    "attempts": [
        {
            "n": 1,
            "outcome": "error",
            "at": "2026-11-21T20:00:00+00:00",
            "ms": 3.5,
            "http_status": 422,
            "repeat_possible": False,
        }
    ],
}

Failing = Callable[..., Entry]


@pytest.fixture
def home(db: None) -> Workspace:
    """A workspace."""
    return a_workspace()


@pytest.fixture
def bundle(home: Workspace) -> Bundle:
    """A bundle of two steps that runs."""
    steps = [send_step("https://example.com", "subscribe"), send_step("https://example.com")]
    return a_running_bundle(a_hook(home), steps)


@pytest.fixture
def failed(bundle: Bundle) -> Failing:
    """Write a run of the bundle that failed at its second step a while ago."""

    def make(**columns: Any) -> Entry:
        usual = {
            "ago": timedelta(minutes=5),
            "bundle_id": bundle.pk,
            "version_id": bundle.version_id,
            "error": {"code": "input_rejected", "remedy": "fix", "step": "send"},
            "details": details_of(STEP, FAILED_STEP, trigger=EVENT),
        }
        return a_failed_row(bundle.workspace, **{**usual, **columns})

    return make


@pytest.fixture
def client(home: Workspace) -> APIClient:
    """A program that calls with an owner's token."""
    return a_client(home)


@pytest.fixture
def mail(home: Workspace) -> Connection:
    """A connection that some step uses."""
    return Connection.objects.create(workspace=home, connector="http", name="Mail", kind="none")
