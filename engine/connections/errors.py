"""What can go wrong with a connection."""

from typing import ClassVar

from engine.kernel.errors import Conflict, DomainError


class VaultKeyUnknown(DomainError):
    """The secrets were sealed with a key that SVYAZKA_KEYS no longer lists."""

    code: ClassVar[str] = "vault_key_unknown"
    status: ClassVar[int] = 503


class SecretsUnreadable(DomainError):
    """The envelope is damaged, or belongs to another row."""

    code: ClassVar[str] = "secrets_unreadable"
    status: ClassVar[int] = 503


class LoginKindGone(Conflict):
    """The connector no longer offers the way in that this connection uses."""

    code: ClassVar[str] = "login_kind_gone"


class ConnectionChanged(Conflict):
    """Somebody else put new secrets in while these were being tested."""

    code: ClassVar[str] = "connection_changed"


class ServiceFailed(DomainError):
    """The service was asked and refused or did not answer; the parameters say what to do."""

    code: ClassVar[str] = "service_failed"
    status: ClassVar[int] = 502
