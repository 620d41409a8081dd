"""Services that hang, lie, cut, garble or flood: each ends in an error with the right outcome."""

import asyncio
import gzip
import zlib

import pytest

from connectors import sdk
from tests.connectors.loopback import Asked, Play, answer, door, service

BOMB = gzip.compress(b"0" * 50_000_000)


async def hang(asked: Asked, writer: asyncio.StreamWriter) -> None:
    await asyncio.sleep(30)


async def hang_up(asked: Asked, writer: asyncio.StreamWriter) -> None:
    raise ConnectionError


async def drip(asked: Asked, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
    for _ in range(1000):
        writer.write(b"x")
        await asyncio.sleep(0.05)


async def cut(asked: Asked, writer: asyncio.StreamWriter) -> None:
    writer.write(answer(b'{"half":', headers=["Content-Length: 500"]))
    await writer.drain()
    raise ConnectionError


async def flood(asked: Asked, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")
    while True:
        writer.write(b"x" * 65536)
        await writer.drain()


def failure(play: Play | bytes, *, method: str = "POST", **options: object) -> sdk.ConnectorError:
    """Make one call to a service that plays this, and return how it failed."""

    async def go() -> sdk.ConnectorError:
        async with service(play) as target, door() as opened:
            call = sdk.Call(opened)
            with pytest.raises(sdk.ConnectorError) as failed:
                await call.request(method, target.url(), **options)  # type: ignore[arg-type]
            assert len(target.asked) == 1, "one attempt asks once"
            return failed.value

    return asyncio.run(go())


@pytest.mark.parametrize("play", [hang, drip])
@pytest.mark.parametrize("method", ["POST", "PUT", "GET"])
def test_the_deadline_covers_the_whole_answer(play: Play, method: str) -> None:
    error = failure(play, method=method, timeout_s=1.0)

    assert (error.code, error.remedy, error.outcome) == ("timed_out", "retry", "unknown")


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_a_write_whose_connection_breaks_is_never_repeated_by_itself(method: str) -> None:
    error = failure(hang_up, method=method)

    assert (error.code, error.remedy, error.outcome) == ("connection_lost", "retry", "unknown")


def test_an_answer_shorter_than_its_length_is_no_answer() -> None:
    error = failure(cut)

    assert (error.code, error.remedy, error.outcome) == ("connection_lost", "retry", "unknown")


@pytest.mark.parametrize(
    "play",
    [
        b"\x16\x03\x01 this is not HTTP\r\n\r\n",
        b"HTTP/1.1 9999 Odd\r\n\r\n",
        answer(headers=["Content-Length: -5", "Connection: close"]),
        answer(headers=["Content-Length: 1x", "Connection: close"]),
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\nZZ\r\n",
        answer(headers=[f"X: {'x' * 20_000}"]),
    ],
)
def test_what_is_not_http_is_an_unknown_outcome(play: bytes) -> None:
    error = failure(play)

    assert (error.remedy, error.outcome) == ("retry", "unknown")


@pytest.mark.parametrize(
    "play",
    [
        answer(BOMB, headers=["Content-Encoding: gzip"]),
        answer(zlib.compress(b"0" * 50_000_000), headers=["Content-Encoding: deflate"]),
        answer(b"x" * 9_000_000),
        flood,
    ],
)
def test_an_answer_over_the_cap_is_abandoned(play: Play | bytes) -> None:
    error = failure(play)

    assert (error.code, error.remedy, error.outcome) == ("answer_too_large", "fix", "unknown")


@pytest.mark.parametrize("body", [gzip.compress(b"{}" * 500, mtime=0)[:-9], b"no gzip at all"])
def test_a_broken_compression_is_no_answer(body: bytes) -> None:
    error = failure(answer(body, headers=["Content-Encoding: gzip"]))

    assert (error.code, error.outcome) == ("answer_cut", "unknown")


@pytest.mark.parametrize(
    ("packed", "encoding"),
    [
        (gzip.compress(b'{"a":1}', mtime=0), "gzip"),
        (gzip.compress(b'{"a":1}', mtime=0) + b"\x00" * 8, "gzip"),
        (gzip.compress(b'{"a"', mtime=0) + gzip.compress(b":1}", mtime=0), "gzip"),
        (zlib.compress(b'{"a":1}'), "deflate"),
        (zlib.compress(b'{"a":1}', wbits=-15), "deflate"),
        (b'{"a":1}', "identity"),
    ],
)
def test_compressed_answers_are_read_and_counted_decompressed(packed: bytes, encoding: str) -> None:
    async def go() -> None:
        play = answer(packed, headers=[f"Content-Encoding: {encoding}"])
        async with service(play) as target, door() as opened:
            call = sdk.Call(opened)
            assert await call.get(target.url()) == {"a": 1}
            assert call.bytes_in == 7

    asyncio.run(go())


def test_a_service_that_is_not_there_surely_did_nothing() -> None:
    async def go() -> None:
        async with service() as target:
            gone = target.url()
        async with door() as opened:
            with pytest.raises(sdk.ServiceUnavailable) as failed:
                await sdk.Call(opened).post(gone, json={})
            assert (failed.value.code, failed.value.outcome) == ("connection_failed", "error")

    asyncio.run(go())


def test_an_unknown_name_surely_did_nothing() -> None:
    async def go() -> None:
        async with door() as opened:
            with pytest.raises(sdk.ServiceUnavailable) as failed:
                await sdk.Call(opened).post("http://nobody.invalid/", json={})
            assert (failed.value.code, failed.value.outcome) == ("connection_failed", "error")

    asyncio.run(go())


def test_a_later_answer_on_a_closed_connection_is_not_taken_for_the_next_one() -> None:
    async def go() -> None:
        stale = answer(b'{"n":1}') + answer(b'{"n":"smuggled"}')
        async with service(stale, answer(b'{"n":2}')) as target, door() as opened:
            call = sdk.Call(opened)
            first = await call.get(target.url())
            second = await call.get(target.url())
            assert (first, second) == ({"n": 1}, {"n": 2})

    asyncio.run(go())
