"""The connection's own address: what amoCRM sends there, read by the connector's triggers."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

from aiohttp import web
from aiohttp.test_utils import TestServer

from connectors import sdk
from connectors.amocrm.connector import connector

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
FORM = "application/x-www-form-urlencoded"


@dataclass
class Inbox:
    """Keeps the bodies that arrive; `status` is what it answers."""

    url: str = ""
    status: int = 200
    bodies: list[bytes] = field(default_factory=list)

    async def take(self, request: web.Request) -> web.Response:
        """Take one request."""
        self.bodies.append(await request.read())
        return web.Response(status=self.status)

    def items(self, trigger: str) -> list[sdk.Item]:
        """Return what a trigger reads out of everything that came."""
        return [one for body in self.bodies for one in read(trigger, body)]


@asynccontextmanager
async def open_inbox() -> AsyncIterator[Inbox]:
    """Serve an inbox on a socket."""
    inbox, app = Inbox(), web.Application()
    app.router.add_post("/hooks/secret", inbox.take)
    async with TestServer(app) as server:
        inbox.url = str(server.make_url("/hooks/secret"))
        yield inbox


def read(
    trigger: str, body: bytes, *, kind: str = FORM, received_at: datetime = NOON
) -> tuple[sdk.Item, ...]:
    """Return what a trigger reads out of one request."""
    found = connector.trigger(trigger)
    assert isinstance(found, sdk.WebhookTrigger)
    headers = {"content-type": kind}
    request = sdk.HookRequest("POST", {}, headers, body, received_at, sdk.Credentials({}), {})
    told = found.read(request)
    assert isinstance(told, sdk.Received)
    return told.items


def accepted(trigger: str, payload: sdk.Json, fields: dict[str, sdk.Json]) -> bool:
    """Say whether a bundle with these fields wants an event."""
    found = connector.trigger(trigger)
    assert isinstance(found, sdk.WebhookTrigger)
    assert found.accepts is not None
    return found.accepts(payload, fields)
