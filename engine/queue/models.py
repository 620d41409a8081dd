"""Shape of the queue. The worker loop (`engine.runs`) reads and writes it in plain SQL."""

from typing import ClassVar

from django.db import models

from engine.kernel.ids import new_id


class Run(models.Model):
    """One unfinished execution of a bundle for one event.

    `seq` is the order of arrival. `bundle_id` is null while no bundle uses the connection yet; then
    `trigger` names the kind of event that its connector read. `version_id` is set when the run
    begins. `due_at` is when any worker may take it: now for a new run, the end of the lease for one
    being worked on, the next attempt for one that waits, null for one that is held. `worker_id` is
    the worker that took the last lease, null once that one has given it up; `crashes` counts the
    workers that did not, `in_company` says that other suspects ran beside it. A run with
    `let_through` goes on although its bundle stands still, for as long as its `attempts` are that
    many: when one more has failed, it waits for the bundle again.
    """

    class Status(models.TextChoices):
        """Where an unfinished run stands; finished ones live in the journal."""

        QUEUED = "queued"
        RUNNING = "running"
        WAITING = "waiting"
        HELD = "held"
        DUPLICATE = "duplicate"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    seq = models.BigIntegerField(
        editable=False,
        db_default=models.Func(models.Value("queue_arrival"), function="nextval"),
    )
    workspace_id = models.UUIDField()
    bundle_id = models.UUIDField(null=True)
    version_id = models.UUIDField(null=True)
    connection_id = models.UUIDField(null=True)
    event_id = models.UUIDField()
    origin_id = models.UUIDField()
    mode = models.CharField(max_length=16, default="live")
    status = models.CharField(max_length=16, choices=Status.choices, default=Status.QUEUED)
    key = models.TextField(null=True)  # noqa: DJ001 (null: the event has no key of its own)
    order_key = models.TextField(null=True)  # noqa: DJ001 (null: no order asked for)
    received_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    lease = models.IntegerField(default=0)
    worker_id = models.UUIDField(null=True)
    crashes = models.SmallIntegerField(default=0)
    in_company = models.BooleanField(default=False, db_default=False)
    attempts = models.SmallIntegerField(default=0)
    let_through = models.SmallIntegerField(null=True)
    bytes_in = models.BigIntegerField(default=0)
    reply_to = models.TextField(null=True)  # noqa: DJ001 (null: nobody waits for an answer)
    trigger = models.TextField(null=True)  # noqa: DJ001 (null: a bundle says which)
    error = models.JSONField(null=True)
    # The journal row whose event is tried once more, and which attempt this is.
    resend_of = models.UUIDField(null=True)
    attempt = models.SmallIntegerField(default=1, db_default=1)
    payload = models.TextField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["resend_of"],
                name="run_resent_once",
                condition=models.Q(resend_of__isnull=False),
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["workspace_id", "bundle_id", "due_at"],
                name="run_due",
                condition=models.Q(due_at__isnull=False),
            ),
            models.Index(
                fields=["bundle_id", "order_key", "seq"],
                name="run_order",
                condition=models.Q(order_key__isnull=False),
            ),
            models.Index(
                fields=["due_at"],
                name="run_suspect",
                condition=models.Q(crashes__gt=0),
            ),
            models.Index(
                fields=["bundle_id", "due_at"],
                name="run_let_through",
                condition=models.Q(let_through__isnull=False),
            ),
            models.Index(
                fields=["connection_id"],
                name="run_held",
                condition=models.Q(status="held"),
            ),
            models.Index(
                fields=["bundle_id"],
                name="run_held_of_bundle",
                condition=models.Q(status="held"),
            ),
        ]

    def __str__(self) -> str:
        return f"run {self.id} ({self.status})"


class Checkpoint(models.Model):
    """What one step of an unfinished run has come to, so that a second try goes on from there."""

    run_id = models.UUIDField()
    path = models.TextField()
    state = models.TextField()

    pk = models.CompositePrimaryKey("run_id", "path")

    def __str__(self) -> str:
        return f"{self.run_id} {self.path}"


class Memory(models.Model):
    """The last value a `changed` condition saw, as a digest."""

    bundle_id = models.UUIDField()
    key = models.TextField()
    digest = models.BinaryField(max_length=32)
    updated_at = models.DateTimeField()

    pk = models.CompositePrimaryKey("bundle_id", "key")

    def __str__(self) -> str:
        return f"{self.bundle_id} {self.key}"


class SeenEvent(models.Model):
    """That a bundle accepted an event with this key (a SHA-256 digest); kept 62 days.

    `run_id` is the run that something polled became. `is_passed_over` says that it became none, as
    it was older than the start; a start from an earlier date looks at it anew.
    """

    id = models.BigAutoField(primary_key=True)
    bundle_id = models.UUIDField()
    key = models.BinaryField(max_length=32)
    seen_at = models.DateTimeField()
    run_id = models.UUIDField(null=True)
    is_passed_over = models.BooleanField(default=False, db_default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["bundle_id", "key"], name="seen_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["seen_at"], name="seen_by_age")]

    def __str__(self) -> str:
        return f"{self.bundle_id} saw {bytes(self.key).hex()}"
