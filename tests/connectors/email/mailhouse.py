"""A mail server on loopback: STARTTLS or TLS with a test authority, sign-in, scripted replies."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from functools import cache
from typing import Any, Literal

import trustme
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

USER, PASSWORD = "anna@example.org", "app-password"


@cache
def authority() -> trustme.CA:
    """Return the test's own certificate authority."""
    return trustme.CA()


def trusting() -> ssl.SSLContext:
    """Return a client's context that trusts the test authority and nobody else."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    authority().configure_trust(context)
    return context


@cache
def serving(name: str) -> ssl.SSLContext:
    """Return a server's context with a certificate for the name."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority().issue_cert(name).configure_cert(context)
    return context


@dataclass
class Mailhouse:
    """The running server: its port, what it took, and the replies it was told to give."""

    port: int = 0
    replies: dict[str, str] = field(default_factory=dict)
    envelopes: list[Envelope] = field(default_factory=list)
    hang_up_after_data: bool = False

    @property
    def mails(self) -> list[EmailMessage]:
        """The messages that were taken, parsed."""
        contents = (one.content for one in self.envelopes)
        parsed = (message_from_bytes(one, policy=default) for one in contents if type(one) is bytes)
        return [one for one in parsed if isinstance(one, EmailMessage)]

    async def handle_MAIL(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.mail_from = address
        return self.replies.get("MAIL", "250 OK")

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        reply = self.replies.get(address, "250 OK")
        if reply.startswith("250"):
            envelope.rcpt_tos.append(address)
        return reply

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.envelopes.append(envelope)
        if self.hang_up_after_data and isinstance(server.transport, asyncio.Transport):
            server.transport.abort()
        return self.replies.get("DATA", "250 queued as 7")

    def sign_in(self, _s: Any, _n: Any, _e: Any, mechanism: str, data: LoginPassword) -> AuthResult:
        """Let one user in."""
        right = data == LoginPassword(USER.encode(), PASSWORD.encode())
        return AuthResult(success=right, handled=False)


@asynccontextmanager
async def mailhouse(
    security: Literal["starttls", "tls", "none"] = "starttls",
    *,
    certified: str = "127.0.0.1",
    **options: Any,
) -> AsyncIterator[Mailhouse]:
    """Run a mail server."""
    house, tls = Mailhouse(**options), serving(certified)

    def session() -> SMTP:
        return SMTP(
            house,
            enable_SMTPUTF8=True,
            hostname="mail.example.org",
            tls_context=tls if security == "starttls" else None,
            authenticator=house.sign_in,
            auth_require_tls=security == "starttls",
        )

    server = await asyncio.get_running_loop().create_server(
        session, "127.0.0.1", 0, ssl=tls if security == "tls" else None
    )
    house.port = server.sockets[0].getsockname()[1]
    try:
        yield house
    finally:
        server.close()
