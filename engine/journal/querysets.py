"""Questions to the journal, each bound by workspace and date so that few partitions are read.

The list is of what ended: runs that wait or are held live in the queue, a room above this one.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID
from zoneinfo import ZoneInfo

import orjson
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Value, When
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce, TruncTime

from engine.accounts.models import Workspace
from engine.journal.modes import ALERT
from engine.journal.retention import oldest_seen
from engine.journal.spans import Hours, Span

if TYPE_CHECKING:
    from engine.journal.models import Entry  # noqa: F401 (a type argument below)

EVENTS: Mapping[str, Q] = {
    "all": Q(),
    "data": Q(kind="run", status="succeeded") & ~Q(mode=ALERT),
    "errors": Q(status="failed") & ~Q(mode=ALERT),
    "system": Q(kind="system") | Q(mode=ALERT),
}
# Plain SQL, because these tables belong to rooms above.
BUNDLES_IN_GROUP = "SELECT id FROM bundles_bundle WHERE workspace_id = %s AND group_id = %s"
BUNDLES_IN_NO_GROUP = "SELECT id FROM bundles_bundle WHERE workspace_id = %s AND group_id IS NULL"
BUNDLES_THAT_USE = "SELECT bundle_id FROM bundles_use WHERE connection_id = %s"


class EntryQuerySet(models.QuerySet["Entry"]):
    """Adjectives of journal rows."""

    def of(self, workspace: Workspace, moment: datetime) -> "EntryQuerySet":
        """Keep one workspace's rows that are not older than the retention."""
        oldest = oldest_seen(workspace.time_zone, moment)
        return self.filter(workspace_id=workspace.pk, finished_at__gte=oldest)

    def within(self, span: Span) -> "EntryQuerySet":
        """Keep rows that ended in the span."""
        rows = self if span.start is None else self.filter(finished_at__gte=span.start)
        return rows if span.end is None else rows.filter(finished_at__lt=span.end)

    def at(self, hours: Hours, zone: ZoneInfo) -> "EntryQuerySet":
        """Keep rows that ended at these hours of the zone's day."""
        rows = self.alias(clock=TruncTime("finished_at", tzinfo=zone))
        since = Q(clock__gte=hours.start)
        if hours.end is None:
            return rows.filter(since)
        until = Q(clock__lt=hours.end)
        return rows.filter(since | until if hours.crosses_midnight else since & until)

    def about(self, events: str) -> "EntryQuerySet":
        """Keep one of the four sorts of events."""
        return self.filter(EVENTS[events])

    def in_group(self, workspace_id: UUID, group_id: UUID | None) -> "EntryQuerySet":
        """Keep rows of bundles that are in the group now; None is bundles of no group."""
        if group_id is None:
            return self.filter(bundle_id__in=_ids(BUNDLES_IN_NO_GROUP, workspace_id))
        return self.filter(bundle_id__in=_ids(BUNDLES_IN_GROUP, workspace_id, group_id))

    def through(self, connection_id: UUID) -> "EntryQuerySet":
        """Keep rows that came through the connection, or whose bundle uses it now."""
        users = Q(bundle_id__in=_ids(BUNDLES_THAT_USE, connection_id))
        return self.filter(Q(connection_id=connection_id) | users)

    def saying(self, text: str) -> "EntryQuerySet":
        """Keep rows with this id, key or subject, or with this text in their data in any case."""
        exact = Q(key=text) | Q(subject__iexact=text)
        if (number := _uuid(text)) is not None:
            exact |= Q(id=number) | Q(event_id=number)
        # The data is kept as JSON text, where a quote or a line break is written with a backslash.
        escaped = orjson.dumps(text).decode()[1:-1]
        return self.filter(exact | Q(details__icontains=escaped))

    def attempts_at(self, first_id: UUID) -> "EntryQuerySet":
        """Keep the rows of one event's attempts: the first run and what was resent, in order."""
        mine = self.filter(Q(id=first_id) | Q(resend_of=first_id), kind="run")
        return mine.order_by("attempt")

    def latest_attempts(self) -> "EntryQuerySet":
        """Keep rows whose event was not tried again later."""
        later = self.model._default_manager.filter(
            resend_of=Coalesce(OuterRef("resend_of"), OuterRef("id")),
            attempt__gt=OuterRef("attempt"),
        )
        return self.filter(~Exists(later))

    def light(self) -> "EntryQuerySet":
        """Leave the payloads of runs in the database."""
        nothing = Value("", output_field=models.TextField())
        told = Case(When(kind="run", then=nothing), default=F("details"))
        return self.defer("details").annotate(told=told)

    def older_than(self, finished_at: datetime, entry_id: UUID) -> "EntryQuerySet":
        """Keep rows after this place, newest first; the plain bound prunes partitions."""
        tie = Q(finished_at__lt=finished_at) | Q(id__lt=entry_id)
        return self.filter(tie, finished_at__lte=finished_at)

    def newer_than(self, finished_at: datetime, entry_id: UUID) -> "EntryQuerySet":
        """Keep rows before this place, newest first."""
        tie = Q(finished_at__gt=finished_at) | Q(id__gt=entry_id)
        return self.filter(tie, finished_at__gte=finished_at)

    def newest_first(self) -> "EntryQuerySet":
        """Order as the journal is read."""
        return self.order_by("-finished_at", "-id")

    def oldest_first(self) -> "EntryQuerySet":
        """Order as the journal is exported."""
        return self.order_by("finished_at", "id")


def _ids(sql: str, *params: UUID) -> RawSQL:
    return RawSQL(sql, params)  # noqa: S611 (constants of this file, values as parameters)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
