"""The journal's weekly partitions: made ahead, dropped whole once older than the retention."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.db import connection as default_connection
from django.db.backends.base.base import BaseDatabaseWrapper

WEEKS_AHEAD = 4


@dataclass(frozen=True, slots=True)
class Week:
    """One partition: from a Monday 00:00 UTC to the next."""

    monday: date

    @classmethod
    def of(cls, moment: datetime) -> "Week":
        """Return the week this moment falls in."""
        day = moment.astimezone(UTC).date()
        return cls(day - timedelta(days=day.weekday()))

    @property
    def table(self) -> str:
        """The partition's name, such as `journal_entry_20261116`."""
        return f"journal_entry_{self.monday:%Y%m%d}"

    @property
    def bounds(self) -> tuple[str, str]:
        """First moment inside and first moment after, in PostgreSQL's words."""
        end = self.monday + timedelta(days=7)
        return f"{self.monday} 00:00:00+00", f"{end} 00:00:00+00"


def weeks_ahead(moment: datetime) -> Iterator[Week]:
    """Yield last week (late clocks), this one and those to come that must exist now."""
    for offset in range(-1, WEEKS_AHEAD + 1):
        yield Week.of(moment + timedelta(weeks=offset))


def make_ahead(moment: datetime, *, connection: BaseDatabaseWrapper = default_connection) -> None:
    """Create the partitions that will be needed; does nothing for those that exist."""
    with connection.cursor() as cursor:
        for week in weeks_ahead(moment):
            start, end = week.bounds
            cursor.execute(
                f"CREATE TABLE IF NOT EXISTS {week.table} PARTITION OF journal_entry "
                f"FOR VALUES FROM ('{start}') TO ('{end}')"
            )
