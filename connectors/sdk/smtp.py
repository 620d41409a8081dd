"""SMTP over the door's checked sockets: sign in, send one message, sort what the server replies."""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from ssl import SSLCertVerificationError, SSLError
from typing import Literal

import aiosmtplib

from connectors.sdk.errors import (
    ConnectorError,
    CredentialsRejected,
    InputRejected,
    ServiceUnavailable,
)
from connectors.sdk.exchange import Exchange
from connectors.sdk.http import Call
from connectors.sdk.rehearsing import Parcel, ShutDoor

Security = Literal["starttls", "tls", "none"]

SESSION_S = 90.0
GOODBYE_S = 2.0
CONFIGURATION = frozenset({530, 534, 538})


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mail is handed over, and as whom; `security` is never weakened on the way."""

    host: str
    port: int
    security: Security
    user: str = ""
    password: str = field(default="", repr=False)
    helo: str = "localhost"


@dataclass(frozen=True, slots=True)
class Delivery:
    """Who the server accepted the message for, and who not with its reply."""

    accepted: list[str]
    refused: dict[str, str]


def reply_error(code: int, reply: str) -> ConnectorError:
    """Return the error an SMTP reply means: 4xx passes, 535 is the login, other 5xx is the mail."""
    kind: type[ConnectorError] = InputRejected
    name: str | None = "mail_refused"
    if 400 <= code < 500:
        kind, name = ServiceUnavailable, None
    elif code == 535:
        kind, name = CredentialsRejected, None
    elif code in CONFIGURATION:
        name = "mail_server_settings"
    message = f"The mail server answered {code}."
    return kind(message, code=name, status=code, answer=f"{code} {reply}")


class MailSession:
    """A signed-in conversation with a mail server."""

    def __init__(self, call: Call, smtp: aiosmtplib.SMTP, server: MailServer) -> None:
        self._call = call
        self._smtp = smtp
        self._exchange = Exchange("SMTP", f"smtp://{server.host}:{server.port}")
        call.exchanges.append(self._exchange)

    @property
    def has_left(self) -> bool:
        """Say whether the server may have got the message."""
        return self._exchange.sent

    async def prove(self) -> None:
        """Ask the server for a sign of life; nothing is sent."""
        await self._smtp.noop()

    async def send(self, sender: str, recipients: Sequence[str], message: bytes) -> Delivery:
        """Hand the message over for all recipients the server takes; refuse when it takes none."""
        options = ["SMTPUTF8"] if self._smtp.supports_extension("smtputf8") else []
        if not options and not "".join([sender, *recipients]).isascii():
            raise InputRejected("The mail server takes no such addresses.", code="mail_refused")
        await self._smtp.mail(sender, options=options, encoding="utf-8")
        accepted, refused = await self._name_recipients(recipients)
        await self._hand_over(message)
        return Delivery(accepted, {one.recipient: _reply(one) for one in refused})

    async def _name_recipients(
        self, recipients: Sequence[str]
    ) -> tuple[list[str], list[aiosmtplib.SMTPRecipientRefused]]:
        accepted, refused = [], []
        for one in recipients:
            try:
                await self._smtp.rcpt(one, encoding="utf-8")
                accepted.append(one)
            except aiosmtplib.SMTPRecipientRefused as error:
                refused.append(error)
        if not accepted:
            # One greylisted address is worth another try, even when the rest will never work.
            first = min(refused, key=lambda error: error.code)
            answer = "; ".join(f"{error.recipient}: {_reply(error)}" for error in refused)
            raise reply_error(first.code, answer)
        return accepted, refused

    async def _hand_over(self, message: bytes) -> None:
        started = time.perf_counter()
        self._exchange.bytes_out = len(message)
        self._call.leave(self._exchange)
        try:
            reply = await self._smtp.data(message)
        except aiosmtplib.SMTPResponseException as refused:
            self._exchange.status = refused.code
            raise
        except (TimeoutError, aiosmtplib.SMTPException, OSError) as lost:
            raise _lost(lost, after_data=True) from None
        finally:
            self._exchange.ms = (time.perf_counter() - started) * 1000
        self._exchange.status, self._exchange.bytes_in = reply.code, len(reply.message)


class _ShownSession(MailSession):
    """A conversation in a rehearsal: nobody is there, and the message is shown instead."""

    def __init__(self, door: ShutDoor, server: MailServer) -> None:
        self._door = door
        self._url = f"smtp://{server.host}:{server.port}"

    async def prove(self) -> None:
        self._door.stop(Parcel("SMTP", self._url))

    async def send(self, sender: str, recipients: Sequence[str], message: bytes) -> Delivery:
        envelope = {"MAIL FROM": sender, "RCPT TO": ", ".join(recipients)}
        self._door.stop(Parcel("SMTP", self._url, envelope, message))


@asynccontextmanager
async def mail_session(call: Call, server: MailServer) -> AsyncIterator[MailSession]:
    """Connect, encrypt as asked, sign in; failures inside become ConnectorErrors."""
    if isinstance(call.door, ShutDoor):
        yield _ShownSession(call.door, server)
        return
    smtp = session = None
    try:
        async with asyncio.timeout(SESSION_S):
            smtp = await _connected(call, server)
            session = MailSession(call, smtp, server)
            yield session
            # The message is delivered by now; a server that hangs up rudely changes nothing.
            with suppress(aiosmtplib.SMTPException, TimeoutError, OSError):
                await smtp.quit(timeout=GOODBYE_S)
    except aiosmtplib.SMTPResponseException as refused:
        raise reply_error(refused.code, refused.message) from None
    except (TimeoutError, SSLError, aiosmtplib.SMTPException, OSError) as lost:
        raise _lost(lost, after_data=session is not None and session.has_left) from None
    finally:
        if smtp is not None:
            smtp.close()


async def _connected(call: Call, server: MailServer) -> aiosmtplib.SMTP:
    smtp = aiosmtplib.SMTP(
        hostname=server.host,
        sock=await call.dial(server.host, server.port),
        local_hostname=server.helo,
        use_tls=server.security == "tls",
        start_tls=False,
        tls_context=call.door.tls,
        timeout=call.door.limits.timeout_s,
    )
    await smtp.connect()
    await smtp.ehlo()
    if server.security == "starttls":
        await _encrypt(smtp)
    if server.user:
        await _sign_in(smtp, server)
    return smtp


async def _encrypt(smtp: aiosmtplib.SMTP) -> None:
    if not smtp.supports_extension("starttls"):
        raise InputRejected("The server offers no STARTTLS.", code="mail_server_settings")
    await smtp.starttls()
    await smtp.ehlo()


async def _sign_in(smtp: aiosmtplib.SMTP, server: MailServer) -> None:
    if not smtp.supports_extension("auth"):
        raise InputRejected("The server lets nobody sign in here.", code="mail_server_settings")
    await smtp.login(server.user, server.password)


def _reply(error: aiosmtplib.SMTPRecipientRefused) -> str:
    return f"{error.code} {error.message}"


def _lost(error: BaseException, *, after_data: bool) -> ConnectorError:
    if isinstance(error.__cause__ or error, SSLCertVerificationError):
        return InputRejected(
            "The mail server's certificate is not valid for its name.",
            code="mail_server_certificate",
            field="host",
        )
    code = "timed_out" if isinstance(error, TimeoutError) else "connection_lost"
    return ServiceUnavailable(
        f"The connection to the mail server failed ({type(error).__name__}).",
        code=code,
        outcome="unknown" if after_data else "error",
    )
