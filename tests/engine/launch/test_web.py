"""The HTTP door itself, spoken to in bytes: what no client library would ever send."""

import json

import pytest

from engine.launch import line as lines
from tests.engine.launch.door import PATIENCE_S, Door, answer, is_closed, more
from tests.installation import until


@pytest.mark.parametrize(
    "request_",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",  # TLS to the plain port
        b"SPELL / HTTP/1.1\r\nHost: x\r\n\r\n",
        b"CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost x\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}",
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nA: b\rc: d\r\n\r\n",
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n",
        b"GET / HTTP/2.0\r\nHost: x\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
    ],
    ids=[
        "tls",
        "method",
        "tunnel",
        "no colon",
        "two lengths",
        "length, chunks",
        "below 0",
        "CR",
        "no host",
        "two hosts",
        "HTTP/2",
        "packed",
    ],
)
def test_what_is_no_http_is_refused_in_words(door: Door, request_: bytes) -> None:
    status, headers, body = door.ask(request_)

    assert (status, headers["content-type"]) == (400, "application/problem+json")
    assert json.loads(body)["code"] == "request_unreadable"
    assert "date" in headers


@pytest.mark.parametrize(
    "start", [b"GET /", b"GET / HTTP/1.1\r\nA: ", b"GET / HTTP/1.1\r\nA: b\r\n"]
)
def test_a_head_without_an_end_is_not_kept_in_memory(door: Door, start: bytes) -> None:
    status, headers, body = door.ask(start + b"x" * (lines.HEAD_LIMIT + 1))

    assert (status, headers["connection"]) == (431, "close")
    assert json.loads(body)["code"] == "head_too_large"


def test_a_large_body_is_not_taken_for_a_head(door: Door) -> None:
    text = b"x" * (10 * lines.HEAD_LIMIT)
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


def test_an_answer_without_a_body_is_sent_as_well(door: Door) -> None:
    with door.call() as line:
        line.sendall(b"HEAD / HTTP/1.1\r\nHost: x\r\n\r\n")
        assert more(line).startswith(b"HTTP/1.1 200 OK\r\n")

        line.sendall(b"HEAD / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        assert more(line).startswith(b"HTTP/1.1 200 OK\r\n")
        assert is_closed(line)


def test_a_quiet_line_between_two_requests_stays(impatient_door: Door) -> None:
    request_ = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
    with impatient_door.call() as line, impatient_door.call() as dawdler:
        line.sendall(request_)
        answer(line)
        assert is_closed(dawdler)

        line.sendall(request_)

        assert answer(line)[0] == 200


def test_letters_that_are_not_ascii_may_stand_in_an_address_as_they_are(door: Door) -> None:
    request_ = "GET /имя?кто=Анна HTTP/1.1\r\nHost: x\r\n\r\n"

    status, _, told = door.ask(request_.encode())

    assert (status, json.loads(told)[1]) == (200, "/имя")


def test_an_address_may_be_a_whole_one(door: Door) -> None:
    told = [
        door.ask(b"GET http://x%b HTTP/1.1\r\nHost: x\r\n\r\n" % path)[2]
        for path in (b"", b"/a", b"?q")
    ]

    assert [json.loads(one)[1] for one in told] == ["/", "/a", "/"]


def test_what_follows_a_body_does_not_count_as_its_head(door: Door) -> None:
    chunks = b"Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\nX-Late: 1\r\n\r\n"

    _, _, told = door.ask(b"POST /names HTTP/1.1\r\nHost: x\r\n" + chunks)

    assert json.loads(told) == ["host", "transfer-encoding"]


def test_an_old_client_gets_no_chunks(door: Door) -> None:
    with door.call() as line:
        line.sendall(b"GET /open HTTP/1.0\r\nExpect: 100-continue\r\n\r\n")
        read = b"".join(iter(lambda: line.recv(65536), b""))

    head, _, body = read.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200 OK")
    assert b"chunked" not in head
    assert body == b'["GET", "/open", ""]'


def test_one_line_too_many_is_told_to_come_again(door: Door) -> None:
    door.server.config.limit_concurrency = 1
    with door.call() as first, door.call() as second:
        status, headers, body = answer(second)
        first.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")

        assert (status, headers["retry-after"]) == (503, "1")
        assert json.loads(body)["code"] == "busy"
        assert answer(first)[0] == 200
