"""PostgreSQL for the loops where thousands wait at once: one raw asynchronous connection each."""

import asyncio
import contextlib
from typing import Any

import psycopg
from django.conf import settings
from django.db import connection
from psycopg import AsyncConnection

Db = AsyncConnection[tuple[Any, ...]]


async def connect(name: str) -> Db:
    """Open an autocommit connection to Django's database; `name` is what `pg_stat_activity` shows.

    A process that is stopped within a transaction loses it before others may claim its runs: held
    on to, its locks would keep them from recording theirs. Raises psycopg.OperationalError when
    the server cannot be reached within five seconds.
    """
    known = ("dbname", "user", "password", "host", "port")
    parts = connection.get_connection_params()
    conninfo = psycopg.conninfo.make_conninfo(
        **{part: parts[part] for part in known if parts.get(part)},
        application_name=f"svyazka {name}",
        connect_timeout=5,
        options=_options(settings.LEASE_S * 1000),
    )
    opening = asyncio.ensure_future(AsyncConnection.connect(conninfo, autocommit=True))
    try:
        return await asyncio.shield(opening)
    except asyncio.CancelledError:
        # Cut short, psycopg would leave the half-open line behind.
        with contextlib.suppress(psycopg.Error):
            await (await opening).close()
        raise


def _options(lease_ms: float) -> str:
    wanted = {
        "timezone": "UTC",
        "idle_in_transaction_session_timeout": round(lease_ms / 3),
        "transaction_timeout": round(lease_ms),
    }
    return " ".join(f"-c {name}={value}" for name, value in wanted.items())
