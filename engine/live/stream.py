"""`GET /api/v1/events` as an ASGI application: a waiting tab costs neither a thread nor a query.

Django answers the request first, with all its checks; a request it lets pass becomes a stream.
"""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from typing import Any

from engine.live.crowd import Crowd, Ticket, Wish
from engine.live.feed import Listener
from engine.live.watcher import Watcher

log = logging.getLogger(__name__)

Message = Mapping[str, Any]
Scope = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Door = Callable[[Scope, Receive, Send], Awaitable[None]]

PATH = "/api/v1/events"
TICKET = "svyazka.ticket"
ENDS_WITH_READER = "svyazka.ends_with_reader"  # in a scope: who says no more listens no more
HEARTBEAT_S = 15.0
CHECK_EVERY_S = 20.0
LAST_WORD_S = 1.0
# What proves who calls, and where to; tabs that share all of it are checked together.
PROOF = (b"authorization", b"cookie")


class Streams:
    """All streams of this process: `open` it first, `hang_up` and `close` it at the end."""

    def __init__(
        self, door: Door, *, heartbeat_s: float = HEARTBEAT_S, check_every_s: float = CHECK_EVERY_S
    ) -> None:
        self._door = door
        self._heartbeat_s = heartbeat_s
        self._check_every_s = check_every_s
        self._crowd = Crowd()
        self._watcher = Watcher()
        self._listeners: dict[Listener, Scope] = {}
        self._is_over = False
        self._tasks: list[asyncio.Task[None]] = []

    def open(self) -> None:
        """Start what runs beside the streams."""
        jobs = (self._watcher.watch(), self._check())
        self._tasks = [asyncio.create_task(job) for job in jobs]

    def hang_up(self) -> None:
        """End all streams, those that only begin included: the server waits for them to end."""
        self._is_over = True
        for listener in self._listeners:
            listener.ended.set()

    async def close(self) -> None:
        """Stop what runs beside the streams."""
        self.hang_up()
        left = set(self._tasks)
        while left:
            for task in left:
                task.cancel()
            _, left = await asyncio.wait(left, timeout=0.2)

    def wants(self, scope: Scope) -> bool:
        """Whether this request is for a stream."""
        path: str = scope["path"]
        return scope["method"] == "GET" and path.rstrip("/") == PATH

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, for as long as the caller stays and may."""
        scope[ENDS_WITH_READER] = True
        ticket = Ticket(self._crowd)
        try:
            head, body = await self._ask_door(scope, ticket)
            if ticket.wish is None:
                await send(head)
                await send({"type": "http.response.body", "body": body})
            else:
                await self._stream(ticket.wish, scope, receive, _Line(send, head, body))
        finally:
            if ticket.wish is not None:
                self._crowd.leave(ticket.wish.caller_id)

    async def _ask_door(self, scope: Scope, ticket: Ticket) -> tuple[Message, bytes]:
        """Let Django answer; who may listen finds the ticket filled in."""
        answer: list[Message] = []
        is_asked = False

        async def receive() -> Message:
            nonlocal is_asked
            if is_asked:
                await asyncio.Event().wait()
            is_asked = True
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: Message) -> None:
            answer.append(message)

        await self._door(scope | {TICKET: ticket}, receive, send)
        head, *bodies = answer
        return head, b"".join(part.get("body", b"") for part in bodies)

    async def _stream(self, wish: Wish, scope: Scope, receive: Receive, line: "_Line") -> None:
        listener = Listener(wish.voice, wish.since)
        self._listeners[listener] = scope
        self._watcher.add(wish.workspace_id, listener)
        if self._is_over:
            listener.ended.set()
        ways_to_end = (
            _gone(receive),
            self._talk(listener, line),
            listener.ended.wait(),
        )
        tasks: list[asyncio.Future[Any]] = [asyncio.ensure_future(way) for way in ways_to_end]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._watcher.remove(wish.workspace_id, listener)
            del self._listeners[listener]
            await _end(tasks)
        if not tasks[0].done() or tasks[0].cancelled():
            await line.finish()

    async def _talk(self, listener: Listener, line: "_Line") -> None:
        await line.say(await listener.first())
        while True:
            await line.say(await listener.next(self._heartbeat_s))

    async def _check(self) -> None:
        """Now and then end the streams of those who may no longer listen."""
        while True:
            await asyncio.sleep(self._check_every_s)
            for listeners, scope in self._by_proof():
                try:
                    may = await self._may_listen(scope)
                except Exception:
                    log.exception("Cannot check who listens")
                    continue
                for listener in () if may else listeners:
                    listener.ended.set()

    async def _may_listen(self, scope: Scope) -> bool:
        ticket = Ticket()
        head, _ = await self._ask_door(scope, ticket)
        return ticket.wish is not None or head["status"] >= 500

    def _by_proof(self) -> list[tuple[list[Listener], Scope]]:
        groups: dict[object, list[Listener]] = defaultdict(list)
        for listener, scope in self._listeners.items():
            shown = tuple(pair for pair in scope["headers"] if pair[0] in PROOF)
            groups[tuple(map(tuple, shown)), scope["query_string"]].append(listener)
        return [(group, self._listeners[group[0]]) for group in groups.values()]


class _Line:
    """The way to one browser; its head leaves with the first word, when all changes are heard."""

    def __init__(self, send: Send, head: Message, opening: bytes) -> None:
        self._send = send
        self._head = head
        self._opening = opening
        self._is_open = False

    async def say(self, block: bytes) -> None:
        """Send a block; waits while the reader is slow."""
        if not self._is_open:
            self._is_open = True
            headers = self._head["headers"]
            endless = [pair for pair in headers if pair[0].lower() != b"content-length"]
            await self._send({**self._head, "headers": endless})
            block = self._opening + block
        await self._send({"type": "http.response.body", "body": block, "more_body": True})

    async def finish(self) -> None:
        """Send the last word; a reader that takes none is left."""
        with suppress(TimeoutError, OSError):
            async with asyncio.timeout(LAST_WORD_S):
                await self.say(b"")
                await self._send({"type": "http.response.body", "body": b"", "more_body": False})


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _end(tasks: list[asyncio.Future[Any]]) -> None:
    for task in tasks:
        task.cancel()
    for came in await asyncio.gather(*tasks, return_exceptions=True):
        if isinstance(came, Exception) and not isinstance(came, OSError):
            log.error("A stream broke off", exc_info=came)
