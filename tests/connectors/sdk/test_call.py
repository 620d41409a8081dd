"""What `Call` adds to a request, records about it, and makes of an answer's status."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from connectors import sdk
from connectors.http.connector import connector as http
from connectors.sdk.errors import ANSWER_EXCERPT
from tests.connectors.loopback import Service, answer, door, service

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
SECRET = "pssst-7f3a"
STATUSES = [
    (400, sdk.InputRejected, "fix", "error"),
    (401, sdk.CredentialsRejected, "reconnect", "error"),
    (402, sdk.PlanLimit, "stop", "error"),
    (403, sdk.InputRejected, "fix", "error"),
    (404, sdk.InputRejected, "fix", "error"),
    (408, sdk.ServiceUnavailable, "retry", "error"),
    (409, sdk.InputRejected, "fix", "error"),
    (410, sdk.InputRejected, "fix", "error"),
    (418, sdk.InputRejected, "fix", "error"),
    (422, sdk.InputRejected, "fix", "error"),
    (425, sdk.ServiceUnavailable, "retry", "error"),
    (429, sdk.RateLimited, "retry", "error"),
    (500, sdk.ServiceUnavailable, "retry", "unknown"),
    (503, sdk.ServiceUnavailable, "retry", "unknown"),
]


class Lost(Exception):
    """The lease is somebody else's by now."""


@pytest.mark.parametrize(("status", "kind", "remedy", "outcome"), STATUSES)
def test_a_status_means_an_error_with_a_remedy(
    status: int, kind: type[sdk.ConnectorError], remedy: str, outcome: str
) -> None:
    async def go() -> sdk.ConnectorError:
        play = answer(b'{"why":"because"}', status=f"{status} Sorry")
        async with service(play) as target, door() as opened:
            with pytest.raises(kind) as failed:
                await sdk.Call(opened).post(target.url(), json={})
            return failed.value

    error = asyncio.run(go())

    assert (error.remedy, error.outcome, error.status) == (remedy, outcome, status)
    assert error.answer == '{"why":"because"}'


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("120", 120),
        ("Sun, 01 Mar 2026 12:00:30 GMT", 30),
        ("Sun, 01 Mar 2026 11:00:00 GMT", 0),
        ("99999999", 86_400),
        ("soon", None),
    ],
)
def test_retry_after_is_read_as_seconds_from_now(header: str, seconds: float | None) -> None:
    async def go() -> None:
        play = answer(status="429 Slow down", headers=[f"Retry-After: {header}"])
        async with service(play) as target, door(now=lambda: NOON) as opened:
            with pytest.raises(sdk.RateLimited) as failed:
                await sdk.Call(opened).get(target.url())
            assert failed.value.retry_after == seconds

    asyncio.run(go())


def test_a_connectors_own_table_comes_first() -> None:
    async def go() -> None:
        async with service(answer(status="403 No")) as target, door() as opened:
            call = sdk.Call(opened, errors={403: sdk.CredentialsRejected})
            with pytest.raises(sdk.CredentialsRejected):
                await call.get(target.url())

    asyncio.run(go())


def test_writes_carry_the_attempts_headers_and_reads_do_not() -> None:
    async def go() -> None:
        async with service(answer()) as target, door() as opened:
            call = sdk.Call(opened, write_headers={"Idempotency-Key": "r:s", "X-Attempt": "2"})
            await call.get(target.url())
            await call.post(target.url(), json={}, headers={"idempotency-key": "forged"})
        read, write = target.asked
        assert "idempotency-key" not in read.headers
        assert (write.headers["idempotency-key"], write.headers["x-attempt"]) == ("r:s", "2")

    asyncio.run(go())


def test_a_write_that_is_objected_to_never_leaves() -> None:
    async def go() -> None:
        def object_to_it() -> None:
            raise Lost

        async with service(answer()) as target, door() as opened:
            call = sdk.Call(opened, before_write=object_to_it)
            with pytest.raises(Lost):
                await call.post(target.url(), json={})
            assert await call.get(target.url()) == {}
            assert [one.method for one in target.asked] == ["GET"]
            assert [one.sent for one in call.exchanges] == [False, True]

    asyncio.run(go())


@pytest.mark.parametrize(
    "headers",
    [
        {"X-A": "1\r\nX-B: 2"},
        {"X-A": "1\nX-B: 2"},
        {"X-A\r\nX-B": "1"},
        {"X-A": "nul\x00"},
        {"X A": "1"},
        {"": "1"},
        {"Ключ": "1"},
        {"Content-Length": "0"},
        {"Transfer-Encoding": "chunked"},
        {"Host": "elsewhere.example"},
    ],
)
def test_a_header_that_breaks_the_message_is_refused(headers: dict[str, str]) -> None:
    async def go() -> None:
        async with service(answer()) as target, door() as opened:
            with pytest.raises(sdk.InputRejected) as failed:
                await sdk.Call(opened).get(target.url(), headers=headers)
            assert failed.value.field == "headers"
        assert target.asked == []

    asyncio.run(go())


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com/\r\nX: 1",
        "http://exa mple.com/",
        "http://user:pass@example.com/",
        "http://example.com:0/",
        "http://example.com:99999/",
        "http:///path",
        "https://",
        "gopher://example.com/",
        "//example.com/",
        "http://[::1/",
        "http://" + "a" * 9000,
    ],
)
def test_what_is_no_web_address_is_refused(url: str) -> None:
    async def go() -> None:
        async with door() as opened:
            with pytest.raises(sdk.InputRejected) as failed:
                await sdk.Call(opened).get(url)
            assert failed.value.field == "url"

    asyncio.run(go())


