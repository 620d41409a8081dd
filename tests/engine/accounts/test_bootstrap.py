"""Programs and the first run get their way in from the command line."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from rest_framework.test import APIClient

from engine.accounts import services
from engine.accounts.models import User, Workspace

pytestmark = pytest.mark.django_db


def bootstrap(**changes: str) -> dict[str, str]:
    words = {"email": "Ops@Example.com", "password": "secret 1", "workspace": "Shop", **changes}
    output = StringIO()
    call_command("bootstrap", *(f"--{key}={value}" for key, value in words.items()), stdout=output)
    lines = output.getvalue().splitlines()
    assert len(lines) == 1
    made: dict[str, str] = json.loads(lines[0])
    return made


def status_with(token: str) -> int:
    client = APIClient(headers={"Authorization": f"Bearer {token}"})
    return int(client.get("/api/v1/workspace").status_code)


def test_bootstrap_prints_one_line_with_a_working_token() -> None:
    made = bootstrap()

    assert made.keys() == {"workspace", "token"}
    assert status_with(made["token"]) == 200
    assert User.objects.get().check_password("secret 1")


def test_bootstrap_again_changes_the_password_and_keeps_older_tokens() -> None:
    first = bootstrap()

    second = bootstrap(password="secret 2")

    assert first["workspace"] == second["workspace"]
    assert [status_with(made["token"]) for made in (first, second)] == [200, 200]
    assert User.objects.get().check_password("secret 2")
    assert Workspace.objects.count() == 1


def test_bootstrap_makes_another_workspace_for_another_name() -> None:
    assert bootstrap()["workspace"] != bootstrap(workspace="Office")["workspace"]


def test_bootstrap_refuses_what_is_no_address() -> None:
    with pytest.raises(CommandError, match="no e-mail address"):
        bootstrap(email="ops")


def test_an_empty_installation_gets_an_owner_with_a_made_up_password() -> None:
    email, password, created = services.first_owner()

    assert created
    assert password is not None
    assert User.objects.get(email=email).check_password(password)


def test_a_given_password_is_used_and_not_repeated() -> None:
    owner = services.first_owner("boss@example.com", "secret 1")

    assert owner == ("boss@example.com", None, True)
    assert User.objects.get().check_password("secret 1")


def test_a_used_installation_names_its_oldest_owner_and_changes_nothing() -> None:
    services.first_owner("boss@example.com", "secret 1")

    assert services.first_owner("other@example.com", "secret 2") == (
        "boss@example.com",
        None,
        False,
    )
    assert User.objects.count() == 1
