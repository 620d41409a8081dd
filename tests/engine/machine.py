"""A worker and a receiver inside the test's own process, on the test's own database."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson
from django.conf import settings
from django.db import connections

from engine.accounts.models import Workspace
from engine.bundles.models import Bundle, BundleVersion, Use
from engine.connections.models import Connection
from engine.intake.receiver import Receiver
from engine.journal.models import Entry
from engine.kernel.clock import now
from engine.kernel.ids import new_id
from engine.queue.models import Run
from engine.runs.settings import Settings
from engine.runs.worker import Worker
from tests.connectors.loopback import LOOPBACK
from tests.factories import a_workspace

Definition = dict[str, Any]


def worker_settings(**changes: Any) -> Settings:
    """Return the settings of a worker that goes home as soon as nothing is due."""
    usual: dict[str, Any] = {
        "valkey_url": settings.REDIS_URL,
        "allowed_networks": LOOPBACK,
        "service_urls": {},
        "lease_s": 15.0,
        "in_flight": 64,
        "per_bundle": 48,
        "payload_cap": 256 * 1024,
        "linger_s": 0.05,
    }
    return Settings(**{**usual, **changes})


def a_worker(told: list[Any] | None = None, **changes: Any) -> Worker:
    """Return a worker; what it would hand to Celery lands in `told`."""
    heard = [] if told is None else told
    return Worker(
        worker_settings(**changes),
        stop_bundle=lambda bundle_id, error: heard.append((str(bundle_id), error)),
    )


async def drain(told: list[Any] | None = None, **changes: Any) -> None:
    """Work until nothing is due."""
    async with a_worker(told, **changes) as worker:
        await worker.drain(lambda: False, lambda: None)


async def aside(do: Callable[..., Any], *args: Any, **options: Any) -> Any:
    """Do something with Django's models beside the event loop, and hang up after it."""

    def doing() -> Any:
        try:
            return do(*args, **options)
        finally:
            connections.close_all()

    return await asyncio.to_thread(doing)


def a_hook(workspace: Workspace | None = None, *, connector: str = "webhook") -> Connection:
    """Return a webhook connection without a secret."""
    return Connection.objects.create(
        workspace=workspace or a_workspace(),
        connector=connector,
        name="hook",
        kind="webhook",
        hook_token=new_id().hex,
    )


def a_running_bundle(
    hook: Connection, steps: Sequence[Definition], *, status: str = "running", **trigger: Any
) -> Bundle:
    """Return a published bundle that listens to the hook."""
    definition = {
        "trigger": {"connection": str(hook.id), "event": "received", **trigger},
        "steps": list(steps),
    }
    bundle = Bundle.objects.create(workspace=hook.workspace, name="bundle", draft=definition)
    version = BundleVersion.objects.create(bundle=bundle, number=1, definition=definition)
    Bundle.objects.filter(pk=bundle.pk).update(version=version, status=status)
    Use.objects.create(bundle=bundle, connection=hook, role="trigger", live=True)
    bundle.refresh_from_db()
    return bundle


def a_run(bundle: Bundle, payload: Any = None, **fields: Any) -> Run:
    """Return a queued run of the bundle, due now; one that is running was left by a dead worker."""
    run_id = new_id()
    leaves = {"worker_id": new_id()} if fields.get("status") == "running" else {}
    usual: dict[str, Any] = {
        "id": run_id,
        "workspace_id": bundle.workspace_id,
        "bundle_id": bundle.id,
        "event_id": new_id(),
        "origin_id": run_id,
        "received_at": now(),
        "due_at": now(),
        "payload": orjson.dumps(payload or {}).decode(),
    }
    return Run.objects.create(**{**usual, **leaves, **fields})


def send_step(url: str, step_id: str = "send", **fields: Any) -> Definition:
    """Return an action that posts the event's body to the address."""
    usual = {"method": "POST", "url": url, "body": "{{ trigger.body }}"}
    return {
        "id": step_id,
        "kind": "action",
        "connector": "http",
        "action": "request",
        "fields": {**usual, **fields},
    }


def seconds_until_due(run: Run) -> float:
    """Return how long the run still waits."""
    assert run.due_at is not None
    return (run.due_at - now()).total_seconds()


def the_entry(bundle: Bundle) -> Entry:
    """Return the bundle's only journal row."""
    return Entry.objects.get(bundle_id=bundle.id)


def story(entry: Entry) -> dict[str, Any]:
    """Return a journal row's details."""
    told: dict[str, Any] = orjson.loads(entry.details)
    return told


@dataclass
class Answered:
    """What the receiver answered."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return orjson.loads(self.body)

    @property
    def event(self) -> UUID:
        return UUID(self.json["event"])


Post = Callable[..., Coroutine[Any, Any, Answered]]


async def with_receiver(talk: Callable[[Post], Awaitable[Any]], **changes: Any) -> Any:
    """Run `talk` with a function that sends requests to a receiver of this process."""
    usual: dict[str, Any] = {
        "valkey_url": settings.REDIS_URL,
        "limit_bytes": 1024 * 1024,
        "queue_limit": 10_000,
        "ring": lambda: None,
    }
    receiver = Receiver(**{**usual, **changes})
    receiver.open()

    async def post(token: str, body: Any = b"", **options: Any) -> Answered:
        return await _ask(receiver, token, body, **options)

    try:
        return await talk(post)
    finally:
        await receiver.close()


def post_once(token: str, body: Any = b"", **options: Any) -> Answered:
    """Send one request to a receiver of its own."""

    async def talk(post: Post) -> Answered:
        return await post(token, body, **options)

    answered: Answered = asyncio.run(with_receiver(talk))
    return answered


async def _ask(
    receiver: Receiver,
    token: str,
    body: Any,
    *,
    method: str = "POST",
    query: str = "",
    headers: Mapping[str, str] | None = None,
) -> Answered:
    raw = body if isinstance(body, bytes) else orjson.dumps(body)
    sent = {"content-type": "application/json", **(headers or {})}
    scope = {
        "type": "http",
        "method": method,
        "path": f"/hooks/{token}",
        "query_string": query.encode(),
        "headers": [(name.encode(), value.encode()) for name, value in sent.items()],
    }
    messages: list[Mapping[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": raw, "more_body": False}

    async def send(message: Mapping[str, Any]) -> None:
        messages.append(message)

    await receiver(scope, receive, send)
    start, content = messages
    answered = {name.decode(): value.decode() for name, value in start["headers"]}
    return Answered(start["status"], answered, content["body"])
