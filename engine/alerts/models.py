"""Shape of alerts: channels, rules, what they found, and the journal's news not yet looked at."""

from datetime import datetime
from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from engine.accounts.models import Workspace
from engine.alerts.querysets import AlertQuerySet, ChannelQuerySet, RuleQuerySet
from engine.bundles.models import Bundle, Group
from engine.connections.models import Connection
from engine.kernel.clock import now
from engine.kernel.ids import new_id

COUNTS = (1, 10_000)
MINUTES = (1, 1_440)
HOURS = (1, 744)


def _between(least: int, most: int) -> list[MinValueValidator | MaxValueValidator]:
    return [MinValueValidator(least), MaxValueValidator(most)]


class Channel(models.Model):
    """A way to reach people; a hidden bundle of its own carries what it sends."""

    class Kind(models.TextChoices):
        """By what; `kinds` says which service and action that is."""

        EMAIL = "email"
        TELEGRAM = "telegram"
        WEBHOOK = "webhook"
        SLACK = "slack"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="alert_channels")
    kind = models.CharField(max_length=16, choices=Kind.choices)
    name = models.CharField(max_length=200)
    connection = models.ForeignKey(Connection, models.SET_NULL, null=True, related_name="+")
    settings = models.JSONField(default=dict)
    bundle = models.OneToOneField(Bundle, models.RESTRICT, related_name="+")
    created_at = models.DateTimeField(default=now, editable=False)
    updated_at = models.DateTimeField(default=now)
    test_run = models.UUIDField(null=True)
    verified_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    problem = models.JSONField(null=True)

    objects = ChannelQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["workspace", "-id"], name="alert_channel_by_workspace")
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.name}"


class Rule(models.Model):
    """What is looked for, among which bundles, and who is told how.

    Without a group or a bundle it is about the whole workspace.
    """

    class Event(models.TextChoices):
        """What opens an alert."""

        FIRST_ERROR = "first_error"
        ERRORS = "errors"
        BLOCKED = "blocked"
        NEEDS_LOGIN = "needs_login"
        NO_DATA = "no_data"
        AILING = "ailing"
        ASKS = "asks"
        BACK_TO_NORMAL = "back_to_normal"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="alert_rules")
    group = models.ForeignKey(Group, models.CASCADE, null=True, related_name="+")
    bundle = models.ForeignKey(Bundle, models.CASCADE, null=True, related_name="+")
    event = models.CharField(max_length=16, choices=Event.choices)
    count = models.PositiveIntegerField(null=True, validators=_between(*COUNTS))
    minutes = models.PositiveIntegerField(null=True, validators=_between(*MINUTES))
    hours = models.PositiveIntegerField(null=True, validators=_between(*HOURS))
    channels = models.ManyToManyField(Channel, related_name="rules")
    digest_minutes = models.PositiveIntegerField(null=True, validators=_between(*MINUTES))
    tells_recovery = models.BooleanField(default=True)
    muted_until = models.DateTimeField(null=True)
    enabled = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=now, editable=False)
    updated_at = models.DateTimeField(default=now)

    objects = RuleQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["workspace", "-id"], name="alert_rule_by_workspace"),
            models.Index(fields=["event"], name="alert_rule_on", condition=Q(enabled=True)),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(group__isnull=True) | Q(bundle__isnull=True), name="alert_rule_scope"
            ),
            models.CheckConstraint(
                condition=Q(event="errors", count__isnull=False, minutes__isnull=False)
                | (~Q(event="errors") & Q(count__isnull=True, minutes__isnull=True)),
                name="alert_rule_counts",
            ),
            models.CheckConstraint(
                condition=Q(event="no_data", hours__isnull=False)
                | (~Q(event="no_data") & Q(hours__isnull=True)),
                name="alert_rule_hours",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event} in {self.workspace_id}"

    def covers(self, bundle: Bundle) -> bool:
        """Whether the bundle is among those the rule is about."""
        return (
            bundle.workspace_id == self.workspace_id
            and self.bundle_id in (None, bundle.pk)
            and self.group_id in (None, bundle.group_id)
        )

    def is_muted(self, moment: datetime) -> bool:
        """Whether nobody is to be told now."""
        return self.muted_until is not None and self.muted_until > moment


class Alert(models.Model):
    """What a rule found about one bundle or connection; open until that is over.

    `subject_id` is the bundle or the connection; it stays when that is deleted. `since` is when it
    began, where that is known. `tell_opened` and `tell_closed` are what people are still to hear.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="alerts")
    rule = models.ForeignKey(Rule, models.CASCADE, related_name="alerts")
    subject_id = models.UUIDField()
    bundle = models.ForeignKey(Bundle, models.SET_NULL, null=True, related_name="+")
    connection = models.ForeignKey(Connection, models.SET_NULL, null=True, related_name="+")
    name = models.CharField(max_length=200)
    cause = models.JSONField(default=dict)
    count = models.PositiveIntegerField(default=1)
    since = models.DateTimeField(null=True)
    opened_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    tell_opened = models.BooleanField()
    tell_closed = models.BooleanField(default=False)
    told_at = models.DateTimeField(null=True)
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.CharField(max_length=254, blank=True)

    objects = AlertQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["workspace", "-id"], name="alert_by_workspace"),
            models.Index(
                fields=["id"],
                name="alert_to_tell",
                condition=Q(tell_opened=True) | Q(tell_closed=True),
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["rule", "subject_id"],
                condition=Q(closed_at__isnull=True),
                name="alert_open_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule_id}: {self.name}"


class News(models.Model):
    """A journal row that may concern alerts, put here in the transaction that wrote it.

    So it appears exactly when the row does: none is missed because it was committed late, and
    each is taken once.
    """

    id = models.BigAutoField(primary_key=True)
    entry_id = models.UUIDField()
    finished_at = models.DateTimeField()
    workspace_id = models.UUIDField()
    bundle_id = models.UUIDField(null=True)
    status = models.CharField(max_length=16)
    mode = models.CharField(max_length=16)
    code = models.TextField(null=True)  # noqa: DJ001 (null: the row tells of no error)

    class Meta:
        verbose_name_plural = "news"

    def __str__(self) -> str:
        return f"{self.status} {self.entry_id}"


class Watch(models.Model):
    """The one row whose lock says who watches, and when it last looked for silence."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    looked_for_silence_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(id=1), name="watch_is_one"),
        ]

    def __str__(self) -> str:
        return f"watch {self.looked_for_silence_at}"


class Furnished(models.Model):
    """That a workspace was given its first rules; deleting those does not bring them back."""

    workspace = models.OneToOneField(
        Workspace, models.CASCADE, primary_key=True, related_name="alerts_furnished"
    )
    at = models.DateTimeField(default=now)

    def __str__(self) -> str:
        return f"{self.workspace_id} {self.at}"
