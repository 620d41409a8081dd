"""Building the wall, after each `migrate`: as often as you like, changing only what is missing."""

import logging
from collections.abc import Mapping, Sequence
from typing import Any

import psycopg
from django.db import ProgrammingError, connections, transaction
from django.db.backends.utils import CursorWrapper
from psycopg import sql

from engine.accounts.wall.entering import role_of, stands
from engine.accounts.wall.tables import LOOSE, OPEN, SEQUENCES, conditions

log = logging.getLogger(__name__)

LOCK = 0x5761_6C6C
POLICY = sql.Identifier("own_workspace")
# What a policy was made of is kept beside it: PostgreSQL itself gives it back in other words.
STANDING = """
SELECT table_.relname, CASE WHEN table_.relrowsecurity
    THEN coalesce(obj_description(policy.oid, 'pg_policy'), '') ELSE '' END
FROM pg_class AS table_
LEFT JOIN pg_policy AS policy ON policy.polrelid = table_.oid AND policy.polname = 'own_workspace'
WHERE table_.relnamespace = current_schema()::regnamespace AND table_.relname = ANY(%s)
"""
BRICK = sql.SQL("""
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS {policy} ON {table};
CREATE POLICY {policy} ON {table} USING ({condition});
COMMENT ON POLICY {policy} ON {table} IS {told}
""")
WITHOUT_RIGHTS = """
SELECT name FROM unnest(%s::text[]) AS name
WHERE NOT has_table_privilege(%s, quote_ident(name), 'INSERT')
"""
WITHOUT_NUMBERS = """
SELECT name FROM unnest(%s::text[]) AS name
WHERE NOT has_sequence_privilege(%s, quote_ident(name), 'USAGE')
"""
NOT_ALLOWED = (
    "The second wall between workspaces is missing, as this database user may make no roles. "
    "Let an administrator run: CREATE ROLE %(role)s NOLOGIN; "
    "GRANT %(role)s TO %(user)s WITH INHERIT FALSE, SET TRUE; then start Svyazka again."
)


def build(using: str = "default") -> bool:
    """Wall every table of a workspace, and say whether the role to see them by is there."""
    wanted = conditions()
    for table, condition in _missing(wanted, using):
        # One table a transaction: a lock on many would wait for each other with those who work.
        with transaction.atomic(using), connections[using].cursor() as cursor:
            _lay(cursor, table, condition)
    try:
        with transaction.atomic(using), connections[using].cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
            _let_in(cursor, role_of(using), [*_existing(cursor, [*wanted, *OPEN])])
    except ProgrammingError as error:
        if not isinstance(error.__cause__, psycopg.errors.InsufficientPrivilege):
            raise
    if stands(using):
        return True
    user = connections[using].settings_dict["USER"] or "this user"
    log.warning(NOT_ALLOWED, {"role": role_of(using), "user": user})
    return False


def after_migrate(*, using: str, **_: Any) -> None:
    """Build the wall when Django says that tables have changed."""
    build(using)


def _missing(wanted: Mapping[str, str], using: str) -> list[tuple[str, str]]:
    with connections[using].cursor() as cursor:
        standing = _existing(cursor, list(wanted))
    return [
        (table, wanted[table])
        for table, told in standing.items()
        # In the midst of migrations a row's owner may not have its table yet.
        if told != wanted[table] and LOOSE.get(table, ("", table))[1] in standing
    ]


def _existing(cursor: CursorWrapper, tables: Sequence[str]) -> Mapping[str, str]:
    cursor.execute(STANDING, [list(tables)])
    return dict(cursor.fetchall())


def _lay(cursor: CursorWrapper, table: str, condition: str) -> None:
    names = {"table": sql.Identifier(table), "policy": POLICY}
    texts = {"condition": sql.SQL(condition), "told": sql.Literal(condition)}
    cursor.execute(BRICK.format(**names, **texts))


def _let_in(cursor: CursorWrapper, role: str, tables: Sequence[str]) -> None:
    """Make the role and give it its rights, those to new tables included."""
    name = sql.Identifier(role)
    cursor.execute("SELECT FROM pg_roles WHERE rolname = %s", [role])
    if cursor.fetchone() is None:
        cursor.execute(sql.SQL("CREATE ROLE {} NOLOGIN").format(name))
    cursor.execute("SELECT pg_has_role(%s, 'SET')", [role])
    if not cursor.fetchone()[0]:
        grant = sql.SQL("GRANT {} TO CURRENT_USER WITH INHERIT FALSE, SET TRUE")
        cursor.execute(grant.format(name))
    cursor.execute(WITHOUT_RIGHTS, [list(tables), role])
    if lacking := [sql.Identifier(table) for (table,) in cursor.fetchall()]:
        grant = sql.SQL("GRANT SELECT, INSERT, UPDATE, DELETE ON {} TO {}")
        cursor.execute(grant.format(sql.SQL(", ").join(lacking), name))
    cursor.execute(WITHOUT_NUMBERS, [[*_existing(cursor, SEQUENCES)], role])
    for (sequence,) in cursor.fetchall():
        grant = sql.SQL("GRANT USAGE ON SEQUENCE {} TO {}")
        cursor.execute(grant.format(sql.Identifier(sequence), name))
