"""A polling bundle, what became of what it polled, and people who ask whether that is all."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from connectors import sdk
from connectors.sdk.polls import Poll
from engine.accounts.access import Actor
from engine.accounts.models import Role
from engine.bundles.models import Bundle
from engine.jobs.completeness import asking
from engine.jobs.completeness.asking import Days
from engine.jobs.completeness.checker import Checker, Pace
from engine.jobs.completeness.turn import Reach
from engine.jobs.models import Inquiry, Job
from engine.jobs.work import work_off
from engine.journal.models import Entry
from engine.kernel.clock import now
from engine.queue.models import Run
from engine.triggers.models import Source
from tests.engine.triggers.stand import (
    BASE,
    Heard,
    OneAccount,
    a_desk,
    a_poller,
    a_source,
    poll_until_idle,
    wake,
)
from tests.factories import a_workspace

ANNA = Actor(None, None, Role.OPERATOR)
QUICK = Pace(look_every_s=0)
DAY = BASE.date()
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def a_polling_bundle(**fields: Any) -> Source:
    """Return the source of a bundle that reads from `BASE` on; it rests, so nothing is in doubt."""
    home = fields.pop("workspace", None) or a_workspace()
    bundle = Bundle.objects.create(workspace=home, name="Leads", trigger_kind="polling")
    return a_source(home, **{"bundle_id": bundle.pk, "since": BASE - timedelta(days=5), **fields})


def rows(*numbers: int, **fields: Any) -> list[sdk.Item]:
    """Return items with these ids, all of them of one day."""
    return [sdk.Item({"n": n}, str(n), **{"at": BASE, **fields}) for n in numbers]


def polled(source: Source, service: Poll) -> None:
    """Let the bundle's own poll read the service, then rest."""

    async def turns() -> None:
        async with a_poller(OneAccount(service)) as poller:
            await poll_until_idle(poller)

    wake(source)
    asyncio.run(turns())
    Source.objects.filter(pk=source.pk).update(due_at=None)


def ended(source: Source, number: int, status: str, **fields: Any) -> Entry:
    """Let the run of this item end so."""
    run = Run.objects.get(bundle_id=source.pk, payload__contains=f'"n":{number}}}', attempt=1)
    run_id = run.pk
    run.delete()
    return attempt_of(source, run_id, status, **fields)


def attempt_of(source: Source, run_id: UUID, status: str, **fields: Any) -> Entry:
    """Write how an attempt at an event ended."""
    usual = {"id": run_id, "workspace_id": source.workspace_id, "bundle_id": source.pk}
    return Entry.objects.create(**{**usual, "status": status, **fields})


def ask(source: Source, first: date = DAY, last: date = DAY) -> Job:
    """Ask for a check of these days."""
    bundle = Bundle.objects.select_related("workspace").get(pk=source.pk)
    return asking.begin(bundle, Days(first, last), ANNA)


def read(service: "Poll | OneAccount", **reach: int) -> None:
    """Let a worker read for every check until none is due."""
    account = service if isinstance(service, OneAccount) else OneAccount(service)

    async def turns() -> None:
        async with a_desk(account, Heard()) as desk:
            checker = Checker(desk, lease_s=15.0, pace=QUICK, reach=Reach(**reach))
            was_busy = True
            while was_busy or await checker.look():
                was_busy = checker.is_busy
                await asyncio.sleep(0.001)

    asyncio.run(turns())


def answered(job: Job) -> dict[str, Any]:
    """Let a second pass, and return the report; empty while there is none."""
    Job.objects.filter(next_at__isnull=False).update(next_at=now() - timedelta(seconds=1))
    work_off()
    job.refresh_from_db()
    report: dict[str, Any] = job.report or {}
    return report


def checked(source: Source, service: "Poll | OneAccount", **days: date) -> dict[str, Any]:
    """Ask for a check, have it carried out, and return its report."""
    job = ask(source, **days)
    read(service)
    return answered(job)


def time_passes(job: Job) -> None:
    """Let the pause of a check be over."""
    Inquiry.objects.filter(job=job, due_at__isnull=False).update(due_at=LONG_AGO)


def missing(report: dict[str, Any]) -> list[str]:
    """Return the ids that a report calls missing."""
    return [one["id"] for one in report["missing"]]


def counted(report: dict[str, Any]) -> dict[str, int]:
    """Return the counts of a report that are not zero."""
    names = {"source", "undated", "missing_count", "pages"}
    counts = {name: one for name, one in report.items() if type(one) is int and name not in names}
    return {name: one for name, one in counts.items() if one}