def test_a_call_counts_bytes_and_hides_secrets() -> None:
    async def go() -> None:
        async with service(answer(b'{"ok":true}')) as target, door() as opened:
            login = http.login("api_key", {"value": SECRET, "place": "query", "name": "k"})
            call = sdk.Call(opened, login)
            await call.post(target.url(f"/{SECRET}?api_key=typed-by-hand"), json={"n": 1})
        (exchange,) = call.exchanges
        assert (call.bytes_out, call.bytes_in, exchange.status) == (7, 11, 200)
        assert target.asked[0].target.endswith(f"&k={SECRET}")
        assert SECRET not in repr(call.exchanges) + repr(call) + repr(login.credentials)
        assert "typed-by-hand" not in exchange.url

    asyncio.run(go())


def test_an_error_never_shows_a_secret_that_the_service_echoes() -> None:
    async def go(target: Service, opened: sdk.Door) -> str:
        call = sdk.Call(opened, http.login("basic", {"user": "anna", "password": SECRET}))
        with pytest.raises(sdk.ConnectorError) as failed:
            await call.get(target.url())
        return f"{failed.value!r} {failed.value.answer}"

    async def play() -> str:
        echo = answer(f"you sent {SECRET} YW5uYTpwc3NzdC03ZjNh".encode(), status="500 Oh")
        async with service(echo) as target, door() as opened:
            return await go(target, opened)

    shown = asyncio.run(play())

    assert SECRET not in shown
    assert "YW5uYTpwc3NzdC03ZjNh" not in shown


def test_an_answer_that_cannot_be_read_shows_no_secret() -> None:
    login = http.login("basic", {"user": "anna", "password": SECRET})
    at_the_cut = b"x" * (ANSWER_EXCERPT - 3) + SECRET.encode()

    for body in (f"you sent {SECRET}".encode(), at_the_cut):
        with pytest.raises(sdk.ServiceUnavailable) as failed:
            sdk.Answer(200, {}, body, "", login).json()
        assert SECRET[:3] not in str(failed.value.answer)


def test_secrets_go_to_the_services_own_origin_only() -> None:
    async def go() -> None:
        async with service(answer()) as own, service(answer()) as other, door() as opened:
            login = http.login("api_key", {"value": SECRET}, base_url=own.url("/v2/"))
            call = sdk.Call(opened, login)
            await call.get("/me")
            await call.get(other.url("/file"))
        assert own.asked[0].target == "/v2/me"
        assert own.asked[0].headers["authorization"] == f"Bearer {SECRET}"
        assert "authorization" not in other.asked[0].headers

    asyncio.run(go())


@pytest.mark.parametrize("value", [2**70, -(2**70), 1.5, None, "я", {"a": [1]}])
def test_a_json_body_travels_exactly(value: sdk.Json) -> None:
    async def go() -> None:
        async with service(answer()) as target, door() as opened:
            await sdk.Call(opened).post(target.url(), json={"v": value})
        assert sdk.read_json(target.asked[0].body) == {
            "v": str(value) if isinstance(value, int) and abs(value) > 2**64 else value
        }

    asyncio.run(go())


def test_the_deadline_can_be_set_but_not_past_the_maximum() -> None:
    async def go() -> None:
        limits = sdk.DoorLimits(timeout_max_s=0.2)

        async def hang(*_: object) -> None:
            await asyncio.sleep(60)

        async with service(hang) as target, door(limits=limits) as opened:
            started = asyncio.get_running_loop().time()
            with pytest.raises(sdk.ServiceUnavailable):
                await sdk.Call(opened).get(target.url(), timeout_s=3600)
            assert asyncio.get_running_loop().time() - started < 30

    asyncio.run(go())


def test_the_clock_of_a_door_is_aware_utc() -> None:
    assert sdk.Door(sdk.AddressPolicy()).now().utcoffset() == timedelta(0)


@pytest.mark.parametrize("size", [0, 1, 32 * 1024, 32 * 1024 + 1, 300_000])
def test_a_body_of_any_size_arrives_whole_with_its_length(size: int) -> None:
    async def go() -> Service:
        async with service(answer()) as target, door() as opened:
            await sdk.Call(opened).request("POST", target.url(), body=b"x" * size)
            return target

    (asked,) = asyncio.run(go()).asked

    assert asked.body == b"x" * size
    assert asked.headers["content-length"] == str(size)
