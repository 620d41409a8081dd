"""One connection that speaks HTTP/1.1, read in the event loop.

Uvicorn's protocol does the reading. What it leaves open is closed here: a head without an end, a
request that never comes whole or can't be read halfway, a sender who has said all and listens, an
answer that a line closed too early would destroy, more requests at once than are wanted.
"""

import asyncio
from enum import Enum, auto
from typing import Any, cast

from httptools import HttpParserError, HttpParserUpgrade, HttpRequestParser
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from engine.api.rfc9457 import Problem
from engine.launch.addresses import with_plain_address, write_address
from engine.launch.answers import OldExchange, refusal
from engine.live.stream import ENDS_WITH_READER

HEAD_LIMIT = 64 * 1024
PIECE = 4096  # of what came at once: so much is read before the requests in it are answered
WHOLE_WITHIN_S = 60
LINGER_S = 5
RETRY_S = 1
UNREADABLE = Problem(400, "request_unreadable")


class Unreadable(Exception):
    """The parser lets it pass, and RFC 9112 does not."""


class Reading(Enum):
    """What of a request is being read."""

    NOTHING = auto()
    HEAD = auto()
    BODY = auto()


class Line(HttpToolsProtocol):
    """One connection; `due` is when it must be done with what it reads, in the loop's time."""

    due: float | None = None
    _reading = Reading.NOTHING
    _head = 0
    _hosts = 0
    _rest = b""
    _last_words = b""
    _begun = b""
    _is_deaf = False
    _is_leaving = False
    _has_eof = False
    _running: RequestResponseCycle | None = None
    _answering: RequestResponseCycle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """The first request is due from now on, unless there are too many lines already."""
        super().connection_made(transport)
        self.is_closing = transport.is_closing
        self.due = self.loop.time() + WHOLE_WITHIN_S
        if self.limit_concurrency is not None and len(self.connections) > self.limit_concurrency:
            self._is_deaf, self.due = True, None
            self._say(Problem(503, "busy", {"retry_after": RETRY_S}))

    def connection_lost(self, exc: Exception | None) -> None:
        """Whoever is being answered is gone, and who would have come next."""
        self._disconnect(self._running)
        self.pipeline.clear()
        self._rest, self.due = b"", None
        super().connection_lost(exc)

    def eof_received(self) -> bool:  # type: ignore[override]
        """Who has asked for all they want still gets it; a stream ends with its reader."""
        self._has_eof = True
        if self._last_words:
            return True
        if self.due is not None or self.cycle is None or self._running is None:
            return False
        return not self.cycle.response_complete and ENDS_WITH_READER not in self._running.scope

    def data_received(self, data: bytes) -> None:
        """Read on; of many requests at once only so many as can be answered soon."""
        if self._is_deaf:
            return
        if self._rest:
            self._rest += data
            self.flow.pause_reading()
        elif len(data) <= PIECE:
            self._unset_keepalive_if_required()
            self._feed(data)
        else:
            self._rest = data
            self._read_on()

    def _read_on(self) -> None:
        self._unset_keepalive_if_required()
        data, read = self._rest, 0
        while read < len(data) and not self.pipeline and not self._is_deaf:
            self._feed(data[read : read + PIECE])
            read += PIECE
        self._rest = b"" if self._is_deaf else data[read:]
        if self._rest:
            self.flow.pause_reading()

    def _feed(self, data: bytes) -> None:
        if self._reading is Reading.NOTHING and not data.isascii():
            data = with_plain_address(data)
        self._head += len(data)
        try:
            self.parser.feed_data(data)
        except HttpParserUpgrade as offered:
            self._stay_with_http1(data[offered.args[0] :])
        except HttpParserError:
            self._refuse(UNREADABLE)
        else:
            if self._head > HEAD_LIMIT:
                self._refuse(Problem(431, "head_too_large", {"limit": HEAD_LIMIT}))

    def on_message_begin(self) -> None:
        """A request begins."""
        super().on_message_begin()
        self._reading, self._hosts = Reading.HEAD, 0
        self.due = self.loop.time() + WHOLE_WITHIN_S

    def on_header(self, name: bytes, value: bytes) -> None:
        """A line of the head; those behind the body are nobody's business."""
        if self._reading is Reading.BODY:
            return
        name = name.lower()
        if name == b"host":
            self._hosts += 1
        elif name == b"expect":
            self.expect_100_continue = value.lower() == b"100-continue"
        elif name == b"transfer-encoding" and value.strip().lower() != b"chunked":
            raise Unreadable
        self.headers.append((name, value))

    def on_headers_complete(self) -> None:
        """The head is read: the request begins to be answered, or waits for those before it."""
        if self.parser.should_upgrade():
            return  # nothing begins until the request is read again, without the offer
        self._reading, self._head = Reading.BODY, 0
        version = self.parser.get_http_version()
        if version not in ("1.0", "1.1") or self._hosts > 1 or self._hosts < (version == "1.1"):
            self._reading = Reading.HEAD
            raise Unreadable
        self.scope["method"] = self.parser.get_method().decode("ascii")
        self.scope["http_version"] = version
        write_address(self.scope, self.url)
        previous, self.cycle = self.cycle, self._exchange(version)
        if previous is None or previous.response_complete:
            self._start_asgi_task(self.cycle, self.app)
        else:
            self.flow.pause_reading()
            self.pipeline.appendleft((self.cycle, self.app))

    def _exchange(self, version: str) -> RequestResponseCycle:
        is_new = version == "1.1"
        return (RequestResponseCycle if is_new else OldExchange)(
            scope=self.scope,
            transport=cast(asyncio.Transport, self),
            flow=self.flow,
            logger=self.logger,
            access_logger=self.access_logger,
            access_log=self.access_log,
            default_headers=self.server_state.default_headers,
            message_event=asyncio.Event(),
            expect_100_continue=self.expect_100_continue and is_new,
            keep_alive=is_new and self.parser.should_keep_alive(),
            on_response=self.on_response_complete,
        )

    def on_body(self, body: bytes) -> None:
        """A piece of the body came."""
        self._head = 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        """The request is whole."""
        self._reading, self._head, self.due = Reading.NOTHING, 0, None
        super().on_message_complete()

    def _should_upgrade(self) -> bool:
        return True

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:
        self._running = cycle
        super()._start_asgi_task(cycle, app)

    def write(self, data: bytes) -> None:
        """Send a part of an answer; its head leaves together with the first of the body."""
        running = self._running
        if running and running is not self._answering and running.response_started:
            self._answering, self._begun = running, data
        else:
            self.transport.write(self._begun + data)
            self._begun = b""

    def on_response_complete(self) -> None:
        """Go on with the next request, or part after the last."""
        if self._begun:
            self.write(b"")
        if self._is_leaving:
            return
        super().on_response_complete()
        if self._rest and not self.pipeline:
            self._read_on()
        if self.cycle.response_complete and not self.transport.is_closing():
            if self._last_words:
                self.transport.write(self._last_words)
                self.due = self.loop.time()
                self.close()
            elif self._has_eof:
                self.transport.close()

    def _stay_with_http1(self, rest: bytes) -> None:
        """Read a request again as if it had offered no other protocol, as RFC 9110 §7.8 allows.

        The parser stops at such an offer, and what follows would not be taken for the body.
        """
        method = self.parser.get_method()
        if method == b"CONNECT":
            self._refuse(UNREADABLE)
            return
        version = self.parser.get_http_version().encode()
        head = [b"%b %b HTTP/%b" % (method, self.url, version)]
        head += [b"%b: %b" % header for header in self.headers if header[0] != b"upgrade"]
        self.parser = HttpRequestParser(self)
        self._feed(b"\r\n".join(head) + b"\r\n\r\n" + rest)

    def _refuse(self, problem: Problem) -> None:
        """Hear no more; say why as soon as everybody before is answered."""
        self._is_deaf, self._rest = True, b""
        self.due = self.loop.time() + LINGER_S
        if self._reading is Reading.BODY and self._drop_unread():
            self.close()
        elif self.cycle is None or self.cycle.response_complete or self.cycle.disconnected:
            self._say(problem)
        else:
            self.due = None
            self._last_words = refusal(problem, self.server_state.default_headers)

    def _drop_unread(self) -> bool:
        """Forget the request whose body can't be read; whether its answer has begun already."""
        if self.pipeline:
            self.pipeline.popleft()
            self.cycle = self.pipeline[0][0] if self.pipeline else cast(Any, self._running)
        elif self.cycle.response_started:
            return True
        else:
            self._disconnect(self.cycle)
        return False

    def _disconnect(self, cycle: RequestResponseCycle | None) -> None:
        if cycle is not None and not cycle.response_complete:
            cycle.disconnected = True
            cycle.message_event.set()

    def _say(self, problem: Problem) -> None:
        self.transport.write(refusal(problem, self.server_state.default_headers))
        self.close()

    def close(self) -> None:
        """End the line after the last word.

        What the sender has yet to send is read and thrown away for a while: closed before that,
        the line would be reset, and the sender might never see its answer.
        """
        if self._begun:
            self.write(b"")
        if self.due is None or self._has_eof:
            self.transport.close()
        elif not self._is_leaving:
            self._is_deaf = self._is_leaving = True
            self.due = self.loop.time() + LINGER_S
            self.flow.resume_reading()
            self.transport.write_eof()

    def is_overdue(self, moment: float) -> bool:
        """Whether it should have been done by then."""
        return self.due is not None and self.due < moment

    def hang_up(self) -> None:
        """End the line at once."""
        if self.transport.get_write_buffer_size():
            self.transport.abort()
        else:
            self.transport.close()

    def shutdown(self) -> None:
        """Take no more requests."""
        if self._is_leaving:
            self.transport.close()
        else:
            super().shutdown()
