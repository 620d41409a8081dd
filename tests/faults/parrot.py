"""A service that says back whatever it is told, secrets and all, in every way a call can end."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from tests.faults.background import Background


@contextmanager
def a_parrot(background: Background, port: int) -> Iterator[list[bytes]]:
    """Run the service on this port of loopback; yields all that it was told."""
    heard: list[bytes] = []

    async def converse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            said = await _read(reader)
            heard.append(said)
            writer.write(_answer(said, port))
            await writer.drain()
        writer.close()

    server = background.run(asyncio.start_server(converse, "127.0.0.1", port))
    try:
        yield heard
    finally:
        background.run(_close(server))


async def _read(reader: asyncio.StreamReader) -> bytes:
    head = await reader.readuntil(b"\r\n\r\n")
    lines = head.lower().split(b"\r\n")
    length = next((line[15:] for line in lines if line.startswith(b"content-length:")), b"0")
    return head + await reader.readexactly(int(length))


async def _close(server: asyncio.Server) -> None:
    server.close()


def _answer(said: bytes, port: int) -> bytes:
    words = said.split(b" ", 2)[1].split(b"?")[0].rsplit(b"/", 1)[-1].decode()
    manner = MANNERS.get(words)
    return manner(said, port) if manner else _whole(words if words.isdigit() else "401", said)


def _whole(status: str, said: bytes, *headers: bytes) -> bytes:
    head = b"\r\n".join((b"HTTP/1.1 %s -" % status.encode(), b"Connection: close", *headers))
    return head + b"\r\nContent-Length: %d\r\n\r\n" % len(said) + said


def _in_one_line(said: bytes) -> bytes:
    return said.replace(b"\r\n", b" ").replace(b"\0", b"").strip()


def _as_header(said: bytes, _: int) -> bytes:
    return _whole("403", b"{}", b"X-Told: " + _in_one_line(said))


def _as_status(said: bytes, _: int) -> bytes:
    return b"HTTP/1.1 422 " + _in_one_line(said) + b"\r\nContent-Length: 0\r\n\r\n"


def _as_noise(said: bytes, _: int) -> bytes:
    return said


def _cut(said: bytes, _: int) -> bytes:
    return b"HTTP/1.1 200 -\r\nContent-Length: 100000\r\n\r\n" + said


def _elsewhere(said: bytes, port: int) -> bytes:
    told = "".join(chr(one) for one in said if chr(one).isalnum() or one in b"-")
    return _whole("302", b"", f"Location: http://127.0.0.1:{port}/{told}/404".encode())


MANNERS: dict[str, Callable[[bytes, int], bytes]] = {
    "header": _as_header,
    "status": _as_status,
    "noise": _as_noise,
    "cut": _cut,
    "elsewhere": _elsewhere,
}
