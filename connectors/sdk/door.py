"""The one door to the network: every outgoing request and socket is checked and counted here."""

import asyncio
import socket
import ssl
import time
from collections.abc import Callable
from copy import copy
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from types import TracebackType
from typing import Self

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from connectors.sdk.addresses import AddressPolicy, is_odd_notation
from connectors.sdk.bodies import ACCEPT_ENCODING, read_body
from connectors.sdk.departure import TRIP, Departure
from connectors.sdk.errors import (
    AddressRefused,
    ConnectorError,
    InputRejected,
    ServiceUnavailable,
)
from connectors.sdk.exchange import Answer, Exchange, Trip, shown_url
from connectors.sdk.targets import headers_abroad, parse_url, redirected_method

REDIRECTS = frozenset({301, 302, 303, 307, 308})
REDIRECTS_MAX = 5
USER_AGENT = "Svyazka/0.1"


@dataclass(frozen=True, slots=True)
class DoorLimits:
    """How long a call may take and how much it may bring."""

    timeout_s: float = 30.0
    timeout_max_s: float = 120.0
    connect_s: float = 10.0
    answer_bytes: int = 8 * 1024 * 1024
    keepalive_s: float = 4.0


class CheckedResolver(AbstractResolver):
    """Resolve a name once and refuse it when any of its addresses is internal."""

    def __init__(self, policy: AddressPolicy, lookup: AbstractResolver) -> None:
        self._policy = policy
        self._lookup = lookup

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Return the addresses of the host, all of them allowed."""
        found = await self._lookup.resolve(host, port, family)
        self._policy.check([one["host"] for one in found], host)
        return found

    async def close(self) -> None:
        """Release what the lookup holds."""
        await self._lookup.close()


class Door:
    """The way out of one process and one event loop: `async with Door(policy) as door`."""

    def __init__(
        self,
        policy: AddressPolicy,
        limits: DoorLimits | None = None,
        *,
        resolver: AbstractResolver | None = None,
        tls: ssl.SSLContext | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.policy = policy
        self.limits = limits or DoorLimits()
        self.tls = tls or system_tls()
        self.now = now
        self._given_resolver = resolver
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        lookup = self._given_resolver or aiohttp.ThreadedResolver()
        self._resolver = CheckedResolver(self.policy, lookup)
        connector = aiohttp.TCPConnector(
            resolver=self._resolver,
            ssl=self.tls,
            ttl_dns_cache=10,
            limit=0,
            keepalive_timeout=self.limits.keepalive_s,
            socket_factory=self._open_socket,
        )
        self._session = aiohttp.ClientSession(
            connector=connector,
            request_class=Departure,
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=self.limits.connect_s),
            headers={"User-Agent": USER_AGENT, "Accept-Encoding": ACCEPT_ENCODING},
        )
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def fetch(self, trip: Trip) -> Answer:
        """Follow the trip over its redirects and return the last answer, whatever its status."""
        try:
            async with asyncio.timeout(trip.timeout_s):
                return await self._follow(trip)
        except TimeoutError:
            raise _timed_out(trip) from None
        except ConnectorError as error:
            # A copy: calls that waited for the same name lookup are all given the same error.
            seen = copy(error)
            seen.outcome = "unknown" if trip.sent else error.outcome
            raise seen from None
        except (aiohttp.ClientError, OSError) as error:
            # The chain is cut: aiohttp's errors carry the request with its signed headers.
            raise _network_error(trip, error) from None

    async def dial(self, host: str, port: int) -> socket.socket:
        """Return a connected socket to an allowed address of the host, for other protocols."""
        if is_odd_notation(host):
            raise AddressRefused("The address writes its host as a number.", field="host")
        try:
            async with asyncio.timeout(self.limits.connect_s):
                return await self._dial_first(host, port)
        except AddressRefused as refused:
            raise AddressRefused(refused.message, field="host") from None
        except (TimeoutError, OSError) as error:
            raise ServiceUnavailable(
                f"{host} could not be reached ({_reason(error)}).", code="connection_failed"
            ) from None

    async def _dial_first(self, host: str, port: int) -> socket.socket:
        found = await self._resolver.resolve(host, port)
        last: OSError = OSError("there is no address")
        for one in found:
            info = (one["family"], socket.SOCK_STREAM, 0, "", (one["host"], port))
            opened = self._open_socket(info)
            opened.setblocking(False)
            try:
                await asyncio.get_running_loop().sock_connect(opened, (one["host"], port))
            except BaseException as error:
                opened.close()
                if not isinstance(error, OSError):
                    raise
                last = error
            else:
                return opened
        raise last

    def _open_socket(self, info: "aiohttp.connector.AddrInfoType") -> socket.socket:
        # Called with exactly the address that is dialled next: names are pinned, literals checked.
        family, kind, proto, _, address = info
        self.policy.check([str(address[0])], str(address[0]))
        return socket.socket(family, kind, proto)

    async def _follow(self, trip: Trip) -> Answer:
        for _ in range(REDIRECTS_MAX + 1):
            answer = await self._exchange(trip)
            location = answer.headers.get("Location")
            if answer.status not in REDIRECTS or location is None or not trip.follow_redirects:
                return answer
            turn(trip, answer.status, location)
        raise InputRejected("There are too many redirects.", code="too_many_redirects", field="url")

    async def _exchange(self, trip: Trip) -> Answer:
        if self._session is None:
            raise RuntimeError("The door is closed.")
        shown = shown_url(trip.url, trip.login)
        exchange = Exchange(trip.method, shown, bytes_out=len(trip.body or b""))
        trip.exchanges.append(exchange)
        TRIP.set(trip)
        started = time.perf_counter()
        try:
            response = await self._session.request(
                trip.method,
                trip.url,
                headers=trip.framed_headers(),
                data=None if trip.is_small else trip.body,
                allow_redirects=False,
            )
            exchange.status = response.status
            try:
                body = await read_body(response, trip.max_bytes)
            except BaseException:
                response.close()
                raise
        finally:
            exchange.ms = (time.perf_counter() - started) * 1000
        exchange.bytes_in = len(body)
        return Answer(response.status, response.headers, body, shown, trip.login)


@cache
def system_tls() -> ssl.SSLContext:
    """Return the context that trusts the system's authorities; reading them takes a while."""
    return ssl.create_default_context()


