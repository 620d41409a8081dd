"""`Bench`: a connector's actions and triggers against recorded exchanges, over a real socket."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from aiohttp import web
from aiohttp.test_utils import TestServer

from connectors.sdk.addresses import AddressPolicy
from connectors.sdk.auth import Credentials
from connectors.sdk.declare import Connector, PollTrigger, WebhookTrigger
from connectors.sdk.door import Door
from connectors.sdk.http import Call
from connectors.sdk.json_codec import read_json
from connectors.sdk.json_types import Json
from connectors.sdk.polls import Batch, PollQuery
from connectors.sdk.webhooks import HookRequest, Probe, Received

T = TypeVar("T")

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Recorded:
    """One exchange: what is expected to be asked, and what the service answered to it."""

    method: str
    path: str
    status: int = 200
    answer: Json = None
    headers: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] | None = None
    sent: Json = None

    def problem(self, method: str, request: web.Request, body: bytes) -> str | None:
        """Say how a request differs from the recorded one; None when it does not."""
        if (method, request.path) != (self.method, self.path):
            return f"{method} {request.path} came instead of {self.method} {self.path}"
        if self.query is not None and dict(request.query) != self.query:
            return f"{request.path} was asked with {dict(request.query)}"
        if self.sent is not None and read_json(body) != self.sent:
            return f"{request.path} was sent {body!r}"
        return None


def recordings(file: Path) -> list[Recorded]:
    """Read a recording: a JSON list of objects with the fields of `Recorded`."""
    return [Recorded(**one) for one in json.loads(file.read_text())]


@dataclass
class Bench:
    """One connector under test; a request without a recording fails, so does an unused one."""

    connector: Connector
    kind: str = "none"
    credentials: Mapping[str, str] = field(default_factory=dict)
    settings: Mapping[str, Json] = field(default_factory=dict)

    def act(self, name: str, inputs: Mapping[str, Json], played: Sequence[Recorded]) -> Json:
        """Perform an action against the recorded exchanges, in their order."""
        action = self.connector.action(name)
        if action is None:
            raise LookupError(f"{self.connector.slug} has no action {name}")
        return asyncio.run(self._play(lambda call: action.perform(call, inputs), played))

    def poll(self, name: str, query: PollQuery, played: Sequence[Recorded]) -> Batch:
        """Read one page of a polling trigger against the recorded exchanges."""
        known = (one for one in self.connector.triggers if one.name == name)
        trigger = next((one for one in known if isinstance(one, PollTrigger)), None)
        if trigger is None:
            raise LookupError(f"{self.connector.slug} has no polling trigger {name}")
        return asyncio.run(self._play(lambda call: trigger.poll(call, query), played))

    def check(self, played: Sequence[Recorded]) -> str:
        """Prove the login against the recorded exchanges and return the account's label."""
        auth = self.connector.auth_of(self.kind)
        if auth is None or auth.check is None:
            raise LookupError(f"{self.connector.slug} cannot check a login of kind {self.kind}")
        return asyncio.run(self._play(auth.check, played))

    def receive(
        self, name: str, raw: bytes, headers: Mapping[str, str], *, method: str = "POST"
    ) -> Received | Probe:
        """Hand a request to a webhook trigger, as if it had arrived at noon."""
        known = (one for one in self.connector.triggers if one.name == name)
        trigger = next((one for one in known if isinstance(one, WebhookTrigger)), None)
        if trigger is None:
            raise LookupError(f"{self.connector.slug} has no webhook trigger {name}")
        lowered = {key.lower(): value for key, value in headers.items()}
        secrets = Credentials(self.credentials)
        return trigger.read(HookRequest(method, {}, lowered, raw, NOON, secrets, self.settings))

    async def _play(self, story: Callable[[Call], Awaitable[T]], played: Sequence[Recorded]) -> T:
        stage = _Stage(list(played))
        async with TestServer(stage.app()) as server, Door(AddressPolicy(["127.0.0.0/8"])) as door:
            login = self.connector.login(
                self.kind,
                self.credentials,
                settings=self.settings,
                base_url=str(server.make_url("/")),
            )
            try:
                return await story(Call(door, login, errors=self.connector.errors))
            finally:
                stage.check()


class _Stage:
    """The loopback service that answers from recordings and notes what does not fit."""

    def __init__(self, played: list[Recorded]) -> None:
        self._left = played
        self._problems: list[str] = []

    def app(self) -> web.Application:
        """Return the service."""
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self._answer)
        return app

    def check(self) -> None:
        """Fail unless every request was recorded and every recording was used."""
        unused = [f"{one.method} {one.path} was never asked" for one in self._left]
        if self._problems or unused:
            raise AssertionError("; ".join([*self._problems, *unused]))

    async def _answer(self, request: web.Request) -> web.Response:
        body = await request.read()
        if not self._left:
            self._problems.append(f"{request.method} {request.path} has no recording")
            return web.Response(status=418)
        recorded = self._left.pop(0)
        if problem := recorded.problem(request.method, request, body):
            self._problems.append(problem)
        headers = dict(recorded.headers)
        return web.json_response(recorded.answer, status=recorded.status, headers=headers)
