"""The JSON of alerts, rules and channels."""

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from engine.accounts.policy import Permission, allows
from engine.alerts.messages import Speaker
from engine.alerts.models import Alert, Channel, Rule
from engine.api.words import say, spoken_language


class ChannelProblem(serializers.Serializer[Any]):
    """Why the last message did not arrive."""

    code = serializers.CharField(allow_null=True)
    message = serializers.CharField()
    at = serializers.DateTimeField()


class ChannelShape(serializers.ModelSerializer[Channel]):
    """A way to reach people."""

    connection = serializers.UUIDField(source="connection_id", allow_null=True)
    settings = serializers.SerializerMethodField()
    ready = serializers.SerializerMethodField()
    problem = serializers.SerializerMethodField()
    rules = serializers.SerializerMethodField()

    class Meta:
        model = Channel
        fields: ClassVar = [
            "id", "kind", "name", "connection", "settings", "ready", "verified_at",
            "delivered_at", "problem", "rules", "created_at", "updated_at",
        ]  # fmt: skip
        read_only_fields: ClassVar = fields

    @extend_schema_field(serializers.DictField(allow_null=True))
    def get_settings(self, channel: Channel) -> dict[str, Any] | None:
        """Return where it sends; an address may be a secret, so null for those who only look."""
        role = self.context["view"].actor.role
        return channel.settings if allows(role, Permission.EDIT) else None

    @extend_schema_field(serializers.BooleanField())
    def get_ready(self, channel: Channel) -> bool:
        """Say whether it has what it sends through; its connection may have been deleted."""
        return channel.bundle.status == "running"

    @extend_schema_field(ChannelProblem(allow_null=True))
    def get_problem(self, channel: Channel) -> dict[str, Any] | None:
        """Return the last failure in words; null after a message that arrived."""
        told = channel.problem
        return {**told, "message": say(told["code"] or "refused")} if told else None

    @extend_schema_field(serializers.ListField(child=serializers.UUIDField()))
    def get_rules(self, channel: Channel) -> list[Any]:
        """Return the rules that use it."""
        return sorted(rule.pk for rule in channel.rules.all())


class RuleShape(serializers.ModelSerializer[Rule]):
    """What is looked for, and who is told."""

    group = serializers.UUIDField(source="group_id", allow_null=True)
    bundle = serializers.UUIDField(source="bundle_id", allow_null=True)
    channels = serializers.SerializerMethodField()

    class Meta:
        model = Rule
        fields: ClassVar = [
            "id", "event", "group", "bundle", "count", "minutes", "hours", "channels",
            "digest_minutes", "tells_recovery", "muted_until", "enabled", "created_at",
            "updated_at",
        ]  # fmt: skip
        read_only_fields: ClassVar = fields

    @extend_schema_field(serializers.ListField(child=serializers.UUIDField()))
    def get_channels(self, rule: Rule) -> list[Any]:
        """Return the channels it tells through."""
        return sorted(channel.pk for channel in rule.channels.all())


class AlertShape(serializers.ModelSerializer[Alert]):
    """What a rule found; open until `closed_at`."""

    rule = serializers.UUIDField(source="rule_id")
    event = serializers.ChoiceField(Rule.Event.choices, source="rule.event")
    bundle = serializers.UUIDField(source="bundle_id", allow_null=True)
    connection = serializers.UUIDField(source="connection_id", allow_null=True)
    title = serializers.SerializerMethodField()
    message = serializers.SerializerMethodField()

    class Meta:
        model = Alert
        fields: ClassVar = [
            "id", "rule", "event", "bundle", "connection", "name", "title", "message", "count",
            "since", "opened_at", "last_seen_at", "closed_at", "told_at", "acknowledged_at",
            "acknowledged_by",
        ]  # fmt: skip
        read_only_fields: ClassVar = fields

    @extend_schema_field(serializers.CharField())
    def get_title(self, alert: Alert) -> str:
        """Return what is the matter in one line of the reader's language."""
        return self._speaker.title(alert)

    @extend_schema_field(serializers.CharField())
    def get_message(self, alert: Alert) -> str:
        """Return what happened and what to do next."""
        return self._speaker.advice(alert)

    @property
    def _speaker(self) -> Speaker:
        return Speaker(self.context["workspace"], spoken_language())


class AcceptedTest(serializers.Serializer[Any]):
    """What was put into the queue."""

    run = serializers.UUIDField(help_text="The journal tells by this id what became of it.")
