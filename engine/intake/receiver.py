"""The lean door for webhooks: `ANY /hooks/{token}`, in front of Django.

A 2xx leaves only after the event is committed. Whatever is wrong is said before anything is
accepted, as problem+json: 404 unknown address, 413 too large, 400/401 from the connector, 429 full,
503 PostgreSQL away. HEAD and OPTIONS are answered and start nothing.
"""

import asyncio
import contextlib
import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

import orjson
import psycopg
from django.utils import translation

from connectors.sdk import HookRefused, HookRequest, Probe
from engine.api.problems import bug
from engine.api.rfc9457 import MEDIA_TYPE, Problem
from engine.intake.admission import Admitted, admit
from engine.intake.answers import Mailbox
from engine.intake.bodies import Bodies, HungUp, TooLarge
from engine.intake.book import HookBook
from engine.intake.depth import Depth
from engine.intake.groups import PENDING_LIMIT, Delivery, GroupCommit, Overloaded, Sample
from engine.intake.hooks import Hook
from engine.kernel.clock import now
from engine.kernel.json_types import Json
from engine.queue.arrivals import Arrival

log = logging.getLogger(__name__)

Scope = Mapping[str, Any]
Receive = Callable[[], Awaitable[Mapping[str, Any]]]
Send = Callable[[Mapping[str, Any]], Awaitable[None]]
Headers = tuple[tuple[bytes, bytes], ...]

PREFIX = "/hooks/"
JSON_TYPE: Headers = ((b"content-type", b"application/json"),)
PROBLEM_TYPE: Headers = ((b"content-type", MEDIA_TYPE.encode()),)
OPEN_TO_BROWSERS: Headers = (
    (b"access-control-allow-origin", b"*"),
    (b"access-control-allow-methods", b"*"),
    (b"access-control-allow-headers", b"*"),
)
# A bundle's HTML comes from the dashboard's own address: it must not act as the dashboard.
NOT_OUR_PAGE: Headers = (
    (b"content-security-policy", b"sandbox allow-forms allow-popups allow-scripts"),
    (b"x-content-type-options", b"nosniff"),
)
WITHOUT_BODY = (204, 304)
LAST_ANSWERS_WITHIN_S = 5.0
RETRY_FULL_S = 30
RETRY_BUSY_S = 1
SAMPLE_PERIOD_S = 10.0
SAMPLES_A_PERIOD = 30


class Response(NamedTuple):
    """A whole HTTP answer."""

    status: int
    headers: Headers
    body: bytes


class Receiver:
    """The ASGI application behind `/hooks/`: `open` it first, `close` it at the end."""

    def __init__(
        self,
        *,
        valkey_url: str,
        limit_bytes: int,
        queue_limit: int,
        ring: Callable[[], None],
        pending_limit: int = PENDING_LIMIT,
    ) -> None:
        self._bodies = Bodies(limit_bytes)
        self._book = HookBook()
        self._groups = GroupCommit(ring, pending_limit=pending_limit)
        self._depth = Depth(queue_limit)
        self._mailbox = Mailbox(valkey_url)
        self._samples: dict[str, tuple[float, int]] = {}
        self._tasks: list[asyncio.Task[None]] = []

    def open(self) -> None:
        """Start what runs beside the requests."""
        jobs = (self._book.listen(), self._depth.watch(), self._mailbox.collect())
        self._tasks = [asyncio.create_task(job) for job in jobs]

    def hang_up(self) -> None:
        """Soon tell those who wait for their bundle's answer that their event is accepted."""
        asyncio.get_running_loop().call_later(LAST_ANSWERS_WITHIN_S, self._mailbox.give_up)

    async def close(self) -> None:
        """Finish the commit under way and stop."""
        await self._groups.close()
        left = set(self._tasks)
        while left:
            # Once is not enough: before Python 3.12 wait_for may swallow a cancellation.
            for task in left:
                task.cancel()
            _, left = await asyncio.wait(left, timeout=0.2)
        await self._book.close()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        try:
            reply = await self._answer(scope, receive)
        except HookRefused as refused:
            reply = _refusal(refused.status, refused.code, scope)
        except TooLarge:
            reply = _refusal(413, "body_too_large", scope, limit=self._bodies.limit_bytes)
        except Overloaded:
            reply = _refusal(503, "busy", scope, retry_after=RETRY_BUSY_S)
        except psycopg.OperationalError:
            reply = _refusal(503, "database_away", scope, retry_after=RETRY_BUSY_S)
        except psycopg.Error:
            log.exception("An event could not be stored")
            reply = _refusal(400, "event_not_storable", scope)
        except HungUp:
            return
        except Exception as error:
            reply = _problem(bug(error, "a webhook"), scope)
        await _send(send, reply, is_head=scope["method"] == "HEAD")

    async def _answer(self, scope: Scope, receive: Receive) -> Response:
        token = scope["path"][len(PREFIX) :].rstrip("/")
        hook = self._book.known(token) or await self._find(token)
        if hook is None:
            return _refusal(404, "hook_unknown", scope)
        if scope["method"] == "OPTIONS":
            return Response(204, OPEN_TO_BROWSERS, b"")
        if scope["method"] == "HEAD":
            return Response(200, JSON_TYPE, b"")
        raw = await self._bodies.read(scope, receive)
        # Nothing waits from here to the commit, or a crowd would take the same free place.
        if not self._depth.has_room(hook.workspace_id):
            return _refusal(429, "queue_full", scope, retry_after=RETRY_FULL_S)
        admitted = _admitted(hook, _request(hook, scope, raw))
        del raw  # a request that waits for its commit keeps no more of itself than the rows
        return admitted if isinstance(admitted, Response) else await self._accept(hook, admitted)

    async def _find(self, token: str) -> Hook | None:
        if not token or len(token) > 64 or not token.isascii() or "\0" in token:
            return None
        return await self._book.find(token)

    async def _accept(self, hook: Hook, admitted: Admitted) -> Response:
        if not admitted.runs:
            return Response(200, JSON_TYPE, orjson.dumps({"status": "ignored"}))
        if admitted.answer_within_s:
            return await self._commit_and_wait(hook, admitted)
        await self._commit(hook, admitted.runs)
        return _accepted(admitted.runs)

    async def _commit(self, hook: Hook, runs: list[Arrival]) -> None:
        self._depth.begin(hook.workspace_id, len(runs))
        are_stored = False
        try:
            await self._groups.put(Delivery(runs, self._sample(hook, runs[0]), hook.is_watched))
            are_stored = True
        finally:
            self._depth.end(hook.workspace_id, len(runs), are_stored=are_stored)

    def _sample(self, hook: Hook, run: Arrival) -> Sample | None:
        """Keep the request for the builder, unless a running bundle takes such requests already.

        A flood is not worth keeping whole: some requests of each period are enough.
        """
        if hook.is_watched:
            return None
        since, count = self._samples.get(hook.connection_id, (0.0, 0))
        moment = time.monotonic()
        if moment - since > SAMPLE_PERIOD_S:
            since, count = moment, 0
        if count >= SAMPLES_A_PERIOD:
            return None
        self._samples[hook.connection_id] = (since, count + 1)
        return Sample(run.event_id, hook.connection_id, run.received_at, run.payload, run.bytes_in)

    async def _commit_and_wait(self, hook: Hook, admitted: Admitted) -> Response:
        runs, event_id = admitted.runs, admitted.answering_event
        for run in runs:
            run.reply_to = self._mailbox.address
        future = self._mailbox.expect(event_id, sum(run.event_id == event_id for run in runs))
        try:
            await self._commit(hook, runs)
            if all(run.is_duplicate for run in runs):
                return _accepted(runs)
            async with asyncio.timeout(admitted.answer_within_s):
                answer = await future
        except TimeoutError:
            answer = None
        finally:
            self._mailbox.forget(event_id)
        if answer is None:
            return Response(202, JSON_TYPE, _accepted(runs).body)
        headers = tuple((name.lower().encode(), value.encode()) for name, value in answer.headers)
        return Response(answer.status, headers + NOT_OUR_PAGE, answer.body.encode())


