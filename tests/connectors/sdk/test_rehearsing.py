"""A door that opens to nobody: it keeps what would be sent, and nobody hears of it."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

import pytest

from connectors import sdk
from tests.connectors.loopback import LOOPBACK, answer, service

Talk = Callable[[sdk.Call, str], Awaitable[object]]


def kept(talk: Talk) -> tuple[list[sdk.Parcel], int]:
    """Let someone talk through a shut door; returns what was kept, and how often it was heard."""
    door = sdk.ShutDoor(sdk.AddressPolicy(LOOPBACK))

    async def scene() -> int:
        async with service(answer()) as there:
            with pytest.raises(sdk.NothingSent):
                await talk(sdk.Call(door), there.url())
            return len(there.asked)

    heard = asyncio.run(scene())
    return door.parcels, heard


def test_a_request_is_kept_as_it_would_be_sent_and_not_sent() -> None:
    [parcel], heard = kept(lambda call, url: call.post(url, json={"a": 1}, params={"b": "c"}))

    assert heard == 0
    assert (parcel.method, parcel.body) == ("POST", b'{"a":1}')
    assert parcel.url.endswith("/?b=c")
    assert parcel.headers["Content-Type"] == "application/json"


def test_a_connector_that_forgives_every_failure_does_not_forgive_this_one() -> None:
    async def forgiving(call: sdk.Call, url: str) -> None:
        for _ in range(3):
            with suppress(Exception):
                await call.get(url)

    parcels, heard = kept(forgiving)

    assert (len(parcels), heard) == (1, 0)


def test_no_socket_is_opened_for_another_protocol() -> None:
    async def dialling(call: sdk.Call, url: str) -> None:
        await call.dial("127.0.0.1", int(url.rpartition(":")[2].strip("/")))

    [parcel], heard = kept(dialling)

    assert (parcel.method, heard) == ("CONNECT", 0)


def test_an_internal_address_is_refused_as_ever() -> None:
    call = sdk.Call(sdk.ShutDoor(sdk.AddressPolicy()))

    with pytest.raises(sdk.AddressRefused):
        asyncio.run(call.get("http://127.0.0.1/"))


def test_what_a_parcel_carries_is_not_in_its_repr() -> None:
    parcel = sdk.Parcel("POST", "https://example.com", {"X-Key": "hush"}, b"hush")

    assert "hush" not in repr(parcel)
