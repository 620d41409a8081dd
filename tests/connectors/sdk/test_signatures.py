"""Signatures are checked on the raw bytes; what does not prove itself is a 401."""

import base64
import hashlib
import hmac
from datetime import UTC, datetime, timedelta

import pytest

from connectors import sdk

# The example of `standard_webhooks`, computed with an independent HMAC.
SECRET = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
BODY = b'{"type":"contact.created","timestamp":"2026-01-01T00:00:00Z","data":{"id":"42"}}'
SIGNATURE = "v1,HvfMg3uKuvAKHmje7VwNy/imPfAZBDUcqYVX/RKrzr4="
SENT_AT = datetime.fromtimestamp(1767225600, UTC)
OTHER = "whsec_" + base64.b64encode(b"x" * 24).decode()


def request(
    headers: dict[str, str], raw: bytes = BODY, *, late: timedelta = timedelta(0)
) -> sdk.HookRequest:
    return sdk.HookRequest("POST", {}, headers, raw, SENT_AT + late, sdk.Credentials(), {})


def standard(signature: str = SIGNATURE, prefix: str = "webhook") -> dict[str, str]:
    return {
        f"{prefix}-id": "msg_test_0001",
        f"{prefix}-timestamp": "1767225600",
        f"{prefix}-signature": signature,
    }


@pytest.mark.parametrize("prefix", ["webhook", "svix"])
@pytest.mark.parametrize("signature", [SIGNATURE, f"v1a,other v1,AAAA {SIGNATURE}"])
def test_a_standard_signature_gives_the_message_id(prefix: str, signature: str) -> None:
    asked = request(standard(signature, prefix))

    assert sdk.check_standard(asked, [OTHER, SECRET]) == "msg_test_0001"


def test_a_secret_without_its_prefix_is_the_same_secret() -> None:
    bare = SECRET.removeprefix("whsec_").rstrip("=")

    assert sdk.check_standard(request(standard()), [bare]) == "msg_test_0001"


@pytest.mark.parametrize("minutes", [-5, 5])
def test_five_minutes_either_way_are_tolerated(minutes: int) -> None:
    asked = request(standard(), late=timedelta(minutes=minutes))

    assert sdk.check_standard(asked, [SECRET])


@pytest.mark.parametrize(
    "asked",
    [
        request({}),
        request(standard("")),
        request(standard("v1,AAAA")),
        request(standard("v2," + SIGNATURE[3:])),
        request(standard(), BODY + b" "),
        request(standard() | {"webhook-id": "msg_other"}),
        request(standard() | {"webhook-timestamp": "1767225601"}),
        request(standard() | {"webhook-timestamp": "soon"}),
        request(standard() | {"webhook-timestamp": "1" * 400}),
        request(standard() | {"webhook-timestamp": "²"}),
        request(standard(), late=timedelta(minutes=5, seconds=1)),
        request(standard(), late=timedelta(minutes=-6)),
        request(standard("подпись")),
    ],
)
def test_anything_else_is_refused(asked: sdk.HookRequest) -> None:
    with pytest.raises(sdk.SignatureRejected) as refused:
        sdk.check_standard(asked, [SECRET])

    assert refused.value.status == 401


def test_a_secret_that_is_no_standard_secret_is_named_as_the_cause() -> None:
    with pytest.raises(sdk.SignatureRejected) as refused:
        sdk.check_standard(request(standard()), ["whsec_not base64!"])

    assert refused.value.code == "signature_secret"


@pytest.mark.parametrize("algorithm", ["sha1", "sha256", "sha512"])
@pytest.mark.parametrize("encoding", ["hex", "base64"])
def test_an_hmac_is_checked_in_every_form(algorithm: str, encoding: str) -> None:
    digest = hmac.new(b"key", BODY, getattr(hashlib, algorithm)).digest()
    text = digest.hex() if encoding == "hex" else base64.b64encode(digest).decode()
    scheme = sdk.Hmac("X-Sig", algorithm, encoding, prefix=f"{algorithm}=")  # type: ignore[arg-type]
    given = {"x-sig": f"{algorithm}={text}"}

    scheme.check(request(given), ["old", "key"])

    for wrong in (request(given, BODY + b"x"), request({}), request({"x-sig": f"{algorithm}="})):
        with pytest.raises(sdk.SignatureRejected):
            scheme.check(wrong, ["key"])


def test_a_signed_timestamp_expires() -> None:
    signed = hmac.new(b"key", b"1767225600." + BODY, hashlib.sha256).hexdigest()
    given = {"x-sig": signed, "x-time": "1767225600"}
    scheme = sdk.Hmac("X-Sig", timestamp_header="X-Time")

    scheme.check(request(given), ["key"])

    with pytest.raises(sdk.SignatureRejected):
        scheme.check(request(given, late=timedelta(minutes=6)), ["key"])


@pytest.mark.parametrize("given", [None, "", "wrong", "секрет"])
def test_a_wrong_shared_secret_is_refused(given: str | None) -> None:
    sdk.check_shared_secret("right", ["other", "right"])

    with pytest.raises(sdk.SignatureRejected):
        sdk.check_shared_secret(given, ["right"])
