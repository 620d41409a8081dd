"""A target that answers every request at once: `python -m tests.bench.target <port>`.

A POST whose JSON says when its event was due is timed; a GET tells these times and forgets them.
"""

import asyncio
import json
import sys
import time
from typing import cast

import uvloop

HEAD_AND_BODY = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%b"
ANSWER = HEAD_AND_BODY % (11, b'{"ok":true}')
DUE = b'"due":'
END = b"\r\n\r\n"
LENGTH = b"content-length:"


def body_length(head: bytes) -> int:
    """Return the Content-Length of a head in lower case; 0 when there is none."""
    place = head.find(LENGTH)
    return int(head[place + len(LENGTH) :].split(b"\r\n", 1)[0]) if place >= 0 else 0


def percentiles(seconds: list[float]) -> dict[str, float]:
    """Return the 50th and the 99th percentile in milliseconds; of nothing, nothing."""
    ordered = sorted(seconds)
    shares = {"p50_ms": 50, "p99_ms": 99} if ordered else {}
    return {name: 1000 * ordered[len(ordered) * share // 100] for name, share in shares.items()}


class Target(asyncio.Protocol):
    """One connection; `waits` is shared by all, in seconds."""

    def __init__(self, waits: list[float]) -> None:
        self._waits = waits
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
            is_question = self._buffer.startswith(b"GET ")
            body = self._buffer[end + len(END) : whole]
            self._buffer = self._buffer[whole:]
            self._transport.write(self._told() if is_question else ANSWER)
            if DUE in body:
                self._waits.append(time.perf_counter() - json.loads(body)["due"])

    def _told(self) -> bytes:
        told = json.dumps(percentiles(self._waits)).encode()
        self._waits.clear()
        return HEAD_AND_BODY % (len(told), told)


async def main(port: int) -> None:
    """Answer until killed."""
    waits: list[float] = []
    server = await asyncio.get_running_loop().create_server(
        lambda: Target(waits), "127.0.0.1", port
    )
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(main(int(sys.argv[1])))
