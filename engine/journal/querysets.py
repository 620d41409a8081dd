"""Questions to the journal, each bound by workspace and date so that few partitions are read.

The list is of what ended: runs that wait or are held live in the queue, a room above this one.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import models
from django.db.models import BooleanField, Case, Exists, F, OuterRef, Q, Value, When
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce

from engine.accounts.models import Workspace
from engine.journal.finding.cursors import At
from engine.journal.finding.sought import Sought, named, says
from engine.journal.finding.spans import Stretch
from engine.journal.finding.wanted import ALL_CATEGORIES, Wanted, multirange, went_through
from engine.journal.retention import oldest_seen

if TYPE_CHECKING:
    from engine.journal.models import Entry  # noqa: F401 (a type argument below)

AMONG = "journal_entry.id = ANY (%s)"
IN_STRETCHES = "journal_entry.finished_at <@ %s::tstzmultirange"


class EntryQuerySet(models.QuerySet["Entry"]):
    """Adjectives of journal rows."""

    def of(self, workspace: Workspace, moment: datetime) -> "EntryQuerySet":
        """Keep one workspace's rows that are not older than the retention."""
        oldest = oldest_seen(workspace.time_zone, moment)
        return self.filter(workspace_id=workspace.pk, finished_at__gte=oldest)

    def wanted(self, wanted: Wanted) -> "EntryQuerySet":
        """Keep what is wanted; `places` finds the same a page at a time."""
        if wanted.is_nothing:
            return self.none()
        rows = self._within(wanted.stretches).filter(workspace_id=wanted.workspace_id)
        if set(wanted.categories) < set(ALL_CATEGORIES):
            rows = rows.filter(category__in=wanted.categories)
        if wanted.bundles is not None:
            rows = rows.filter(bundle_id__in=wanted.bundles)
        for n in range(len(wanted.throughs)):
            rows = rows.filter(named(f"TRUE {went_through(n, 'journal_entry')}", wanted.ways))
        return rows if wanted.mode is None else rows.filter(mode=wanted.mode)

    def saying(self, sought: Sought) -> "EntryQuerySet":
        """Keep rows that hold what is sought."""
        return self.filter(says(sought))

    def at_places(self, places: Sequence[At]) -> "EntryQuerySet":
        """Keep the rows that lie there."""
        if not places:
            return self.none()
        moments = [moment for moment, _ in places]
        # By id within a time: a list of pairs would be planned pair by pair, for each partition.
        ids = RawSQL(AMONG, [[entry_id for _, entry_id in places]], output_field=BooleanField())  # noqa: S611 (a constant)
        return self.filter(ids, finished_at__gte=min(moments), finished_at__lte=max(moments))

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

    def newest_first(self) -> "EntryQuerySet":
        """Order as the journal is read."""
        return self.order_by("-finished_at", "-id")

    def oldest_first(self) -> "EntryQuerySet":
        """Order as the journal is exported."""
        return self.order_by("finished_at", "id")

    def _within(self, stretches: Sequence[Stretch]) -> "EntryQuerySet":
        first, last = stretches[-1].start, stretches[0].end
        rows = self.filter(finished_at__gte=first, finished_at__lt=last)
        if len(stretches) == 1:
            return rows
        among = RawSQL(IN_STRETCHES, [multirange(stretches)], output_field=BooleanField())  # noqa: S611 (a constant)
        return rows.filter(among)
