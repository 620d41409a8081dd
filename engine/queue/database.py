"""PostgreSQL for the loops where thousands wait at once: one raw asynchronous connection each."""

import asyncio
import contextlib
from typing import Any

import psycopg
from django.db import connection
from psycopg import AsyncConnection

Db = AsyncConnection[tuple[Any, ...]]


async def connect(name: str) -> Db:
    """Open an autocommit connection to Django's database; `name` is what `pg_stat_activity` shows.

    Raises psycopg.OperationalError when the server cannot be reached within five seconds.
    """
    known = ("dbname", "user", "password", "host", "port")
    parts = connection.get_connection_params()
    conninfo = psycopg.conninfo.make_conninfo(
        **{part: parts[part] for part in known if parts.get(part)},
        application_name=f"svyazka {name}",
        connect_timeout=5,
        options="-c timezone=UTC",
    )
    opening = asyncio.ensure_future(AsyncConnection.connect(conninfo, autocommit=True))
    try:
        return await asyncio.shield(opening)
    except asyncio.CancelledError:
        # Cut short, psycopg would leave the half-open line behind.
        with contextlib.suppress(psycopg.Error):
            await (await opening).close()
        raise
