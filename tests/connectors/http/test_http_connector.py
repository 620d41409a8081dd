"""The http connector: how a request is put together and how an answer is read."""

import asyncio
import gzip

import pytest

from connectors import sdk
from connectors.http.connector import connector
from tests.connectors.loopback import Asked, answer, door, service

Inputs = dict[str, sdk.Json]


def request(
    inputs: Inputs, play: bytes = b"", *, kind: str = "none", secrets: dict[str, str] | None = None
) -> tuple[sdk.Json, Asked]:
    """Perform the action against a service, and return its result and what was asked."""

    async def go() -> tuple[sdk.Json, Asked]:
        async with service(play or answer()) as target, door() as opened:
            call = sdk.Call(opened, connector.login(kind, secrets or {}))
            action = connector.action("request")
            assert action is not None
            result = await action.perform(call, {"url": target.url("/in?a=1"), **inputs})
            return result, target.asked[0]

    return asyncio.run(go())


def body_of(play: bytes) -> sdk.Json:
    """Return the body that an answer is read as."""
    result, _ = request({"method": "GET"}, play)
    assert isinstance(result, dict)
    body: sdk.Json = result["body"]
    return body


@pytest.mark.parametrize(
    ("inputs", "mime", "body"),
    [
        ({"body": {"a": [1]}}, "application/json", b'{"a":[1]}'),
        ({"body": '{"a": 2}'}, "application/json", b'{"a":2}'),
        ({"body": "text"}, "application/json", b'"text"'),
        ({"body": False}, "application/json", b"false"),
        (
            {"body_kind": "form", "body": {"a": 1, "b": ["x", "я"], "c": None}},
            "application/x-www-form-urlencoded",
            b"a=1&b=x&b=%D1%8F",
        ),
        ({"body_kind": "form", "body": "a=1&b="}, "application/x-www-form-urlencoded", b"a=1&b="),
        ({"body_kind": "raw", "body": "я"}, "text/plain; charset=utf-8", "я".encode()),
        ({"body_kind": "none", "body": "ignored"}, None, b""),
        ({}, None, b""),
    ],
)
def test_a_body_is_sent_as_its_kind_says(inputs: Inputs, mime: str | None, body: bytes) -> None:
    _, asked = request({"method": "POST", **inputs})

    assert asked.body == body
    assert asked.headers.get("content-type") == mime or (mime is None and not body)


def test_method_query_and_headers_are_sent() -> None:
    _, asked = request(
        {
            "method": "PATCH",
            "query": {"b": "я", "c": [1, 2], "d": None},
            "headers": {"X-A": 5, "Content-Type": "application/merge-patch+json", "X-B": ""},
            "body": {},
        }
    )

    assert (asked.method, asked.target) == ("PATCH", "/in?a=1&b=%D1%8F&c=1&c=2")
    assert asked.headers["x-a"] == "5"
    assert asked.headers["content-type"] == "application/merge-patch+json"
    assert "x-b" not in asked.headers


@pytest.mark.parametrize(
    ("kind", "secrets", "header"),
    [
        ("api_key", {"value": "k"}, ("authorization", "Bearer k")),
        ("api_key", {"value": "k", "prefix": "Token "}, ("authorization", "Token k")),
        ("api_key", {"value": "k", "name": "X-Key"}, ("x-key", "k")),
        ("basic", {"user": "anna", "password": "я"}, ("authorization", "Basic YW5uYTrRjw==")),
    ],
)
def test_the_login_of_the_connection_is_added(
    kind: str, secrets: dict[str, str], header: tuple[str, str]
) -> None:
    _, asked = request({"method": "GET"}, kind=kind, secrets=secrets)

    assert asked.headers[header[0]] == header[1]


def test_a_key_can_go_into_the_query() -> None:
    secrets = {"value": "k&k", "place": "query", "name": "api_key"}

    _, asked = request({"method": "GET"}, kind="api_key", secrets=secrets)

    assert asked.target == "/in?a=1&api_key=k%26k"


