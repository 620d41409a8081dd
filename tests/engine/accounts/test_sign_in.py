"""People sign in with e-mail and password, and with a second factor if they set one up."""

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.http import HttpResponse
from django.test import Client
from pytest_django import Settings

from engine.accounts.models import CacheEntry, Membership, Role, User
from tests.factories import a_browser, a_user

pytestmark = pytest.mark.django_db
AUTH = "/_allauth/browser/v1/auth"
FACTORS = "/_allauth/browser/v1/account/authenticators"
PASSWORD = "correct horse 7"


def post(client: Client, address: str, **data: Any) -> Any:
    return client.post(address, data, content_type="application/json")


def sign_in(client: Client, user: User, password: str = PASSWORD) -> Any:
    return post(client, f"{AUTH}/login", email=user.email, password=password)


def code_now(secret: str) -> str:
    counter = next(iter(totp.yield_hotp_counters_from_time()))
    return str(totp.format_hotp_value(totp.hotp_value(secret, counter)))


def set_up_totp(user: User) -> tuple[str, list[str]]:
    browser = Client()
    sign_in(browser, user)
    post(browser, f"{AUTH}/reauthenticate", password=PASSWORD)
    secret = browser.get(f"{FACTORS}/totp").json()["meta"]["secret"]
    post(browser, f"{FACTORS}/totp", code=code_now(secret))
    codes = browser.get(f"{FACTORS}/recovery-codes").json()
    return secret, codes["data"]["unused_codes"]


def test_a_person_signs_in_and_the_session_opens_the_api() -> None:
    user, browser = a_user(password=PASSWORD), Client()

    answer = sign_in(browser, user)

    assert answer.status_code == 200
    assert browser.get("/api/v1/me").json()["user"]["email"] == user.email
    cookie = browser.cookies["sessionid"]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")


def test_a_wrong_password_lets_nobody_in() -> None:
    browser = Client()

    answer = sign_in(browser, a_user(password=PASSWORD), "wrong")

    assert answer.status_code == 400
    assert browser.get("/api/v1/me").status_code == 401


def test_signing_in_needs_the_csrf_token_like_every_write() -> None:
    user, browser = a_user(password=PASSWORD), Client(enforce_csrf_checks=True)
    refused = sign_in(browser, user)

    browser.get(f"{AUTH}/session")
    token = browser.cookies["csrftoken"].value
    allowed = browser.post(
        f"{AUTH}/login",
        {"email": user.email, "password": PASSWORD},
        content_type="application/json",
        headers={"X-CSRFToken": token},
    )

    assert (refused.status_code, refused.json()["code"]) == (403, "csrf_failed")
    assert allowed.status_code == 200


def test_guessing_is_stopped_after_a_few_wrong_passwords() -> None:
    user, browser = a_user(password=PASSWORD), Client()

    answers = [sign_in(browser, user, f"wrong {n}") for n in range(8)]

    assert sign_in(browser, user).status_code != 200
    assert "too_many_login_attempts" in answers[-1].content.decode()


def test_attempts_are_counted_in_the_database_so_that_valkey_may_be_gone() -> None:
    sign_in(Client(), a_user(password=PASSWORD), "wrong")

    assert CacheEntry.objects.filter(cache_key__contains="login_failed").exists()


def test_who_signs_up_gets_a_workspace_of_their_own(settings: Settings) -> None:
    settings.SIGN_UP = True
    browser = Client()

    answer = post(browser, f"{AUTH}/signup", email="New@Example.com", password=PASSWORD)

    assert answer.status_code == 200
    member = Membership.objects.select_related("user").get()
    assert (member.user.email, member.role) == ("new@example.com", Role.OWNER)


def test_signing_up_can_be_switched_off(settings: Settings) -> None:
    settings.SIGN_UP = False

    answer = post(Client(), f"{AUTH}/signup", email="new@example.com", password=PASSWORD)

    assert answer.status_code == 403
    assert not User.objects.exists()


def test_a_second_factor_is_asked_for_once_it_is_set_up() -> None:
    user = a_user(password=PASSWORD)
    secret, _ = set_up_totp(user)
    browser = Client()

    first = sign_in(browser, user)
    locked_out = browser.get("/api/v1/me").status_code
    second = post(browser, f"{AUTH}/2fa/authenticate", code=code_now(secret))

    assert [first.status_code, locked_out, second.status_code] == [401, 401, 200]
    assert browser.get("/api/v1/me").status_code == 200


def test_a_recovery_code_opens_once() -> None:
    user = a_user(password=PASSWORD)
    _, codes = set_up_totp(user)
    answers = []

    for _attempt in range(2):
        browser = Client()
        sign_in(browser, user)
        answers.append(post(browser, f"{AUTH}/2fa/authenticate", code=codes[0]).status_code)

    assert answers == [200, 400]


def test_the_secret_of_the_second_factor_is_not_readable_in_the_database() -> None:
    secret, _ = set_up_totp(a_user(password=PASSWORD))

    stored = Authenticator.objects.get(type="totp").data["secret"]

    assert stored.startswith("v1.")
    assert secret not in stored


def test_sessions_are_listed_and_can_be_ended() -> None:
    user, here, elsewhere = a_user(password=PASSWORD), Client(), Client()
    sign_in(here, user)
    sign_in(elsewhere, user)
    sessions = here.get("/_allauth/browser/v1/auth/sessions").json()["data"]

    others = [session["id"] for session in sessions if not session["is_current"]]
    here.delete(
        "/_allauth/browser/v1/auth/sessions", {"sessions": others}, content_type="application/json"
    )

    assert len(sessions) == 2
    assert [c.get("/api/v1/me").status_code for c in (here, elsewhere)] == [200, 401]


def test_every_page_forbids_foreign_and_inline_scripts() -> None:
    answer: HttpResponse = a_browser(a_user()).get("/api/v1/me")

    policy = answer["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert answer["X-Frame-Options"] == "DENY"


def test_a_new_password_keeps_this_browser_and_signs_every_other_out() -> None:
    user, here, elsewhere = a_user(password=PASSWORD), Client(), Client()
    for browser in (here, elsewhere):
        sign_in(browser, user)

    change = {"current_password": PASSWORD, "new_password": "another horse 8"}
    answer = post(here, "/_allauth/browser/v1/account/password/change", **change)

    assert answer.status_code == 200
    assert here.get("/api/v1/me").status_code == 200
    assert elsewhere.get("/api/v1/me").status_code == 401
