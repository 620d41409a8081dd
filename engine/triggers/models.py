"""Shape of sources, which bundles read by themselves, and of subscriptions, which call us."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Source(models.Model):
    """What starts a bundle without being called: a list that is asked again, or a schedule.

    `due_at` is when any worker may take it: its next turn, or the end of the lease (`is_held`)
    while one does; null while it rests. All that a turn needs stands in the row. `position` and
    `streak` are those of `engine.triggers.sweep` and `streaks`. Identities are remembered under
    `scope`, so that another list starts with a clean memory; `fingerprint` tells which list the
    position belongs to. The list was last read to its end by a turn that began `read_at`. One that
    rests is asked once more with `is_once`, and what it brings is let through to a bundle that
    stands still. `brought` counts all the runs it ever started. A schedule's slots are seen to up
    to `seen_to`.
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
    is_once = models.BooleanField(default=False, db_default=False)
    position = models.JSONField(default=dict)
    seen_to = models.DateTimeField()
    slowed_by_s = models.IntegerField(default=0)
    polled_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)
    brought = models.BigIntegerField(default=0, db_default=0)
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


class Subscription(models.Model):
    """Webhooks that a service is asked by API to send to a connection's address.

    `wanted` are the events its bundles wait for; `armed` those the service was told of, null while
    it knows nothing; `url`, `state`, `expires_at` and `login_version` belong to the latter.
    `due_at` is when any worker may see to it: a change, the next look, a renewal, or the end of the
    lease (`is_held`); null while it rests. `since` is when it came to be as it is.
    """

    connection_id = models.UUIDField(primary_key=True, editable=False)
    workspace_id = models.UUIDField()
    wanted = ArrayField(models.TextField(), default=list)
    armed = ArrayField(models.TextField(), null=True)
    url = models.TextField(blank=True)
    state = models.JSONField(default=dict)
    since = models.DateTimeField()
    login_version = models.PositiveIntegerField(default=0, db_default=0)
    armed_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    lease = models.IntegerField(default=0)
    is_held = models.BooleanField(default=False)
    is_wanted = models.BooleanField(default=False)
    failures = models.SmallIntegerField(default=0)
    last_error = models.JSONField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["due_at"],
                name="subscription_due",
                condition=models.Q(due_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"webhooks for {self.connection_id}"
