"""A target that answers every request at once: `python -m tests.bench.target <port>`."""

import asyncio
import sys
from typing import cast

import uvloop

ANSWER = (
    b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 11\r\n\r\n{"ok":true}'
)
END = b"\r\n\r\n"
LENGTH = b"content-length:"


def body_length(head: bytes) -> int:
    """Return the Content-Length of a head in lower case; 0 when there is none."""
    place = head.find(LENGTH)
    return int(head[place + len(LENGTH) :].split(b"\r\n", 1)[0]) if place >= 0 else 0


class Target(asyncio.Protocol):
    """One connection."""

    def __init__(self) -> None:
        self._buffer = b""
        self._transport: asyncio.WriteTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Remember where to answer."""
        # uvloop's transports are not subclasses of asyncio's.
        self._transport = cast("asyncio.WriteTransport", transport)

    def data_received(self, data: bytes) -> None:
        """Answer each whole request."""
        self._buffer += data
        while (end := self._buffer.find(END)) >= 0:
            whole = end + len(END) + body_length(self._buffer[:end].lower())
            if len(self._buffer) < whole or self._transport is None:
                return
            self._buffer = self._buffer[whole:]
            self._transport.write(ANSWER)


async def main(port: int) -> None:
    """Answer until killed."""
    server = await asyncio.get_running_loop().create_server(Target, "127.0.0.1", port)
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(main(int(sys.argv[1])))
