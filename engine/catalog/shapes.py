"""The JSON of the catalogue."""

from typing import Any

from rest_framework import serializers

from engine.api.parameters import Parameters
from engine.api.words import say
from engine.catalog.registry import installed

SCHEMA = "JSON Schema, with titles and descriptions in the language of the request."


class ServiceName(serializers.CharField):
    """The slug of a service of this installation."""

    def to_internal_value(self, data: Any) -> str:
        """Return the slug; one that stands for no service is refused."""
        slug = super().to_internal_value(data)
        if slug not in installed().slugs():
            raise serializers.ValidationError(
                say("connector_unknown", {"slug": slug}), "connector_unknown"
            )
        return slug


class Search(Parameters):
    """What to look for."""

    search = serializers.CharField(
        required=False, allow_blank=True, max_length=200, help_text="Part of a service's name."
    )


class Named(serializers.Serializer[Any]):
    """A trigger or an action, in words."""

    name = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # the contract's word
    help = serializers.CharField()


class ConnectorCard(serializers.Serializer[Any]):
    """A service as a list shows it."""

    slug = serializers.CharField()
    name = serializers.CharField()
    description = serializers.CharField()
    icon = serializers.CharField(help_text="Address of an SVG picture.")
    kinds = serializers.ListField(child=serializers.CharField())
    triggers = Named(many=True)
    actions = Named(many=True)


class ConnectorCards(serializers.Serializer[Any]):
    """All services that match; there is only one page."""

    results = ConnectorCard(many=True)
    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)


class WayIn(serializers.Serializer[Any]):
    """One way to sign in, with what has to be entered."""

    kind = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # the contract's word
    help = serializers.CharField()
    fields = serializers.DictField(help_text=SCHEMA)  # type: ignore[assignment]  # likewise
    can_be_tested = serializers.BooleanField()
    callback_url = serializers.URLField(
        allow_null=True, help_text="What to enter in an OAuth application as the redirect URI."
    )
    fields_may_be_left_out = serializers.BooleanField(
        help_text="The installation has an OAuth application that every connection may use."
    )


class TriggerShape(Named):
    """What starts a bundle."""

    kind = serializers.CharField()
    fields = serializers.DictField(help_text=SCHEMA)  # type: ignore[assignment]  # likewise
    sample = serializers.JSONField()


class ActionShape(Named):
    """What a step can do."""

    fields = serializers.DictField(help_text=SCHEMA)  # type: ignore[assignment]  # likewise
    sample = serializers.JSONField()
    idempotent = serializers.BooleanField()


class ConnectorShape(ConnectorCard):
    """A service, whole."""

    auth = WayIn(many=True)
    settings = serializers.DictField(help_text=SCHEMA)
    triggers = TriggerShape(many=True)
    actions = ActionShape(many=True)
