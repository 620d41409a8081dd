"""What is sent about alerts, rules and channels, and the filters of their list."""

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers

from engine.alerts.models import COUNTS, HOURS, MINUTES, Channel, Rule
from engine.api.parameters import Parameters
from engine.api.serializers import Strict

RECIPIENTS = 20
ADDRESS = (
    "By kind: email `{to: [addresses]}` (none: the owners), telegram `{chat}`, "
    "slack `{channel}`, webhook `{url}`. Secrets belong to the connection."
)


class AlertFilters(Parameters):
    """Which alerts to list."""

    state = serializers.ChoiceField(("open", "closed"), required=False)
    acknowledged = serializers.BooleanField(required=False)
    rule = serializers.UUIDField(required=False)
    bundle = serializers.UUIDField(required=False)
    connection = serializers.UUIDField(required=False)


class EmailSettings(Strict):
    """Whom a mail goes to; nobody named: the owners."""

    to = serializers.ListField(
        child=serializers.EmailField(max_length=254),
        required=False,
        default=list,
        max_length=RECIPIENTS,
    )


class TelegramSettings(Strict):
    """Which chat the bot writes to."""

    chat = serializers.CharField(max_length=100)


class SlackSettings(Strict):
    """Which channel the bot posts to; a connection with a webhook needs none."""

    channel = serializers.CharField(max_length=100, required=False, default="", allow_blank=True)


class WebhookSettings(Strict):
    """Where the alert is posted as JSON."""

    url = serializers.CharField(max_length=2_000)


SETTINGS: Mapping[str, type[Strict]] = {
    Channel.Kind.EMAIL: EmailSettings,
    Channel.Kind.TELEGRAM: TelegramSettings,
    Channel.Kind.SLACK: SlackSettings,
    Channel.Kind.WEBHOOK: WebhookSettings,
}


class ChannelWish(Strict):
    """A channel to be made."""

    kind = serializers.ChoiceField(Channel.Kind.choices)
    name = serializers.CharField(max_length=200)
    connection = serializers.UUIDField(
        required=False, allow_null=True, default=None, help_text="Telegram and Slack need one."
    )
    settings = serializers.DictField(required=False, default=dict, help_text=ADDRESS)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Read the settings as the kind wants them."""
        return {**attrs, "settings": read_settings(attrs["kind"], attrs["settings"])}


class ChannelChange(Strict):
    """What to change about a channel; what is absent stays, settings are replaced whole."""

    name = serializers.CharField(max_length=200, required=False)
    connection = serializers.UUIDField(required=False, allow_null=True)
    settings = serializers.DictField(required=False, help_text=ADDRESS)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Read the settings as the channel's kind wants them."""
        if "settings" not in attrs:
            return attrs
        kind = self.context["kind"]
        return {**attrs, "settings": read_settings(kind, attrs["settings"])}


class RuleChange(Strict):
    """What to change about a rule; what is absent stays."""

    event = serializers.ChoiceField(Rule.Event.choices, required=False)
    group = serializers.UUIDField(required=False, allow_null=True)
    bundle = serializers.UUIDField(required=False, allow_null=True)
    count = serializers.IntegerField(
        required=False, allow_null=True, min_value=COUNTS[0], max_value=COUNTS[1]
    )
    minutes = serializers.IntegerField(
        required=False, allow_null=True, min_value=MINUTES[0], max_value=MINUTES[1]
    )
    hours = serializers.IntegerField(
        required=False, allow_null=True, min_value=HOURS[0], max_value=HOURS[1]
    )
    channels = serializers.ListField(
        child=serializers.UUIDField(), required=False, max_length=RECIPIENTS
    )
    digest_minutes = serializers.IntegerField(
        required=False,
        allow_null=True,
        min_value=MINUTES[0],
        max_value=MINUTES[1],
        help_text="Collect for so long what is told in one message; null: at once.",
    )
    tells_recovery = serializers.BooleanField(required=False)
    enabled = serializers.BooleanField(required=False)


class RuleWish(RuleChange):
    """A rule to be made; without a group or a bundle it is about the whole workspace."""

    event = serializers.ChoiceField(Rule.Event.choices)


class Muting(Strict):
    """Until when nobody is told; null ends it."""

    until = serializers.DateTimeField(allow_null=True)


def read_settings(kind: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the settings of a channel; every mistake in them is told under `settings`."""
    form = SETTINGS[kind](data=given)
    if not form.is_valid():
        raise serializers.ValidationError({"settings": form.errors})
    return dict(form.validated_data)
