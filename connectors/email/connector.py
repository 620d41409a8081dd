"""Mail over SMTP. Limits of providers and the presets are in this folder's README.md."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from email.headerregistry import Address
from pathlib import PurePosixPath
from typing import cast
from urllib.parse import unquote, urlsplit
from uuid import uuid4

from connectors import sdk
from connectors.email.message import Attachment, Letter, addresses

PORTS: Mapping[str, int] = {"starttls": 587, "tls": 465, "none": 25}
ATTACHMENT_BYTES = 10 * 1024 * 1024
ATTACHMENTS_MAX = 10
RECIPIENTS_MAX = 100
PLAIN_MIME = "application/octet-stream"


@dataclass(frozen=True, kw_only=True)
class MailLogin(sdk.Basic):
    """User and password for the mail server; HTTP requests are never signed with them."""

    fields: tuple[sdk.Field, ...] = (
        sdk.Field("user"),
        sdk.Field("password", "secret"),
    )

    def sign(self, headers: dict[str, str], query: dict[str, str], login: sdk.Login) -> None:
        """Leave the request as it is: attachments come from strangers."""


def mail_server(call: sdk.Call) -> sdk.MailServer:
    """Return the connection's server; the port follows the kind of encryption unless given."""
    settings, secrets = call.settings, call.login.credentials
    security = str(settings.get("security") or "starttls")
    port = settings.get("port")
    helo = sender(call, None).domain
    return sdk.MailServer(
        host=str(settings.get("host") or ""),
        port=port if isinstance(port, int) else PORTS[security],
        security=cast("sdk.Security", security),
        user=secrets.get("user", ""),
        password=secrets.get("password", ""),
        helo=helo if helo.isascii() else "localhost",
    )


def sender(call: sdk.Call, given: sdk.Json) -> Address:
    """Return who the mail is from: the step's choice, the connection's, or the login itself."""
    value = given or call.settings.get("from") or call.login.credentials.get("user") or ""
    found = addresses("from", value)
    if len(found) != 1:
        raise sdk.InputRejected(
            "from must be one address.", code="input_wrong_kind", field="from", wanted="email"
        )
    return found[0]


async def check(call: sdk.Call) -> str:
    """Connect, encrypt, sign in, and send nothing."""
    async with sdk.mail_session(call, mail_server(call)) as session:
        await session.prove()
    return sender(call, None).addr_spec


async def send(call: sdk.Call, inputs: Mapping[str, sdk.Json]) -> sdk.Json:
    """Send one mail and say who it was accepted for."""
    letter = await write(call, inputs)
    if not letter.to and not letter.recipients:
        raise sdk.InputRejected("to is required.", code="input_required", field="to")
    if len(letter.recipients) > RECIPIENTS_MAX:
        raise sdk.InputRejected("There are too many recipients.", code="too_many", field="to")
    message = letter.as_bytes()
    async with sdk.mail_session(call, mail_server(call)) as session:
        done = await session.send(letter.sender.addr_spec, letter.recipients, message)
    return {"message_id": letter.message_id, "accepted": done.accepted, "refused": done.refused}


async def write(call: sdk.Call, inputs: Mapping[str, sdk.Json]) -> Letter:
    """Put the mail together, fetching what is attached."""
    if not inputs.get("text") and not inputs.get("html"):
        raise sdk.InputRejected("text is required.", code="input_required", field="text")
    author = sender(call, inputs.get("from"))
    return Letter(
        sender=author,
        to=addresses("to", inputs.get("to")),
        cc=addresses("cc", inputs.get("cc")),
        bcc=addresses("bcc", inputs.get("bcc")),
        reply_to=addresses("reply_to", inputs.get("reply_to")),
        subject=str(inputs.get("subject") or ""),
        text=str(inputs.get("text") or ""),
        html=str(inputs.get("html") or ""),
        message_id=message_id(call.idempotency_key, author.domain),
        sent_at=call.door.now(),
        attachments=await fetch_all(call, inputs.get("attachments")),
    )


def message_id(idempotency_key: str | None, domain: str) -> str:
    """Return a Message-ID that is the same on every attempt of one step."""
    key = idempotency_key or uuid4().hex
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:40]}@{domain}>"


async def fetch_all(call: sdk.Call, value: sdk.Json) -> list[Attachment]:
    """Download the attachments, one after the other."""
    urls = list(value) if isinstance(value, list | tuple) else []
    if len(urls) > ATTACHMENTS_MAX:
        raise sdk.InputRejected("Too many attachments.", code="too_many", field="attachments")
    return [await fetch(call, one) for one in urls if one]


async def fetch(call: sdk.Call, source: sdk.Json) -> Attachment:
    """Download one file; `source` is its address, or an object with `url` and `name`."""
    given = source if isinstance(source, Mapping) else {"url": source}
    url = str(given.get("url") or "")
    try:
        answer = await call.request("GET", url, max_bytes=ATTACHMENT_BYTES)
    except sdk.ConnectorError as error:
        raise attachment_error(error) from None
    name = str(given.get("name") or "") or PurePosixPath(unquote(urlsplit(url).path)).name
    mime = answer.headers.get("Content-Type", "").partition(";")[0].strip()
    return Attachment(
        "_".join(name.replace("\0", "_").splitlines()) or "file",
        mime if mime.count("/") == 1 and mime.isascii() else PLAIN_MIME,
        answer.body,
    )


def attachment_error(error: sdk.ConnectorError) -> sdk.ConnectorError:
    """Return what a failed download means for the mail: nothing was sent yet."""
    if isinstance(error, sdk.AddressRefused):
        return sdk.AddressRefused(error.message, field="attachments")
    kind = sdk.ServiceUnavailable if error.remedy == "retry" else sdk.InputRejected
    return kind(
        f"An attachment could not be fetched: {error.message}",
        code="attachment_failed",
        field="attachments",
        retry_after=error.retry_after,
    )


connector = sdk.Connector(
    slug="email",
    auth=(MailLogin(check=check),),
    settings=(
        sdk.Field("host", required=True),
        sdk.Field("port", "integer"),
        sdk.Field("security", "choice", default="starttls", choices=("starttls", "tls", "none")),
        sdk.Field("from"),
    ),
    limits=sdk.Limits(at_once=4),
    actions=(
        sdk.Action(
            "send",
            fields=(
                sdk.Field("to", "list", required=True),
                sdk.Field("subject", required=True),
                sdk.Field("text", "text_long"),
                sdk.Field("html", "text_long"),
                sdk.Field("from"),
                sdk.Field("cc", "list"),
                sdk.Field("bcc", "list"),
                sdk.Field("reply_to", "list"),
                sdk.Field("attachments", "list"),
            ),
            run=send,
            sample={
                "message_id": "<6d1f@example.org>",
                "accepted": ["anna@example.org"],
                "refused": {},
            },
        ),
    ),
)
