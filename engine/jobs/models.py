"""Shape of jobs and of what came of each of their rows."""

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
