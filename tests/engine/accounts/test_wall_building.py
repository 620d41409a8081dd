"""The wall is built by whoever owns the tables, and missed in words where that cannot be."""

import os
from collections.abc import Iterator

import psycopg
import pytest
from django.db import connection, connections
from psycopg import sql
from psycopg.conninfo import make_conninfo
from pytest_django import DjangoDbBlocker

from engine.accounts.wall.building import build
from engine.accounts.wall.entering import enter, leave, stands
from engine.config.database import django_database
from engine.kernel.ids import new_id

NAME = "svyazka_wall_test"
TABLES = (
    "CREATE TABLE accounts_workspace (id uuid)",
    "CREATE TABLE bundles_group (workspace_id uuid)",
)


def count() -> int:
    with connections[NAME].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM bundles_group")
        return int(cursor.fetchone()[0])


@pytest.fixture
def admin(servers: None) -> Iterator[psycopg.Connection]:
    """A superuser, with a database and its plain owner made for one test."""
    name = sql.Identifier(NAME)
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as line:
        line.execute(sql.SQL("CREATE ROLE {} LOGIN PASSWORD 'wall'").format(name))
        line.execute(sql.SQL("CREATE DATABASE {0} OWNER {0}").format(name))
        yield line
        line.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))
        line.execute(sql.SQL("DROP ROLE IF EXISTS {}").format(sql.Identifier(f"{NAME}_member")))
        line.execute(sql.SQL("DROP ROLE {}").format(name))


@pytest.fixture
def _owned(admin: psycopg.Connection, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Django's connection to that database, as its owner, with two groups of two workspaces."""
    place = make_conninfo(os.environ["DATABASE_URL"], dbname=NAME, user=NAME, password="wall")
    connections.settings[NAME] = {**connection.settings_dict, **django_database(place)}
    with django_db_blocker.unblock():
        with connections[NAME].cursor() as cursor:
            for statement in TABLES:
                cursor.execute(statement)
            cursor.execute("INSERT INTO bundles_group VALUES (%s), (%s)", [new_id(), new_id()])
        yield
        connections[NAME].close()
    del connections[NAME]
    del connections.settings[NAME]


@pytest.mark.usefixtures("_owned")
def test_an_owner_who_may_make_roles_builds_it_alone(admin: psycopg.Connection) -> None:
    admin.execute(f"ALTER ROLE {NAME} CREATEROLE")

    built = build(NAME)
    enter(new_id(), NAME)
    behind = count()
    leave()

    assert (built, behind, count()) == (True, 0, 2)


@pytest.mark.usefixtures("_owned")
def test_who_may_make_no_roles_is_told_and_works_on(caplog: pytest.LogCaptureFixture) -> None:
    built = build(NAME)
    enter(new_id(), NAME)

    assert (built, stands(NAME), count()) == (False, False, 2)
    assert f"CREATE ROLE {NAME}_member NOLOGIN" in caplog.text


@pytest.mark.usefixtures("_owned")
def test_the_role_of_an_administrator_is_enough(admin: psycopg.Connection) -> None:
    admin.execute(f"CREATE ROLE {NAME}_member NOLOGIN")
    admin.execute(f"GRANT {NAME}_member TO {NAME} WITH INHERIT FALSE, SET TRUE")
    stood_before = stands(NAME)

    build(NAME)

    assert (stood_before, stands(NAME)) == (False, True)


def policies() -> list[tuple[str, int]]:
    with connections[NAME].cursor() as cursor:
        cursor.execute("SELECT polrelid::regclass::text, oid FROM pg_policy ORDER BY 1")
        found: list[tuple[str, int]] = cursor.fetchall()
    return found


@pytest.mark.usefixtures("_owned")
def test_a_wall_that_stands_is_left_alone_and_a_gap_is_closed() -> None:
    build(NAME)
    first = policies()
    with connections[NAME].cursor() as cursor:
        cursor.execute("ALTER TABLE bundles_group DISABLE ROW LEVEL SECURITY")

    build(NAME)

    assert [table for table, _ in set(policies()) - set(first)] == ["bundles_group"]
