"""Shape of the journal; its partitions are made and dropped by `partitions`."""

from typing import ClassVar

from django.db import models

from engine.journal.querysets import EntryQuerySet
from engine.kernel.clock import now
from engine.kernel.ids import new_id


class Entry(models.Model):
    """One run that ended, or one thing the system or a person did."""

    class Kind(models.TextChoices):
        """What the row tells about."""

        RUN = "run"
        SYSTEM = "system"
        EMPTY = "empty"

    class Status(models.TextChoices):
        """How a run ended; system rows are `succeeded`."""

        SUCCEEDED = "succeeded"
        FILTERED = "filtered"
        FAILED = "failed"
        HELD = "held"
        DUPLICATE = "duplicate"
        CANCELLED = "cancelled"

    id = models.UUIDField(default=new_id)
    received_at = models.DateTimeField(default=now)
    finished_at = models.DateTimeField(default=now)
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.RUN)
    status = models.CharField(max_length=16, choices=Status.choices)
    mode = models.CharField(max_length=16, default="live")
    workspace_id = models.UUIDField()
    bundle_id = models.UUIDField(null=True)
    version_id = models.UUIDField(null=True)
    connection_id = models.UUIDField(null=True)
    event_id = models.UUIDField(null=True)
    origin_id = models.UUIDField(null=True)
    key = models.TextField(null=True)  # noqa: DJ001
    subject = models.TextField(null=True)  # noqa: DJ001
    transactions = models.IntegerField(default=0)
    bytes_in = models.BigIntegerField(default=0)
    bytes_out = models.BigIntegerField(default=0)
    attempts = models.SmallIntegerField(default=1)
    error = models.JSONField(null=True)
    outline = models.TextField(default="[]")
    # The first row of the event's attempts; null for that one itself.
    resend_of = models.UUIDField(null=True)
    attempt = models.SmallIntegerField(default=1)
    details = models.TextField(default="{}")

    pk = models.CompositePrimaryKey("id", "finished_at")

    objects = EntryQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = "journal_entry"

    def __str__(self) -> str:
        return f"{self.kind} {self.id} ({self.status})"


class Rollup(models.Model):
    """What one bundle did in one hour: runs by result, transactions, bytes."""

    hour = models.DateTimeField()
    bundle_id = models.UUIDField()
    workspace_id = models.UUIDField()
    succeeded = models.BigIntegerField(default=0)
    filtered = models.BigIntegerField(default=0)
    failed = models.BigIntegerField(default=0)
    held = models.BigIntegerField(default=0)
    duplicate = models.BigIntegerField(default=0)
    transactions = models.BigIntegerField(default=0)
    bytes_in = models.BigIntegerField(default=0)
    bytes_out = models.BigIntegerField(default=0)
    duration_ms = models.BigIntegerField(default=0)

    pk = models.CompositePrimaryKey("bundle_id", "hour")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["workspace_id", "hour"], name="rollup_by_workspace")
        ]

    def __str__(self) -> str:
        return f"{self.bundle_id} {self.hour:%Y-%m-%d %H}"
