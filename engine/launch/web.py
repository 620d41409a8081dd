"""Serve HTTP in this one process, in the one event loop that also commits the events.

Uvicorn reads the bytes in that loop; servers that read them in threads of their own cost a webhook
half as much again. What it leaves open is closed here: a request whose head never ends, one that
never comes whole, and one that would lose its body by offering another protocol.
"""

import asyncio
import signal
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import orjson
import uvicorn
import uvloop
from httptools import HttpParserError, HttpParserUpgrade, HttpRequestParser
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from engine.api.rfc9457 import MEDIA_TYPE, Problem
from engine.config.asgi import application, hang_up
from engine.config.environment import environment

BACKLOG = 4096
HEAD_LIMIT = 64 * 1024
WHOLE_WITHIN_S = 60
LOOK_EVERY_S = 5
KEEP_ALIVE_S = 75  # longer than a proxy in front keeps its own end, or it would write into nothing
STOP_WITHIN_S = 8


class Line(HttpToolsProtocol):
    """One connection; `since` is when the request that is being read began, in the loop's time."""

    since: float | None = None
    _head = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """The first request is due from now on."""
        super().connection_made(transport)
        self.since = self.loop.time()

    def data_received(self, data: bytes) -> None:
        """Read on, unless this is more than the head of any request."""
        self._head += len(data)
        self._unset_keepalive_if_required()
        try:
            self.parser.feed_data(data)
        except HttpParserUpgrade as offered:
            self._stay_with_http1(data[offered.args[0] :])
        except HttpParserError:
            self._refuse(Problem(400, "request_unreadable"))
        else:
            if self._head > HEAD_LIMIT:
                self._refuse(Problem(431, "head_too_large", {"limit": HEAD_LIMIT}))

    def on_message_begin(self) -> None:
        """A request begins."""
        self.since = self.loop.time()
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """The head is read."""
        self._head = 0
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """A piece of the body came."""
        self._head = 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        """The request is whole."""
        self._head, self.since = 0, None
        super().on_message_complete()

    def _should_upgrade(self) -> bool:
        return True  # begins nothing until the request is read again, without the offer

    def _stay_with_http1(self, rest: bytes) -> None:
        """Read a request again as if it had offered no other protocol, as RFC 9110 §7.8 allows.

        The parser stops at such an offer, and what follows would not be taken for the body.
        """
        method = self.parser.get_method()
        if method == b"CONNECT":
            self._refuse(Problem(400, "request_unreadable"))
            return
        version = self.parser.get_http_version().encode()
        head = [b"%b %b HTTP/%b" % (method, self.url, version)]
        head += [b"%b: %b" % header for header in self.headers if header[0] != b"upgrade"]
        self.parser = HttpRequestParser(self)
        self.data_received(b"\r\n".join(head) + b"\r\n\r\n" + rest)

    def _refuse(self, problem: Problem) -> None:
        if self.cycle is None or self.cycle.response_complete:
            body = orjson.dumps(problem.body())
            head = "HTTP/1.1 {} {}\r\ncontent-type: {}\r\ncontent-length: {}\r\nconnection: close"
            title = "Bad Request" if problem.status == 400 else "Request Header Fields Too Large"
            words = head.format(problem.status, title, MEDIA_TYPE, len(body))
            self.transport.write(words.encode() + b"\r\n\r\n" + body)
        self.transport.close()


class Server(uvicorn.Server):
    """Uvicorn's server that leaves signals to us and hangs up on who never finishes a request."""

    def capture_signals(self) -> AbstractContextManager[None]:  # type: ignore[override]
        """Leave them as they are: Uvicorn would end by the signal instead of with 0."""
        return nullcontext()

    async def main_loop(self) -> None:
        """Serve until it is time to stop."""
        dawdlers = asyncio.create_task(self._hang_up_on_dawdlers())
        await super().main_loop()
        dawdlers.cancel()

    async def _hang_up_on_dawdlers(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(LOOK_EVERY_S)
            limit = loop.time() - WHOLE_WITHIN_S
            for line in list(self.server_state.connections):
                if isinstance(line, Line) and line.since is not None and line.since < limit:
                    line.transport.close()


def a_server(application: Any, *, host: str, port: int) -> Server:
    """Return a server of the application, not yet started."""
    config = uvicorn.Config(
        application,
        host=host,
        port=port,
        http=Line,
        ws="none",
        lifespan="on",
        interface="asgi3",
        backlog=BACKLOG,
        log_config=None,
        log_level="error",
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_keep_alive=KEEP_ALIVE_S,
        timeout_graceful_shutdown=STOP_WITHIN_S,
    )
    return Server(config)


async def serve() -> None:
    """Answer requests until SIGTERM or SIGINT."""
    settings = environment()
    server = a_server(application, host=settings.host, port=settings.port)

    def stop() -> None:
        hang_up()
        server.should_exit = True

    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop)
    await server.serve()


if __name__ == "__main__":
    uvloop.run(serve())
