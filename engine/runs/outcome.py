"""Ways a run leaves its steps before the last one; each is one kind of ending."""

from datetime import datetime
from typing import Any
from uuid import UUID


class LeaseLost(Exception):
    """Another worker may hold the run by now; nothing more may be sent or written."""


class Stopped(Exception):
    """A `stop` step, or a filter at the top: the run is over with this status."""

    def __init__(self, status: str, error: dict[str, Any] | None = None) -> None:
        super().__init__(status)
        self.status = status
        self.error = error


class NotPassed(Exception):
    """A filter inside a loop's pass or a router's branch said no: only that sequence ends."""


class PutOff(Exception):
    """The run goes on at `due_at`; `attempted` tells whether a try was used up."""

    def __init__(
        self, due_at: datetime, *, attempted: bool = False, error: dict[str, Any] | None = None
    ) -> None:
        super().__init__(due_at)
        self.due_at = due_at
        self.attempted = attempted
        self.error = error


class Held(Exception):
    """The run rests until its connection is signed in again, or a person has decided."""

    def __init__(self, connection_id: UUID | None, error: dict[str, Any]) -> None:
        super().__init__(connection_id)
        self.connection_id = connection_id
        self.error = error


class Failed(Exception):
    """The run is over with an error a person can act on; `told` is the story of its step."""

    def __init__(self, error: dict[str, Any], told: dict[str, Any] | None = None) -> None:
        super().__init__(error["code"])
        self.error = error
        self.told = told


def internal_error(reference: str, path: str) -> dict[str, Any]:
    """Return what a person sees of a bug: a reference that the operator finds in the log."""
    return {"code": "internal", "remedy": "bug", "step": path, "reference": reference}
