"""A service of the outside world that behaves as badly as a test tells it to, and forgets nothing.

An effect is a request whose body was wholly read: from then on the service may have acted.
"""

import asyncio
import json
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from tests.faults.background import Background


@dataclass
class Effect:
    """One request with its whole body; `status` is set once the answer has been given in full."""

    at: float
    path: str
    key: str
    attempt: int
    body: Any
    status: int | None = None
    answered_at: float | None = None


@dataclass(frozen=True)
class Talk:
    """One conversation: what came and the way back."""

    effect: Effect
    writer: asyncio.StreamWriter

    async def answer(
        self, status: int = 200, body: bytes = b'{"ok":true}', *, headers: Sequence[str] = ()
    ) -> None:
        """Give a whole and honest answer."""
        await self.send(status, body, length=len(body), headers=headers)
        self.effect.status = status
        self.effect.answered_at = time.monotonic()

    async def send(
        self, status: int, body: bytes, *, length: int, headers: Sequence[str] = ()
    ) -> None:
        """Write an answer whose Content-Length may be a lie."""
        about = ("Content-Type: application/json", f"Content-Length: {length}", *headers)
        head = "\r\n".join((f"HTTP/1.1 {status} -", *about))
        self.writer.write(head.encode() + b"\r\n\r\n" + body)
        await self.writer.drain()


Play = Callable[[Talk], Awaitable[None]]


async def ok(talk: Talk) -> None:
    """Do as asked."""
    await talk.answer()


async def hang(talk: Talk) -> None:
    """Take it all in and say nothing."""
    await asyncio.sleep(3600)


async def hang_up(talk: Talk) -> None:
    """Act, then close the connection without a word."""
    talk.writer.close()


async def cut(talk: Talk) -> None:
    """Act, then stop in the middle of the answer."""
    await talk.send(200, b'{"ok":', length=11)
    talk.writer.close()


async def promise_more(talk: Talk) -> None:
    """Announce a longer answer than is ever sent, and hang up."""
    await talk.send(200, b'{"ok":true}', length=5000)
    talk.writer.close()


async def send_more(talk: Talk) -> None:
    """Announce a shorter answer than is sent."""
    await talk.send(200, b'{"ok":true}{"ok":', length=11)
    talk.writer.close()


def slow(seconds: float) -> Play:
    """Do as asked, but take this long."""

    async def play(talk: Talk) -> None:
        await asyncio.sleep(seconds)
        await talk.answer()

    return play


def refusing(status: int, *headers: str) -> Play:
    """Answer with an error."""

    async def play(talk: Talk) -> None:
        await talk.answer(status, b'{"error":"no"}', headers=headers)

    return play


def first(play: Play, then: Play = ok, *, times: int = 1) -> Play:
    """Play the first part for the first calls of each key, then the second."""
    seen: Counter[str] = Counter()

    async def both(talk: Talk) -> None:
        seen[talk.effect.key] += 1
        await (play if seen[talk.effect.key] <= times else then)(talk)

    return both


@dataclass
class Target:
    """The running service; `deaf` paths are closed after the head, so that they have no effect."""

    background: Background
    effects: list[Effect] = field(default_factory=list)
    deaf: set[str] = field(default_factory=set)
    refusals: int = 0
    _plays: dict[str, Play] = field(default_factory=dict)
    _port: int = 0
    _server: asyncio.Server | None = None
    _talks: set[asyncio.StreamWriter] = field(default_factory=set)

    def open(self) -> None:
        """Begin to listen on loopback."""
        self.background.run(self._listen())

    def close(self) -> None:
        """Hang up on everybody."""
        self.background.run(self._hang_up())

    def url(self, path: str, play: Play = ok) -> str:
        """Return the address of a path that behaves like this."""
        self._plays[path] = play
        return f"http://127.0.0.1:{self._port}{path}"

    def of(self, *paths: str) -> list[Effect]:
        """Return the effects on these paths."""
        return [one for one in list(self.effects) if one.path in paths]

    async def _listen(self) -> None:
        self._server = await asyncio.start_server(self._converse, "127.0.0.1", 0, backlog=1024)
        self._port = self._server.sockets[0].getsockname()[1]

    async def _hang_up(self) -> None:
        if self._server is not None:
            self._server.close()
        for writer in self._talks:
            writer.close()

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._talks.add(writer)
        try:
            while effect := await self._read(reader):
                self.effects.append(effect)
                await self._plays[effect.path](Talk(effect, writer))
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            pass
        finally:
            self._talks.discard(writer)
            writer.close()
            with suppress(ConnectionError):
                await writer.wait_closed()

    async def _read(self, reader: asyncio.StreamReader) -> Effect | None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        first_line, *lines = head.strip().split("\r\n")
        path = first_line.split(" ")[1]
        headers = {
            name.lower(): value.strip() for name, _, value in (x.partition(":") for x in lines)
        }
        if path in self.deaf:
            self.refusals += 1
            return None
        body = await reader.readexactly(int(headers.get("content-length", "0")))
        return Effect(
            time.monotonic(),
            path,
            headers.get("idempotency-key", ""),
            int(headers.get("x-attempt", "0")),
            json.loads(body) if body else None,
        )
