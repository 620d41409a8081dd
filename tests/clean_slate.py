"""The database is left empty by tests that commit, by deleting only what they wrote.

Django's own way truncates every table and fills in content types and permissions anew, which takes
a hundred times as long as most of these tests write for. It wants a superuser, as the throw-away
server's is: nothing else may delete rows in any order and wake no trigger.
"""

from collections.abc import Sequence

from django.db import connection, transaction

OURS = """
    SELECT oid::regclass::text FROM pg_class
    WHERE relkind IN ('r', 'p') AND NOT relispartition AND relnamespace = 'public'::regnamespace
"""


class CleanSlate:
    """Every table that the migrations left empty, and how to make them so again."""

    def __init__(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(OURS)
            tables = [name for (name,) in cursor.fetchall()]
        filled = _with_rows(tables)
        self._tables = [table for table in tables if table not in filled]

    def wipe(self) -> None:
        """Leave no row behind."""
        written = _with_rows(self._tables)
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
            for table in written:
                cursor.execute(f"DELETE FROM {table}")  # noqa: S608 - a name of the catalogue


def _with_rows(tables: Sequence[str]) -> list[str]:
    asked = " UNION ALL ".join(
        f"(SELECT '{table}' WHERE EXISTS (SELECT FROM {table}))"  # noqa: S608 - as above
        for table in tables
    )
    with connection.cursor() as cursor:
        cursor.execute(asked)
        return [name for (name,) in cursor.fetchall()]
