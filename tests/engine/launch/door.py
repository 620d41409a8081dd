"""A server of the HTTP door in this process, and lines of bytes to it."""

import asyncio
import json
import socket
import threading
from typing import Any

from engine.launch import web
from engine.live.stream import ENDS_WITH_READER
from tests.installation import until

PATIENCE_S = 20


class Door:
    """A server in a thread of its own, before an application that says back what it got."""

    def __init__(self) -> None:
        self.server = web.a_server(self._echo, host="127.0.0.1", port=0)
        self.hung_up = 0
        self.may_answer = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self.server.serve()))
        self._thread.start()
        until(lambda: self.server.started, within_s=PATIENCE_S, what="the server")

    def call(self) -> socket.socket:
        """Return a line to it."""
        address = self.server.servers[0].sockets[0].getsockname()
        return socket.create_connection(address, timeout=PATIENCE_S)

    def ask(self, request: bytes) -> tuple[int, dict[str, str], bytes]:
        """Send bytes and read the whole answer."""
        with self.call() as line:
            line.sendall(request)
            return answer(line)

    def close(self) -> None:
        self.may_answer.set()
        self.server.should_exit = True
        self._thread.join(PATIENCE_S)

    async def _echo(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            for _ in range(2):
                await send({"type": (await receive())["type"] + ".complete"})
            return
        body, message = b"", {"more_body": True}
        while message.get("more_body"):
            message = await receive()
            if message["type"] == "http.disconnect":
                self.hung_up += 1
                return
            body += message["body"]
        if scope["path"] == "/stream":
            await self._stream(scope, receive, send)
            return
        while scope["path"] == "/later" and not self.may_answer.is_set():
            await asyncio.sleep(0.01)
        names = [name.decode() for name, _ in scope["headers"]]
        told = (
            names if scope["path"] == "/names" else [scope["method"], scope["path"], body.decode()]
        )
        await self._answer(send, json.dumps(told).encode(), "/open" not in scope["path"])

    async def _answer(self, send: Any, told: bytes, has_length: bool) -> None:
        length = [(b"content-length", str(len(told)).encode())] if has_length else []
        await send({"type": "http.response.start", "status": 200, "headers": length})
        await send({"type": "http.response.body", "body": told[:5], "more_body": True})
        await send({"type": "http.response.body", "body": told[5:]})

    async def _stream(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        scope[ENDS_WITH_READER] = True
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"a word", "more_body": True})
        while (await receive())["type"] != "http.disconnect":
            pass
        self.hung_up += 1


def answer(line: socket.socket) -> tuple[int, dict[str, str], bytes]:
    """Read one answer: its status, headers and body."""
    read = b""
    while b"\r\n\r\n" not in read:
        read += more(line)
    head, _, body = read.partition(b"\r\n\r\n")
    first, *rest = head.decode().split("\r\n")
    headers = dict(one.split(": ", 1) for one in rest)
    while len(body) < int(headers.get("content-length", 0)):
        body += more(line)
    return int(first.split()[1]), headers, body


def more(line: socket.socket) -> bytes:
    """Read what comes; the end of the line is a failure."""
    read = line.recv(65536)
    assert read, "the line was closed before the answer was whole"
    return read


def is_closed(line: socket.socket) -> bool:
    """Wait for the end of the line."""
    try:
        while line.recv(65536):
            pass
    except ConnectionResetError:
        pass
    return True
