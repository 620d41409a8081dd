"""The one web process: `/hooks/*` goes to the lean receiver, everything else to Django.

A stream of changes is let in by Django, and then goes on without it.
"""

import os
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "engine.config.settings")

from django.conf import settings
from django.core.asgi import get_asgi_application

django = get_asgi_application()

from engine.config.environment import environment
from engine.intake.doorbell import Doorbell
from engine.intake.receiver import PREFIX, Receiver
from engine.kernel import garbage
from engine.live.stream import Streams

LARGEST_BODY = 8 * 1024 * 1024  # the API itself refuses more than 1 MiB, with an explanation

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[Mapping[str, Any]]]
Send = Callable[[Mapping[str, Any]], Awaitable[None]]

receiver = Receiver(
    valkey_url=settings.REDIS_URL,
    limit_bytes=environment().hook_limit_bytes,
    queue_limit=environment().queue_limit,
    ring=Doorbell(),
)
streams = Streams(django)


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer one request, or start and end with the server."""
    if scope["type"] == "lifespan":
        await _live(receive, send)
    elif scope["type"] == "http" and scope["path"].startswith(PREFIX):
        await receiver(scope, receive, send)
    elif scope["type"] == "http" and streams.wants(scope):
        await streams(scope, receive, send)
    else:
        await django(scope, _at_most(LARGEST_BODY, receive), send)


def hang_up() -> None:
    """End what would keep the server from stopping: it waits for every answer to be whole."""
    streams.hang_up()
    receiver.hang_up()


def _at_most(limit: int, receive: Receive) -> Receive:
    """Hang up on a body that grows beyond all reason, before Django has put it on the disk."""
    size = 0

    async def receiving() -> Mapping[str, Any]:
        nonlocal size
        message = await receive()
        size += len(message.get("body", b""))
        return message if size <= limit else {"type": "http.disconnect"}

    return receiving


async def _live(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            receiver.open()
            streams.open()
            garbage.calm()
            await send({"type": "lifespan.startup.complete"})
        else:
            await streams.close()
            await receiver.close()
            await send({"type": "lifespan.shutdown.complete"})
            return
