"""A check asked for: of which bundle, for which days."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction

from engine.accounts.access import Actor
from engine.bundles.errors import InTrash
from engine.bundles.models import Bundle
from engine.jobs.errors import CheckUnderWay, NotPolling, NotStartedYet
from engine.jobs.models import Inquiry, Job, Result
from engine.jobs.telling import tell
from engine.journal.finding.spans import midnight
from engine.kernel.clock import now
from engine.queue.services import ring
from engine.triggers.models import Source
from engine.triggers.sweep import Position


@dataclass(frozen=True, slots=True)
class Days:
    """Days of the workspace's zone, both included."""

    first: date
    last: date

    def begin(self, zone: ZoneInfo) -> datetime:
        """Return the first moment."""
        return midnight(self.first, zone)

    def end(self, zone: ZoneInfo) -> datetime:
        """Return the first moment after them."""
        return midnight(self.last + timedelta(days=1), zone)


def begin(bundle: Bundle, days: Days, actor: Actor) -> Job:
    """Make a job that asks the bundle's source again; the workers carry it out.

    Raises NotPolling, NotStartedYet, InTrash, and CheckUnderWay for a second one at a time.
    """
    source = _source(bundle)
    try:
        with transaction.atomic():
            return _begun(bundle, source, days, actor)
    except IntegrityError as error:
        if "checked_once_at_a_time" not in str(error):
            raise
        raise CheckUnderWay from None


def _source(bundle: Bundle) -> Source:
    if bundle.status == Bundle.Status.DELETED:
        raise InTrash
    if bundle.trigger_kind != Bundle.TriggerKind.POLLING:
        raise NotPolling
    source = Source.objects.filter(pk=bundle.pk, kind=Source.Kind.POLLING).first()
    if source is None:
        raise NotStartedYet
    return source


def _begun(bundle: Bundle, source: Source, days: Days, actor: Actor) -> Job:
    zone, moment = ZoneInfo(bundle.workspace.time_zone), now()
    job = Job.objects.create(
        workspace=bundle.workspace,
        kind=Job.Kind.CHECK,
        by=actor.label,
        bundle_id=bundle.pk,
        asked={"from": str(days.first), "to": str(days.last)},
        total=1,
        next_at=None,
    )
    Inquiry.objects.create(
        job=job,
        bundle_id=bundle.pk,
        since=days.begin(zone),
        until=min(days.end(zone), moment),
        fingerprint=source.fingerprint,
        scope=source.scope,
        position=Position().to_json(),
    )
    Result.objects.create(job=job, what=Result.What.SOURCE, bundle_id=bundle.pk, found=0)
    tell(job, "started", actor, **job.asked)
    ring()
    return job
