"""Seals every connection's secrets with the active key, batch by batch, beside running traffic."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from engine.connections.errors import SecretsUnreadable, VaultKeyUnknown
from engine.connections.models import Connection
from engine.connections.vault import Vault

BATCH = 200


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the work has come; `unreadable` are the ids that no key of the ring opens."""

    sealed: int
    left: int
    unreadable: tuple[UUID, ...]


def reencrypt(vault: Vault, *, batch: int = BATCH) -> Iterator[Progress]:
    """Reseal what another key has sealed and tell after each batch; a second run finds nothing."""
    sealed, last = 0, UUID(int=0)
    unreadable: tuple[UUID, ...] = ()
    waiting = Connection.objects.exclude(secrets="").exclude(secrets__startswith=vault.prefix)
    left = waiting.count()
    while rows := list(waiting.filter(id__gt=last).order_by("id")[:batch]):
        resealed = {row.id: _reseal(vault, row) for row in rows}
        sealed += sum(resealed.values())
        unreadable += tuple(one for one, done in resealed.items() if not done)
        last, left = rows[-1].id, max(0, left - len(rows))
        yield Progress(sealed, left, unreadable)


def _reseal(vault: Vault, row: Connection) -> bool:
    try:
        secrets = vault.open(row.secrets, row.id)
    except (SecretsUnreadable, VaultKeyUnknown):
        return False
    # Compared with what was read: secrets that were replaced meanwhile have the active key already.
    unchanged = Connection.objects.filter(pk=row.pk, secrets=row.secrets)
    unchanged.update(secrets=vault.seal(secrets, row.id))
    return True
