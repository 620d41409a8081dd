"""The HTTP door itself, spoken to in bytes: what no client library would ever send."""

import asyncio
import json
import socket
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from engine.launch import web
from tests.installation import until

PATIENCE_S = 20


class Door:
    """A server in a thread of its own, before an application that says back what it got."""

    def __init__(self) -> None:
        self.server = web.a_server(self._echo, host="127.0.0.1", port=0)
        self.hung_up = 0
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
        told = json.dumps([scope["method"], scope["path"], body.decode()]).encode()
        length = (b"content-length", str(len(told)).encode())
        await send({"type": "http.response.start", "status": 200, "headers": [length]})
        await send({"type": "http.response.body", "body": told})


@pytest.fixture
def door() -> Iterator[Door]:
    door = Door()
    yield door
    door.close()


@pytest.fixture
def impatient_door(monkeypatch: pytest.MonkeyPatch) -> Iterator[Door]:
    monkeypatch.setattr(web, "WHOLE_WITHIN_S", 0.3)
    monkeypatch.setattr(web, "LOOK_EVERY_S", 0.05)
    door = Door()
    yield door
    door.close()


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


@pytest.mark.parametrize(
    "request_",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",  # TLS to the plain port
        b"SPELL / HTTP/1.1\r\nHost: x\r\n\r\n",
        b"CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost x\r\n\r\n",
        b"GET /\xff\xfe HTTP/1.1\r\nHost: x\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}",
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nA: b\rc: d\r\n\r\n",
    ],
    ids=[
        "tls",
        "method",
        "tunnel",
        "no colon",
        "address",
        "two lengths",
        "length, chunks",
        "below 0",
        "CR",
    ],
)
def test_what_is_no_http_is_refused_in_words(door: Door, request_: bytes) -> None:
    status, headers, body = door.ask(request_)

    assert (status, headers["content-type"]) == (400, "application/problem+json")
    assert json.loads(body)["code"] == "request_unreadable"


@pytest.mark.parametrize(
    "start", [b"GET /", b"GET / HTTP/1.1\r\nA: ", b"GET / HTTP/1.1\r\nA: b\r\n"]
)
def test_a_head_without_an_end_is_not_kept_in_memory(door: Door, start: bytes) -> None:
    status, headers, body = door.ask(start + b"x" * (web.HEAD_LIMIT + 1))

    assert (status, headers["connection"]) == (431, "close")
    assert json.loads(body)["code"] == "head_too_large"


def test_a_large_body_is_not_taken_for_a_head(door: Door) -> None:
    text = b"x" * (10 * web.HEAD_LIMIT)
    length = str(len(text)).encode()
    chunks = b"%x\r\n%b\r\n" % (1000, b"x" * 1000) * 500 + b"0\r\n\r\n"

    whole = door.ask(
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: " + length + b"\r\n\r\n" + text
    )
    in_parts = door.ask(
        b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks
    )

    assert json.loads(whole[2])[2] == text.decode()
    assert json.loads(in_parts[2])[2] == "x" * 500_000


def test_one_line_carries_many_requests(door: Door) -> None:
    with door.call() as line:
        for number in range(3):
            line.sendall(b"GET /%d HTTP/1.1\r\nHost: x\r\n\r\n" % number)
            assert json.loads(answer(line)[2])[1] == f"/{number}"


def test_a_client_that_offers_http2_is_answered_as_if_it_had_not(door: Door) -> None:
    asked = (
        b"POST /a HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n"
        b"HTTP2-Settings: AAMAAABkAAQCAAAAAAIAAAAA\r\nContent-Length: 9\r\n\r\n"
    )

    with door.call() as line:
        for body in (b'{"n": 12}', b'{"n": 34}'):
            line.sendall(asked + body[:4])
            line.sendall(body[4:])
            status, _, told = answer(line)
            assert (status, json.loads(told)) == (200, ["POST", "/a", body.decode()])


def test_who_asks_whether_to_go_on_is_told(door: Door) -> None:
    with door.call() as line:
        line.sendall(
            b"POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n"
        )
        told = more(line)
        line.sendall(b"{}")

        assert told == b"HTTP/1.1 100 Continue\r\n\r\n"
        assert answer(line)[0] == 200


@pytest.mark.parametrize(
    "start",
    [b"", b"GET / HT", b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{"],
    ids=["nothing", "half a head", "half a body"],
)
def test_a_request_that_never_comes_whole_holds_no_line(impatient_door: Door, start: bytes) -> None:
    with impatient_door.call() as line:
        line.sendall(start)

        assert is_closed(line)
    until(lambda: not impatient_door.server.server_state.tasks, within_s=PATIENCE_S, what="end")
    assert impatient_door.hung_up == (1 if b"{" in start else 0)


def test_a_quiet_line_between_two_requests_stays(impatient_door: Door) -> None:
    request_ = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
    with impatient_door.call() as line, impatient_door.call() as dawdler:
        line.sendall(request_)
        answer(line)
        assert is_closed(dawdler)

        line.sendall(request_)

        assert answer(line)[0] == 200
