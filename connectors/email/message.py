"""A mail as bytes: headers that nobody can break out of, text, HTML, attached files."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from email.utils import format_datetime, getaddresses

from connectors import sdk

SEPARATORS = str.maketrans({";": ","})


@dataclass(frozen=True, slots=True)
class Attachment:
    """One file of a mail."""

    name: str
    mime: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Letter:
    """All that a mail consists of; hidden recipients are in the envelope only."""

    sender: Address
    to: list[Address]
    subject: str
    message_id: str
    sent_at: datetime
    text: str = ""
    html: str = ""
    cc: list[Address] = field(default_factory=list)
    bcc: list[Address] = field(default_factory=list)
    reply_to: list[Address] = field(default_factory=list)
    attachments: Sequence[Attachment] = ()

    @property
    def recipients(self) -> list[str]:
        """Everybody the mail goes to, each once."""
        return list(dict.fromkeys(one.addr_spec for one in [*self.to, *self.cc, *self.bcc]))

    def as_bytes(self) -> bytes:
        """Write the mail for the wire."""
        specs = [self.sender.addr_spec, *self.recipients]
        mail = EmailMessage(policy=SMTP if "".join(specs).isascii() else SMTPUTF8)
        for name, value in self._headers().items():
            mail[name] = value
        self._fill(mail)
        return mail.as_bytes()

    def _headers(self) -> Mapping[str, str | list[Address] | Address]:
        headers: dict[str, str | list[Address] | Address] = {
            "From": self.sender,
            "To": self.to,
            "Cc": self.cc,
            "Reply-To": self.reply_to,
            "Subject": one_line("subject", self.subject),
            "Date": format_datetime(self.sent_at),
            "Message-ID": self.message_id,
        }
        return {name: value for name, value in headers.items() if value}

    def _fill(self, mail: EmailMessage) -> None:
        if self.text or not self.html:
            mail.set_content(self.text)
        if self.html and self.text:
            mail.add_alternative(self.html, subtype="html")
        elif self.html:
            mail.set_content(self.html, subtype="html")
        for one in self.attachments:
            main, _, sub = one.mime.partition("/")
            mail.add_attachment(one.content, maintype=main, subtype=sub, filename=one.name)


def one_line(name: str, text: str) -> str:
    """Return the text of a header; a line break in it would start another header."""
    if any(letter in text for letter in "\r\n\x00"):
        raise sdk.InputRejected(
            f"{name} must be one line.", code="line_break_in_header", field=name
        )
    # What else counts as a line break, U+2028 from a copied text, only parts words.
    return " ".join(text.splitlines())


def addresses(name: str, value: sdk.Json) -> list[Address]:
    """Read addresses from text or a list; each may be a bare one or "Name <address>"."""
    texts = value if isinstance(value, list | tuple) else [value]
    return [
        one
        for text in texts
        if text is not None
        for one in _read(name, one_line(name, str(text)).translate(SEPARATORS))
    ]


def _read(name: str, text: str) -> list[Address]:
    if not text.strip():
        return []
    pairs = [pair for pair in getaddresses([text]) if any(pair)]
    if not pairs:
        raise _no_address(name)
    return [_address(name, label, spec) for label, spec in pairs]


def _address(name: str, label: str, spec: str) -> Address:
    user, at, domain = spec.rpartition("@")
    if not (user and at and domain) or any(letter.isspace() for letter in spec):
        raise _no_address(name)
    try:
        ascii_domain = domain if domain.isascii() else domain.encode("idna").decode()
        return Address(label, username=user, domain=ascii_domain)
    except (ValueError, UnicodeError):
        raise _no_address(name) from None


def _no_address(name: str) -> sdk.InputRejected:
    return sdk.InputRejected(
        f"{name} is not an e-mail address.", code="input_wrong_kind", field=name, wanted="email"
    )
