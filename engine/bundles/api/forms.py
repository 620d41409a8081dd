"""What is sent about bundles, and the filters of their list."""

from typing import Any, ClassVar

from rest_framework import serializers

from engine.api.parameters import Parameters
from engine.api.serializers import Strict
from engine.api.words import say
from engine.bundles.models import Bundle
from engine.catalog.shapes import ServiceName
from engine.journal.finding.filters import DayOrInstant, GroupOrNone

DEEDS = ("start", "pause", "delete", "restore", "move")
AT_ONCE = 200
DRAFT = "Its JSON Schema is at `/schema/definition`; a draft may be unfinished."


class CountFilters(Parameters):
    """Which bundles to count by status."""

    search = serializers.CharField(
        required=False,
        allow_blank=True,
        max_length=200,
        help_text="Part of a name, or of the name of a service used, in any case.",
    )
    group = GroupOrNone(required=False, help_text="A group's id, or `none`.")
    connector = ServiceName(required=False, max_length=64)
    trigger = serializers.ChoiceField(Bundle.TriggerKind.choices, required=False)


class BundleFilters(CountFilters):
    """Which bundles to list; those in the trash only by `status=deleted`."""

    status = serializers.ChoiceField(Bundle.Status.choices, required=False)


class BundleWish(Strict):
    """A bundle to be made."""

    name = serializers.CharField(max_length=200)
    group = serializers.UUIDField(required=False, allow_null=True)
    definition = serializers.DictField(required=False, default=dict, help_text=DRAFT)


class BundleChange(Strict):
    """What to change; what is absent stays."""

    name = serializers.CharField(max_length=200, required=False)
    group = serializers.UUIDField(required=False, allow_null=True)
    definition = serializers.DictField(required=False, help_text=DRAFT)
    revision = serializers.IntegerField(
        required=False, min_value=1, help_text="Of the draft the change is based on."
    )
    run_until = serializers.DateTimeField(required=False, allow_null=True)
    is_confidential = serializers.BooleanField(
        required=False,
        help_text="The journal keeps from now on that the bundle ran, and nothing of its data.",
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Demand the revision of the draft that is replaced."""
        if "definition" in attrs and "revision" not in attrs:
            raise serializers.ValidationError({"revision": [_detail("missing")]})
        return attrs


class Starting(Strict):
    """What to do with what has waited, and from when a polling trigger looks."""

    waiting = serializers.ChoiceField(("process", "drop"), required=False, default="process")

    def get_fields(self) -> dict[str, Any]:
        """Add the field whose name Python keeps for itself."""
        since = NowOrMoment(required=False, help_text="`now`, a date, or an instant.")
        return {**super().get_fields(), "from": since}


class NowOrMoment(DayOrInstant):
    """`now`, a date or an instant."""

    words: ClassVar[tuple[str, ...]] = ("now",)

    def to_internal_value(self, data: Any) -> str:
        """Return the word or the text of the moment."""
        return data if data in self.words else super().to_internal_value(data)


class KeepOrMoment(NowOrMoment):
    """`keep`, `now`, a date or an instant."""

    words: ClassVar[tuple[str, ...]] = ("keep", "now")


class Publishing(Strict):
    """From where a trigger that polls goes on; asked for when it looks elsewhere than before."""

    position = KeepOrMoment(
        required=False, help_text="`keep`, `now`, a date, or an instant; without it 409."
    )


class RunWish(Strict):
    """An event to run the bundle for, as its trigger would have brought it."""

    event = serializers.DictField(
        required=False,
        help_text="Without it a trigger that polls asks at once; others bring an empty event.",
    )


class VersionWish(Strict):
    """Which draft the version may replace."""

    revision = serializers.IntegerField(required=False, min_value=1)


class GroupForm(Strict):
    """A group's name."""

    name = serializers.CharField(max_length=200)


class BulkWish(Strict):
    """One thing to do to many bundles; `group` says where to move them, null for no group."""

    ids = serializers.ListField(
        child=serializers.UUIDField(), allow_empty=False, max_length=AT_ONCE
    )
    do = serializers.ChoiceField(DEEDS)
    group = serializers.UUIDField(required=False, allow_null=True)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Demand a group where bundles are moved, and none elsewhere."""
        if attrs["do"] == "move" and "group" not in attrs:
            raise serializers.ValidationError({"group": [_detail("group_missing")]})
        if attrs["do"] != "move" and attrs.get("group") is not None:
            raise serializers.ValidationError({"group": [_detail("unknown_field")]})
        return attrs


def _detail(code: str) -> serializers.ErrorDetail:
    return serializers.ErrorDetail(say(code), code)
