"""What `changed` conditions saw in the run before, and what they see in this one."""

from collections.abc import Mapping, Sequence

from engine.queue.database import Db

RECALL = "SELECT key, digest FROM queue_memory WHERE bundle_id = %s AND key = ANY(%s)"


class Memory:
    """The digests of the run before; `changes` become durable with the decision they led to."""

    def __init__(self, before: Mapping[str, bytes]) -> None:
        self._before = before
        self.changes: dict[str, bytes] = {}

    def previous(self, key: str) -> bytes | None:
        """Return the digest of the run before."""
        return self._before.get(key)

    def remember(self, key: str, digest: bytes) -> None:
        """Keep the digest for the next run."""
        self.changes[key] = digest


async def recalled(db: Db, bundle_id: str, keys: Sequence[str]) -> Memory:
    """Return the bundle's memory of these keys."""
    found = await db.execute(RECALL, (bundle_id, list(keys)))
    return Memory({key: bytes(digest) for key, digest in await found.fetchall()})
