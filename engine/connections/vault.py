"""The only place where the secrets of a connection are encrypted and decrypted.

An envelope is `v1.<key id>.<nonce>.<ciphertext>`, AES-256-GCM, bound to its table, row and field,
so that a ciphertext moved to another row opens nowhere. The ring's first key seals, each opens.
There is no data key for each workspace: kept in this database it would be in the same backups as
what it protects, so that throwing it away would erase no more than deleting the rows does.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from functools import lru_cache
from os import urandom
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from connectors.sdk.auth import Credentials
from engine.connections.errors import SecretsUnreadable, VaultKeyUnknown

VERSION = "v1"
NONCE_BYTES = 12


class Vault:
    """Seals and opens secrets with a ring of keys, `id -> 32 bytes`, the first one active."""

    def __init__(self, keys: Mapping[str, bytes]) -> None:
        self.active = next(iter(keys))
        self._ciphers = {key_id: AESGCM(key) for key_id, key in keys.items()}

    def __repr__(self) -> str:
        return f"Vault({', '.join(self._ciphers)})"

    @property
    def prefix(self) -> str:
        """How every envelope begins that the active key has sealed."""
        return f"{VERSION}.{self.active}."

    def seal(self, credentials: Mapping[str, str], connection_id: UUID) -> str:
        """Return the envelope of these secrets, which only this connection's row can open."""
        nonce = urandom(NONCE_BYTES)
        plain = json.dumps(dict(credentials), ensure_ascii=False).encode()
        sealed = self._ciphers[self.active].encrypt(nonce, plain, _bound_to(connection_id))
        return f"{self.prefix}{_encode(nonce)}.{_encode(sealed)}"

    def open(self, envelope: str, connection_id: UUID) -> Credentials:
        """Return the secrets of a connection; an empty envelope holds none."""
        if not envelope:
            return Credentials()
        key_id, nonce, sealed = _parts(envelope)
        cipher = self._ciphers.get(key_id)
        if cipher is None:
            raise VaultKeyUnknown(key=key_id)
        try:
            plain = cipher.decrypt(nonce, sealed, _bound_to(connection_id))
        except (InvalidTag, ValueError):
            raise SecretsUnreadable from None
        return Credentials(json.loads(plain))


def _bound_to(connection_id: UUID) -> bytes:
    return f"connections_connection:{connection_id}:secrets".encode()


def _parts(envelope: str) -> tuple[str, bytes, bytes]:
    version, *parts = envelope.split(".")
    if version != VERSION or len(parts) != 3:
        raise SecretsUnreadable
    key_id, nonce, sealed = parts
    try:
        return key_id, _decode(nonce), _decode(sealed)
    except ValueError:
        raise SecretsUnreadable from None


def _encode(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def _decode(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


@lru_cache(maxsize=1)
def installed() -> Vault:
    """Return the vault with this installation's ring of keys."""
    return Vault(settings.VAULT_KEYS)


def seal(credentials: Mapping[str, str], connection_id: UUID) -> str:
    """Seal secrets with this installation's active key."""
    return installed().seal(credentials, connection_id)


def open(envelope: str, connection_id: UUID) -> Credentials:
    """Open secrets with this installation's ring of keys."""
    return installed().open(envelope, connection_id)
