"""Through what runs went: the connections of their triggers and of the steps that were called.

The row of a run names its trigger's connection. What its steps called are keys of the row, one for
each connection and ending, so that whatever is asked for lies in the order it is read in. A
service that needs no connection stands for itself.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from django.db import connection as database

from engine.catalog.registry import installed
from engine.journal.modes import ALERT
from engine.journal.telling.keys import hashed
from engine.journal.telling.sums import NO_CONNECTION, RESULTS, Place, Share

# Plain SQL, because connections belong to a room above. Those that are no more have left sums.
IS_OURS = "SELECT FROM connections_connection WHERE workspace_id = %s AND id = %s"
OF_SERVICE = """
WITH RECURSIVE used AS (
    (SELECT connection_id FROM journal_use
     WHERE workspace_id = %(workspace)s AND connector = %(connector)s
     ORDER BY connection_id LIMIT 1)
    UNION ALL
    SELECT (SELECT u.connection_id FROM journal_use AS u
            WHERE u.workspace_id = %(workspace)s AND u.connector = %(connector)s
                AND u.connection_id > used.connection_id ORDER BY u.connection_id LIMIT 1)
    FROM used WHERE used.connection_id IS NOT NULL
)
SELECT connection_id FROM used WHERE connection_id IS NOT NULL
UNION
SELECT id FROM connections_connection
WHERE workspace_id = %(workspace)s AND connector = %(connector)s
"""


@dataclass(frozen=True, slots=True)
class Through:
    """Some connections, and by which names their keys are made.

    Rows of connections that are not `ours` for sure may be a stranger's.
    """

    connections: Sequence[UUID]
    names: Sequence[str]
    are_ours: bool = True

    def each(self) -> "Iterator[Through]":
        """Yield what a run was started by and what it called, one at a time."""
        for connection_id in self.connections:
            yield Through((connection_id,), (), self.are_ours)
        for name in self.names:
            yield Through((), (name,), self.are_ours)

    def keys(self, workspace_id: UUID, categories: Iterable[str]) -> list[int]:
        """Return the keys of rows whose steps went through them and that ended so."""
        return [
            _key(str(workspace_id), name, category)
            for category in categories
            if category in RESULTS
            for name in self.names
        ]


def through_connection(workspace_id: UUID, connection_id: UUID) -> Through:
    """Return one connection, which may be no more."""
    with database.cursor() as cursor:
        cursor.execute(IS_OURS, [workspace_id, connection_id])
        is_ours = cursor.fetchone() is not None
    return Through((connection_id,), (str(connection_id),), is_ours)


def through_service(workspace_id: UUID, connector: str) -> Through:
    """Return all connections that a service has and had."""
    with database.cursor() as cursor:
        cursor.execute(OF_SERVICE, {"workspace": workspace_id, "connector": connector})
        ids = [row[0] for row in cursor.fetchall() if row[0] != NO_CONNECTION]
    return Through(ids, (connector, *map(str, ids)))


def keys_through(workspace_id: str, mode: str, status: str, shares: Iterable[Share]) -> set[int]:
    """Return the keys of a run by what its steps called; alerts are nobody's to look for."""
    if mode == ALERT:
        return set()
    names = {_name(share.place) for share in shares}
    return {_key(workspace_id, name, status) for name in names if name}


def all_keys(workspace_id: UUID) -> list[int]:
    """Return every key that rows of this workspace may have by what they went through."""
    services = (through_service(workspace_id, slug) for slug in installed().slugs())
    return [key for one in services for key in one.keys(workspace_id, RESULTS)]


def _name(place: Place) -> str:
    return str(place.connection_id or place.connector or "")


@lru_cache(maxsize=65_536)
def _key(workspace_id: str, name: str, category: str) -> int:
    return hashed(workspace_id, f"through:{name}:{category}")
