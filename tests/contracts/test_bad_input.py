"""Whatever is sent to the API is answered in words by a stable code, and never with a failure."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from django.test import Client

from engine.api.words import LANGUAGES, texts
from engine.bundles.models import Group
from engine.config.environment import ROOT
from engine.kernel.ids import new_id
from tests.engine.bundles.conftest import House, a_house
from tests.factories import a_client, a_token

pytestmark = pytest.mark.django_db(transaction=True)

API = "/api/v1/"
MIB = 1024 * 1024
JSON = "application/json"
SCHEMA = json.loads((ROOT / "frontend" / "openapi.json").read_text("utf-8"))
BODILESS = [
    address
    for address, calls in SCHEMA["paths"].items()
    if "post" in calls and "requestBody" not in calls["post"]
]
PROBLEM = {"type", "title", "status", "code", "detail", "params", "errors"}

BODIES: Mapping[str, tuple[bytes, int, str]] = {
    "broken": (b'{"name": ', 400, "bad_json"),
    "blank": (b"  ", 400, "bad_json"),
    "two values": (b"{} {}", 400, "bad_json"),
    "a list": (b"[]", 400, "invalid"),
    "a text": (b'"x"', 400, "invalid"),
    "null": (b"null", 400, "invalid"),
    "nothing": (b"", 400, "invalid"),
    "lists 10,000 deep": (b"[" * 10_000 + b"]" * 10_000, 400, "too_deep"),
    "objects 10,000 deep": (b'{"a":' * 10_000 + b"1" + b"}" * 10_000, 400, "too_deep"),
    "1 MiB + 1": (b'{"name": "' + b"x" * (MIB - 11) + b'"}', 413, "body_too_large"),
    "a NUL byte": (b'{"name": "a\x00"}', 400, "bad_json"),
    "an escaped NUL": (b'{"name": "a\\u0000"}', 400, "bad_text"),
    "half a pair": (b'{"name": "\\ud800"}', 400, "bad_text"),
    "half a pair in a key": (b'{"\\udc00": 1}', 400, "bad_text"),
    "UTF-16": ('{"name": "x"}'.encode("utf-16"), 400, "bad_encoding"),
    "Latin-1": ('{"name": "é"}'.encode("latin-1"), 400, "bad_encoding"),
    "a huge integer": (b'{"name": ' + b"9" * 100_000 + b"}", 400, "bad_number"),
    "a huge number": (b'{"name": 1e999}', 400, "bad_number"),
    "not a number": (b'{"name": NaN}', 400, "bad_number"),
    "infinity": (b'{"name": -Infinity}', 400, "bad_number"),
    "a key twice": (b'{"name": "a", "name": "b"}', 400, "duplicate_key"),
}
KINDS = [
    "text/plain",
    "text/json",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "application/xml",
    "x",
    "",
    "application/json\x00",
]

LONG = "x" * 201
SOME_ID = "01a20000-0000-7000-8000-000000000001"
# Method, address below the bundle, what is sent, and where what is wrong with it.
FIELDS: Sequence[tuple[str, str, dict[str, Any], dict[str, str]]] = [
    ("POST", "bundles", {"nmae": "x"}, {"/nmae": "unknown_field", "/name": "missing"}),
    ("POST", "bundles", {"name": 5}, {"/name": "wrong_type"}),
    ("POST", "bundles", {"name": None}, {"/name": "null"}),
    ("POST", "bundles", {"name": " "}, {"/name": "blank"}),
    ("POST", "bundles", {"name": LONG}, {"/name": "too_long"}),
    ("POST", "bundles", {"name": "x", "group": 5}, {"/group": "wrong_type"}),
    ("POST", "bundles", {"name": "x", "group": "x"}, {"/group": "not_a_uuid"}),
    ("POST", "bundles", {"name": "x", "definition": []}, {"/definition": "wrong_type"}),
    ("POST", "groups", {"name": {"a": 1}}, {"/name": "wrong_type"}),
    (
        "POST",
        "groups",
        {"name": LONG, "a/b~": 1},
        {"/name": "too_long", "/a~1b~0": "unknown_field"},
    ),
    ("POST", "connections", {}, dict.fromkeys(("/connector", "/name", "/auth"), "missing")),
    ("POST", "bundles/bulk", {"ids": [], "do": "start"}, {"/ids": "too_short"}),
    ("POST", "bundles/bulk", {"ids": "x", "do": "start"}, {"/ids": "wrong_type"}),
    ("POST", "bundles/bulk", {"ids": [SOME_ID] * 201, "do": "start"}, {"/ids": "too_many"}),
    ("POST", "bundles/bulk", {"ids": [SOME_ID, 5], "do": "start"}, {"/ids/1": "wrong_type"}),
    ("POST", "bundles/bulk", {"ids": [SOME_ID], "do": "explode"}, {"/do": "not_one_of"}),
    ("POST", "bundles/bulk", {"ids": [SOME_ID], "do": "move"}, {"/group": "group_missing"}),
    ("PATCH", "bundles/{bundle}", {"revision": "1"}, {"/revision": "wrong_type"}),
    ("PATCH", "bundles/{bundle}", {"revision": 1.5}, {"/revision": "wrong_type"}),
    ("PATCH", "bundles/{bundle}", {"definition": {}}, {"/revision": "missing"}),
    ("PATCH", "bundles/{bundle}", {"run_until": "soon"}, {"/run_until": "invalid"}),
    ("PATCH", "bundles/{bundle}", {"status": "running"}, {"/status": "unknown_field"}),
    ("POST", "bundles/{bundle}/start", {"waiting": "eat"}, {"/waiting": "not_one_of"}),
    ("POST", "bundles/{bundle}/start", {"from": "9999-99-99"}, {"/from": "bad_date"}),
    ("POST", "bundles/{bundle}/run", {"event": []}, {"/event": "wrong_type"}),
    ("POST", "tokens", {"name": "x", "role": "king"}, {"/role": "not_one_of"}),
    ("POST", "members", {"email": "@", "role": "owner"}, {"/email": "invalid"}),
    ("PATCH", "connections/{connection}", {"name": []}, {"/name": "wrong_type"}),
    ("POST", "connections/{connection}/reconnect", {"auth": "x"}, {"/auth": "wrong_type"}),
    ("POST", "connectors/http/choices", {"field": "x"}, {"": "trigger_or_action"}),
]
AUTH = {"kind": "api_key", "value": "x"}
MISTYPED: Sequence[tuple[str, str, dict[str, Any], str]] = [
    ("POST", "bundles", {"name": 5}, "string"),
    ("POST", "bundles", {"name": "x", "definition": []}, "object"),
    ("POST", "bundles/bulk", {"ids": "x", "do": "start"}, "array"),
    ("PATCH", "bundles/{bundle}", {"revision": "1"}, "integer"),
    ("POST", "bundles", {"name": "x", "definition": {"steps": {}, "trigger": {}}}, "array"),
    (
        "POST",
        "connections",
        {"connector": "http", "name": "x", "auth": {**AUTH, "value": 5}},
        "string",
    ),
    (
        "POST",
        "connections",
        {"connector": "http", "name": "x", "auth": AUTH, "settings": {"limits": []}},
        "object",
    ),
]
ADDRESSES: Sequence[tuple[str, int, str]] = [
    ("bundles/not-an-id", 404, "not_found"),
    ("bundles/5", 404, "not_found"),
    ("bundles/%00", 404, "not_found"),
    ("bundles/%ff%fe", 404, "not_found"),
    ("bundles/..%2f..%2fetc", 404, "not_found"),
    ("bundles/" + "9" * 4000, 404, "not_found"),
    ("bundles/{unknown}", 404, "not_found"),
    ("bundles/{bundle}/versions/0", 404, "not_found"),
    ("bundles/{bundle}/versions/-1", 404, "not_found"),
    ("bundles/{bundle}/versions/99999999999999999999", 404, "not_found"),
    ("bundles/{bundle}/versions/" + "9" * 5000, 404, "not_found"),
    ("connectors/none", 404, "connector_unknown"),
    ("connectors/..", 404, "connector_unknown"),
    ("connectors/sdk", 404, "connector_unknown"),
    ("connectors/%00/icon", 404, "connector_unknown"),
    ("bundles?cursor=x", 400, "bad_cursor"),
    ("bundles?cursor=%00", 400, "bad_cursor"),
    ("bundles?cursor=cD0yMDI2", 400, "bad_cursor"),
    ("bundles?cursor=" + "A" * 5000, 400, "bad_cursor"),
    ("journal?cursor=x", 400, "bad_cursor"),
    ("journal?cursor=cD0yMDI2", 400, "bad_cursor"),
    ("journal?cursor=" + "A" * 5000, 400, "bad_cursor"),
    ("bundles?serach=x", 400, "unknown_parameter"),
    ("bundles?limit=1&limit=2", 400, "invalid"),
    ("bundles?limit=0", 400, "invalid"),
    ("bundles?limit=" + "9" * 5000, 400, "invalid"),
    ("bundles?limit=%D9%A1", 400, "invalid"),
    ("bundles?status=happy", 400, "invalid"),
    ("bundles?group=x", 400, "invalid"),
    ("bundles?search=%00", 400, "invalid"),
    ("bundles?search=" + LONG, 400, "invalid"),
    ("bundles?connector=%00", 400, "invalid"),
    ("journal?search=%00", 400, "invalid"),
    ("journal?mode=%00", 400, "invalid"),
    ("journal?bundle=x", 400, "invalid"),
    ("journal?connection=x", 400, "invalid"),
    ("journal?period=ever", 400, "invalid"),
    ("journal?period=today&from=2026-01-01", 400, "invalid"),
    ("journal?from=0000-00-00", 400, "invalid"),
    ("journal?to=9999-12-31", 400, "invalid"),
    ("journal?from=0001-01-01T00:00:00%2B14:00", 400, "invalid"),
    ("journal?from=2026-12-01&to=2026-11-01", 400, "invalid"),
    ("journal?time_from=24:00", 400, "invalid"),
    ("journal?time_to=%D9%A1%D9%A2:00", 400, "invalid"),
    ("journal/export?format=exe", 400, "invalid"),
    ("journal/export?limit=5", 400, "unknown_parameter"),
    ("connectors?search=%00", 400, "invalid"),
    ("connections?kind=x", 400, "invalid"),
    ("nothing/here", 404, "not_found"),
]
HEADERS: Sequence[tuple[str, str, int]] = [
    ("Authorization", "Bearer", 401),
    ("Authorization", "Bearer ", 401),
    ("Authorization", "Basic eDp5", 401),
    ("Authorization", "Bearer svz_" + "x" * 100_000, 401),
    ("Authorization", "Bearer svz_\x00", 401),
    ("Authorization", "Bearer svz_ё", 401),
    ("Authorization", "", 401),
    ("X-Workspace", "x", 404),
    ("X-Workspace", "\x00", 404),
    ("X-Workspace", SOME_ID, 404),
    ("Accept", "text/html;q=\x00", 406),
    ("Accept", "image/png", 406),
    ("Accept", "," * 10_000, 406),
    ("Accept-Language", "\x00" * 100, 200),
    ("Accept-Language", "ru" * 10_000, 200),
    ("Accept-Language", "../../etc/passwd", 200),
    ("X-HTTP-Method-Override", "DELETE", 200),
    ("X-Forwarded-Host", "evil.example\r\nSet-Cookie: a=b", 200),
    ("Host", "evil\r\n.example", 400),
    ("Content-Length", "-1", 200),
    ("Content-Length", "9" * 5000, 200),
    ("If-Modified-Since", "\x00", 200),
    ("Range", "bytes=0-,-", 200),
]
COOKIES = [
    'sessionid="aaaaaaaaa\\000b"',
    "sessionid=" + "x" * 10_000,
    'csrftoken="\\000"; sessionid=x',
    "django_language=../../etc",
    'django_language="\\000"',
    ";" * 10_000,
    "sessionid=\ud83d".encode("utf-8", "surrogatepass").decode("latin-1"),
]


@pytest.fixture
def house() -> House:
    return a_house()


def place(house: House, address: str) -> str:
    """Return the address with the ids of what is there."""
    ids = {
        "bundle": house.a_published_bundle().pk if "{bundle}" in address else "",
        "connection": house.target.pk,
        "unknown": new_id(),
    }
    return API + address.format(**ids)


def problem(answer: Any) -> dict[str, Any]:
    """Return the problem an answer is; everything else fails the test."""
    assert answer["Content-Type"] == "application/problem+json"
    told: dict[str, Any] = answer.json()
    assert (set(told), told["status"]) == (PROBLEM, answer.status_code)
    return told


def said(house: House, language: str, method: str, address: str, *sent: Any) -> dict[str, Any]:
    """Return the problem that a reader of this language gets."""
    client = a_client(house.workspace)
    headers = {"Accept-Language": language}
    return problem(client.generic(method, place(house, address), *sent, headers=headers))


@pytest.mark.parametrize("name", BODIES)
def test_a_body_with_no_meaning_is_refused_by_code(name: str, house: House) -> None:
    body, status, code = BODIES[name]

    told = said(house, "en", "POST", "bundles", body, JSON)

    assert (told["status"], told["code"]) == (status, code)


@pytest.mark.parametrize("kind", KINDS)
def test_a_body_of_another_kind_is_refused(kind: str, house: House) -> None:
    told = said(house, "en", "POST", "groups", b'{"name": "x"}', kind)

    assert (told["status"], told["code"]) == (415, "unsupported_media_type")


@pytest.mark.parametrize(("method", "address", "sent", "wrong"), FIELDS, ids=str)
def test_every_mistake_is_told_with_its_place_in_both_languages(
    method: str, address: str, sent: dict[str, Any], wrong: dict[str, str], house: House
) -> None:
    client = a_client(house.workspace)
    where = place(house, address)
    in_english, in_russian = (
        problem(client.generic(method, where, _json(sent), JSON, headers={"Accept-Language": one}))
        for one in LANGUAGES
    )

    assert {one["path"]: one["code"] for one in in_english["errors"]} == wrong
    assert in_english["code"] == "invalid"
    for english, russian in zip(in_english["errors"], in_russian["errors"], strict=True):
        assert english["message"].isascii() or "“" in english["message"]
        assert any("а" <= letter <= "я" for letter in russian["message"].lower())


@pytest.mark.parametrize(("method", "address", "sent", "wanted"), MISTYPED)
def test_a_wrong_type_is_told_what_is_wanted_whoever_finds_it(
    method: str, address: str, sent: dict[str, Any], wanted: str, house: House
) -> None:
    told = said(house, "en", method, address, _json(sent), JSON)

    (mistake,) = told["errors"]
    assert (mistake["code"], mistake["params"]) == ("wrong_type", {"wanted": wanted})
    assert mistake["message"] == texts("en")[f"wrong_type.{wanted}"]


@pytest.mark.parametrize("address", BODILESS)
def test_a_call_that_takes_no_body_ignores_none(address: str, house: House) -> None:
    where = address.removeprefix(API).replace("{id}", SOME_ID)

    told = said(house, "en", "POST", where, b'{"name": "x"}', JSON)

    assert [(one["path"], one["code"]) for one in told["errors"]] == [("/name", "unknown_field")]


@pytest.mark.parametrize(("address", "status", "code"), ADDRESSES, ids=lambda one: str(one)[:60])
def test_an_address_that_means_nothing_is_refused_by_code(
    address: str, status: int, code: str, house: House
) -> None:
    told = problem(a_client(house.workspace).get(place(house, address)))

    assert (told["status"], told["code"]) == (status, code)
    assert status == 404 or told["errors"][0]["path"].startswith("?")


@pytest.mark.parametrize(("name", "value", "status"), HEADERS, ids=lambda one: str(one)[:40])
def test_a_hostile_header_breaks_nothing(name: str, value: str, status: int, house: House) -> None:
    token = a_token(workspace=house.workspace).text.reveal()
    headers = {"Authorization": f"Bearer {token}", name: value}

    answer = Client().get(API + "bundles", headers=headers)

    assert answer.status_code == status
    assert status == 200 or problem(answer)


@pytest.mark.parametrize("cookie", COOKIES, ids=lambda one: one[:30])
@pytest.mark.parametrize("address", ["/api/v1/me", "/", "/_allauth/browser/v1/auth/session"])
def test_a_hostile_cookie_signs_nobody_in_and_breaks_nothing(cookie: str, address: str) -> None:
    answer = Client().get(address, headers={"Cookie": cookie})

    assert answer.status_code == (200 if address == "/" else 401)


def test_what_belongs_to_others_is_not_found_wherever_it_is_named(house: House) -> None:
    others = a_house("Theirs")
    group = str(Group.objects.create(workspace=others.workspace, name="Theirs").pk)
    wish = {"name": "x", "group": group}
    choice = {"connection": str(others.target.pk), "action": "request", "field": "method"}

    told = [
        said(house, "en", "POST", "bundles", _json(wish), JSON),
        said(house, "en", "PATCH", "bundles/{bundle}", _json({"group": group}), JSON),
        said(house, "en", "POST", "connectors/http/choices", _json(choice), JSON),
    ]

    assert [one["status"] for one in told] == [404] * 3


def test_a_bundle_on_a_connection_of_others_is_not_published(house: House) -> None:
    theirs = a_house("Theirs").hook
    bundle = house.a_draft(house.definition(theirs))

    told = problem(a_client(house.workspace).post(f"{API}bundles/{bundle.pk}/publish"))

    assert told["code"] == "definition_invalid"
    assert told["errors"][0]["path"] == "/definition/trigger/connection"
    assert told["errors"][0]["code"] == "connection_unknown"


def _json(value: Any) -> str:
    return json.dumps(value)
