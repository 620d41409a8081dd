"""The receiver on a real socket, for services that look whether our address answers."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web
from django.conf import settings

from engine.intake.receiver import Receiver


@asynccontextmanager
async def hooks_served() -> AsyncIterator[str]:
    """Serve `/hooks/` on loopback; yields the address of this installation."""
    receiver = Receiver(
        valkey_url=settings.REDIS_URL,
        limit_bytes=1024 * 1024,
        queue_limit=10_000,
        ring=lambda: None,
    )

    async def handle(request: web.Request) -> web.Response:
        return await _answer(receiver, request)

    app = web.Application()
    app.router.add_route("*", "/hooks/{token}", handle)
    runner = web.AppRunner(app, access_log=None, handle_signals=False)
    await runner.setup()
    receiver.open()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()
        await receiver.close()


async def _answer(receiver: Receiver, request: web.Request) -> web.Response:
    body, sent = await request.read(), web.Response()

    async def receive() -> Mapping[str, Any]:
        return {"type": "http.request", "body": body}

    async def send(message: Mapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            sent.set_status(message["status"])
            for name, value in message["headers"]:
                sent.headers[name.decode()] = value.decode()
        else:
            sent.body = message["body"]

    scope = {
        "type": "http",
        "method": request.method,
        "path": request.path,
        "query_string": request.query_string.encode(),
        "headers": [(name.lower(), value) for name, value in request.raw_headers],
    }
    await receiver(scope, receive, send)
    return sent