@pytest.mark.parametrize(
    ("raw", "mime", "body"),
    [
        (b'{"n":123456789012345678901}', "application/json", {"n": "123456789012345678901"}),
        (b"a=1&a=2", "application/x-www-form-urlencoded", {"a": ["1", "2"]}),
        (b"<a>1</a>", "application/xml", {"a": "1"}),
        ("привет".encode("cp1251"), "text/html; charset=windows-1251", "привет"),
        (b"{broken", "application/json", "{broken"),
        (b"\xff\xd8", "image/jpeg", {"size": 2, "content_base64": "/9g="}),
        (b"a\x00b", "text/plain", {"size": 3, "content_base64": "YQBi"}),
        (b"x", "nonsense; charset=punycode", "x"),
        (b"", "application/json", None),
    ],
)
def test_an_answer_is_read_by_its_content_type(raw: bytes, mime: str, body: sdk.Json) -> None:
    assert body_of(answer(raw, headers=[f"Content-Type: {mime}"])) == body


def test_status_and_headers_come_back_without_cookies() -> None:
    play = answer(
        gzip.compress(b"{}"),
        status="201 Created",
        headers=["X-Id: 7", "Set-Cookie: a=1", "Content-Encoding: gzip"],
    )

    result, _ = request({}, play)

    assert isinstance(result, dict)
    assert result["status"] == 201
    headers = result["headers"]
    assert isinstance(headers, dict)
    assert headers["x-id"] == "7"
    assert "set-cookie" not in headers


def test_a_receiver_that_is_gone_stops_the_bundle_and_an_object_that_is_gone_does_not() -> None:
    gone = answer(status="410 Gone")

    with pytest.raises(sdk.TargetGone) as refused:
        request({"method": "POST"}, gone)
    assert (refused.value.remedy, refused.value.status) == ("stop", 410)
    with pytest.raises(sdk.InputRejected):
        request({"method": "DELETE", "body_kind": "none"}, gone)
    assert request({"success": "200-299, 410"}, gone)[0]


def test_the_success_rule_decides_which_statuses_are_errors() -> None:
    missing = answer(status="404 Nothing")

    result, _ = request({"success": "200-299, 404"}, missing)

    assert isinstance(result, dict)
    assert result["status"] == 404
    with pytest.raises(sdk.InputRejected):
        request({}, missing)
    with pytest.raises(sdk.InputRejected):
        request({"success": "201"}, answer())


def test_a_header_in_no_charset_is_still_storable() -> None:
    play = answer(headers=["X-Place: "]).replace(b"X-Place: ", b"X-Place: caf\xe9 \xd1\x8f")

    result, _ = request({}, play)

    assert isinstance(result, dict)
    assert isinstance(result["headers"], dict)
    assert result["headers"]["x-place"] == "caf\ufffd я"


@pytest.mark.parametrize(
    "inputs",
    [
        {"body_kind": "form", "body": {"a": "\ud800"}},
        {"body_kind": "raw", "body": "\ud800"},
        {"body_kind": "json", "body": {"a": "\ud800"}},
    ],
)
def test_half_a_character_in_a_body_is_refused(inputs: Inputs) -> None:
    with pytest.raises(sdk.InputRejected):
        request({"method": "POST", **inputs})


@pytest.mark.parametrize(
    ("inputs", "field"),
    [
        ({"url": "nowhere"}, "url"),
        ({"method": "BREW"}, "method"),
        ({"headers": {"A": "1\r\nB: 2"}}, "headers"),
        ({"headers": "text"}, "headers"),
        ({"query": [1]}, "query"),
        ({"body": "{broken"}, "body"),
        ({"body_kind": "form", "body": [1]}, "body"),
        ({"success": "good"}, "success"),
        ({"timeout": "long"}, "timeout"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_mistake_names_its_field(inputs: Inputs, field: str) -> None:
    with pytest.raises(sdk.InputRejected) as refused:
        request({"method": "POST", **inputs})

    assert refused.value.field == field


def test_the_test_request_names_the_host_that_answered() -> None:
    async def go() -> str:
        async with service(answer(b"hello")) as target, door() as opened:
            settings: dict[str, sdk.Json] = {"test_url": target.url("/me")}
            login = connector.login("api_key", {"value": "k"}, settings=settings)
            assert login.auth.check is not None
            return await login.auth.check(sdk.Call(opened, login))

    assert asyncio.run(go()) == "127.0.0.1"


def test_the_test_request_shows_a_bad_key() -> None:
    async def go() -> None:
        async with service(answer(status="401 No")) as target, door() as opened:
            login = connector.login("none", {}, settings={"test_url": target.url("/me")})
            assert login.auth.check is not None
            with pytest.raises(sdk.CredentialsRejected):
                await login.auth.check(sdk.Call(opened, login))

    asyncio.run(go())
