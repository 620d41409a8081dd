"""Weekly partitions of the journal and of what it is searched by: made ahead, dropped whole."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.db import OperationalError, transaction
from django.db import connection as default_connection
from django.db.backends.base.base import BaseDatabaseWrapper

WEEKS_AHEAD = 4
LOCK = 7_095_812_501  # any number nobody else uses: one process at a time tends the partitions
LOCK_TIMEOUT = "2s"
TABLES = ("journal_entry", "journal_key", "journal_words")
NAME = re.compile(rf"({'|'.join(TABLES)})_(\d{{8}})")
ATTACHED = "SELECT 1 FROM pg_inherits WHERE inhrelid = to_regclass(%s)"
ALL = """
SELECT c.relname, i.inhdetachpending
FROM pg_class c LEFT JOIN pg_inherits i ON i.inhrelid = c.oid
WHERE c.relkind = 'r' AND c.relnamespace = (
    SELECT relnamespace FROM pg_class WHERE oid = 'journal_entry'::regclass)
ORDER BY c.relname
"""


@dataclass(frozen=True, slots=True, order=True)
class Week:
    """The span of one partition: from a Monday 00:00 UTC to the next."""

    monday: date

    @classmethod
    def of(cls, moment: datetime) -> "Week":
        """Return the week this moment falls in."""
        day = moment.astimezone(UTC).date()
        return cls(day - timedelta(days=day.weekday()))

    @property
    def bounds(self) -> tuple[str, str]:
        """First moment inside and first moment after, in PostgreSQL's words."""
        return f"{self.monday} 00:00:00+00", f"{self.end} 00:00:00+00"

    @property
    def end(self) -> date:
        """The Monday after."""
        return self.monday + timedelta(days=7)

    def is_over(self, moment: datetime) -> bool:
        """Whether every moment of the week lies before this one."""
        return datetime(self.end.year, self.end.month, self.end.day, tzinfo=UTC) <= moment


@dataclass(frozen=True, slots=True)
class Partition:
    """A partition as PostgreSQL has it; not attached when a drop was cut off half-way."""

    parent: str
    week: Week
    attached: bool = False
    detaching: bool = False

    @property
    def table(self) -> str:
        """The partition's name, such as `journal_entry_20261116`."""
        return f"{self.parent}_{self.week.monday:%Y%m%d}"


def weeks_ahead(moment: datetime) -> Iterator[Week]:
    """Yield last week (late clocks), this one and those to come that must exist now."""
    for offset in range(-1, WEEKS_AHEAD + 1):
        yield Week.of(moment + timedelta(weeks=offset))


def make_ahead(
    moment: datetime,
    *,
    tables: Sequence[str] = TABLES,
    connection: BaseDatabaseWrapper = default_connection,
) -> int:
    """Create the partitions that will be needed and return how many were missing."""
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        wanted = [Partition(table, week) for table in tables for week in weeks_ahead(moment)]
        missing = [part for part in wanted if not _exists(part, connection)]
        for part in missing:
            make(part, connection)
    return len(missing)


def make(part: Partition, connection: BaseDatabaseWrapper) -> None:
    """Create one partition, without a wait for anybody who reads or writes."""
    start, end = part.week.bounds
    with connection.cursor() as cursor:
        # Made apart and then attached: `PARTITION OF` would lock all readers and writers out.
        like = f"(LIKE {part.parent} INCLUDING DEFAULTS INCLUDING GENERATED)"
        cursor.execute(f"CREATE TABLE {part.table} {like}")
        cursor.execute(
            f"ALTER TABLE {part.parent} ATTACH PARTITION {part.table} "
            f"FOR VALUES FROM ('{start}') TO ('{end}')"
        )


def drop_old(oldest_kept: datetime, *, connection: BaseDatabaseWrapper = default_connection) -> int:
    """Drop every partition that lies wholly before this and return how many; blocks nobody.

    A partition somebody reads is left half detached and finished on the next call.
    """
    if connection.in_atomic_block:
        raise transaction.TransactionManagementError("DETACH CONCURRENTLY needs no transaction")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            return 0
        try:
            old = [part for part in partitions(connection) if part.week.is_over(oldest_kept)]
            return sum(_drop(part, connection) for part in old)
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


def partitions(connection: BaseDatabaseWrapper = default_connection) -> list[Partition]:
    """Return the partitions, oldest first, those half dropped included."""
    with connection.cursor() as cursor:
        cursor.execute(ALL)
        rows = [(NAME.fullmatch(name), pending) for name, pending in cursor.fetchall()]
    found = [
        Partition(name[1], _week(name[2]), attached=pending is not None, detaching=bool(pending))
        for name, pending in rows
        if name
    ]
    return sorted(found, key=lambda part: part.week)


def _week(digits: str) -> Week:
    return Week(date(int(digits[:4]), int(digits[4:6]), int(digits[6:])))


def _exists(part: Partition, connection: BaseDatabaseWrapper) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(ATTACHED, [part.table])
        return cursor.fetchone() is not None


def _drop(part: Partition, connection: BaseDatabaseWrapper) -> bool:
    how = "FINALIZE" if part.detaching else "CONCURRENTLY"
    with connection.cursor() as cursor:
        cursor.execute(f"SET lock_timeout = '{LOCK_TIMEOUT}'")
        try:
            if part.attached:
                cursor.execute(f"ALTER TABLE {part.parent} DETACH PARTITION {part.table} {how}")
            cursor.execute(f"DROP TABLE {part.table}")
        except OperationalError:
            return False
        finally:
            cursor.execute("RESET lock_timeout")
    return True
