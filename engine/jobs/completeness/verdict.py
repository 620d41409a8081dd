"""The end of a check: what its inquiry found is judged, reported and told to the journal."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models.functions import Now

from engine.jobs.completeness.fates import COUNTED, Standing, Thing, Verdict, judged
from engine.jobs.models import Inquiry, Job, Result, Sighting
from engine.jobs.telling import tell
from engine.journal.retention import oldest_seen
from engine.kernel.clock import now, written
from engine.kernel.json_types import Json, JsonObject
from engine.queue.services import ring
from engine.triggers.models import Source

S = Job.State
# What looks missing may be on its way: the bundle's next poll decides, if it comes soon.
POLL_WITHIN = timedelta(minutes=10)
LOOK_AGAIN = timedelta(seconds=3)


@transaction.atomic
def turn(job_id: UUID) -> bool:
    """Go on with a check whose reading has ended, or that a person told something."""
    job = Job.objects.due().select_for_update(skip_locked=True).filter(pk=job_id).first()
    if job is None:
        return False
    inquiry = Inquiry.objects.get(job=job)
    next_in = None
    if job.state == S.STOPPED:
        _forget(inquiry)
    elif job.state != S.PAUSED and inquiry.ended_at is None:
        ring()
    elif job.state != S.PAUSED:
        next_in = _answer(job, inquiry)
    Job.objects.filter(pk=job_id).update(next_at=Now() + next_in if next_in else None)
    return True


def _answer(job: Job, inquiry: Inquiry) -> timedelta | None:
    """Finish the job, or return when to look whether doubts are settled."""
    source = Source.objects.filter(pk=inquiry.bundle_id, kind=Source.Kind.POLLING).first()
    if source is None:
        _finish(job, inquiry, Verdict(), None)
        return None
    standing = Standing.of(source, inquiry, oldest_seen(job.workspace.time_zone, now()))
    will_know = not standing.is_certain and _polls_soon(source, inquiry)
    if will_know and job.asked.get("doubts"):
        return LOOK_AGAIN
    verdict = judged(inquiry, standing)
    if will_know and verdict.has_doubts:
        job.asked = {**job.asked, "doubts": True}
        job.save(update_fields=["asked"])
        return LOOK_AGAIN
    _finish(job, inquiry, verdict, standing)
    return None


def _polls_soon(source: Source, inquiry: Inquiry) -> bool:
    limit = (inquiry.ended_at or now()) + POLL_WITHIN
    is_reading = source.due_at is not None and source.last_error is None
    return is_reading and now() < limit and (source.due_at or limit) < limit


def _finish(job: Job, inquiry: Inquiry, verdict: Verdict, standing: Standing | None) -> None:
    job.report = _report(job, inquiry, verdict, standing)
    job.state, job.finished_at = S.DONE, now()
    job.updated_at = job.finished_at
    job.save(update_fields=["report", "state", "finished_at", "updated_at"])
    status = Result.Status.FAILED if inquiry.error else Result.Status.SUCCEEDED
    Result.objects.of(job).update(status=status, error=inquiry.error, found=job.report["source"])
    told = {name: one for name, one in job.report.items() if isinstance(one, int | str)}
    if inquiry.error:
        tell(job, "failed", None, **told)
    else:
        tell(job, "missing" if verdict.missing else "done", None, **told)
    _forget(inquiry)


def _report(job: Job, inquiry: Inquiry, verdict: Verdict, standing: Standing | None) -> JsonObject:
    counts: dict[str, Json] = {name: verdict.counts[name] for name in COUNTED}
    is_cut = inquiry.is_cut or inquiry.error is not None
    return {
        "from": job.asked["from"],
        "to": job.asked["to"],
        "source": sum(verdict.counts.values()),
        **counts,
        "undated": verdict.undated,
        "dated": inquiry.has_dates,
        "missing": [_missing(one) for one in verdict.listed()],
        "missing_count": len(verdict.missing),
        "complete": not (verdict.missing or is_cut),
        "cut": is_cut,
        "pages": inquiry.pages,
        "asked_at": _text(inquiry.ended_at),
        "read_at": _text(standing.read_to) if standing else None,
        "error": inquiry.error,
    }


def _missing(one: Thing) -> JsonObject:
    return {"id": one.key, "at": _text(one.at), "payload_key": one.subject}


def _text(moment: datetime | None) -> str | None:
    return written(moment) if moment else None


def _forget(inquiry: Inquiry) -> None:
    Sighting.objects.filter(inquiry=inquiry).delete()