def turn(trip: Trip, status: int, location: str) -> None:
    """Point the trip where a redirect says; secrets stay with the origin they belong to."""
    try:
        target = str(trip.url.join(URL(location)))
    except ValueError:
        raise InputRejected("The service redirects to no address.", code="bad_redirect") from None
    url = parse_url(target)
    method = redirected_method(trip.method, status)
    if method != trip.method:
        trip.method, trip.body = method, None
        trip.headers = {
            name: one for name, one in trip.headers.items() if name.lower() != "content-type"
        }
    if url.origin() != trip.url.origin():
        trip.headers = headers_abroad(trip.headers)
    trip.url = url


def _timed_out(trip: Trip) -> ServiceUnavailable:
    return ServiceUnavailable(
        f"{trip.url.host} did not answer in time.",
        code="timed_out",
        outcome="unknown" if trip.sent else "error",
    )


def _network_error(trip: Trip, error: Exception) -> ConnectorError:
    if isinstance(error, aiohttp.InvalidURL):
        return InputRejected("This is not an http(s) address.", code="bad_url", field="url")
    code = "connection_lost" if trip.sent else "connection_failed"
    return ServiceUnavailable(
        f"{trip.url.host} could not be reached or hung up ({_reason(error)}).",
        code=code,
        outcome="unknown" if trip.sent else "error",
    )


def _reason(error: BaseException) -> str:
    text = getattr(error, "strerror", None)
    return text if isinstance(text, str) and text else type(error).__name__
