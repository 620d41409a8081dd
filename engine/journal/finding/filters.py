"""The filters of the journal: what an address may ask for, and the rows that answer it."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, time
from typing import Any, TypeAlias
from uuid import UUID
from zoneinfo import ZoneInfo

from rest_framework import serializers

from engine.accounts.models import Workspace
from engine.api.parameters import Parameters
from engine.api.words import say
from engine.catalog.shapes import ServiceName
from engine.journal.finding.known import refuse_unknown
from engine.journal.finding.sought import Sought
from engine.journal.finding.spans import (
    DAY,
    PERIODS,
    Hours,
    Span,
    Stretch,
    beginning,
    clock,
    ending,
    span_of,
    stretches,
)
from engine.journal.finding.through import Through, through_connection, through_service
from engine.journal.finding.wanted import (
    ALL_CATEGORIES,
    EVENTS,
    IN_GROUP,
    IN_NO_GROUP,
    RUNS,
    THIS_ONE,
    Wanted,
    bundles_of,
)
from engine.journal.models import Entry
from engine.journal.modes import ALERT, MODES
from engine.journal.querysets import EntryQuerySet
from engine.journal.retention import oldest_seen

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
        required=False, help_text="Runs that it started or that called it, and what befell it."
    )
    connector = ServiceName(
        required=False, max_length=64, help_text="Likewise, through any connection of the service."
    )
    status = serializers.ChoiceField(Entry.Status.choices, required=False)
    mode = serializers.ChoiceField(MODES, required=False, help_text="How the runs came to be.")
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


def wanted(workspace: Workspace, asked: Asked, moment: datetime, *, at: str = "?") -> Wanted:
    """Return what every filter but the search asks of the workspace's rows.

    Raises NotFound for what the workspace does not have; `at` says where the filters stand.
    """
    refuse_unknown(workspace.pk, asked, at=at)
    return Wanted(
        workspace.pk,
        _stretches(asked, moment, ZoneInfo(workspace.time_zone)),
        _categories(asked),
        bundles=_bundles(workspace, asked),
        throughs=list(_throughs(workspace, asked)),
        mode=asked.get("mode"),
    )


def selected(
    workspace: Workspace, asked: Asked, moment: datetime, *, at: str = "?"
) -> EntryQuerySet:
    """Return the workspace's rows that pass every filter, the search among them."""
    rows = Entry.objects.wanted(wanted(workspace, asked, moment, at=at))
    sought = Sought.of(workspace.pk, asked.get("search", ""))
    return rows.saying(sought) if sought else rows


def _categories(asked: Asked) -> Sequence[str]:
    kept = set(EVENTS[asked.get("events", "all")])
    if "status" in asked:
        kept &= {asked["status"]}
    if "mode" in asked:
        kept &= {"system"} if asked["mode"] == ALERT else set(RUNS)
    return [one for one in ALL_CATEGORIES if one in kept]


def _throughs(workspace: Workspace, asked: Asked) -> Iterator[Through]:
    if "connection" in asked:
        yield through_connection(workspace.pk, asked["connection"])
    if "connector" in asked:
        yield through_service(workspace.pk, asked["connector"])


def _bundles(workspace: Workspace, asked: Asked) -> Sequence[UUID] | None:
    if "bundle" in asked and "group" in asked:
        grouped = _bundles(workspace, {"group": asked["group"]}) or ()
        return [one for one in grouped if one == asked["bundle"]]
    if "bundle" in asked:
        return bundles_of(THIS_ONE, workspace.pk, asked["bundle"])
    if "group" not in asked:
        return None
    if asked["group"] is None:
        return bundles_of(IN_NO_GROUP, workspace.pk)
    return bundles_of(IN_GROUP, workspace.pk, asked["group"])


def _stretches(asked: Asked, moment: datetime, zone: ZoneInfo) -> Sequence[Stretch]:
    span, oldest = _span(asked, moment, zone), oldest_seen(zone, moment)
    # A clock that goes wrong may be ahead of ours; what it wrote is shown all the same.
    start, end = max(span.start or oldest, oldest), span.end or moment + DAY
    if start >= end:
        return ()
    whole = Stretch(start, end)
    if "time_from" not in asked and "time_to" not in asked:
        return (whole,)
    return stretches(whole, Hours(asked.get("time_from") or time(), asked.get("time_to")), zone)


def _span(asked: Asked, moment: datetime, zone: ZoneInfo) -> Span:
    if "period" in asked:
        return span_of(asked["period"], moment, zone)
    start = beginning(asked["from"], zone) if "from" in asked else None
    return Span(start, ending(asked["to"], zone) if "to" in asked else None)


def _mistake(code: str) -> serializers.ValidationError:
    return serializers.ValidationError(say(code), code)
