"""Proofs of who sent a webhook, checked on the raw bytes in constant time."""

import hmac
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from connectors.sdk.webhooks import HookRequest, SignatureRejected

TOLERANCE_S = 300
STANDARD_PREFIXES = ("webhook", "svix")


def same(one: str, other: str) -> bool:
    """Compare two texts in a time that does not tell where they differ."""
    return hmac.compare_digest(one.encode(), other.encode())


def check_shared_secret(given: str | None, secrets: Sequence[str]) -> None:
    """Let the request in when it carries one of the secrets."""
    if not given or not any(same(given, secret) for secret in secrets):
        raise SignatureRejected("The secret is missing or wrong.")


def check_fresh(timestamp: str | None, request: HookRequest) -> str:
    """Return the timestamp when it is within five minutes of the arrival, either way."""
    text = timestamp or ""
    if not (text.isascii() and text.isdigit() and len(text) <= 12):
        raise SignatureRejected("The timestamp is missing.", code="signature_timestamp")
    if abs(request.received_at.timestamp() - int(text)) > TOLERANCE_S:
        raise SignatureRejected("The timestamp is too old or too new.", code="signature_timestamp")
    return text


ENCODERS: Mapping[str, Callable[[bytes], str]] = {
    "hex": bytes.hex,
    "base64": lambda digest: b64encode(digest).decode(),
}


@dataclass(frozen=True, slots=True)
class Hmac:
    """HMAC of the raw body in a header, as most services sign; see GitHub, Shopify, Stripe."""

    header: str
    algorithm: Literal["sha1", "sha256", "sha512"] = "sha256"
    encoding: Literal["hex", "base64"] = "hex"
    prefix: str = ""
    timestamp_header: str | None = None

    def check(self, request: HookRequest, secrets: Sequence[str]) -> None:
        """Let the request in when the signature was made with one of the secrets."""
        given = request.headers.get(self.header.lower(), "").removeprefix(self.prefix).strip()
        signed = self._signed(request)
        if not given or not any(same(given, self._sign(one, signed)) for one in secrets):
            raise SignatureRejected("The signature is missing or wrong.")

    def _signed(self, request: HookRequest) -> bytes:
        if self.timestamp_header is None:
            return request.raw
        stamp = check_fresh(request.headers.get(self.timestamp_header.lower()), request)
        return stamp.encode() + b"." + request.raw

    def _sign(self, secret: str, signed: bytes) -> str:
        digest = hmac.digest(secret.encode(), signed, self.algorithm)
        return ENCODERS[self.encoding](digest)


def standard_key(secret: str) -> bytes:
    """Return the key inside a `whsec_…` secret."""
    text = secret.removeprefix("whsec_")
    try:
        return b64decode(text + "=" * (-len(text) % 4), validate=True)
    except (NotBase64, ValueError):
        raise SignatureRejected(
            "The connection's secret is not a Standard Webhooks secret.", code="signature_secret"
        ) from None


# Not the `standardwebhooks` package: it decodes the body as UTF-8 and reads the clock by itself.
def check_standard(request: HookRequest, secrets: Sequence[str]) -> str:
    """Check a Standard Webhooks (or Svix) signature and return the id of the message."""
    prefix = next((one for one in STANDARD_PREFIXES if f"{one}-id" in request.headers), "webhook")
    message_id = request.headers.get(f"{prefix}-id", "")
    if not message_id:
        raise SignatureRejected("The signature is missing.")
    stamp = check_fresh(request.headers.get(f"{prefix}-timestamp"), request)
    content = f"{message_id}.{stamp}.".encode() + request.raw
    given = request.headers.get(f"{prefix}-signature", "").split()
    wanted = [
        "v1," + b64encode(hmac.digest(standard_key(one), content, "sha256")).decode()
        for one in secrets
    ]
    if not any(same(entry, one) for entry in given for one in wanted):
        raise SignatureRejected("The signature is missing or wrong.")
    return message_id
