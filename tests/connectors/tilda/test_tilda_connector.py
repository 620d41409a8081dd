"""The tilda connector: forms, the test request, keys, and the three shapes of an order."""

import json
from urllib.parse import quote, urlencode

import pytest

from connectors import sdk
from connectors.sdk.testing import Bench
from connectors.tilda.connector import connector

FORM = {"Content-Type": "application/x-www-form-urlencoded; charset=UTF-8"}
LEAD = {"Name": "Анна", "Phone": "+7 (999) 000-00-00", "tranid": "467251:8442970", "formid": "f1"}


def submit(
    fields: dict[str, str], headers: dict[str, str] | None = None, *, key: str = ""
) -> sdk.Received | sdk.Probe:
    bench = Bench(connector, "webhook", {"key_value": key} if key else {}, {"key_name": "X-Key"})
    return bench.receive("form_submitted", urlencode(fields).encode(), FORM | (headers or {}))


def event(fields: dict[str, str]) -> dict[str, sdk.Json]:
    """Submit a form and return its one event."""
    found = submit(fields)
    assert isinstance(found, sdk.Received)
    payload = found.items[0].payload
    assert isinstance(payload, dict)
    return payload


def test_a_forms_fields_are_at_the_root_and_tranid_identifies_it() -> None:
    found = submit(LEAD)

    assert found == sdk.Received((sdk.Item(LEAD, "467251:8442970"),))


def test_json_is_understood_too() -> None:
    raw = json.dumps(LEAD).encode()

    found = Bench(connector).receive("form_submitted", raw, {"Content-Type": "application/json"})

    assert found == sdk.Received((sdk.Item(LEAD, "467251:8442970"),))


@pytest.mark.parametrize("extra", [{}, {"X-Key": "k"}])
def test_the_test_request_is_answered_and_not_stored(extra: dict[str, str]) -> None:
    found = submit({"test": "test", **extra}, key="k")

    assert isinstance(found, sdk.Probe)
    assert (found.answer.status, found.answer.body) == (200, "ok")


def test_a_form_with_a_field_named_test_is_a_form() -> None:
    assert isinstance(submit({"test": "test", "Email": "a@b.c"}), sdk.Received)


@pytest.mark.parametrize("place", ["header", "body"])
def test_the_key_lets_in_from_either_place_and_is_not_stored(place: str) -> None:
    fields = LEAD | ({"X-Key": "s3cret"} if place == "body" else {})
    headers = {"x-key": "s3cret"} if place == "header" else {}

    assert submit(fields, headers, key="s3cret") == sdk.Received(
        (sdk.Item(LEAD, "467251:8442970"),)
    )


@pytest.mark.parametrize("headers", [{}, {"X-Key": "guess"}])
def test_a_form_without_the_key_is_refused(headers: dict[str, str]) -> None:
    with pytest.raises(sdk.SignatureRejected):
        submit(LEAD, headers, key="s3cret")


@pytest.mark.parametrize("raw", [b"", b"[1]", b'"text"'])
def test_what_is_no_form_is_refused(raw: bytes) -> None:
    with pytest.raises(sdk.PayloadRejected):
        Bench(connector).receive("form_submitted", raw, {"Content-Type": "application/json"})


def test_an_order_in_brackets_becomes_one_object() -> None:
    order = {
        "payment[sys]": "none",
        "payment[orderid]": "1520",
        "payment[products][0][name]": "Mug",
        "payment[products][0][options][0][option]": "Size",
        "payment[products][0][options][0][variant]": "L",
        "payment[products][1][name]": "Cup",
    }

    assert event(LEAD | order)["payment"] == {
        "sys": "none",
        "orderid": "1520",
        "products": [
            {"name": "Mug", "options": [{"option": "Size", "variant": "L"}]},
            {"name": "Cup"},
        ],
    }


def test_an_order_as_json_text_becomes_one_object() -> None:
    order = {"orderid": "1520", "amount": "1000", "products": [{"name": "Mug", "quantity": 2}]}

    assert event(LEAD | {"payment": json.dumps(order)})["payment"] == order


def test_an_order_in_legacy_lines_becomes_one_object() -> None:
    order = {"payment[orderid]": "1520", "payment[products][0]": "Mug - 2x500 = 1000"}

    assert event(LEAD | order)["payment"] == {
        "orderid": "1520",
        "products": [{"name": "Mug", "quantity": "2", "price": "500", "amount": "1000"}],
    }


@pytest.mark.parametrize("text", ["Mug", "Mug - twox5 = 10", "{broken", "42"])
def test_what_cannot_be_read_as_an_order_stays_as_it_came(text: str) -> None:
    found = event(LEAD | {"payment[products][0]": text})["payment"]

    assert found == {"products": [text]}
    assert event(LEAD | {"payment": "{broken"})["payment"] == "{broken"


def test_marks_in_cookies_become_utm() -> None:
    marks = quote("utm_source=vk|||utm_campaign=весна|||other=1")
    cookies = f"_ym_uid=1; TILDAUTM={marks}; a=b"

    found = event(LEAD | {"COOKIES": cookies})

    assert found["utm"] == {"utm_source": "vk", "utm_campaign": "весна"}
    assert found["COOKIES"] == cookies


def test_a_forms_own_utm_field_comes_first() -> None:
    found = event(LEAD | {"utm": "spring", "COOKIES": "TILDAUTM=utm_source%3Dvk"})

    assert found["utm"] == "spring"
