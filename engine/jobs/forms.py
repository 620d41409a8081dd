"""What is sent to ask for a job."""

from typing import Any

from rest_framework import serializers

from engine.api.parameters import Parameters
from engine.api.serializers import Strict
from engine.api.words import say
from engine.catalog.shapes import ServiceName
from engine.jobs.models import Job
from engine.journal.finding.filters import Filters, GroupOrNone

MOST_IDS = 1_000


class RowFilter(Filters):
    """The filters of the journal's list. Failed runs are meant, unless `status` says otherwise."""

    strict_types = True


class ResendWish(Strict):
    """Which rows to resend, by their ids or by a filter, and how."""

    ids = serializers.ListField(
        child=serializers.UUIDField(), required=False, min_length=1, max_length=MOST_IDS
    )
    filter = RowFilter(required=False)
    mode = serializers.ChoiceField(
        Job.Mode.choices,
        required=False,
        default=Job.Mode.FAILED_STEP.value,
        help_text=(
            "`failed_step` goes on where the run stopped, on its own version, with what succeeded "
            "kept; `start` does everything again on the live version."
        ),
    )
    dry_run = serializers.BooleanField(
        required=False, default=False, help_text="Only count; nothing is resent."
    )
    force_new_key = serializers.BooleanField(
        required=False,
        default=False,
        help_text="Let services take the calls for new ones: their idempotency keys are new.",
    )
    again = serializers.BooleanField(
        required=False,
        default=False,
        help_text="With `start`: also rows with a later attempt, even one that succeeded.",
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Refuse what contradicts itself."""
        if ("ids" in attrs) == ("filter" in attrs):
            raise serializers.ValidationError(say("ids_or_filter"), "ids_or_filter")
        if attrs["again"] and attrs["mode"] != Job.Mode.START:
            mistake = serializers.ValidationError(say("again_needs_start"), "again_needs_start")
            raise serializers.ValidationError({"again": mistake.detail})
        return {**attrs, "ids": list(dict.fromkeys(attrs["ids"]))} if "ids" in attrs else attrs


class PreviewWish(Parameters):
    """From where the run would be resent."""

    mode = serializers.ChoiceField(
        Job.Mode.choices, required=False, default=Job.Mode.FAILED_STEP.value
    )


class BundleFilter(Strict):
    """Which bundles; everything given must hold, and nothing means all."""

    group = GroupOrNone(required=False, help_text="A group's id, or `none`.")
    connection = serializers.UUIDField(required=False, help_text="Those that use it now.")
    connector = ServiceName(
        required=False, max_length=64, help_text="Those that use the service now."
    )
    bundle = serializers.UUIDField(required=False)


class RefreshWish(Strict):
    """Whose waiting data to take, by the bundles' ids or by a filter."""

    bundles = serializers.ListField(
        child=serializers.UUIDField(), required=False, min_length=1, max_length=MOST_IDS
    )
    filter = BundleFilter(required=False)
    dry_run = serializers.BooleanField(
        required=False, default=False, help_text="Only count; nothing is let go."
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Refuse what contradicts itself."""
        if ("bundles" in attrs) == ("filter" in attrs):
            raise serializers.ValidationError(say("bundles_or_filter"), "bundles_or_filter")
        return attrs


class JobFilters(Parameters):
    """Which jobs to list."""

    kind = serializers.ChoiceField(Job.Kind.choices, required=False)
