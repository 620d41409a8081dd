"""Questions to the sums: of whom, of which days, and what the answer tells apart."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Self
from uuid import UUID
from zoneinfo import ZoneInfo

from engine.accounts.models import Workspace
from engine.analytics.days import BEGINNING, DAY, FIRST_DAY, Calendar, Days
from engine.analytics.models import Fold, Scope


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What is counted; everything given must hold. Nobody's group is the bundles of none."""

    bundle: UUID | None = None
    group: UUID | None = None
    connection: UUID | None = None
    connector: str | None = None
    bundles: Sequence[UUID] | None = None

    @property
    def by_use(self) -> bool:
        """Whether only what went through some connections is counted, so that runs are not."""
        return self.connection is not None or self.connector is not None

    def to(self, bundles: Sequence[UUID]) -> Self:
        """Return the same for these bundles, which are of the group already."""
        return replace(self, group=None, bundles=bundles)


@dataclass(frozen=True, slots=True)
class Reach:
    """How far a workspace is folded, by the days its zone has now."""

    calendar: Calendar
    folded_until: datetime

    @classmethod
    def of(cls, workspace: Workspace) -> Self:
        """Return it; after a change of the zone nothing that is going to be folded anew counts."""
        zone = ZoneInfo(workspace.time_zone)
        state = Fold.objects.filter(pk=workspace.pk).first()
        if state is None:
            return cls(Calendar(zone, BEGINNING, FIRST_DAY), BEGINNING)
        calendar = Calendar(zone, state.kept_since, state.first_day)
        is_same = state.zone == workspace.time_zone
        return cls(calendar, state.folded_until if is_same else state.kept_since)

    @property
    def whole_end(self) -> date:
        """The first day that is not folded as a whole."""
        return self.calendar.day_of(self.folded_until)

    @property
    def folded_end(self) -> date:
        """The first day of which nothing is folded."""
        end = self.whole_end
        return end + DAY if self.calendar.start(end) < self.folded_until else end


@dataclass(frozen=True, slots=True)
class Question:
    """Whose numbers of which days, told apart by a `key` and `by` pieces of the period.

    `has_group_sums` says that sums of groups are of the bundles that the groups have now.
    """

    workspace: Workspace
    reach: Reach
    days: Days
    narrowing: Narrowing
    has_group_sums: bool
    key: str | None = None
    by: str | None = None

    @property
    def scope(self) -> Scope:
        """Return the coarsest sums that still tell apart what is asked."""
        by_use = self.narrowing.by_use or self.key in ("connection", "connector")
        if self._of_bundles:
            return Scope.USE if by_use else Scope.BUNDLE
        if self._of_groups:
            return Scope.USE if by_use else Scope.GROUP
        if not by_use:
            return Scope.ALL
        by_connection = self.narrowing.connection is not None or self.key == "connection"
        return Scope.CONNECTION if by_connection else Scope.CONNECTOR

    @property
    def is_of_groups(self) -> bool:
        """Whether groups are told apart by sums of their own."""
        return self.key == "group" and self.scope == Scope.GROUP

    @property
    def counts_runs(self) -> bool:
        """Whether the numbers are of runs, or only of what went through connections."""
        return self.scope <= Scope.GROUP

    @property
    def names(self) -> tuple[str, ...]:
        """What each row of the answer is told apart by."""
        return tuple(name for name in (self.key, self.by) if name)

    @property
    def is_one_sum_a_day(self) -> bool:
        """Whether the days that are folded are one row each, or few, and so not worth adding up."""
        is_one = self.scope not in (Scope.BUNDLE, Scope.USE) or self.narrowing.bundle is not None
        return is_one and self.names == ("day",)

    @property
    def _of_bundles(self) -> bool:
        is_told_apart = self.key == "bundle" or self.narrowing.bundle is not None
        return is_told_apart or (self._of_groups and not self.has_group_sums)

    @property
    def _of_groups(self) -> bool:
        return self.key == "group" or self.narrowing.group is not None
