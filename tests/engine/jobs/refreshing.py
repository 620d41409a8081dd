"""Data that waits, and people who refresh it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from engine.accounts.models import Workspace
from engine.bundles.models import Bundle
from engine.flow import definition
from engine.jobs.models import Job
from engine.jobs.refresh import asking
from engine.jobs.refresh.asking import Scope
from engine.queue.keys import order_key
from engine.queue.models import Run
from tests.engine.jobs.scenes import ANNA, a_turn
from tests.engine.machine import a_run


def refresh(*ids: UUID, **filters: Any) -> Job:
    """Ask for a job of what waits for these bundles, or for those of the filter."""
    return asking.begin(Workspace.objects.get(), Scope(ids, filters), ANNA)


def counted(*ids: UUID, **filters: Any) -> dict[str, Any]:
    """Return what would be let go."""
    return asking.count(Workspace.objects.get(), Scope(ids, filters))


def refreshed() -> None:
    """Refresh everything, the first runs of it let go."""
    refresh()
    a_turn()


def put(status: str) -> Callable[[], Any]:
    """Return the deed of bringing the only bundle to a status, whatever the table of moves says."""
    return lambda: Bundle.objects.update(status=status)


def arrive(*events: Any) -> Callable[[], None]:
    """Return the deed of these events arriving for the only bundle."""

    def deed() -> None:
        bundle = Bundle.objects.get()
        trigger = definition.compile(bundle.draft).trigger
        for event in events:
            a_run(bundle, event, order_key=order_key(trigger, event))

    return deed


def waiting() -> list[tuple[str, str | None]]:
    """Return what is in the queue, oldest first, with the code of why it waits."""
    runs = Run.objects.order_by("seq")
    return [(run.status, (run.error or {}).get("code")) for run in runs]
