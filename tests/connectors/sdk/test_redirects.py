"""Redirects are followed by the door itself, and nothing secret follows to another origin."""

import asyncio

import pytest

from connectors import sdk
from connectors.http.connector import connector as http
from tests.connectors.loopback import Service, answer, door, service

KEY = {"value": "top-secret-key"}


def to(url: str, status: str = "302 Found") -> bytes:
    return answer(b"", status=status, headers=[f"Location: {url}"])


def login() -> sdk.Login:
    return http.login("api_key", KEY)


async def post(target: Service, opened: sdk.Door) -> sdk.Json:
    """POST with everything that must not travel abroad."""
    call = sdk.Call(opened, login(), write_headers={"Idempotency-Key": "run:step"})
    return await call.post(target.url("/a"), json={"n": 1}, headers={"X-Private": "mine"})


@pytest.mark.parametrize(
    ("status", "method", "body"),
    [
        ("301 Moved", "GET", b""),
        ("302 Found", "GET", b""),
        ("303 See Other", "GET", b""),
        ("307 Temporary", "POST", b'{"n":1}'),
        ("308 Permanent", "POST", b'{"n":1}'),
    ],
)
def test_the_method_after_a_redirect_follows_the_standard(
    status: str, method: str, body: bytes
) -> None:
    async def go() -> None:
        async with service(to("/b", status), answer()) as target, door() as opened:
            await post(target, opened)
        second = target.asked[1]
        assert (second.method, second.target, second.body) == (method, "/b", body)
        assert second.headers["authorization"] == "Bearer top-secret-key"
        assert ("content-type" in second.headers) == bool(body)

    asyncio.run(go())


@pytest.mark.parametrize("status", ["302 Found", "307 Temporary"])
def test_nothing_secret_follows_to_another_origin(status: str) -> None:
    async def go() -> None:
        async with (
            service(answer()) as other,
            service(to(other.url("/b"), status)) as target,
            door() as opened,
        ):
            await post(target, opened)
        headers = other.asked[0].headers
        assert not headers.keys() & {"authorization", "idempotency-key", "x-private", "cookie"}

    asyncio.run(go())


@pytest.mark.parametrize(
    "location",
    [
        "http://127.0.0.1:1/",
        "http://[::1]:1/",
        "http://[::ffff:127.0.0.1]:1/",
        "http://2130706433/",
        "//localhost:1/",
    ],
)
def test_a_redirect_into_an_internal_network_is_refused(location: str) -> None:
    async def go() -> None:
        half_open = sdk.Door(sdk.AddressPolicy(["127.0.0.2/32"]))
        async with service(to(location), host="127.0.0.2") as target, half_open as opened:
            with pytest.raises(sdk.AddressRefused) as failed:
                await sdk.Call(opened).post(target.url(), json={})
            assert failed.value.outcome == "unknown", "the first service may have acted"

    asyncio.run(go())


@pytest.mark.parametrize("location", ["ftp://example.com/", "file:///etc/passwd", "http://", "h:/"])
def test_a_redirect_to_no_web_address_is_refused(location: str) -> None:
    async def go() -> None:
        async with service(to(location)) as target, door() as opened:
            with pytest.raises(sdk.InputRejected):
                await sdk.Call(opened).get(target.url())

    asyncio.run(go())


def test_redirects_end_after_five() -> None:
    async def go() -> None:
        async with service(to("/again")) as target, door() as opened:
            with pytest.raises(sdk.InputRejected) as failed:
                await sdk.Call(opened).get(target.url())
        assert failed.value.code == "too_many_redirects"
        assert len(target.asked) == 6

    asyncio.run(go())


def test_every_hop_of_a_write_asks_for_permission() -> None:
    async def go() -> None:
        asked: list[int] = []
        async with service(to("/b", "307 Again"), answer()) as target, door() as opened:
            call = sdk.Call(opened, before_write=lambda: asked.append(1))
            await call.post(target.url(), json={})
        assert len(asked) == len(target.asked) == 2
        assert [one.status for one in call.exchanges] == [307, 200]

    asyncio.run(go())


def test_cookies_are_neither_kept_nor_sent() -> None:
    async def go() -> None:
        play = answer(headers=["Set-Cookie: session=1"])
        async with service(play) as target, door() as opened:
            for _ in range(2):
                await sdk.Call(opened).get(target.url())
        assert "cookie" not in target.asked[1].headers

    asyncio.run(go())
