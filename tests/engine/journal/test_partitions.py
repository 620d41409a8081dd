"""The journal's weekly partitions, on a real PostgreSQL."""

import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import psycopg
import pytest
from django.core.management import call_command
from django.db import connection

from engine.journal.models import Entry, Rollup
from engine.journal.partitions import Week, drop_old, make_ahead, partitions
from engine.journal.retention import tend
from engine.kernel.clock import now
from engine.kernel.ids import new_id

LONG_AGO = datetime(2031, 5, 7, 12, tzinfo=UTC)
LATER = LONG_AGO + timedelta(days=18)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def only_present_partitions() -> Iterator[None]:
    """Leave the table as it was: the flush between tests does not know partitions."""
    before = {part.week for part in partitions()}
    yield
    with connection.cursor() as cursor:
        for part in partitions():
            if part.week not in before:
                cursor.execute(f"DROP TABLE {part.table}")
        cursor.execute("TRUNCATE journal_entry")
    make_ahead(now())


def weeks() -> list[str]:
    return [part.table for part in partitions()]


def an_entry(moment: datetime) -> Entry:
    return Entry.objects.create(workspace_id=new_id(), status="succeeded", finished_at=moment)


@pytest.fixture
def reader() -> Iterator[psycopg.Connection]:
    params = connection.get_connection_params()
    keep = ("dbname", "user", "password", "host", "port")
    with psycopg.connect(**{name: params[name] for name in keep if name in params}) as other:
        yield other


def test_partitions_are_made_ahead_and_a_second_call_finds_nothing_to_do() -> None:
    made = make_ahead(LONG_AGO)

    assert (made, make_ahead(LONG_AGO)) == (18, 0)
    assert {"journal_entry_20310428", "journal_entry_20310505"} <= set(weeks())
    assert an_entry(LONG_AGO + timedelta(weeks=4)).pk


def test_a_week_runs_from_monday_to_monday_in_utc() -> None:
    sunday_night = datetime(2031, 5, 11, 23, 59, 59, tzinfo=UTC)

    assert Week.of(sunday_night).bounds == ("2031-05-05 00:00:00+00", "2031-05-12 00:00:00+00")
    assert Week.of(sunday_night + timedelta(seconds=1)).monday == date(2031, 5, 12)


def test_many_processes_make_the_same_partitions_without_a_quarrel() -> None:
    made: list[int] = []

    def make() -> None:
        made.append(make_ahead(LONG_AGO))
        connection.close()

    threads = [threading.Thread(target=make) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(made) == [0, 0, 0, 18]


def test_only_partitions_wholly_older_than_the_retention_are_dropped() -> None:
    make_ahead(LONG_AGO)
    an_entry(LONG_AGO)

    dropped = drop_old(datetime(2031, 5, 12, tzinfo=UTC))

    assert dropped >= 2
    assert "journal_entry_20310505" not in weeks()
    assert "journal_entry_20310512" in weeks()
    assert not Entry.objects.filter(finished_at=LONG_AGO).exists()


def test_a_partition_cut_off_half_way_is_dropped_by_the_next_call() -> None:
    make_ahead(LONG_AGO)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE journal_entry DETACH PARTITION journal_entry_20310428")

    drop_old(LATER)

    assert "journal_entry_20310428" not in weeks()


def test_a_partition_somebody_reads_waits_for_the_next_call(reader: psycopg.Connection) -> None:
    make_ahead(LONG_AGO)
    reader.execute("SELECT count(*) FROM journal_entry")

    drop_old(LATER)
    while_read = weeks()
    reader.rollback()
    drop_old(LATER)

    assert "journal_entry_20310428" in while_read
    assert "journal_entry_20310428" not in weeks()


def test_a_second_process_leaves_the_dropping_to_the_first(reader: psycopg.Connection) -> None:
    make_ahead(LONG_AGO)
    reader.execute("SELECT pg_advisory_lock(7095812501)")

    assert drop_old(LATER) == 0
    assert "journal_entry_20310428" in weeks()


def test_the_daily_care_forgets_hours_older_than_thirteen_months() -> None:
    hour = now().replace(minute=0, second=0, microsecond=0)
    for age in (395, 397):
        Rollup.objects.create(
            bundle_id=new_id(), workspace_id=new_id(), slot=hour - timedelta(days=age)
        )

    done = tend(now())

    assert done.sums_forgotten == 1
    assert Rollup.objects.count() == 1


def test_the_command_says_what_it_did(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("journalpartitions")

    assert capsys.readouterr().out.startswith("journal partitions: 0 made, 0 dropped")
