"""Keys can be changed without locking out who signs in with a second factor."""

import base64
import os
from io import StringIO

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command
from pytest_django import Settings

from engine.accounts import second_factors
from tests.factories import a_user

pytestmark = pytest.mark.django_db


def test_a_second_factor_outlives_the_key_it_was_sealed_with(settings: Settings) -> None:
    old, new = os.urandom(32), os.urandom(32)
    settings.VAULT_KEYS = {"old": old}
    secret = base64.b32encode(os.urandom(20)).decode()
    row = Authenticator.objects.create(
        user=a_user(), type="totp", data={"secret": get_adapter().encrypt(secret)}
    )

    settings.VAULT_KEYS = {"new": new, "old": old}
    changed = second_factors.reseal()
    settings.VAULT_KEYS = {"new": new}

    row.refresh_from_db()
    assert changed == 1
    assert get_adapter().decrypt(row.data["secret"]) == secret


def test_what_the_active_key_sealed_is_left_alone(settings: Settings) -> None:
    settings.VAULT_KEYS = {"new": os.urandom(32)}
    Authenticator.objects.create(
        user=a_user(), type="totp", data={"secret": get_adapter().encrypt("ABC")}
    )

    assert second_factors.reseal() == 0


def test_who_has_lost_the_second_factor_is_let_in_by_password_by_the_operator() -> None:
    anna, boris = a_user(), a_user()
    for one in (anna, boris):
        Authenticator.objects.create(user=one, type="totp", data={})
    out = StringIO()

    for _ in range(2):
        call_command("dropsecondfactor", email=anna.email.upper(), stdout=out)

    assert [row.user for row in Authenticator.objects.all()] == [boris]
    assert out.getvalue().splitlines() == [
        f"{anna.email} signs in by password alone now",
        f"{anna.email} had no second factor",
    ]


def test_nobody_loses_a_second_factor_by_an_unknown_address() -> None:
    with pytest.raises(CommandError, match="Nobody here has the address"):
        call_command("dropsecondfactor", email="x@example.com")
