"""Shape of jobs, of what came of each of their rows, and of what a source shows to a check."""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now

from engine.accounts.models import Workspace
from engine.jobs.querysets import JobQuerySet, ResultQuerySet
from engine.kernel.clock import now
from engine.kernel.ids import new_id


class Job(models.Model):
    """What is to be done, and how: `mode` where a resent run begins, `asked` what else was asked.

    `report` is what it found, for kinds whose results don't say it all. `next_at` is when the job
    is looked at next; null once there is nothing left to do or to wait for, or while it is paused.
    """

    class Kind(models.TextChoices):
        """What is done: `work.TURNS` holds how."""

        RESEND = "resend"
        REFRESH = "refresh"
        CHECK = "check"
        ERASE = "erase"

    class State(models.TextChoices):
        """Where the job stands; `states` holds the moves that people may make."""

        WAITING = "waiting"
        RUNNING = "running"
        PAUSED = "paused"
        STOPPED = "stopped"
        DONE = "done"

    class Mode(models.TextChoices):
        """Where a resent run begins."""

        FAILED_STEP = "failed_step"
        START = "start"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="jobs", db_index=False)
    kind = models.CharField(max_length=16, choices=Kind.choices, default=Kind.RESEND)
    state = models.CharField(max_length=16, choices=State.choices, default=State.WAITING)
    mode = models.CharField(max_length=16, choices=Mode.choices, blank=True)
    asked = models.JSONField(default=dict, db_default={})
    report = models.JSONField(null=True)
    force_new_key = models.BooleanField(default=False)
    again = models.BooleanField(default=False)
    by = models.TextField()
    bundle_id = models.UUIDField(null=True)
    total = models.IntegerField(default=0)
    created_at = models.DateTimeField(default=now, editable=False)
    updated_at = models.DateTimeField(default=now)
    finished_at = models.DateTimeField(null=True)
    next_at = models.DateTimeField(null=True, db_default=Now())

    objects = JobQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["workspace", "-id"], name="job_by_workspace"),
            models.Index(fields=["workspace", "updated_at"], name="job_by_change"),
            models.Index(
                fields=["next_at"], name="job_due", condition=models.Q(next_at__isnull=False)
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["bundle_id"],
                name="checked_once_at_a_time",
                condition=models.Q(kind="check", state__in=("waiting", "running", "paused")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id} ({self.state})"


class Result(models.Model):
    """One thing a job is about: a journal row and its new run, a waiting run, or a bundle's source.

    `stood` is how a waiting run or a source stood when the job let it go; `found` how many new
    events a source brought since.
    """

    class What(models.TextChoices):
        """What the result is of."""

        ROW = "row"
        RUN = "run"
        SOURCE = "source"

    class Status(models.TextChoices):
        """Not begun, on its way, skipped with a reason, or how the new run ended."""

        PENDING = "pending"
        RUNNING = "running"
        SKIPPED = "skipped"
        SUCCEEDED = "succeeded"
        FILTERED = "filtered"
        FAILED = "failed"
        HELD = "held"
        CANCELLED = "cancelled"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    job = models.ForeignKey(Job, models.CASCADE, related_name="results", db_index=False)
    what = models.CharField(max_length=8, choices=What.choices, default=What.ROW, db_default="row")
    entry_id = models.UUIDField(null=True)
    # With it the row is found in one partition of the journal.
    entry_at = models.DateTimeField(null=True)
    bundle_id = models.UUIDField(null=True)
    run_id = models.UUIDField(null=True)
    status = models.CharField(max_length=16, choices=Status.choices, default=Status.PENDING)
    error = models.JSONField(null=True)
    stood = models.JSONField(null=True)
    found = models.IntegerField(null=True)

    objects = ResultQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["job", "-id"], name="result_by_job"),
            models.Index(fields=["job", "status", "id"], name="result_by_status"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["job", "entry_id"], name="result_once"),
            models.UniqueConstraint(
                fields=["job", "run_id"],
                name="result_run_once",
                condition=models.Q(what="run"),
            ),
            models.UniqueConstraint(
                fields=["job", "bundle_id"],
                name="result_source_once",
                condition=models.Q(what="source"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.what} of {self.job_id} ({self.status})"


class Inquiry(models.Model):
    """How far a `check` job has read its bundle's source, for what happened `since` and `until`.

    `due_at` is when any worker may read on, or the end of the lease while one does; null once the
    reading is over, at `ended_at`, with the `error` that ended it early. `fingerprint` and `scope`
    are the source's when the reading began. `tries` counts turns since the last page.
    """

    job = models.OneToOneField(Job, models.CASCADE, primary_key=True, related_name="inquiry")
    bundle_id = models.UUIDField()
    since = models.DateTimeField()
    until = models.DateTimeField()
    fingerprint = models.CharField(max_length=64)
    scope = models.CharField(max_length=64)
    position = models.JSONField()
    pages = models.IntegerField(default=0)
    sighted = models.IntegerField(default=0)
    has_dates = models.BooleanField(default=False)
    is_cut = models.BooleanField(default=False)
    tries = models.SmallIntegerField(default=0)
    lease = models.IntegerField(default=0)
    due_at = models.DateTimeField(null=True, db_default=Now())
    ended_at = models.DateTimeField(null=True)
    error = models.JSONField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["due_at"],
                name="inquiry_due",
                condition=models.Q(due_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"inquiry of {self.job_id}"


class Sighting(models.Model):
    """One thing that the source shows; kept until the inquiry is answered."""

    inquiry = models.ForeignKey(
        Inquiry, models.CASCADE, related_name="sightings", db_index=False, db_constraint=False
    )
    identity = models.BinaryField(max_length=32)
    at = models.DateTimeField(null=True)
    key = models.TextField(null=True)  # noqa: DJ001 (null: the service gives it no id)
    subject = models.TextField(null=True)  # noqa: DJ001 (null: not to be told)

    pk = models.CompositePrimaryKey("inquiry", "identity")

    def __str__(self) -> str:
        return f"{bytes(self.identity).hex()} in {self.inquiry_id}"
