"""Which network addresses a call may dial: everything public, and what the operator opened."""

import socket
from collections.abc import Sequence
from functools import lru_cache
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)

from connectors.sdk.errors import AddressRefused

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

INTERNAL: tuple[Network, ...] = tuple(
    ip_network(text)
    for text in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
        "::/128",
        "::1/128",
        "100::/64",
        "2001::/23",
        "2001:db8::/32",
        "3fff::/20",
        "5f00::/16",
        "fc00::/7",
        "fe80::/10",
        "fec0::/10",
        "ff00::/8",
    )
)

# An IPv4 address can travel inside these; the number is where its 32 bits end, from the right.
WRAPPERS: tuple[tuple[IPv6Network, int], ...] = (
    (IPv6Network("::/96"), 0),  # v4-compatible
    (IPv6Network("::ffff:0:0/96"), 0),  # v4-mapped
    (IPv6Network("::ffff:0:0:0/96"), 0),  # v4-translated
    (IPv6Network("64:ff9b::/96"), 0),  # NAT64
    (IPv6Network("2002::/16"), 80),  # 6to4
)

# Local NAT64 leaves the place of the inner address to the operator; Teredo hides two of them.
OPAQUE: tuple[IPv6Network, ...] = (IPv6Network("64:ff9b:1::/48"), IPv6Network("2001::/32"))


def inner_address(address: Address) -> Address:
    """Return the IPv4 address that an IPv6 one carries, or the address itself."""
    if isinstance(address, IPv4Address):
        return address
    for network, shift in WRAPPERS:
        if address in network and int(address) > 1:
            return IPv4Address((int(address) >> shift) & 0xFFFFFFFF)
    return address


class AddressPolicy:
    """Decide which addresses may be dialled; `allowed_networks` opens internal ones."""

    def __init__(self, allowed_networks: Sequence[str] = ()) -> None:
        self._allowed = tuple(ip_network(text) for text in allowed_networks)
        self._allows = lru_cache(maxsize=4096)(self._decide)

    def check(self, addresses: Sequence[str], host: str) -> None:
        """Refuse the host when any of its addresses is internal."""
        if not all(self._allows(address) for address in addresses):
            raise AddressRefused(f"{host} leads into an internal network.", field="url")

    def _decide(self, text: str) -> bool:
        try:
            address = ip_address(text.partition("%")[0])
        except ValueError:
            return False
        inner = inner_address(address)
        if _inside(address, self._allowed) or _inside(inner, self._allowed):
            return True
        return not (_inside(inner, INTERNAL) or _inside(address, INTERNAL + OPAQUE))


def _inside(address: Address, networks: Sequence[Network]) -> bool:
    return any(address.version == network.version and address in network for network in networks)


def is_odd_notation(host: str) -> bool:
    """Say whether a host is a number that libraries read in different ways (0x7f.1, 127.1)."""
    last = host.rstrip(".").rpartition(".")[2]
    if not last or not (last.isdigit() or last.lower().startswith("0x")):
        return False
    try:
        socket.inet_pton(socket.AF_INET, host)
    except (OSError, UnicodeEncodeError):
        return True
    return False
