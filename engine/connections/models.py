"""Shape of connections and of the webhook requests caught for building."""

from typing import ClassVar

from django.db import models

from engine.accounts.models import Workspace
from engine.connections.querysets import ConnectionQuerySet
from engine.kernel.clock import now
from engine.kernel.ids import new_id


class Connection(models.Model):
    """One signed-in account of one service, or one webhook address of our own."""

    class Kind(models.TextChoices):
        """How requests are signed, or that the service calls us."""

        API_KEY = "api_key"
        BASIC = "basic"
        OAUTH2 = "oauth2"
        WEBHOOK = "webhook"
        NONE = "none"

    class Status(models.TextChoices):
        """What the last contact showed."""

        UNTESTED = "untested"
        WORKS = "works"
        FAILING = "failing"
        NEEDS_LOGIN = "needs_login"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="connections")
    connector = models.CharField(max_length=64)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=16, choices=Kind.choices)
    status = models.CharField(max_length=16, choices=Status.choices, default=Status.UNTESTED)
    status_detail = models.JSONField(null=True)
    account = models.CharField(max_length=300, blank=True)
    settings = models.JSONField(default=dict)
    secrets = models.TextField(blank=True)
    hook_token = models.CharField(max_length=64, unique=True, null=True)  # noqa: DJ001 (unique)
    metadata = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=now, editable=False)
    updated_at = models.DateTimeField(default=now)
    tested_at = models.DateTimeField(null=True)
    refreshed_at = models.DateTimeField(null=True)

    objects = ConnectionQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["workspace", "-id"], name="connection_by_workspace")
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(kind="webhook", hook_token__isnull=False)
                | (~models.Q(kind="webhook") & models.Q(hook_token__isnull=True)),
                name="connection_webhook_has_token",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.connector}: {self.name}"


class Sample(models.Model):
    """A webhook request caught while a bundle is being built; the newest few are kept."""

    id = models.UUIDField(primary_key=True, editable=False)
    connection = models.ForeignKey(Connection, models.CASCADE, related_name="samples")
    received_at = models.DateTimeField()
    payload = models.TextField()
    bytes_in = models.IntegerField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["connection", "-id"], name="sample_newest")]

    def __str__(self) -> str:
        return f"sample {self.id}"
