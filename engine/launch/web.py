"""Serve HTTP in this one process, in the one event loop that also commits the events.

Uvicorn reads the bytes in that loop; servers that read them in threads of their own cost a webhook
half as much again.
"""

import asyncio
import resource
import signal
import socket
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext, suppress
from functools import partial
from typing import Any

import uvicorn
import uvloop

from engine.config.asgi import application, hang_up
from engine.config.environment import environment
from engine.launch.line import Line

BACKLOG = 4096
LOOK_EVERY_S = 5
KEEP_ALIVE_S = 75  # longer than a proxy in front keeps its own end, or it would write into nothing
STOP_WITHIN_S = 8
CUT_AFTER_S = 7
READ_WITHIN_S = 120
FILES = 65_536
OWN_FILES = 256  # for the database, Valkey and everything else that is no line to a client


class Server(uvicorn.Server):
    """Uvicorn's server that leaves signals to us and hangs up on who never finishes a request."""

    def capture_signals(self) -> AbstractContextManager[None]:  # type: ignore[override]
        """Leave them as they are: Uvicorn would end by the signal instead of with 0."""
        return nullcontext()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to listen; a line whose other end reads nothing for long is cut off."""
        await super().startup(sockets)
        if hasattr(socket, "TCP_USER_TIMEOUT"):  # Linux has it
            patience = (socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, READ_WITHIN_S * 1000)
            for listening in (one for server in self.servers for one in server.sockets):
                listening.setsockopt(*patience)

    async def main_loop(self) -> None:
        """Serve until it is time to stop."""
        dawdlers = asyncio.create_task(self._hang_up_on_dawdlers())
        await super().main_loop()
        dawdlers.cancel()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Let requests end, but not for longer than their other ends can be waited for."""
        loop = asyncio.get_running_loop()
        cut = loop.call_later(CUT_AFTER_S, self._hang_up_on, lambda _line: True)
        await super().shutdown(sockets)
        cut.cancel()

    def _hang_up_on(self, who: Callable[[Line], bool]) -> None:
        for line in list(self.server_state.connections):
            if isinstance(line, Line) and who(line):
                line.hang_up()

    async def _hang_up_on_dawdlers(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(LOOK_EVERY_S)
            self._hang_up_on(partial(Line.is_overdue, moment=loop.time()))


def a_server(application: Any, *, host: str, port: int, most_lines: int | None = None) -> Server:
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
        limit_concurrency=most_lines,
        log_config=None,
        log_level="error",
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_keep_alive=KEEP_ALIVE_S,
        timeout_graceful_shutdown=STOP_WITHIN_S,
    )
    return Server(config)


def _most_lines() -> int | None:
    """Return for how many lines there are files, having asked the system for enough."""
    unlimited = resource.RLIM_INFINITY
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == unlimited:
        return None
    enough = FILES if hard == unlimited else min(FILES, hard)
    if soft < enough:
        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (enough, hard))
            soft = enough
    return max(soft - OWN_FILES, soft // 2)


async def serve() -> None:
    """Answer requests until SIGTERM or SIGINT."""
    settings = environment()
    server = a_server(application, host=settings.host, port=settings.port, most_lines=_most_lines())

    def stop() -> None:
        hang_up()
        server.should_exit = True

    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop)
    await server.serve()


if __name__ == "__main__":
    uvloop.run(serve())
