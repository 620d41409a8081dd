"""The filters of the journal: what an address may ask for, and the rows that answer it."""

from collections.abc import Mapping
from datetime import UTC, datetime, time
from typing import Any, TypeAlias
from uuid import UUID
from zoneinfo import ZoneInfo

from rest_framework import serializers

from engine.accounts.models import Workspace
from engine.api.parameters import Parameters
from engine.api.words import say
from engine.journal.models import Entry
from engine.journal.querysets import EVENTS, EntryQuerySet
from engine.journal.spans import PERIODS, Hours, Span, beginning, clock, ending, span_of

NO_GROUP = "none"
NO_ZONE = ZoneInfo("UTC")
EARLIEST, LATEST = datetime(1970, 1, 2, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)

Asked: TypeAlias = Mapping[str, Any]


class DayOrInstant(serializers.CharField):
    """A date or an instant, kept as text until the workspace's zone is known."""

    def to_internal_value(self, data: Any) -> str:
        """Return the text if it can be read as a moment."""
        text = super().to_internal_value(data)
        try:
            moment = beginning(text, NO_ZONE)
        except (ValueError, OverflowError) as error:
            raise _mistake("bad_date") from error
        if not EARLIEST < moment < LATEST:
            raise _mistake("bad_date")
        return text


class TimeOfDay(serializers.CharField):
    """HH:MM; 24:00 is read as None."""

    def to_internal_value(self, data: Any) -> time | None:  # type: ignore[override]
        """Return the time of day."""
        try:
            return clock(super().to_internal_value(data))
        except ValueError as error:
            raise _mistake("bad_time") from error


class GroupOrNone(serializers.CharField):
    """A group's id, or `none` for bundles of no group (read as None)."""

    def to_internal_value(self, data: Any) -> UUID | None:  # type: ignore[override]
        """Return the group's id."""
        if data == NO_GROUP:
            return None
        return serializers.UUIDField().to_internal_value(data)


class Filters(Parameters):
    """What the journal can be narrowed to; everything given must hold."""

    events = serializers.ChoiceField(
        list(EVENTS),
        required=False,
        help_text="`data` is what moved data without an error.",
    )
    period = serializers.ChoiceField(
        list(PERIODS), required=False, help_text="Days of the workspace's time zone."
    )
    to = DayOrInstant(required=False, help_text="Last date, or last instant, included.")
    time_from = TimeOfDay(required=False, help_text="HH:MM of the workspace's time zone.")
    time_to = TimeOfDay(
        required=False, help_text="HH:MM up to 24:00; earlier than `time_from` is the next day."
    )
    bundle = serializers.UUIDField(required=False)
    group = GroupOrNone(required=False, help_text="A group's id, or `none`.")
    connection = serializers.UUIDField(
        required=False, help_text="What came through it, and bundles that use it now."
    )
    status = serializers.ChoiceField(Entry.Status.choices, required=False)
    mode = serializers.CharField(required=False, max_length=16)
    search = serializers.CharField(
        required=False,
        allow_blank=True,
        max_length=200,
        help_text="An id, key or subject, or any text in the data of the run.",
    )

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """Add `from`, which Python's own grammar keeps us from declaring above."""
        first = DayOrInstant(required=False, help_text="First date, or first instant.")
        return {"from": first, **super().get_fields()}

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Refuse what contradicts itself."""
        if "period" in attrs and ("from" in attrs or "to" in attrs):
            raise serializers.ValidationError({"period": _mistake("period_or_dates").detail})
        if {"from", "to"} <= set(attrs):
            span = _span(attrs, EARLIEST, NO_ZONE)
            if span.start is not None and span.end is not None and span.start >= span.end:
                raise serializers.ValidationError({"to": _mistake("dates_reversed").detail})
        if "time_from" in attrs and attrs["time_from"] is None:
            raise serializers.ValidationError({"time_from": _mistake("bad_time").detail})
        return attrs


def selected(workspace: Workspace, asked: Asked, moment: datetime) -> EntryQuerySet:
    """Return the workspace's rows that pass every filter but the search."""
    zone = ZoneInfo(workspace.time_zone)
    rows = Entry.objects.of(workspace, moment).within(_span(asked, moment, zone))
    rows = rows.about(asked.get("events", "all"))
    if "time_from" in asked or "time_to" in asked:
        hours = Hours(asked.get("time_from") or time(), asked.get("time_to"))
        rows = rows.at(hours, zone)
    return _narrowed(rows, workspace, asked)


def _narrowed(rows: EntryQuerySet, workspace: Workspace, asked: Asked) -> EntryQuerySet:
    columns = {"bundle": "bundle_id", "status": "status", "mode": "mode"}
    plain = {column: asked[name] for name, column in columns.items() if name in asked}
    rows = rows.filter(**plain)
    if "group" in asked:
        rows = rows.in_group(workspace.id, asked["group"])
    return rows.through(asked["connection"]) if "connection" in asked else rows


def _span(asked: Asked, moment: datetime, zone: ZoneInfo) -> Span:
    if "period" in asked:
        return span_of(asked["period"], moment, zone)
    start = beginning(asked["from"], zone) if "from" in asked else None
    return Span(start, ending(asked["to"], zone) if "to" in asked else None)


def _mistake(code: str) -> serializers.ValidationError:
    return serializers.ValidationError(say(code), code)
