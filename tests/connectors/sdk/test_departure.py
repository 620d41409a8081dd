"""The moment a request leaves: the last word before it belongs to whoever holds the run."""

import asyncio
import socket
from contextlib import suppress

import pytest

from connectors import sdk
from tests.connectors.loopback import answer, door, service

BODIES = [None, b"x", b"x" * 1024 * 1024]
SIZES = ["none", "small", "large"]


class Lost(Exception):
    """The run belongs to another worker."""


@pytest.mark.parametrize("body", BODIES, ids=SIZES)
def test_no_turn_of_the_loop_lies_between_the_last_check_and_the_bytes(body: bytes | None) -> None:
    seen: list[bytes] = []

    async def go() -> None:
        with socket.create_server(("127.0.0.1", 0)) as peer:
            peer.settimeout(2)

            def look() -> None:
                # The loop stands still meanwhile: only what has left already can be read.
                with suppress(TimeoutError), peer.accept()[0] as line:
                    line.settimeout(0.2)
                    seen.append(line.recv(4))

            def look_soon() -> None:
                asyncio.get_running_loop().call_soon(look)

            async with door() as opened:
                call = sdk.Call(opened, before_write=look_soon)
                with suppress(sdk.ConnectorError):
                    await call.raw("POST", f"http://127.0.0.1:{peer.getsockname()[1]}/", body=body)

    asyncio.run(go())

    assert seen == [b"POST"]


@pytest.mark.parametrize("body", BODIES, ids=SIZES)
def test_an_objection_reaches_the_caller_and_nothing_the_service(body: bytes | None) -> None:
    async def go() -> None:
        def object_to_it() -> None:
            raise Lost

        async with service(answer()) as target, door() as opened:
            call = sdk.Call(opened, before_write=object_to_it)
            with pytest.raises(Lost):
                await call.raw("POST", target.url(), body=body)
            assert (await sdk.Call(opened).raw("POST", target.url(), body=body)).ok
            assert len(target.asked) == 1
            assert [one.sent for one in call.exchanges] == [False]

    asyncio.run(go())
