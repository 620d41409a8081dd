"""Compiled versions of bundles; a version never changes, so it is looked up once."""

from engine.flow import definition
from engine.flow.definition import Definition
from engine.kernel.recent import Recent
from engine.queue.database import Db

VERSIONS_KEPT = 2_000

FIND_VERSION = "SELECT definition FROM bundles_bundleversion WHERE id = %s"


class Library:
    """Looks versions up and remembers the most recently used."""

    def __init__(self) -> None:
        self._versions: Recent[str, Definition] = Recent(VERSIONS_KEPT)

    async def program(self, db: Db, version_id: str) -> Definition:
        """Return the compiled version; raises LookupError when it is gone."""
        known = self._versions.get(version_id)
        if known is not None:
            return known
        row = await (await db.execute(FIND_VERSION, (version_id,))).fetchone()
        if row is None:
            raise LookupError(f"version {version_id} is gone")
        return self._versions.keep(version_id, definition.compile(row[0]))
