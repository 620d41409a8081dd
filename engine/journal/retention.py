"""How far back the journal shows and keeps, and the daily work that keeps it so."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection

from engine.journal.partitions import drop_old, make_ahead

MONTHS_SHOWN = 2
ROLLUP_KEPT = timedelta(days=396)  # 13 months: a whole year beside the present month
# No zone's day begins earlier than this before the same day of UTC, or ends later after it.
FARTHEST_EAST, FARTHEST_WEST = timedelta(hours=14), timedelta(hours=12)
SUMS = ("journal_rollup", "journal_use")


@dataclass(frozen=True, slots=True)
class Tended:
    """What one pass did."""

    made: int
    dropped: int
    sums_forgotten: int


def oldest_seen(workspace_zone: str | ZoneInfo, moment: datetime) -> datetime:
    """Return the first moment a workspace's journal shows; what is older is hidden at once.

    It is midnight two calendar months before today in the workspace's zone: on 1 January that of
    1 November, on 31 August that of 30 June. `JOURNAL_DAYS`, where it is set, counts days instead.
    """
    if settings.JOURNAL_DAYS:
        return moment - timedelta(days=settings.JOURNAL_DAYS)
    zone = ZoneInfo(workspace_zone) if isinstance(workspace_zone, str) else workspace_zone
    first = months_before(moment.astimezone(zone).date(), MONTHS_SHOWN)
    return datetime.combine(first, time(), zone).astimezone(UTC)


def oldest_kept(moment: datetime) -> datetime:
    """Return a moment before which no workspace's journal shows anything, whatever its zone."""
    if settings.JOURNAL_DAYS:
        return moment - timedelta(days=settings.JOURNAL_DAYS)
    first = months_before((moment - FARTHEST_WEST).astimezone(UTC).date(), MONTHS_SHOWN)
    return datetime.combine(first, time(), UTC) - FARTHEST_EAST


def months_before(day: date, months: int) -> date:
    """Return the same day of an earlier month, or that month's last day where it has no such."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def tend(moment: datetime) -> Tended:
    """Make partitions ahead, drop old ones, forget old sums; safe to call at any time."""
    made = make_ahead(moment)
    dropped = drop_old(oldest_kept(moment))
    with connection.cursor() as cursor:
        forgotten = 0
        for table in SUMS:
            cursor.execute(f"DELETE FROM {table} WHERE slot < %s", [moment - ROLLUP_KEPT])  # noqa: S608 (a constant)
            forgotten += cursor.rowcount
    return Tended(made, dropped, forgotten)
