"""The webhook connector: what becomes of a request, and which requests get in."""

import hashlib
import hmac

import pytest

from connectors import sdk
from connectors.sdk.errors import InputRejected
from connectors.sdk.testing import Bench
from connectors.webhook.connector import connector

JSON = {"Content-Type": "application/json"}


def received(
    raw: bytes = b'{"a":1}',
    headers: dict[str, str] | None = None,
    *,
    secret: str = "",
    settings: dict[str, sdk.Json] | None = None,
) -> sdk.Item:
    """Hand one request to the trigger and return the one event in it."""
    bench = Bench(connector, "webhook", {"secret": secret}, settings or {})
    found = bench.receive("received", raw, JSON | (headers or {}))
    assert isinstance(found, sdk.Received)
    (item,) = found.items
    return item


def test_a_request_becomes_body_query_headers_and_method() -> None:
    assert received().payload == {
        "body": {"a": 1},
        "query": {},
        "headers": {"content-type": "application/json"},
        "method": "POST",
    }


@pytest.mark.parametrize("name", ["Cookie", "Authorization", "Proxy-Authorization"])
def test_what_a_sender_keeps_private_is_not_stored(name: str) -> None:
    payload = received(headers={name: "private", "X-Kept": "yes"}).payload

    assert isinstance(payload, dict)
    assert payload["headers"] == {"content-type": "application/json", "x-kept": "yes"}


@pytest.mark.parametrize(
    ("headers", "raw", "event_id"),
    [
        ({"webhook-id": "msg_1"}, b"{}", "msg_1"),
        ({"svix-id": "msg_2"}, b"{}", "msg_2"),
        ({"X-GitHub-Delivery": "72d3"}, b"{}", "72d3"),
        ({"Idempotency-Key": "k1"}, b"{}", "k1"),
        ({"X-Idempotency-Key": "k2"}, b"{}", "k2"),
        ({}, b'{"id":"evt_1abc"}', "evt_1abc"),
        ({}, b'{"id":"41"}', None),
        ({}, b'{"id":41}', None),
        ({}, b"[]", None),
    ],
)
def test_a_senders_event_id_is_found(
    headers: dict[str, str], raw: bytes, event_id: str | None
) -> None:
    assert received(raw, headers).id == event_id


def test_a_secret_header_lets_in_and_is_not_stored() -> None:
    settings: dict[str, sdk.Json] = {"check": "header", "header_name": "X-Token"}

    payload = received(headers={"X-Token": "s3cret"}, secret="s3cret", settings=settings).payload

    assert "s3cret" not in str(payload)
    with pytest.raises(sdk.SignatureRejected):
        received(headers={"X-Token": "guess"}, secret="s3cret", settings=settings)


def test_an_hmac_is_checked_as_the_settings_say() -> None:
    digest = hmac.new(b"s3cret", b'{"a":1}', hashlib.sha1).hexdigest()
    settings: dict[str, sdk.Json] = {
        "check": "hmac",
        "header_name": "X-Hub-Signature",
        "algorithm": "sha1",
        "signature_prefix": "sha1=",
    }
    given = {"X-Hub-Signature": f"sha1={digest}"}

    assert received(headers=given, secret="s3cret", settings=settings).id is None
    with pytest.raises(sdk.SignatureRejected):
        received(b'{"a":2}', given, secret="s3cret", settings=settings)


def test_the_previous_secret_still_counts_while_senders_change() -> None:
    secrets = {"secret": "new", "previous_secret": "old"}
    bench = Bench(connector, "webhook", secrets, {"check": "header"})

    assert bench.receive("received", b"{}", JSON | {"X-Webhook-Secret": "old"})


@pytest.mark.parametrize("check", ["header", "hmac", "standard"])
def test_a_check_without_a_secret_lets_nobody_in(check: str) -> None:
    with pytest.raises(sdk.SignatureRejected) as refused:
        received(headers={"X-Webhook-Secret": ""}, settings={"check": check})

    assert refused.value.code == "signature_secret"


def test_an_unsigned_request_is_not_even_parsed() -> None:
    with pytest.raises(sdk.SignatureRejected):
        received(b"{broken", secret="s3cret", settings={"check": "standard"})


@pytest.mark.parametrize("check", ["header", "hmac", "standard"])
def test_a_check_without_a_secret_does_not_pass_as_ready(check: str) -> None:
    bare = Bench(connector, "webhook", {}, {"check": check})

    with pytest.raises(InputRejected) as refusal:
        bare.check([])

    assert (refusal.value.code, refusal.value.field) == ("signature_secret", "secret")
    assert Bench(connector, "webhook", {"secret": "s"}, {"check": check}).check([]) == ""
    assert Bench(connector, "webhook", {}, {}).check([]) == ""
