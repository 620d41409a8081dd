"""The mail server as one address: `smtp+tls://user:password@host:587`."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

# What the scheme means: STARTTLS, TLS from the first byte, the usual port.
_SCHEMES = {
    "smtp": (False, False, 25),
    "smtp+tls": (True, False, 587),
    "smtps": (False, True, 465),
}


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mail goes; without a host it is written to the console."""

    host: str = ""
    port: int = 0
    user: str = ""
    password: str = ""
    starttls: bool = False
    tls: bool = False

    @classmethod
    def at(cls, url: str) -> "MailServer":
        """Read the address; an empty one means the console."""
        if not url:
            return cls()
        parts = urlsplit(url)
        if parts.scheme not in _SCHEMES or not parts.hostname:
            raise ValueError("write it as smtp+tls://user:password@host:587 (or smtp, smtps)")
        starttls, tls, usual_port = _SCHEMES[parts.scheme]
        user, password = unquote(parts.username or ""), unquote(parts.password or "")
        return cls(parts.hostname, parts.port or usual_port, user, password, starttls, tls)

    def as_login(self, sender: str) -> dict[str, Any]:
        """Return this server as a login of the `email` service; nothing without a host."""
        if not self.host:
            return {}
        security = "starttls" if self.starttls else "tls" if self.tls else "none"
        server = {"host": self.host, "port": self.port, "security": security, "from": sender}
        secrets = {"user": self.user, "password": self.password}
        return {"email": {"kind": "basic", "secrets": secrets, "settings": server}}

    @property
    def backend(self) -> str:
        """Return the Django backend that delivers."""
        return f"django.core.mail.backends.{'smtp' if self.host else 'console'}.EmailBackend"
