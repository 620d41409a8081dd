"""Shape of the journal, of what it is searched by and of its sums; `partitions` has the weeks."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Case, F, Q, Value, When

from engine.journal.modes import ALERT
from engine.journal.querysets import EntryQuerySet
from engine.kernel.clock import now
from engine.kernel.ids import new_id

DURATIONS = 40


def no_durations() -> list[int]:
    """Return a count of no runs by how long they took."""
    return [0] * DURATIONS


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

    class Category(models.TextChoices):
        """What a reader takes the row for; `failed` are runs and polls, the next five are runs."""

        FAILED = "failed"
        SUCCEEDED = "succeeded"
        FILTERED = "filtered"
        HELD = "held"
        DUPLICATE = "duplicate"
        CANCELLED = "cancelled"
        SYSTEM = "system"
        EMPTY = "empty"

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

    category = models.GeneratedField(
        expression=Case(
            When(Q(kind="system") | Q(mode=ALERT), then=Value("system")),
            When(status="failed", then=Value("failed")),
            When(kind="run", then=F("status")),
            default=F("kind"),
        ),
        output_field=models.CharField(max_length=16, choices=Category.choices),
        db_persist=True,
    )

    pk = models.CompositePrimaryKey("id", "finished_at")

    objects = EntryQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = "journal_entry"

    def __str__(self) -> str:
        return f"{self.kind} {self.id} ({self.status})"


class Key(models.Model):
    """That a row holds something it is looked for by; `telling.keys` makes the numbers."""

    key = models.BigIntegerField()
    finished_at = models.DateTimeField()
    entry_id = models.UUIDField()

    pk = models.CompositePrimaryKey("key", "finished_at", "entry_id")

    class Meta:
        managed = False
        db_table = "journal_key"

    def __str__(self) -> str:
        return f"{self.key} in {self.entry_id}"


class Words(models.Model):
    """What can be read in a row's inputs and outputs, in lower case, each value on a line once."""

    finished_at = models.DateTimeField()
    entry_id = models.UUIDField()
    workspace_id = models.UUIDField()
    words = models.TextField()

    pk = models.CompositePrimaryKey("entry_id", "finished_at")

    class Meta:
        managed = False
        db_table = "journal_words"

    def __str__(self) -> str:
        return f"words of {self.entry_id}"


class Rollup(models.Model):
    """What one bundle did in a quarter of an hour: runs by result, transactions, bytes, polls.

    Quarters, so that the days of every time zone are made of whole ones. `durations` counts runs
    by how long they took, as `engine.journal.telling.durations` divides it.
    """

    slot = models.DateTimeField()
    bundle_id = models.UUIDField()
    workspace_id = models.UUIDField()
    succeeded = models.BigIntegerField(default=0)
    filtered = models.BigIntegerField(default=0)
    failed = models.BigIntegerField(default=0)
    held = models.BigIntegerField(default=0)
    duplicate = models.BigIntegerField(default=0)
    cancelled = models.BigIntegerField(default=0)
    transactions = models.BigIntegerField(default=0)
    bytes_in = models.BigIntegerField(default=0)
    bytes_out = models.BigIntegerField(default=0)
    duration_ms = models.BigIntegerField(default=0)
    durations = ArrayField(models.BigIntegerField(), default=no_durations)
    polls_empty = models.BigIntegerField(default=0)
    bytes_empty = models.BigIntegerField(default=0)

    pk = models.CompositePrimaryKey("bundle_id", "slot")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["workspace_id", "slot"], name="rollup_by_workspace")
        ]

    def __str__(self) -> str:
        return f"{self.bundle_id} {self.slot:%Y-%m-%d %H:%M}"


class Use(models.Model):
    """What one bundle did through one connection in a quarter of an hour.

    A trigger's bytes are of the trigger's connection, a step's of its own; errors are failed runs,
    by where they failed. `connection_id` is all zeros where a connector needs none.
    """

    slot = models.DateTimeField()
    bundle_id = models.UUIDField()
    connector = models.CharField(max_length=64, blank=True)
    connection_id = models.UUIDField()
    workspace_id = models.UUIDField()
    transactions = models.BigIntegerField(default=0)
    errors = models.BigIntegerField(default=0)
    bytes_in = models.BigIntegerField(default=0)
    bytes_out = models.BigIntegerField(default=0)
    polls_empty = models.BigIntegerField(default=0)
    bytes_empty = models.BigIntegerField(default=0)

    pk = models.CompositePrimaryKey("bundle_id", "slot", "connector", "connection_id")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["workspace_id", "slot"], name="use_by_workspace"),
            models.Index(
                fields=["workspace_id", "connector", "connection_id"], name="use_by_connector"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.bundle_id} at {self.connector} {self.slot:%Y-%m-%d %H:%M}"
