"""A door that opens to nobody: it shows what a call would send, and stops the call there."""

import socket
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import NoReturn

from connectors.sdk.addresses import AddressPolicy
from connectors.sdk.door import Door
from connectors.sdk.exchange import Answer, Trip


class NothingSent(BaseException):
    """The call has come to where it would leave; no connector may take this for a failure."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """What would have been sent, secrets and all; `url` is as the request would carry it."""

    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes | None = field(default=None, repr=False)


class ShutDoor(Door):
    """A door for rehearsals; it resolves no names, opens no sockets and keeps what it was given."""

    def __init__(self, policy: AddressPolicy) -> None:
        super().__init__(policy)
        self.parcels: list[Parcel] = []

    async def fetch(self, trip: Trip) -> Answer:
        """Keep the request and stop the call; an internal address is refused as ever."""
        self._check(trip.url.host or "")
        self.stop(Parcel(trip.method, str(trip.url), dict(trip.headers), trip.body))

    async def dial(self, host: str, port: int) -> socket.socket:
        """Stop the call before it connects."""
        self._check(host)
        self.stop(Parcel("CONNECT", f"tcp://{host}:{port}"))

    def stop(self, parcel: Parcel) -> NoReturn:
        """Keep what would have been sent and stop the call."""
        self.parcels.append(parcel)
        raise NothingSent

    def _check(self, host: str) -> None:
        with suppress(ValueError):  # a name; what it leads to is asked when it is dialled
            self.policy.check([str(ip_address(host))], host)
