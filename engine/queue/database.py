"""PostgreSQL for the loops where thousands wait at once: one raw asynchronous connection each."""

import asyncio
import contextlib
from collections.abc import Mapping
from typing import Any, TypeVar

import psycopg
from django.conf import settings
from django.db import connection
from psycopg import AsyncConnection, errors, pq
from psycopg.abc import PQGen

Db = AsyncConnection[tuple[Any, ...]]
T = TypeVar("T")

LOOK_EVERY_S = 0.1


class Line(Db):
    """A connection whose OperationalError means: not now; what it refuses for good is no such."""

    async def wait(
        self, gen: PQGen[T], interval: float = LOOK_EVERY_S, timeout: float | None = None
    ) -> T:
        """Do a piece of work with the server, as psycopg does."""
        try:
            return await super().wait(gen, interval, timeout)
        except psycopg.Error as error:
            meant = meaning(error)
            if meant is error:
                raise
            raise meant from error


def meaning(error: psycopg.Error) -> psycopg.Error:
    """Return the error by what it means, where psycopg's own kind says something else."""
    kind = _kind(error)
    if kind is None:
        return error
    meant = kind(*error.args, info=error.pgresult)
    meant.sqlstate = error.sqlstate
    return meant


def _kind(error: psycopg.Error) -> type[psycopg.Error] | None:
    state = error.sqlstate or ""
    # A server that is a replica by now, one that cut a transaction for its length, a journal
    # without this week's partition: all of it passes. A row too large for its index stays so.
    is_unready = state.startswith("25") or (
        isinstance(error, errors.CheckViolation) and not error.diag.constraint_name
    )
    if is_unready:
        return psycopg.OperationalError
    return psycopg.DataError if state.startswith("54") else None


async def connect(name: str) -> Db:
    """Open an autocommit connection to Django's database; `name` is what `pg_stat_activity` shows.

    A process that is stopped within a transaction loses it before others may claim its runs: held
    on to, its locks would keep them from recording theirs. Raises psycopg.OperationalError when
    the server cannot be reached within five seconds.
    """
    parts = connection.get_connection_params()
    conninfo = address(parts, name=name, lease_ms=settings.LEASE_S * 1000)
    opening = asyncio.ensure_future(Line.connect(conninfo, autocommit=True))
    try:
        return await asyncio.shield(opening)
    except asyncio.CancelledError:
        # Cut short, psycopg would leave the half-open line behind.
        with contextlib.suppress(psycopg.Error):
            await (await opening).close()
        raise


def address(parts: Mapping[str, Any], *, name: str, lease_ms: float) -> str:
    """Return the conninfo of a line: all that libpq was told of Django's, such as whom to trust."""
    known = {option.keyword.decode() for option in pq.Conninfo.get_defaults()}
    told = {part: value for part, value in parts.items() if part in known and value}
    ours = {
        "application_name": f"svyazka {name}",
        "connect_timeout": 5,
        "options": f"{told.get('options', '')} {_options(lease_ms)}".lstrip(),
    }
    return psycopg.conninfo.make_conninfo(**{**told, **ours})


def _options(lease_ms: float) -> str:
    wanted = {
        "timezone": "UTC",
        "idle_in_transaction_session_timeout": round(lease_ms / 3),
        "transaction_timeout": round(lease_ms),
    }
    return " ".join(f"-c {name}={value}" for name, value in wanted.items())
