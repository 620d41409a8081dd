"""Jobs and results as readers get them; progress is counted, never kept."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Count

from engine.jobs.models import Job, Result
from engine.journal.models import Entry
from engine.journal.rows import Row, spoken_error
from engine.kernel.clock import written

S = Result.Status
GOOD = (S.SUCCEEDED, S.FILTERED)
BAD = (S.FAILED, S.HELD, S.CANCELLED)


@dataclass(frozen=True, slots=True)
class Progress:
    """How many rows of a job stand where."""

    counts: Mapping[str, int] = field(default_factory=dict)

    @property
    def pending(self) -> int:
        """Not sent yet."""
        return self._sum(S.PENDING)

    @property
    def running(self) -> int:
        """Sent, and not ended yet."""
        return self._sum(S.RUNNING)

    @property
    def open(self) -> int:
        """Not ended yet."""
        return self.pending + self.running

    @property
    def succeeded(self) -> int:
        """Done, by a filter's word too."""
        return self._sum(*GOOD)

    @property
    def failed(self) -> int:
        """Ended short of it once more."""
        return self._sum(*BAD)

    @property
    def skipped(self) -> int:
        """Not sent, for a reason."""
        return self._sum(S.SKIPPED)

    def _sum(self, *statuses: str) -> int:
        return sum(self.counts.get(status, 0) for status in statuses)


def progress_of(job_ids: Iterable[UUID]) -> Mapping[UUID, Progress]:
    """Return where the rows of each job stand."""
    counts: dict[UUID, dict[str, int]] = {job_id: {} for job_id in job_ids}
    rows = Result.objects.filter(job_id__in=list(counts)).order_by()
    for job_id, status, count in rows.values_list("job_id", "status").annotate(Count("id")):
        counts[job_id][status] = count
    return {job_id: Progress(found) for job_id, found in counts.items()}


def job_rows(jobs: Sequence[Job]) -> list[Row]:
    """Return jobs as objects, with their progress."""
    progress = progress_of(job.pk for job in jobs)
    return [job_row(job, progress[job.pk]) for job in jobs]


def result_rows(results: Sequence[Result]) -> list[Row]:
    """Return what became of some things of a job, in the reader's language."""
    subjects = _subjects(results)
    return [_result_row(one, subjects.get(one.entry_id)) for one in results]


def _subjects(results: Sequence[Result]) -> Mapping[UUID | None, str | None]:
    """Return whom the journal rows of these results are about."""
    places = [(one.entry_id, one.entry_at) for one in results if one.entry_id and one.entry_at]
    return dict(Entry.objects.filter(pk__in=places).values_list("id", "subject"))


def _result_row(result: Result, subject: str | None) -> Row:
    return {
        "what": result.what,
        "entry": _text(result.entry_id),
        "subject": subject,
        "bundle": _text(result.bundle_id),
        "run": _text(result.run_id),
        "status": result.status,
        "error": spoken_error(result.error),
        "found": result.found,
    }


def job_row(job: Job, progress: Progress) -> Row:
    """Return one job as an object."""
    return {
        "id": str(job.pk),
        "kind": job.kind,
        "state": job.state,
        "mode": job.mode or None,
        "total": job.total,
        "done": job.total - progress.open,
        "succeeded": progress.succeeded,
        "failed": progress.failed,
        "skipped": progress.skipped,
        "created_at": written(job.created_at),
        "finished_at": _moment(job),
        "by": job.by,
        "bundle": _text(job.bundle_id),
        "report": _spoken(job.report),
    }


def _spoken(report: dict[str, Any] | None) -> Row | None:
    """Return a report with what went wrong in words."""
    if report is None or "error" not in report:
        return report
    return {**report, "error": spoken_error(report["error"])}


def _text(an_id: UUID | None) -> str | None:
    return str(an_id) if an_id else None


def _moment(job: Job) -> str | None:
    return written(job.finished_at) if job.finished_at else None
