"""What can go wrong with a connection."""

from typing import ClassVar

from engine.kernel.errors import DomainError


class VaultKeyUnknown(DomainError):
    """The secrets were sealed with a key that SVYAZKA_KEYS no longer lists."""

    code: ClassVar[str] = "vault_key_unknown"
    status: ClassVar[int] = 503


class SecretsUnreadable(DomainError):
    """The envelope is damaged, or belongs to another row."""

    code: ClassVar[str] = "secrets_unreadable"
    status: ClassVar[int] = 503
