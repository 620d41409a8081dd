"""Refusing a filter by something that the workspace does not have and never had."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import connection as database

from engine.kernel.errors import Mistake, NotFound

# Plain SQL, because these tables belong to rooms above. Bundles stay for good, in the trash at
# last; of a connection that is no more there are sums, in the end those of months, and at least
# what the system said of it.
KNOWN = {
    "bundle": "SELECT FROM bundles_bundle WHERE workspace_id = %(workspace)s AND id = %(id)s",
    "group": "SELECT FROM bundles_group WHERE workspace_id = %(workspace)s AND id = %(id)s",
    "connection": """
        SELECT FROM connections_connection WHERE workspace_id = %(workspace)s AND id = %(id)s
        UNION ALL (SELECT FROM journal_use
            WHERE workspace_id = %(workspace)s AND connection_id = %(id)s LIMIT 1)
        UNION ALL (SELECT FROM journal_entry WHERE connection_id = %(id)s
            AND category = 'system' AND workspace_id = %(workspace)s LIMIT 1)
        UNION ALL (SELECT FROM analytics_sum
            WHERE workspace_id = %(workspace)s AND connection_id = %(id)s LIMIT 1)
        LIMIT 1
    """,
}


def refuse_unknown(workspace_id: UUID, asked: Mapping[str, Any], *, at: str = "?") -> None:
    """Raise NotFound for ids that stand for nothing here; a stranger's reads the same."""
    unknown = [
        Mistake(f"{at}{name}", NotFound.code)
        for name in KNOWN
        if asked.get(name) is not None and not _is_known(name, workspace_id, asked[name])
    ]
    if unknown:
        raise NotFound(unknown)


def _is_known(name: str, workspace_id: UUID, an_id: UUID) -> bool:
    with database.cursor() as cursor:
        cursor.execute(KNOWN[name], {"workspace": workspace_id, "id": an_id})
        return cursor.fetchone() is not None
