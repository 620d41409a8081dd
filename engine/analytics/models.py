"""Shape of the folded sums, of how far they go, and of what has to be folded anew."""

from typing import ClassVar
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models

from engine.accounts.models import Workspace
from engine.analytics.days import FIRST_DAY

NOBODY = UUID(int=0)


class Grain(models.IntegerChoices):
    """How long a sum is; a month is there once it is over, and days of it as well."""

    DAY = 0
    MONTH = 1


class Scope(models.IntegerChoices):
    """Whose sum it is; what a scope does not tell apart is nobody or empty in its rows.

    `USE` is a bundle through a connection. Runs are counted by bundles; where connections or
    connectors are told apart only what went through them is, and runs that failed there.
    """

    ALL = 0
    BUNDLE = 1
    GROUP = 2
    CONNECTION = 3
    CONNECTOR = 4
    USE = 5


class Sum(models.Model):
    """What happened in one day or month of the workspace's zone."""

    workspace_id = models.UUIDField()
    grain = models.SmallIntegerField(choices=Grain.choices)
    scope = models.SmallIntegerField(choices=Scope.choices)
    # The bundle, or the group whose bundles these were when it was folded.
    subject_id = models.UUIDField(default=NOBODY)
    connection_id = models.UUIDField(default=NOBODY)
    connector = models.CharField(max_length=64, blank=True)
    day = models.DateField()
    transactions = models.BigIntegerField(default=0)
    errors = models.BigIntegerField(default=0)
    bytes_in = models.BigIntegerField(default=0)
    bytes_out = models.BigIntegerField(default=0)
    polls_empty = models.BigIntegerField(default=0)
    bytes_empty = models.BigIntegerField(default=0)
    succeeded = models.BigIntegerField(default=0)
    filtered = models.BigIntegerField(default=0)
    held = models.BigIntegerField(default=0)
    duplicate = models.BigIntegerField(default=0)
    cancelled = models.BigIntegerField(default=0)
    durations = ArrayField(models.BigIntegerField(), null=True)

    pk = models.CompositePrimaryKey(
        "workspace_id", "grain", "scope", "subject_id", "connection_id", "connector", "day"
    )

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["workspace_id", "grain", "scope", "day"], name="sum_by_day")
        ]

    def __str__(self) -> str:
        return f"{Scope(self.scope).label} {self.subject_id} {self.day}"


class Fold(models.Model):
    """How far a workspace is folded: up to `folded_until`, by days of `zone`.

    Quarters before `kept_since` are gone; at that moment `first_day` begins, whatever the clock of
    the zone says, so that days of two zones meet without a gap.
    """

    workspace = models.OneToOneField(Workspace, models.CASCADE, primary_key=True, related_name="+")
    zone = models.CharField(max_length=64)
    folded_until = models.DateTimeField()
    kept_since = models.DateTimeField()
    first_day = models.DateField(default=FIRST_DAY)

    def __str__(self) -> str:
        return f"{self.workspace_id} until {self.folded_until:%Y-%m-%d %H:%M}"


class GroupFold(models.Model):
    """Which bundles a group's sums are of; nobody's group is the bundles of none."""

    workspace_id = models.UUIDField()
    group_id = models.UUIDField()
    members = ArrayField(models.UUIDField())

    pk = models.CompositePrimaryKey("workspace_id", "group_id")

    def __str__(self) -> str:
        return f"{len(self.members)} bundles of {self.group_id}"


class Late(models.Model):
    """That a quarter was written to when it was not new any more; the database itself notes it."""

    id = models.BigAutoField(primary_key=True)
    workspace_id = models.UUIDField()
    slot = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["workspace_id"], name="late_by_workspace")]

    def __str__(self) -> str:
        return f"{self.slot:%Y-%m-%d %H:%M} of {self.workspace_id}"
