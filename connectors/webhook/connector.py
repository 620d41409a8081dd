"""Webhooks from anywhere: the connection's own address, with a proof of the sender if wanted."""

from collections.abc import Mapping

from connectors import sdk
from connectors.sdk.errors import InputRejected

# Written once by a person, then carried by each request: never part of an event.
PRIVATE_HEADERS = frozenset({"cookie", "authorization", "proxy-authorization"})
ID_HEADERS = (
    "webhook-id",
    "svix-id",
    "x-github-delivery",
    "idempotency-key",
    "x-idempotency-key",
)

SETTINGS = (
    sdk.Field("check", "choice", default="none", choices=("none", "header", "hmac", "standard")),
    sdk.Field("header_name"),
    sdk.Field("algorithm", "choice", default="sha256", choices=("sha1", "sha256", "sha512")),
    sdk.Field("encoding", "choice", default="hex", choices=("hex", "base64")),
    sdk.Field("signature_prefix"),
    sdk.Field("timestamp_header"),
)


def received(request: sdk.HookRequest) -> sdk.Received:
    """Prove the sender as the connection asks, then hand over the request as one event."""
    check = request.settings.get("check") or "none"
    if check != "none":
        prove(request, str(check))
    headers = dict(request.headers)
    for name in private_headers(request.settings):
        headers.pop(name, None)
    body = sdk.parse_body(request.raw, request.content_type)
    payload: dict[str, sdk.Json] = {
        "body": body,
        "query": request.query,
        "headers": headers,
        "method": request.method,
    }
    return sdk.Received((sdk.Item(payload, event_id(request.headers, body)),))


def prove(request: sdk.HookRequest, check: str) -> None:
    """Raise unless the request carries the proof that the connection asks for."""
    secrets = secrets_of(request.credentials)
    if not secrets:
        raise sdk.SignatureRejected("The connection has no secret yet.", code="signature_secret")
    if check == "standard":
        sdk.check_standard(request, secrets)
    elif check == "hmac":
        signature_of(request.settings).check(request, secrets)
    else:
        sdk.check_shared_secret(request.headers.get(secret_header(request.settings)), secrets)


def secrets_of(credentials: Mapping[str, str]) -> list[str]:
    """Return the secrets that count: the present one, and the previous one while senders change."""
    names = ("secret", "previous_secret")
    return [credentials[name] for name in names if credentials.get(name)]


def signature_of(settings: Mapping[str, sdk.Json]) -> sdk.Hmac:
    """Return the signature scheme that the connection's settings describe."""
    return sdk.Hmac(
        header=str(settings.get("header_name") or "x-signature"),
        algorithm="sha1"
        if settings.get("algorithm") == "sha1"
        else "sha512"
        if settings.get("algorithm") == "sha512"
        else "sha256",
        encoding="base64" if settings.get("encoding") == "base64" else "hex",
        prefix=str(settings.get("signature_prefix") or ""),
        timestamp_header=str(settings.get("timestamp_header") or "") or None,
    )


def secret_header(settings: Mapping[str, sdk.Json]) -> str:
    """Return the name of the header with the shared secret, in lower case."""
    return str(settings.get("header_name") or "x-webhook-secret").lower()


def private_headers(settings: Mapping[str, sdk.Json]) -> frozenset[str]:
    """Return the headers that are not stored."""
    if settings.get("check") == "header":
        return PRIVATE_HEADERS | {secret_header(settings)}
    return PRIVATE_HEADERS


def event_id(headers: Mapping[str, str], body: sdk.Json) -> str | None:
    """Return the sender's id of the event, so that a repeated delivery is recognised."""
    for name in ID_HEADERS:
        if found := headers.get(name):
            return found
    if isinstance(body, dict):
        own = body.get("id")
        if isinstance(own, str) and own.startswith("evt_"):  # Stripe and those who copied it
            return own
    return None


async def may_be_passed(call: sdk.Call) -> str:
    """Refuse a check that no sender could pass, having nothing to check with."""
    wanted = (call.settings.get("check") or "none") != "none"
    if wanted and not secrets_of(call.login.credentials):
        raise InputRejected("There is no secret yet.", code="signature_secret", field="secret")
    return ""


connector = sdk.Connector(
    slug="webhook",
    auth=(
        sdk.WebhookSecret(
            fields=(sdk.Field("secret", "secret"), sdk.Field("previous_secret", "secret")),
            check=may_be_passed,
        ),
    ),
    settings=SETTINGS,
    triggers=(
        sdk.WebhookTrigger(
            "received",
            read=received,
            sample={
                "body": {"email": "anna@example.org", "amount": 1200},
                "query": {"source": "site"},
                "headers": {"content-type": "application/json"},
                "method": "POST",
            },
        ),
    ),
)
