"""What running processes are told through PostgreSQL, so that it arrives with the commit."""

from collections.abc import Iterable
from uuid import UUID

from django.db import connection

HOOKS_CHANNEL = "svyazka_hooks"


def hooks_changed(connection_ids: Iterable[UUID]) -> None:
    """Make the receivers forget what they know of these connections once this transaction ends."""
    names = sorted({str(connection_id) for connection_id in connection_ids})
    if names:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_notify(%s, name) FROM unnest(%s::text[]) AS name", [HOOKS_CHANNEL, names]
            )
