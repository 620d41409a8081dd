"""The JSON of connections."""

from typing import Any, ClassVar

from django.conf import settings
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from engine.accounts.policy import Permission, allows
from engine.api.parameters import Parameters
from engine.api.serializers import Strict
from engine.api.words import say
from engine.catalog.shapes import ServiceName
from engine.connections.models import Connection
from engine.connections.words import words_for

AUTH = "`kind` and the secrets of that kind, as the connector declares them; never sent back."
SETTINGS = "What the connector declares, and `limits`: {per_second, concurrency}."


class ConnectionFilters(Parameters):
    """Which connections to list."""

    search = serializers.CharField(
        required=False, max_length=200, help_text="Part of a name, an account or a service."
    )
    connector = ServiceName(required=False, max_length=64)
    kind = serializers.ChoiceField(Connection.Kind.choices, required=False)
    status = serializers.ChoiceField(Connection.Status.choices, required=False)


class ConnectionWish(Strict):
    """A connection to be made."""

    connector = serializers.CharField(max_length=64)
    name = serializers.CharField(max_length=200)
    auth = serializers.DictField(help_text=AUTH)
    settings = serializers.DictField(required=False, default=dict, help_text=SETTINGS)


class ConnectionChange(Strict):
    """What to change; settings not named stay, those set to null are removed."""

    name = serializers.CharField(max_length=200, required=False)
    settings = serializers.DictField(required=False, help_text=SETTINGS)


class NewLogin(Strict):
    """New secrets for a connection."""

    auth = serializers.DictField(help_text=AUTH)
    other_account = serializers.BooleanField(
        required=False, default=False, help_text="The secrets may belong to another account."
    )


class UsedBy(serializers.Serializer[Any]):
    """A bundle that uses the connection in its draft or live version."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    status = serializers.CharField()


class ConnectionProblem(serializers.Serializer[Any]):
    """Why the last contact failed, and what to do."""

    code = serializers.CharField()
    message = serializers.CharField()
    remedy = serializers.CharField(allow_null=True)
    answer = serializers.CharField(allow_null=True, help_text="What the service answered.")


class ConnectionShape(serializers.ModelSerializer[Connection]):
    """A signed-in account of a service, without its secrets."""

    problem = serializers.SerializerMethodField()
    settings = serializers.DictField(read_only=True)
    webhook_url = serializers.SerializerMethodField()
    authorize_url = serializers.SerializerMethodField()
    used_by = serializers.SerializerMethodField()

    class Meta:
        model = Connection
        fields: ClassVar = [
            "id", "connector", "name", "kind", "status", "problem", "account", "settings",
            "webhook_url", "authorize_url", "created_at", "updated_at", "tested_at",
            "refreshed_at", "used_by",
        ]  # fmt: skip
        read_only_fields: ClassVar = fields

    @extend_schema_field(ConnectionProblem(allow_null=True))
    def get_problem(self, connection: Connection) -> dict[str, Any] | None:
        """Return the last failure in words."""
        detail = connection.status_detail
        if not detail:
            return None
        message = words_for(connection.connector, detail["code"], detail.get("params", {}))
        told = {name: detail.get(name) for name in ("code", "remedy", "answer")}
        return {**told, "message": message}

    @extend_schema_field(serializers.URLField(allow_null=True))
    def get_webhook_url(self, connection: Connection) -> str | None:
        """Return the secret address; those who may only look don't get it, as it starts bundles."""
        role = self.context["view"].actor.role
        if connection.hook_token is None or not allows(role, Permission.OPERATE):
            return None
        return f"{settings.BASE_URL}/hooks/{connection.hook_token}"

    @extend_schema_field(serializers.URLField(allow_null=True))
    def get_authorize_url(self, connection: Connection) -> str | None:
        """Return where a browser goes to sign in; null where that is not how one signs in."""
        role = self.context["view"].actor.role
        if connection.kind != Connection.Kind.OAUTH2 or not allows(role, Permission.EDIT):
            return None
        return f"{settings.BASE_URL}/api/v1/oauth/authorize/{connection.pk}"

    @extend_schema_field(UsedBy(many=True))
    def get_used_by(self, connection: Any) -> list[dict[str, Any]]:
        """Return each bundle once, oldest first."""
        found: list[dict[str, Any]] = connection.bundles_using
        return sorted(found, key=lambda bundle: str(bundle["id"]))


class TestResult(serializers.Serializer[Any]):
    """What came of asking the service."""

    ok = serializers.BooleanField()
    account = serializers.CharField(help_text="Whose account it is; empty if nobody said.")
    code = serializers.CharField()
    message = serializers.CharField()
    remedy = serializers.ChoiceField(["retry", "reconnect", "fix", "stop"], allow_null=True)
    answer = serializers.CharField(allow_null=True, help_text="What the service answered.")
    tested_at = serializers.DateTimeField()


class SampleShape(serializers.Serializer[Any]):
    """A webhook request caught while a bundle is being built."""

    id = serializers.UUIDField()
    received_at = serializers.DateTimeField()
    data = serializers.JSONField()  # type: ignore[assignment]  # the contract's word


class Samples(serializers.Serializer[Any]):
    """The newest requests; there is only one page."""

    results = SampleShape(many=True)
    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)


class ChoiceWish(Strict):
    """Which field of which trigger or action is being filled in, and how far."""

    connection = serializers.UUIDField(required=False, allow_null=True)
    trigger = serializers.CharField(required=False, max_length=100)
    action = serializers.CharField(required=False, max_length=100)
    field = serializers.CharField(max_length=100)
    values = serializers.DictField(required=False, default=dict)
    search = serializers.CharField(
        required=False, allow_blank=True, allow_null=True, max_length=200
    )
    page = serializers.CharField(required=False, allow_null=True, max_length=2000)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Demand a trigger or an action, not both."""
        if ("trigger" in attrs) == ("action" in attrs):
            raise serializers.ValidationError(say("trigger_or_action"), "trigger_or_action")
        return attrs


class ChoiceShape(serializers.Serializer[Any]):
    """One thing to choose."""

    value = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # the contract's word


class Choices(serializers.Serializer[Any]):
    """One page of choices; `next` is the `page` to ask for."""

    results = ChoiceShape(many=True)
    next = serializers.CharField(allow_null=True)