def _admitted(hook: Hook, request: HookRequest) -> Admitted | Response:
    heard = hook.read(request)
    if isinstance(heard, Probe):
        headers = ((b"content-type", heard.answer.content_type.encode()),)
        return Response(heard.answer.status, headers, heard.answer.body.encode())
    size = len(request.raw)
    return admit(hook, heard, received_at=request.received_at, bytes_in=size)


def _request(hook: Hook, scope: Scope, raw: bytes) -> HookRequest:
    asked = scope["query_string"].decode("latin-1")
    query: dict[str, str | list[str]] = {}
    for name, value in parse_qsl(asked, keep_blank_values=True) if asked else ():
        _add(query, name, value)
    return HookRequest(
        method=scope["method"],
        query=query,
        headers=_headers(scope),
        raw=raw,
        received_at=now(),
        credentials=hook.credentials,
        settings=hook.settings,
    )


def _headers(scope: Scope) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in scope["headers"]:
        text = value.decode("latin-1")
        key = name.decode("latin-1")
        found[key] = f"{found[key]}, {text}" if key in found else text
    return found


def _add(query: dict[str, str | list[str]], name: str, value: str) -> None:
    known = query.get(name)
    if known is None:
        query[name] = value
    elif isinstance(known, list):
        known.append(value)
    else:
        query[name] = [known, value]


def _accepted(runs: list[Arrival]) -> Response:
    status = b"duplicate" if all(run.is_duplicate for run in runs) else b"accepted"
    body = b'{"status":"%b","event":"%b"}' % (status, runs[0].event_id.encode())
    return Response(200, JSON_TYPE, body)


def _refusal(status: int, code: str, scope: Scope, **params: Json) -> Response:
    return _problem(Problem(status, code, params), scope)


def _problem(problem: Problem, scope: Scope) -> Response:
    headers = PROBLEM_TYPE
    if "retry_after" in problem.params:
        headers = (*headers, (b"retry-after", str(problem.params["retry_after"]).encode()))
    wanted = _headers(scope).get("accept-language", "")
    language = "ru" if wanted.lower().startswith("ru") else "en"
    with translation.override(language):
        body = orjson.dumps(problem.body())
    return Response(problem.status, headers, body)


async def _send(send: Send, reply: Response, *, is_head: bool) -> None:
    is_bare = reply.status in WITHOUT_BODY
    body = b"" if is_head or is_bare else reply.body
    headers = list(reply.headers)
    if not is_bare:
        headers.append((b"content-length", str(len(body)).encode()))
    with contextlib.suppress(ConnectionResetError):
        await send({"type": "http.response.start", "status": reply.status, "headers": headers})
        await send({"type": "http.response.body", "body": body})
