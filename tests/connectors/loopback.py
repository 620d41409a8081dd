"""A service on a loopback socket that answers exactly what a test tells it to, byte for byte."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from connectors import sdk

LOOPBACK = ("127.0.0.0/8",)


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as the service read it."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Service:
    """The running service: where it is, and everything it was asked."""

    port: int
    host: str = "127.0.0.1"
    asked: list[Asked] = field(default_factory=list)

    def url(self, path: str = "/") -> str:
        return f"http://{self.host}:{self.port}{path}"


Play = Callable[[Asked, asyncio.StreamWriter], Awaitable[None]]


def answer(body: bytes = b"{}", *, status: str = "200 OK", headers: Sequence[str] = ()) -> bytes:
    """Write a whole answer; a Content-Length among the headers replaces the true one."""
    lines = [f"HTTP/1.1 {status}", *headers]
    if not any(line.lower().startswith("content-length") for line in headers):
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


async def read_request(reader: asyncio.StreamReader) -> Asked:
    """Read one request with its body."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode()
    first, *lines = head.strip().split("\r\n")
    method, target, _ = first.split(" ")
    headers = {name.lower(): value.strip() for name, _, value in (x.partition(":") for x in lines)}
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    return Asked(method, target, headers, body)


@asynccontextmanager
async def service(*plays: bytes | Play, host: str = "127.0.0.1") -> AsyncIterator[Service]:
    """Run a service that plays its answers in turn and repeats the last one."""
    running = Service(0, host)

    async def converse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                request = await read_request(reader)
                running.asked.append(request)
                play = plays[min(len(running.asked), len(plays)) - 1]
                if isinstance(play, bytes):
                    writer.write(play)
                    await writer.drain()
                    if b"connection: close" in play.lower():
                        return
                else:
                    await play(request, writer)
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(converse, host, 0)
    running.port = server.sockets[0].getsockname()[1]
    try:
        yield running
    finally:
        server.close()


def door(**options: object) -> sdk.Door:
    """Return a door that may enter loopback."""
    return sdk.Door(sdk.AddressPolicy(LOOPBACK), **options)  # type: ignore[arg-type]
