"""The JSON of people, workspaces, members and tokens."""

from typing import Any, ClassVar
from zoneinfo import available_timezones

from rest_framework import serializers

from engine.accounts.models import ApiToken, Membership, Role, User, Workspace
from engine.api.serializers import ModelStrict, Strict
from engine.api.words import LANGUAGES, say
from engine.kernel.clock import now

THEMES = ("", "light", "dark")


class TimeZone(serializers.CharField):
    """A name of the time zone database, like Europe/Moscow."""

    def to_internal_value(self, data: Any) -> str:
        """Return the name; one that is not in the database is refused."""
        name = super().to_internal_value(data)
        if name not in available_timezones():
            raise serializers.ValidationError(say("unknown_time_zone"), "unknown_time_zone")
        return name


class FutureTime(serializers.DateTimeField):
    """A moment that has not come yet."""

    def to_internal_value(self, value: Any) -> Any:
        """Return the moment; one that has passed is refused."""
        moment = super().to_internal_value(value)
        if moment <= now():
            raise serializers.ValidationError(say("in_the_past"), "in_the_past")
        return moment


class WorkspaceShape(ModelStrict):
    """A workspace."""

    time_zone = TimeZone(max_length=64, required=False, help_text="Like Europe/Moscow.")
    language = serializers.ChoiceField(LANGUAGES, required=False)

    class Meta:
        model = Workspace
        fields: ClassVar = ["id", "name", "time_zone", "language", "created_at"]


class WorkspaceWithRole(WorkspaceShape):
    """A workspace and what the caller is in it."""

    role = serializers.ChoiceField(Role.choices, read_only=True)

    class Meta(WorkspaceShape.Meta):
        fields: ClassVar = [*WorkspaceShape.Meta.fields, "role"]


class UserShape(ModelStrict):
    """A person."""

    language = serializers.ChoiceField(("", *LANGUAGES), required=False)
    theme = serializers.ChoiceField(THEMES, required=False)

    class Meta:
        model = User
        fields: ClassVar = ["id", "email", "name", "language", "theme"]
        read_only_fields: ClassVar = ["email"]


class CallingToken(ModelStrict):
    """The token a program calls with."""

    class Meta:
        model = ApiToken
        fields: ClassVar = ["id", "name", "role", "expires_at"]


class Me(serializers.Serializer[Any]):
    """Who is calling: a person, or a program with the token a person made."""

    user = UserShape(allow_null=True)
    token = CallingToken(allow_null=True)
    workspaces = WorkspaceWithRole(many=True)
    csrf = serializers.CharField(help_text="For the browser: X-CSRFToken of every write.")
    demo = serializers.BooleanField(help_text="The services are simulated on this machine.")


class Member(ModelStrict):
    """One person's role in the workspace."""

    user = UserShape(read_only=True)

    class Meta:
        model = Membership
        fields: ClassVar = ["id", "user", "role", "created_at"]


class MemberWish(Strict):
    """Whom to let in, as what."""

    email = serializers.EmailField(max_length=254)
    role = serializers.ChoiceField(Role.choices)


class MemberChange(Strict):
    """What a member shall be from now on."""

    role = serializers.ChoiceField(Role.choices)


class Token(ModelStrict):
    """A token; its text is never shown again, `hint` is how it begins."""

    created_by = serializers.SlugRelatedField[User]("email", read_only=True, allow_null=True)

    class Meta:
        model = ApiToken
        fields: ClassVar = [
            "id", "name", "role", "hint", "created_by", "created_at", "expires_at", "last_used_at",
        ]  # fmt: skip


class TokenWish(Strict):
    """A token to be made."""

    name = serializers.CharField(max_length=200)
    role = serializers.ChoiceField(Role.choices)
    expires_at = FutureTime(required=False, allow_null=True)


class NewToken(Token):
    """A token just made, with the text that is shown this once."""

    token = serializers.CharField(read_only=True)

    class Meta(Token.Meta):
        fields: ClassVar = [*Token.Meta.fields, "token"]
