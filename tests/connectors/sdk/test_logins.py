"""Logins sign requests and never show their secrets."""

import pytest

from connectors import sdk
from connectors.sdk.auth import is_secret_name

SECRET = "pssst 7f/3a"


def test_credentials_show_their_names_only() -> None:
    login = sdk.Login(sdk.ApiKey(header="X-Key"), sdk.Credentials({"value": SECRET}), {})

    assert SECRET not in f"{login!r} {login.credentials} {dict.fromkeys(login.credentials)}"
    assert login.credentials["value"] == SECRET


@pytest.mark.parametrize("form", [SECRET, "pssst%207f/3a", "pssst+7f%2F3a"])
def test_a_secret_is_blotted_out_in_every_form(form: str) -> None:
    login = sdk.Login(sdk.ApiKey(header="X-Key"), sdk.Credentials({"value": SECRET}), {})

    assert login.mask(f"a {form} b") == "a *** b"


@pytest.mark.parametrize(
    "form", ['say \\"wörd\\"', 'say \\"w\\u00f6rd\\"', "say%20%22w%C3%B6rd%22"]
)
def test_a_secret_with_letters_of_all_kinds_is_known_in_json_and_addresses(form: str) -> None:
    login = sdk.Login(sdk.ApiKey(header="X-Key"), sdk.Credentials({"value": 'say "wörd"'}), {})

    assert login.mask(f"a {form} b") == "a *** b"


def test_what_is_no_secret_is_not_blotted_out() -> None:
    login = sdk.Login(sdk.Basic(), sdk.Credentials({"user": "anna", "password": "xyz1"}), {})

    assert login.mask("anna sent xyz1") == "anna sent ***"


def test_a_long_secret_is_blotted_out_of_data_wherever_it_stands() -> None:
    key = "123456789012"
    login = sdk.Login(sdk.ApiKey(header="X-Key"), sdk.Credentials({"value": key}), {})
    said: sdk.Json = {"a": [f"key {key}", 7, None, True], key: int(key)}

    assert login.mask_data(said) == {"a": ["key ***", 7, None, True], "***": "***"}


def test_data_without_a_secret_stay_the_same() -> None:
    login = sdk.Login(sdk.ApiKey(header="X-Key"), sdk.Credentials({"value": "test"}), {})
    said = {"a": ["a test"]}

    assert login.mask_data(said) is said


@pytest.mark.parametrize(
    "name", ["token", "access_token", "accessToken", "X-API-Key", "APIKEY", "sig", "Authorization"]
)
def test_a_name_that_promises_a_secret_is_recognised(name: str) -> None:
    assert is_secret_name(name)


@pytest.mark.parametrize(
    "name", ["keyword", "postcode", "author", "design", "Idempotency-Key", "monkey", "page", ""]
)
def test_an_ordinary_name_is_no_secret(name: str) -> None:
    assert not is_secret_name(name)


def test_a_kind_the_service_lacks_is_refused() -> None:
    with pytest.raises(ValueError, match="no login of kind basic"):
        sdk.Connector("x", auth=(sdk.NoAuth(),)).login("basic", {})
