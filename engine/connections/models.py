"""Shape of connections, of people on their way to sign in, and of caught webhook requests."""

from typing import ClassVar

from django.db import models

from engine.accounts.models import Workspace
from engine.connections.querysets import ConnectionQuerySet
from engine.kernel.clock import now
from engine.kernel.ids import new_id


class Connection(models.Model):
    """One signed-in account of one service, or one webhook address of our own.

    `login_version` counts the logins people put in, `renewed_at` tells one OAuth token from the
    next, `renewing_until` is the lease of whoever renews it now. `tend_at` is when the engine looks
    after the connection by itself.
    """

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
    login_version = models.PositiveIntegerField(default=0, db_default=0)
    token_ends_at = models.DateTimeField(null=True)
    renew_at = models.DateTimeField(null=True)
    renewed_at = models.DateTimeField(null=True)
    renewing_until = models.DateTimeField(null=True)
    tend_at = models.DateTimeField(null=True)

    objects = ConnectionQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["workspace", "-id"], name="connection_by_workspace"),
            models.Index(
                fields=["tend_at"],
                name="connection_to_tend",
                condition=models.Q(tend_at__isnull=False),
            ),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~models.Q(kind="webhook") | models.Q(hook_token__isnull=False),
                name="connection_webhook_has_token",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.connector}: {self.name}"


class Departure(models.Model):
    """A person who left for a service's consent page; the way back is used once."""

    id = models.UUIDField(primary_key=True, editable=False)
    connection = models.ForeignKey(Connection, models.CASCADE, related_name="+")
    session = models.CharField(max_length=64)
    verifier = models.TextField()
    other_account = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=now, editable=False)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["created_at"], name="departure_by_age")]

    def __str__(self) -> str:
        return f"departure {self.id}"


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
