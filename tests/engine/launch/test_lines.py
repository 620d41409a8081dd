"""Lines to the HTTP door that end, break or overflow: who asked something still gets an answer."""

import json
import re
import socket

import pytest

from engine.launch import web
from engine.launch.line import Line
from tests.engine.launch.door import PATIENCE_S, Door, answer, more
from tests.installation import until

LATER = b"GET /later HTTP/1.1\r\nHost: x\r\n\r\n"
CHUNKED = b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n"


def a_post(path: bytes, body: bytes, extra: bytes = b"") -> bytes:
    """Return a whole request."""
    head = b"POST %b HTTP/1.1\r\nHost: x\r\n%bContent-Length: %d\r\n\r\n"
    return head % (path, extra, len(body)) + body


def everything(line: socket.socket) -> bytes:
    """Read to the end of the line."""
    read = b""
    while part := line.recv(65536):
        read += part
    return read


def test_who_has_said_all_still_gets_the_answers(door: Door) -> None:
    with door.call() as line:
        line.sendall(LATER + a_post(b"/b", b"{}"))
        line.shutdown(socket.SHUT_WR)
        door.may_answer.set()

        read = everything(line)

    assert read.count(b"HTTP/1.1 200 OK") == 2
    assert b'"/b"' in read


def test_a_stream_ends_with_its_reader(door: Door) -> None:
    with door.call() as line:
        line.sendall(b"GET /stream HTTP/1.1\r\nHost: x\r\n\r\n")
        more(line)

    until(lambda: door.hung_up == 1, within_s=PATIENCE_S, what="the end of the stream")


def test_a_stream_ends_with_its_line_whatever_was_asked_behind_it(door: Door) -> None:
    with door.call() as line:
        line.sendall(b"GET /stream HTTP/1.1\r\nHost: x\r\n\r\n" + LATER)
        more(line)
        for one in list(door.server.server_state.connections):
            one.loop.call_soon_threadsafe(one.transport.abort)

    until(lambda: door.hung_up == 1, within_s=PATIENCE_S, what="the end of the stream")


def test_a_body_that_cannot_be_read_is_refused_in_words(door: Door) -> None:
    status, headers, body = door.ask(CHUNKED + b"\r\n7\r\n{}never\r\nthe size\r\n")

    assert (status, headers["connection"]) == (400, "close")
    assert json.loads(body)["code"] == "request_unreadable"
    until(lambda: door.hung_up == 1, within_s=PATIENCE_S, what="the end of the request")


def test_who_counts_the_body_too_short_still_hears_of_what_was_accepted(door: Door) -> None:
    with door.call() as line:
        line.sendall(b"POST /later HTTP/1.1\r\nHost: x\r\nContent-Length: 6\r\n\r\n")
        line.sendall("привет".encode())
        door.may_answer.set()

        assert statuses(everything(line)) == [200, 400]


def test_an_unreadable_request_in_the_queue_refuses_none_of_those_before_it(door: Door) -> None:
    broken = CHUNKED.replace(b" / ", b" /broken ") + b"\r\nno size\r\n"
    with door.call() as line:
        line.sendall(LATER + a_post(b"/b", b"{}") + broken)
        door.may_answer.set()

        assert statuses(everything(line)) == [200, 200, 400]


def test_the_reason_of_a_refusal_survives_what_the_sender_has_yet_to_send(door: Door) -> None:
    with door.call() as line:
        line.sendall(b"nonsense\r\n\r\n")
        for _ in range(200):
            line.sendall(b"x" * 65536)

        assert answer(line)[0] == 400


def test_many_requests_at_once_are_read_as_they_are_answered(door: Door) -> None:
    last = a_post(b"/last", b"{}", b"Connection: close\r\n")
    with door.call() as line:
        line.sendall(LATER + a_post(b"/n", b"{}") * 5000 + last)
        until(lambda: bool(waiting(door)), within_s=PATIENCE_S, what="a queue")
        most = waiting(door)
        door.may_answer.set()

        read = everything(line)

    assert statuses(read) == [200] * 5002
    assert read.endswith(b'["POST", "/last", "{}"]')
    assert most < 100


def test_who_never_ends_a_request_is_left_when_the_server_ends(
    monkeypatch: pytest.MonkeyPatch, door: Door
) -> None:
    monkeypatch.setattr(web, "CUT_AFTER_S", 0.2)
    with door.call() as line:
        line.sendall(a_post(b"/", b"{}")[:-1])
        until(lambda: bool(door.server.server_state.tasks), within_s=PATIENCE_S, what="a request")
        door.server.should_exit = True

        assert everything(line) == b""
    until(lambda: door.hung_up == 1, within_s=PATIENCE_S, what="the end of the request")


def waiting(door: Door) -> int:
    """Return how many requests are read that wait for the one before them."""
    found = list(door.server.server_state.connections)
    return sum(len(one.pipeline) for one in found if isinstance(one, Line))


def statuses(read: bytes) -> list[int]:
    """Return the statuses of answers."""
    return [int(status) for status in re.findall(rb"HTTP/1.1 (\d+) [A-Z]", read)]
