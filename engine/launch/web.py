"""Serve HTTP in this one process.

Granian's command line would put its worker into a second process, which costs memory and survives
a kill of the first; its embedded server measured as fast.
"""

import asyncio
import signal

import uvloop
from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels
from granian.server.embed import Server

from engine.config.asgi import application, hang_up
from engine.config.environment import environment

BACKLOG = 4096
AT_ONCE = 2048


async def serve() -> None:
    """Answer requests until SIGTERM or SIGINT."""
    settings = environment()
    server = Server(
        application,
        address=settings.host,
        port=settings.port,
        interface=Interfaces.ASGI,
        http=HTTPModes.http1,
        websockets=False,
        backlog=BACKLOG,
        backpressure=AT_ONCE,
        log_level=LogLevels.error,
    )

    def stop() -> None:
        hang_up()
        server.stop()  # type: ignore[no-untyped-call]

    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop)
    await server.serve()


if __name__ == "__main__":
    uvloop.run(serve())
