"""Posts events: `python -m tests.bench.generator <url> <seconds> <rate> <connections>`.

`rate` is events a second, 0 for as fast as it goes; the arrival times do not wait for answers, and
latency counts from the moment an event should have left. Prints one line of JSON.
"""

import asyncio
import json
import sys
import time
from collections import Counter
from typing import cast
from urllib.parse import urlsplit

import uvloop

from tests.bench.target import END, body_length, percentiles

BODY = (
    b'{"n":%d,"due":%.6f,"email":"anna%d@example.com","first":"Anna","last":"Petrova","amount":%d,'
    b'"phone":"+7 999 000-00-00","country":"RU","comment":"Please call me back tomorrow"}'
)
HEAD = (
    b"POST %b HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\n"
    b"Content-Length: %d\r\n\r\n%b"
)


class Line(asyncio.Protocol):
    """One connection that carries one request at a time."""

    def __init__(self) -> None:
        self._buffer = b""
        self._transport: asyncio.WriteTransport | None = None
        self._answered: asyncio.Future[int] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Remember where to send."""
        # uvloop's transports are not subclasses of asyncio's.
        self._transport = cast("asyncio.WriteTransport", transport)

    def data_received(self, data: bytes) -> None:
        """Collect the answer."""
        self._buffer += data
        end = self._buffer.find(END)
        if end < 0 or self._answered is None:
            return
        whole = end + len(END) + body_length(self._buffer[:end].lower())
        if len(self._buffer) >= whole:
            status, self._buffer = int(self._buffer[9:12]), self._buffer[whole:]
            self._answered.set_result(status)

    async def ask(self, request: bytes) -> int:
        """Send a request and return the status of its answer."""
        if self._transport is None:
            raise ConnectionError("not connected")
        self._answered = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        return await self._answered


class Load:
    """Events at a pace, spread over connections."""

    def __init__(self, url: str, seconds: float, rate: float) -> None:
        parts = urlsplit(url)
        self.host, self.port = parts.hostname or "127.0.0.1", parts.port or 80
        self._path = parts.path.encode()
        self._seconds = seconds
        self._rate = rate
        self._number = 0
        self.waited: list[float] = []
        self.statuses: Counter[int] = Counter()

    async def run(self, connections: int) -> float:
        """Send until the time is over; returns the seconds it took."""
        loop = asyncio.get_running_loop()
        lines = [
            (await loop.create_connection(Line, self.host, self.port))[1]
            for _ in range(connections)
        ]
        began = time.perf_counter()
        await asyncio.gather(*(self._keep_sending(line, began) for line in lines))
        return time.perf_counter() - began

    async def _keep_sending(self, line: Line, began: float) -> None:
        while (due := self._next_due(began)) < began + self._seconds:
            if (early := due - time.perf_counter()) > 0:
                await asyncio.sleep(early)
            status = await line.ask(self._request(due))
            self.waited.append(time.perf_counter() - due)
            self.statuses[status] += 1

    def _next_due(self, began: float) -> float:
        self._number += 1
        return began + self._number / self._rate if self._rate else time.perf_counter()

    def _request(self, due: float) -> bytes:
        n = self._number
        body = BODY % (n, due, n, 20 + n % 1000)
        return HEAD % (self._path, len(body), body)


async def main(url: str, seconds: float, rate: float, connections: int) -> None:
    """Send the load and print what came of it."""
    load = Load(url, seconds, rate)
    took = await load.run(connections)
    told = {
        "sent": len(load.waited),
        "seconds": took,
        "statuses": load.statuses,
        **percentiles(load.waited),
    }
    sys.stdout.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    url, seconds, rate, connections = sys.argv[1:]
    uvloop.run(main(url, float(seconds), float(rate), int(connections)))
