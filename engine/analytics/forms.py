"""What an address may ask the analytics for; everything else is refused."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import date, timedelta
from typing import Any, TypeAlias

from rest_framework import serializers

from engine.analytics.days import CUTS, DAY, Days
from engine.api.parameters import Parameters
from engine.api.words import say
from engine.catalog.shapes import ServiceName
from engine.journal.finding.filters import GroupOrNone
from engine.kernel.errors import Invalid, Mistake

EARLIEST, LATEST = date(1970, 1, 2), date(2200, 1, 1)
MOST_DAYS = 400
USUAL = timedelta(days=30)  # and today, as the journal's "last 30 days"
SUBJECTS = ("bundle", "group", "connection", "connector")
ORDERS = ("transactions", "bytes", "errors", "runs")
FORMATS = ("json", "csv")
MOST_RESULTS = 100
RESULTS = 20

Asked: TypeAlias = Mapping[str, Any]


class Day(serializers.DateField):
    """A date of the workspace's zone, written as 2026-12-01."""

    def to_internal_value(self, value: Any) -> date:
        """Return the date; what no calendar of ours holds is refused."""
        with suppress(ValueError):
            day = date.fromisoformat(value)
            if day.isoformat() == value and EARLIEST <= day <= LATEST:
                return day
        raise serializers.ValidationError(say("not_a_date"), "not_a_date")


class PeriodForm(Parameters):
    """Some days, and whose numbers."""

    to = Day(required=False, help_text="Last date, included; today if left out.")
    bundle = serializers.UUIDField(required=False)
    group = GroupOrNone(required=False, help_text="A group's id, or `none`.")
    connection = serializers.UUIDField(
        required=False, help_text="Only what went through it; runs are not counted then."
    )
    connector = ServiceName(required=False, max_length=64, help_text="Likewise, by the service.")
    format = serializers.ChoiceField(FORMATS, required=False)
    workspace = serializers.UUIDField(required=False, help_text="For links, which send no headers.")

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """Add `from`, which Python's own grammar keeps us from declaring above."""
        words = f"First date; 30 days before `to` if left out. At most {MOST_DAYS} days."
        return {"from": Day(required=False, help_text=words), **super().get_fields()}


class FrameForm(PeriodForm):
    """How a period is cut."""

    by = serializers.ChoiceField(
        list(CUTS),
        required=False,
        help_text="Weeks begin on Monday; the outer ones may be partial.",
    )


class TopForm(PeriodForm):
    """What is compared, and in which order."""

    of = serializers.ChoiceField(SUBJECTS, required=False)
    sort = serializers.ChoiceField(
        ORDERS,
        required=False,
        help_text="Where runs are not counted, `runs` sorts by transactions.",
    )
    limit = serializers.IntegerField(required=False, min_value=1, max_value=MOST_RESULTS)


def days_of(asked: Asked, today: date) -> Days:
    """Return the days that are asked for; refuses an end before the beginning, and too many."""
    last = asked.get("to", today)
    first = asked.get("from", last - USUAL)
    if first > last:
        raise Invalid([Mistake("?to", "dates_reversed")])
    if last - first >= MOST_DAYS * DAY:
        raise Invalid([Mistake("?from", "period_too_long", {"most": MOST_DAYS})])
    return Days(first, last + DAY)
