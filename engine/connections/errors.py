"""What can go wrong with a connection."""

from typing import ClassVar

from engine.kernel.errors import Conflict, DomainError, Forbidden


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


class AddressIsInternal(DomainError):
    """No service was asked: the address given leads into a network that calls may not enter."""

    code: ClassVar[str] = "address_refused"


class NoOAuth(Conflict):
    """The connection does not sign in by consent."""

    code: ClassVar[str] = "oauth_not_offered"


class NoApplication(Conflict):
    """Neither the connection nor the installation has an application at the service."""

    code: ClassVar[str] = "oauth_app_missing"


class StateIsWrong(DomainError):
    """The person does not come back from where we sent anybody."""

    code: ClassVar[str] = "oauth_state_wrong"


class StateIsOld(DomainError):
    """The person took too long, or came back a second time."""

    code: ClassVar[str] = "oauth_state_expired"


class StateIsForeign(Forbidden):
    """Another browser began this."""

    code: ClassVar[str] = "oauth_state_foreign"


class CameFromWidget(DomainError):
    """The person came from the service's own button, so that nobody knows to which connection."""

    code: ClassVar[str] = "oauth_from_widget"


class ConsentDenied(Forbidden):
    """The person did not agree."""

    code: ClassVar[str] = "oauth_denied"


class ConsentFailed(DomainError):
    """The service sent the person back with an error, or without a code."""

    code: ClassVar[str] = "oauth_failed"
    status: ClassVar[int] = 502
