"""What `changed` conditions saw in the run before, and what they see in this one."""

from collections.abc import Sequence
from uuid import UUID

from engine.queue.database import Db

RECALL = "SELECT key, digest FROM queue_memory WHERE bundle_id = %s AND key = ANY(%s)"


class Memory:
    """One run's view of its bundle's memory; `changes` become durable with the run's ending."""

    def __init__(self, bundle_id: UUID) -> None:
        self._bundle_id = bundle_id
        self._before: dict[str, bytes] = {}
        self.changes: dict[str, bytes] = {}

    async def recall(self, db: Db, keys: Sequence[str]) -> None:
        """Fetch what conditions are about to ask for."""
        missing = [key for key in keys if key not in self._before]
        if missing:
            found = await db.execute(RECALL, (self._bundle_id, missing))
            self._before.update({row[0]: bytes(row[1]) for row in await found.fetchall()})

    def previous(self, key: str) -> bytes | None:
        """Return the digest of the run before."""
        return self._before.get(key)

    def remember(self, key: str, digest: bytes) -> None:
        """Keep the digest for the next run."""
        self.changes[key] = digest
