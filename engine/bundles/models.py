"""Shape of bundles, their versions and groups."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Lower

from engine.accounts.models import User, Workspace
from engine.bundles.querysets import BundleQuerySet, GroupQuerySet, VersionQuerySet
from engine.connections.models import Connection
from engine.kernel.clock import now
from engine.kernel.ids import new_id


class Group(models.Model):
    """A flat folder of bundles."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="groups")
    name = models.CharField(max_length=200)
    created_at = models.DateTimeField(default=now, editable=False)

    objects = GroupQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint("workspace", Lower("name"), name="group_name_once"),
        ]

    def __str__(self) -> str:
        return self.name


class Bundle(models.Model):
    """One automation: its draft, its live version, and whether it runs."""

    class Status(models.TextChoices):
        """Exactly the five of the product; `states` holds the allowed moves."""

        RUNNING = "running"
        PAUSED = "paused"
        MIGRATION = "migration"
        DELETED = "deleted"
        BLOCKED = "blocked"

    class TriggerKind(models.TextChoices):
        """What starts the bundle."""

        POLLING = "polling"
        WEBHOOK = "webhook"
        SCHEDULE = "schedule"
        MANUAL = "manual"

    class Purpose(models.TextChoices):
        """Whose work it does: people's, or the system's own telling of alerts."""

        AUTOMATION = "automation"
        ALERTS = "alerts"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="bundles")
    group = models.ForeignKey(Group, models.SET_NULL, null=True, related_name="bundles")
    purpose = models.CharField(
        max_length=16, choices=Purpose.choices, default=Purpose.AUTOMATION, db_default="automation"
    )
    name = models.CharField(max_length=200)
    status = models.CharField(max_length=16, choices=Status.choices, default=Status.PAUSED)
    status_reason = models.JSONField(null=True)
    draft = models.JSONField(default=dict)
    revision = models.PositiveIntegerField(default=1)
    drafted_at = models.DateTimeField(null=True)
    drafted_by = models.CharField(max_length=254, default="", db_default="")
    version = models.ForeignKey("BundleVersion", models.SET_NULL, null=True, related_name="+")
    trigger_kind = models.CharField(max_length=16, choices=TriggerKind.choices, default="manual")
    # The journal keeps that it ran and how it ended, and nothing of its data.
    is_confidential = models.BooleanField(default=False, db_default=False)
    connectors = ArrayField(models.CharField(max_length=64), default=list)
    run_until = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=now, editable=False)
    updated_at = models.DateTimeField(default=now)
    started_at = models.DateTimeField(null=True)
    deleted_at = models.DateTimeField(null=True)

    objects = BundleQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["workspace", "-id"], name="bundle_by_workspace"),
            models.Index(
                fields=["workspace"], name="bundle_blocked", condition=models.Q(status="blocked")
            ),
            models.Index(
                fields=["run_until"],
                name="bundle_run_until",
                condition=models.Q(status="running", run_until__isnull=False),
            ),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(
                    status__in=["running", "paused", "migration", "deleted", "blocked"]
                ),
                name="bundle_status",
            ),
            models.CheckConstraint(
                condition=models.Q(purpose__in=["automation", "alerts"]), name="bundle_purpose"
            ),
            models.CheckConstraint(
                condition=models.Q(status="deleted", deleted_at__isnull=False)
                | (~models.Q(status="deleted") & models.Q(deleted_at__isnull=True)),
                name="bundle_deleted_at",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="running") | models.Q(version__isnull=False),
                name="bundle_runs_a_version",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class BundleVersion(models.Model):
    """A published definition; never changed afterwards."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    bundle = models.ForeignKey(Bundle, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    definition = models.JSONField()
    published_at = models.DateTimeField(default=now, editable=False)
    published_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")

    objects = VersionQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["bundle", "number"], name="version_number_once"),
        ]

    def __str__(self) -> str:
        return f"{self.bundle_id} v{self.number}"


class Use(models.Model):
    """That a bundle's draft or live version uses a connection, as its trigger or in a step."""

    class Role(models.TextChoices):
        """Where in the bundle."""

        TRIGGER = "trigger"
        STEP = "step"

    id = models.BigAutoField(primary_key=True)
    bundle = models.ForeignKey(Bundle, models.CASCADE, related_name="uses")
    connection = models.ForeignKey(Connection, models.CASCADE, related_name="uses")
    role = models.CharField(max_length=8, choices=Role.choices)
    live = models.BooleanField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["bundle", "connection", "role", "live"], name="use_once"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["connection", "role", "live"], name="use_lookup")]

    def __str__(self) -> str:
        return f"{self.bundle_id} uses {self.connection_id}"
