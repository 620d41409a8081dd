"""Internal networks stay closed, however they are written."""

import asyncio

import pytest
from aiohttp.abc import AbstractResolver, ResolveResult

from connectors import sdk
from connectors.sdk.addresses import is_odd_notation
from tests.connectors.loopback import answer, door, service

INTERNAL = [
    "0.0.0.0",  # noqa: S104 - an address to refuse
    "10.1.2.3",
    "100.64.0.1",
    "127.0.0.1",
    "169.254.169.254",
    "172.31.255.255",
    "192.0.0.8",
    "192.88.99.1",
    "192.168.1.1",
    "198.18.0.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:0:10.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::808:808",
    "2002:7f00:1::",
    "2002:c0a8:101::1",
    "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    "fc00::1",
    "fd12:3456::1",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
    "not an address",
]
PUBLIC = ["8.8.8.8", "1.1.1.1", "2606:4700:4700::1111", "64:ff9b::808:808", "2002:808:808::1"]
LITERALS = [
    "http://127.0.0.1/",
    "http://127.0.0.1./",
    "http://127.1/",
    "http://2130706433/",
    "http://0x7f000001/",
    "http://0x7f.0.0.1/",
    "http://0177.0.0.1/",
    "http://017700000001/",
    "http://[::1]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[::ffff:7f00:1]/",
    "http://[64:ff9b::127.0.0.1]/",
    "http://169.254.169.254/latest/meta-data/",
    "http://localhost/",
    "http://LOCALHOST/",
    "http://①②⑦.⓪.⓪.①/",
    "http://127。0。0。1/",
    "HTTP://127.0.0.1/",
]


class Names(AbstractResolver):
    """Answer every name with the same addresses."""

    def __init__(self, *addresses: str) -> None:
        self.addresses = addresses
        self.asked = 0

    async def resolve(self, host: str, port: int = 0, family: int = 0) -> list[ResolveResult]:
        self.asked += 1
        return [
            ResolveResult(hostname=host, host=one, port=port, family=2, proto=0, flags=0)
            for one in self.addresses
        ]

    async def close(self) -> None:
        """Hold nothing."""


@pytest.mark.parametrize("address", INTERNAL)
def test_an_internal_address_is_refused(address: str) -> None:
    with pytest.raises(sdk.AddressRefused):
        sdk.AddressPolicy().check([address], "host")


@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_address_is_allowed(address: str) -> None:
    sdk.AddressPolicy().check([address], "host")


@pytest.mark.parametrize("address", ["10.1.2.3", "::ffff:10.1.2.3", "64:ff9b::10.1.2.3"])
def test_an_opened_network_is_allowed_in_every_notation(address: str) -> None:
    policy = sdk.AddressPolicy(["10.0.0.0/8"])

    policy.check([address], "host")
    with pytest.raises(sdk.AddressRefused):
        policy.check([address, "127.0.0.1"], "host")


@pytest.mark.parametrize("url", LITERALS)
def test_a_call_to_an_internal_address_is_refused_before_anything_is_sent(url: str) -> None:
    async def go() -> None:
        async with sdk.Door(sdk.AddressPolicy()) as closed:
            call = sdk.Call(closed)
            with pytest.raises(sdk.AddressRefused) as refused:
                await call.post(url, json={})
            assert refused.value.remedy == "fix"
            assert refused.value.outcome == "error"
            assert not any(one.sent for one in call.exchanges)

    asyncio.run(go())


def test_a_name_with_one_internal_address_is_refused() -> None:
    async def go() -> None:
        names = Names("8.8.8.8", "127.0.0.1")
        async with sdk.Door(sdk.AddressPolicy(), resolver=names) as closed:
            with pytest.raises(sdk.AddressRefused):
                await sdk.Call(closed).get("http://rebinding.example/")

    asyncio.run(go())


def test_calls_that_share_a_lookup_do_not_share_its_error() -> None:
    async def go() -> None:
        async with sdk.Door(sdk.AddressPolicy(), resolver=Names("10.0.0.1")) as closed:
            calls = (sdk.Call(closed).get("http://same.example/") for _ in range(3))
            errors = await asyncio.gather(*calls, return_exceptions=True)
            assert all(isinstance(one, sdk.AddressRefused) for one in errors)
            assert len({id(one) for one in errors}) == 3

    asyncio.run(go())


def test_a_name_is_resolved_once_and_that_address_is_dialled() -> None:
    async def go() -> None:
        names = Names("127.0.0.1")
        async with service(answer()) as target, door(resolver=names) as opened:
            for _ in range(3):
                await sdk.Call(opened).get(f"http://pinned.example:{target.port}/")
        assert names.asked == 1
        assert target.asked[0].headers["host"] == f"pinned.example:{target.port}"

    asyncio.run(go())


def test_dialling_for_another_protocol_is_checked_too() -> None:
    async def go() -> None:
        async with sdk.Door(sdk.AddressPolicy(), resolver=Names("10.0.0.1")) as closed:
            with pytest.raises(sdk.AddressRefused) as refused:
                await sdk.Call(closed).dial("mail.example", 25)
            assert refused.value.field == "host"

    asyncio.run(go())


@pytest.mark.parametrize("host", ["example.com", "8.8.8.8", "x0x.example", "::1", "a.0xyz.com"])
def test_an_ordinary_host_is_no_odd_notation(host: str) -> None:
    assert not is_odd_notation(host)
