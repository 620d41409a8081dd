"""Shape of health: rows only for what is not well. Written by `strikes` and `breakers`."""

from typing import ClassVar

from django.db import models

from engine.connections.models import Connection


class Penalty(models.Model):
    """The penalty points of a bundle; no row, no points.

    `full_since` is when it got the last of all the points there can be, without a success since.
    """

    bundle_id = models.UUIDField(primary_key=True, editable=False)
    points = models.PositiveSmallIntegerField()
    polls = models.BooleanField()
    struck_at = models.DateTimeField()
    full_since = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(points__gte=1, points__lte=20), name="penalty_points"
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["full_since"],
                name="penalty_full",
                condition=models.Q(full_since__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.bundle_id}: {self.points}"


class Breaker(models.Model):
    """How the last calls over a connection went; no row, no recent failure.

    `recent` holds the last hundred outcomes, the newest last, a failure being 1. Open since
    `opened_at`; from `probe_at` on one call may be let through to see.
    """

    connection = models.OneToOneField(Connection, models.CASCADE, primary_key=True)
    streak = models.PositiveIntegerField(default=0)
    recent = models.CharField(max_length=100, blank=True)
    opened_at = models.DateTimeField(null=True)
    probe_at = models.DateTimeField(null=True)
    last_code = models.CharField(max_length=100, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(opened_at__isnull=True, probe_at__isnull=True)
                | models.Q(opened_at__isnull=False, probe_at__isnull=False),
                name="breaker_open_probes",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["probe_at"], name="breaker_open", condition=~models.Q(opened_at=None)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.connection_id}: {'open' if self.opened_at else 'closed'}"
