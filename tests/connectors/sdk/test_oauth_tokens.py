"""Answers of token endpoints: what is granted, what is refused for good, what may work later."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from connectors import sdk
from connectors.sdk.auth import NOBODY
from connectors.sdk.oauth import Application
from connectors.sdk.tokens import Tokens, read_tokens

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def read(status: int, told: Any, life_s: float | None = None, retry_after: str = "") -> Tokens:
    body = told if isinstance(told, bytes) else json.dumps(told).encode()
    answer = sdk.Answer(status, {"Retry-After": retry_after}, body, "https://service.example/token")
    return read_tokens(answer, NOBODY, life_s=life_s, now=NOON)


def test_a_pair_of_tokens_is_read_with_its_life() -> None:
    told = {"access_token": "a", "refresh_token": "r", "expires_in": 3600}

    assert read(200, told) == Tokens("a", "r", 3600.0)


@pytest.mark.parametrize(
    ("told", "life_s"),
    [
        ("3600", 3600.0),
        (1e12, 10 * 365 * 86_400.0),
        *((odd, 60.0) for odd in (None, 0, -5, True, "soon", "nan", "1e400", [1])),
    ],
)
def test_a_life_that_makes_no_sense_is_the_declared_one(told: Any, life_s: float) -> None:
    assert read(200, {"access_token": "a", "expires_in": told}, 60.0).life_s == life_s


def test_a_refresh_token_that_is_not_replaced_stays() -> None:
    secrets = {"client_id": "c", "access_token": "old", "refresh_token": "r1"}

    kept = Tokens("new").into(secrets)
    replaced = Tokens("new", "r2").into(secrets)

    assert kept == {"client_id": "c", "access_token": "new", "refresh_token": "r1"}
    assert replaced["refresh_token"] == "r2"


@pytest.mark.parametrize(
    ("life_s", "renew_in_s"),
    [(86_400.0, 77_760.0), (3_600.0, 3_240.0), (1_200.0, 900.0), (10.0, 5.0), (None, None)],
)
def test_tokens_are_renewed_before_they_end(life_s: float | None, renew_in_s: float | None) -> None:
    assert Tokens("a", "r", life_s).renew_in_s == renew_in_s


@pytest.mark.parametrize(
    ("status", "told", "code"),
    [
        (400, {"error": "invalid_grant"}, "login_expired"),
        (401, {"hint": "Token has been revoked", "status": 401}, "login_expired"),
        (400, {"hint": "Authorization code has expired"}, "login_expired"),
        (401, b"<html>no</html>", "login_expired"),
        (401, {"error": "invalid_client"}, "oauth_app_rejected"),
        (200, {"ok": False, "error": "invalid_refresh_token"}, "login_expired"),
    ],
)
def test_a_refusal_for_good_asks_for_a_person(status: int, told: Any, code: str) -> None:
    with pytest.raises(sdk.CredentialsRejected) as refused:
        read(status, told)

    assert refused.value.code == code


@pytest.mark.parametrize(
    ("status", "told", "code"),
    [
        (500, {"error": "invalid_grant"}, "token_service_unavailable"),
        (503, b"", "token_service_unavailable"),
        (400, b"<html>proxy</html>", "token_service_unavailable"),
        (403, b"<html>firewall</html>", "token_service_unavailable"),
        (404, {}, "token_service_unavailable"),
        (400, {"error": "temporarily_unavailable"}, "token_service_unavailable"),
        (302, b"", "token_service_unavailable"),
        (200, b"<html>", "token_answer_unreadable"),
        (200, {"access_token": {"a": 1}}, "token_answer_unreadable"),
        (200, [], "token_answer_unreadable"),
        (200, {"token": "a"}, "token_answer_unreadable"),
    ],
)
def test_a_bad_moment_of_the_service_may_pass(status: int, told: Any, code: str) -> None:
    with pytest.raises(sdk.ServiceUnavailable) as failed:
        read(status, told)

    assert failed.value.code == code


def test_too_many_token_requests_say_when_to_come_again() -> None:
    with pytest.raises(sdk.RateLimited) as failed:
        read(429, {}, retry_after="7")

    assert failed.value.retry_after == 7.0


def test_an_answer_that_may_hold_tokens_is_not_shown() -> None:
    with pytest.raises(sdk.ServiceUnavailable) as failed:
        read(200, {"accessToken": "canary"})

    assert failed.value.answer is None


def test_a_refusal_that_repeats_the_request_shows_no_secret() -> None:
    auth = sdk.OAuth2(authorize_url="https://a.example", token_url="https://a.example")
    secrets = {"client_id": "c", "client_secret": "canary-1", "refresh_token": "canary-2"}
    login = Application(auth, secrets, {}).login("canary-3")
    body = json.dumps({"error": "invalid_grant", "you_sent": [*secrets.values(), "canary-3"]})

    with pytest.raises(sdk.CredentialsRejected) as refused:
        read_tokens(sdk.Answer(400, {}, body.encode(), ""), login, life_s=None, now=NOON)

    assert "canary" not in str(refused.value.answer)
