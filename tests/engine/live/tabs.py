"""Tabs of a browser at the streams of this process, without the network in between."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import orjson
from django.conf import settings
from django.core.handlers.asgi import ASGIHandler

from engine.accounts.models import Membership, Workspace
from engine.journal.models import Entry
from engine.journal.services import note
from engine.live.stream import PATH, Message, Streams
from tests.engine.machine import aside
from tests.factories import a_browser, a_token

PATIENCE_S = 20.0

Headers = Mapping[str, str]


@dataclass(frozen=True)
class Event:
    """What a browser makes of one block."""

    name: str
    data: Any


@dataclass
class Tab:
    """One request for a stream, and what has come of it."""

    status: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    is_over: bool = False
    leaves: asyncio.Event = field(default_factory=asyncio.Event)

    async def receive(self) -> Message:
        await self.leaves.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = {name.decode(): value.decode() for name, value in message["headers"]}
        else:
            self.body += message.get("body", b"")
            self.is_over = not message.get("more_body", False)

    @property
    def events(self) -> list[Event]:
        """All events so far."""
        named = (fields for fields in self._blocks() if "data" in fields)
        return [Event(fields["event"], orjson.loads(fields["data"])) for fields in named]

    @property
    def rows(self) -> list[Any]:
        """All rows of the journal so far."""
        return [row for event in self.of("journal") for row in event["rows"]]

    @property
    def position(self) -> str:
        """The last id."""
        return [fields["id"] for fields in self._blocks() if "id" in fields][-1]

    def of(self, name: str) -> list[Any]:
        """Return the data of all events of one name."""
        return [event.data for event in self.events if event.name == name]

    async def until(self, condition: Callable[[], object]) -> None:
        """Wait until the condition holds."""
        async with asyncio.timeout(PATIENCE_S):
            while not condition():
                await asyncio.sleep(0.02)

    def _blocks(self) -> list[dict[str, str]]:
        blocks = self.body.decode().split("\n\n")[:-1]
        lines = ([line.partition(": ") for line in block.split("\n")] for block in blocks)
        return [{name: value for name, _, value in some} for some in lines]


@dataclass
class Browser:
    """Opens tabs."""

    streams: Streams
    tasks: list["asyncio.Task[None]"] = field(default_factory=list)

    async def request(self, headers: Headers, **query: str) -> Tab:
        """Ask for a stream; returns at once."""
        tab = Tab()
        scope = a_scope(headers, query)
        self.tasks.append(asyncio.create_task(self.streams(scope, tab.receive, tab.send)))
        return tab

    async def open(self, headers: Headers, **query: str) -> Tab:
        """Ask for a stream and wait until it tells where it is."""
        tab = await self.request(headers, **query)
        await tab.until(lambda: b"\nid: " in tab.body)
        return tab

    async def refused(self, headers: Headers, **query: str) -> tuple[int, Any]:
        """Ask for a stream and return the problem that comes instead."""
        tab = await self.request(headers, **query)
        await tab.until(lambda: tab.is_over)
        return tab.status, orjson.loads(tab.body)


def a_scope(headers: Headers, query: Mapping[str, str]) -> dict[str, Any]:
    """Return the request as a server hands it over."""
    sent = {"host": "localhost", "accept": "text/event-stream", **headers}
    return {
        "type": "http",
        "method": "GET",
        "path": PATH,
        "raw_path": PATH.encode(),
        "root_path": "",
        "query_string": urlencode(query).encode(),
        "http_version": "1.1",
        "scheme": "http",
        "server": ("127.0.0.1", 8000),
        "client": ("127.0.0.1", 1),
        "headers": [(name.lower().encode(), text.encode()) for name, text in sent.items()],
    }


@asynccontextmanager
async def a_browser_at_streams(**changes: float) -> AsyncIterator[Browser]:
    """Yield a browser; all its tabs are closed at the end."""
    streams = Streams(ASGIHandler(), **changes)
    streams.open()
    browser = Browser(streams)
    try:
        yield browser
    finally:
        await streams.close()
        await asyncio.gather(*browser.tasks)


def scene(play: Callable[[Browser], Awaitable[None]], **changes: float) -> None:
    """Play a scene with a browser."""

    async def playing() -> None:
        async with a_browser_at_streams(**changes) as browser:
            await play(browser)

    asyncio.run(playing())


def bearer(home: Workspace) -> Headers:
    """Return what a program shows at the door."""
    return {"authorization": f"Bearer {a_token(workspace=home).text.reveal()}"}


def cookie(member: Membership) -> Headers:
    """Return what the browser of somebody who is signed in shows at the door."""
    session = a_browser(member.user).cookies[settings.SESSION_COOKIE_NAME].value
    return {"cookie": f"{settings.SESSION_COOKIE_NAME}={session}"}


async def happens(home: Workspace, code: str = "bundle_started") -> Entry:
    """Write a row into the journal."""
    entry: Entry = await aside(note, home.pk, code=code)
    return entry
