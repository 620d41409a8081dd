"""What the tests of the queue are given."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from engine.kernel.ids import new_id
from engine.queue.models import Run

RECEIVED = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)


@dataclass(frozen=True)
class SomeBundle:
    """As much of a bundle as the queue looks at."""

    id: UUID = field(default_factory=new_id)
    workspace_id: UUID = field(default_factory=new_id)


@pytest.fixture
def bundle() -> SomeBundle:
    """A bundle with nothing in the queue."""
    return SomeBundle()


@pytest.fixture
def a_run(bundle: SomeBundle) -> Callable[..., Run]:
    """Put a run of `bundle` into the queue as it stands after acceptance."""

    def make(**changed: Any) -> Run:
        run_id = new_id()
        values = {
            "id": run_id,
            "workspace_id": bundle.workspace_id,
            "bundle_id": bundle.id,
            "event_id": new_id(),
            "origin_id": run_id,
            "received_at": RECEIVED,
            "due_at": RECEIVED,
            "payload": '{"email":"a@example.com"}',
        }
        return Run.objects.create(**{**values, **changed})

    return make
