"""One process's shift outlives what breaks its machine."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from django.db import connection

from engine.runs.places import Place
from engine.runs.shift import Shift
from tests.engine.machine import a_hook, a_run, a_running_bundle, the_entry
from tests.installation import until

pytestmark = pytest.mark.django_db(transaction=True)

LINES = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND application_name LIKE 'svyazka %'
"""


@contextmanager
def a_strange_table() -> Iterator[None]:
    """Let the queue look as no code of ours knows it."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE queue_run RENAME COLUMN crashes TO strange")
        try:
            yield
        finally:
            cursor.execute("ALTER TABLE queue_run RENAME COLUMN strange TO crashes")


def lines() -> int:
    with connection.cursor() as cursor:
        cursor.execute(LINES)
        return int(cursor.fetchone()[0])


def test_a_machine_that_breaks_leaves_no_lines_and_the_next_one_works(tmp_path: Path) -> None:
    bundle = a_running_bundle(a_hook(), [{"id": "end", "kind": "stop"}])
    a_run(bundle)
    shift = Shift()
    with (tmp_path / "place").open("ab") as file:
        with a_strange_table(), pytest.raises(psycopg.ProgrammingError):
            shift.drain(Place(file))
        until(lambda: lines() == 0, within_s=30, what="the end of the broken machine's lines")
        shift.drain(Place(file))
    shift.close()

    assert the_entry(bundle).status == "succeeded"
