"""A simulated service: an aiohttp application with its own clock, weather, log and outbox."""

import argparse
import asyncio
import json
import threading
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from typing import TypeVar

from aiohttp import web

from tests.services.kit.clock import Clock
from tests.services.kit.outbox import Outbox
from tests.services.kit.seen import Seen
from tests.services.kit.weather import BadDay, Handler, Weather, suffer

CONTROL = "/_sim/"
S = TypeVar("S", bound="Simulator")


class Simulator:
    """What all simulators share; one of a service adds `routes` and keeps its own state."""

    name = "service"
    body_max = 1024 * 1024

    def __init__(self, clock: Clock | None = None) -> None:
        self.clock = clock or Clock()
        self.weather = Weather()
        self.outbox = Outbox()
        self.seen: list[Seen] = []
        self.url = ""

    def routes(self) -> Iterable[web.RouteDef]:
        """Return what the service answers."""
        raise NotImplementedError

    def app(self) -> web.Application:
        """Return the service as an application; weather and log cover all but `/_sim/`."""
        app = web.Application(middlewares=[self._weathered], client_max_size=self.body_max)
        app.add_routes(self.routes())
        app.add_routes(Control(self).routes())
        app.cleanup_ctx.append(self._sending)
        return app

    async def _sending(self, _app: web.Application) -> AsyncIterator[None]:
        work = asyncio.create_task(self.outbox.work())
        yield
        work.cancel()
        with suppress(asyncio.CancelledError):
            await work

    @web.middleware
    async def _weathered(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.path.startswith(CONTROL):
            return await handler(request)
        body = await request.read()
        status: int | None = None
        try:
            answer = await self._answer(request, handler)
            status = answer.status if _is_open(request) else None
        except web.HTTPException as refused:
            status = refused.status
            raise
        finally:
            self.seen.append(Seen.of(request, body, status))
        return answer

    async def _answer(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        day = self.weather.strike(request)
        return await (suffer(day, request, handler) if day else handler(request))


@dataclass(frozen=True)
class Control:
    """The endpoints under `/_sim/` by which a test or a visitor moves the simulator."""

    simulator: Simulator

    def routes(self) -> list[web.RouteDef]:
        """Return the endpoints."""
        return [
            web.post("/_sim/weather", self.expect),
            web.delete("/_sim/weather", self.clear),
            web.post("/_sim/clock", self.advance),
            web.get("/_sim/requests", self.requests),
            web.delete("/_sim/requests", self.forget),
        ]

    async def expect(self, request: web.Request) -> web.Response:
        """Begin a bad day, told as JSON with the names of `BadDay`."""
        try:
            self.simulator.weather.expect(BadDay.of(await request.json()))
        except ValueError as wrong:
            return web.json_response({"error": str(wrong)}, status=400)
        return web.json_response({})

    async def clear(self, _request: web.Request) -> web.Response:
        """End all bad days."""
        self.simulator.weather.clear()
        return web.json_response({})

    async def advance(self, request: web.Request) -> web.Response:
        """Put the clock forward by `{"advance_s": …}`."""
        self.simulator.clock.advance(float((await request.json())["advance_s"]))
        return web.json_response({"now": self.simulator.clock.now().isoformat()})

    async def requests(self, _request: web.Request) -> web.Response:
        """List what was asked, oldest first."""
        return web.json_response({"requests": [one.shown() for one in self.simulator.seen]})

    async def forget(self, _request: web.Request) -> web.Response:
        """Empty the list of requests."""
        self.simulator.seen.clear()
        return web.json_response({})


def _is_open(request: web.Request) -> bool:
    return request.transport is not None and not request.transport.is_closing()


@asynccontextmanager
async def serving(simulator: S, *, host: str = "127.0.0.1", port: int = 0) -> AsyncIterator[S]:
    """Serve it on a socket; its `url` tells where."""
    runner = web.AppRunner(simulator.app(), access_log=None, handle_signals=False)
    await runner.setup()
    try:
        site = web.TCPSite(runner, host, port)
        await site.start()
        simulator.url = f"http://{host}:{runner.addresses[0][1]}"
        yield simulator
    finally:
        await runner.cleanup()


@contextmanager
def standing(simulator: S) -> Iterator[S]:
    """Serve it beside the test, in a thread and an event loop of its own."""
    loop, done, ready = asyncio.new_event_loop(), asyncio.Event(), threading.Event()

    async def stand() -> None:
        async with serving(simulator):
            ready.set()
            await done.wait()

    thread = threading.Thread(target=loop.run_until_complete, args=(stand(),), daemon=True)
    thread.start()
    try:
        if not ready.wait(60):
            raise TimeoutError(f"{simulator.name} did not start")
        yield simulator
    finally:
        loop.call_soon_threadsafe(done.set)
        thread.join(60)
        loop.close()


def run(make: Callable[[], Simulator]) -> None:
    """Serve a simulator from the command line until Ctrl-C; the first line tells its address."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0)
    asked = parser.parse_args()
    with suppress(KeyboardInterrupt):
        asyncio.run(_stand(make(), asked.host, asked.port))


async def _stand(simulator: Simulator, host: str, port: int) -> None:
    async with serving(simulator, host=host, port=port):
        print(json.dumps({"simulator": simulator.name, "url": simulator.url}), flush=True)  # noqa: T201
        await asyncio.Event().wait()
