"""Going behind the wall for the rest of a request, and out again whatever became of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import psycopg
from django.db import connections

from engine.accounts.wall.tables import SETTING

# Rights are given to all tables at once: one stands for the others.
ROLE = "to_regrole(quote_ident(%(role)s))"
STANDS = f"""
pg_has_role({ROLE}, 'SET')
AND has_table_privilege({ROLE}, to_regclass('accounts_workspace'), 'SELECT')
"""
ENTER = f"""
SELECT set_config('{SETTING}', %(workspace)s, false), set_config('role', %(role)s, false)
WHERE {STANDS}
"""
LEAVE = f"RESET ROLE; RESET {SETTING}"
STEP_OUT = "SELECT current_setting('role'), set_config('role', 'none', false)"
STEP_IN = "SELECT set_config('role', %(before)s, false)"
LONGEST_NAME = 56


def role_of(using: str = "default") -> str:
    """Return whom a member's request is to PostgreSQL; roles are of all databases of a server."""
    database: str = connections[using].settings_dict["NAME"]
    return f"{database[:LONGEST_NAME]}_member"


def enter(workspace_id: UUID, using: str = "default") -> None:
    """Let this thread's connection see and write nothing but this workspace, until `leave`."""
    _ask(ENTER, using, workspace=str(workspace_id))


@contextmanager
def outside(using: str = "default") -> Iterator[None]:
    """Let statements through a gate that the wall would slow down; each says why at its place.

    PostgreSQL reads a row to see whose it is, even where an index alone would tell the answer.
    """
    row = _ask(STEP_OUT, using).fetchone()
    try:
        yield
    finally:
        _ask(STEP_IN, using, before=row[0] if row else "none")


def stands(using: str = "default") -> bool:
    """Whether there is a wall to go behind."""
    row = _ask(f"SELECT coalesce({STANDS}, false)", using).fetchone()
    return row is not None and bool(row[0])


def leave(**_: Any) -> None:
    """Give the connection back to its owner; one that cannot be given back is closed."""
    for connection in connections.all(initialized_only=True):
        line = connection.connection
        if line is None:
            continue
        try:
            line.execute(LEAVE)
        except psycopg.Error:
            connection.close()


def _ask(statement: str, using: str, **values: str) -> psycopg.Cursor[tuple[Any, ...]]:
    connection = connections[using]
    connection.ensure_connection()
    with connection.wrap_database_errors:
        line: psycopg.Connection[tuple[Any, ...]] = connection.connection
        return line.execute(statement, {"role": role_of(using), **values})
