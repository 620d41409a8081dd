"""Whatever is sent to the sign-in, nothing of it is a failure of ours."""

import pytest
from django.test import Client

from engine.accounts.models import User
from tests.factories import a_member

pytestmark = pytest.mark.django_db(transaction=True)

HOME = "/_allauth/browser/v1/"
ROUTES = [
    *("auth/session", "auth/reauthenticate", "auth/code/confirm", "auth/password/request"),
    *("auth/password/reset", "auth/login", "auth/signup", "auth/email/verify"),
    *("auth/email/verify/resend", "auth/2fa/authenticate", "auth/2fa/reauthenticate"),
    *("auth/sessions", "account/password/change", "account/email", "account/authenticators"),
    *("account/authenticators/totp", "account/authenticators/recovery-codes"),
]
FIELDS = ("email", "password", "code", "key", "new_password", "current_password", "sessions")
VALUES = ("null", "5", "1e999", "[]", '{"a": 1}', '"\\u0000"', '"\\ud800"', '"' + "x" * 5000 + '"')
BODIES = [
    *(b"", b'{"email": ', b"[]", b"null", b'"x"', b"5", b"\xff\xfe", b"\x00"),
    b"[" * 100_000,
    b'{"a":' * 100_000,
    *("{" + ", ".join(f'"{name}": {value}' for name in FIELDS) + "}" for value in VALUES),
]


@pytest.mark.parametrize("is_signed_in", [False, True], ids=["a stranger", "a member"])
@pytest.mark.parametrize("route", ROUTES)
def test_garbage_is_refused_and_never_a_failure(route: str, *, is_signed_in: bool) -> None:
    client = Client(raise_request_exception=False)
    if is_signed_in:
        client.force_login(User.objects.get(pk=a_member().user_id))

    failed = [
        (method, body[:60], answer.status_code)
        for method in ("POST", "PUT", "PATCH", "DELETE")
        for body in BODIES
        if (answer := client.generic(method, HOME + route, body, "application/json")).status_code
        >= 500
    ]

    assert failed == []
