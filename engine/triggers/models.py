"""Shape of sources: what bundles read by themselves, and how far each has got."""

from typing import ClassVar

from django.db import models


class Source(models.Model):
    """What starts a bundle without being called: a list that is asked again, or a schedule.

    `due_at` is when any worker may take it: its next turn, or the end of the lease (`is_held`)
    while one does; null while it rests. All that a turn needs stands in the row. `position` and
    `streak` are those of `engine.triggers.sweep` and `streaks`. Identities are remembered under
    `scope`, so that another list starts with a clean memory; `fingerprint` tells which list the
    position belongs to. A schedule's slots are seen to up to `seen_to`.
    """

    class Kind(models.TextChoices):
        """What a turn is."""

        POLLING = "polling"
        SCHEDULE = "schedule"

    bundle_id = models.UUIDField(primary_key=True, editable=False)
    workspace_id = models.UUIDField()
    kind = models.CharField(max_length=16, choices=Kind.choices)
    connection_id = models.UUIDField(null=True)
    connector = models.CharField(max_length=64, blank=True)
    trigger = models.JSONField(default=dict)
    time_zone = models.CharField(max_length=64)
    fingerprint = models.CharField(max_length=64)
    scope = models.CharField(max_length=64)
    since = models.DateTimeField()
    has_date = models.BooleanField(default=False)
    due_at = models.DateTimeField(null=True)
    lease = models.IntegerField(default=0)
    is_held = models.BooleanField(default=False)
    is_wanted = models.BooleanField(default=False)
    position = models.JSONField(default=dict)
    seen_to = models.DateTimeField()
    slowed_by_s = models.IntegerField(default=0)
    polled_at = models.DateTimeField(null=True)
    last_error = models.JSONField(null=True)
    streak = models.JSONField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["workspace_id", "due_at"],
                name="source_due",
                condition=models.Q(due_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.bundle_id}"
