"""Every table stands behind the wall between workspaces, or is listed with the reason why not."""

import pytest
from django.db import connection

from engine.accounts.wall.entering import role_of
from engine.accounts.wall.tables import LOOSE, OPEN, SHUT, conditions, models_by_table

TABLES = models_by_table()
WALLED = conditions()
RIGHTS = "SELECT has_table_privilege(%s, %s, 'SELECT, INSERT, UPDATE, DELETE')"
PARTITIONS = "SELECT relname FROM pg_class WHERE relispartition AND relkind = 'r'"
BRICKS = """
SELECT relname FROM pg_class
JOIN pg_policy ON polrelid = pg_class.oid WHERE relrowsecurity AND relname = ANY(%s)
"""


def may(table: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(RIGHTS, [role_of(), table])
        return bool(cursor.fetchone()[0])


@pytest.mark.parametrize("table", TABLES)
def test_it_is_told_of_every_table_whose_rows_it_holds(table: str) -> None:
    told = [table in WALLED, table in OPEN, table in SHUT]

    assert told.count(True) == 1, f"engine.accounts.wall.tables says nothing about {table}"


def test_nothing_is_told_of_tables_that_are_no_more() -> None:
    assert {*LOOSE, *OPEN, *SHUT} <= set(TABLES)


@pytest.mark.django_db
def test_the_database_holds_what_is_told() -> None:
    with connection.cursor() as cursor:
        cursor.execute(BRICKS, [list(TABLES)])
        walled = {name for (name,) in cursor.fetchall()}

    assert walled == set(WALLED)
    assert {table for table in TABLES if may(table)} == {*WALLED, *OPEN}


@pytest.mark.django_db
def test_no_way_leads_round_the_wall_through_a_partition() -> None:
    with connection.cursor() as cursor:
        cursor.execute(PARTITIONS)
        parts = [name for (name,) in cursor.fetchall()]

    assert len(parts) > 3
    assert not [part for part in parts if may(part)]
