"""Events that go through a bundle with every kind of step, before a service that has moods."""

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from engine.bundles.models import Bundle
from engine.connections.models import Connection
from engine.kernel.clock import now
from engine.kernel.ids import new_id
from engine.queue import services as queue
from engine.queue.models import Run
from engine.runs import upkeep
from tests.connectors.loopback import Asked, answer, service
from tests.engine.machine import a_hook, a_run, a_running_bundle, aside, drain, send_step

Deed = Callable[[Bundle], object]


def go_on(bundle: Bundle) -> None:
    """Do nothing; what waits is tried again."""


def a_moody_service() -> Callable[..., Any]:
    """Return a service that takes what is "bad" and "busy" the second time, "never" never."""
    seen: Counter[bytes] = Counter()

    async def play(request: Asked, writer: asyncio.StreamWriter) -> None:
        mood = request.body.strip(b'"')
        seen[mood] += 1
        is_first = seen[mood] == 1
        if (mood.startswith(b"busy") and is_first) or mood.startswith(b"never"):
            writer.write(answer(status="429 Too Many Requests"))
        elif mood.startswith(b"bad") and is_first:
            writer.write(answer(b"no such thing: " + mood, status="422 Unprocessable Entity"))
        else:
            writer.write(answer(b'{"id": 7}', headers=["Content-Type: application/json"]))

    return play


def steps_through(login: Connection, url: str) -> list[dict[str, Any]]:
    """Return a filter, a loop, an action with a branch for its error, and a last action."""
    through = {"connection": str(login.pk), "connector": None}
    pass_ = send_step(url, "pass", body="{{ item }}") | through
    tell = send_step(url, "tell", body="{{ error.code }}")
    pay = send_step(url, "pay", body="{{ trigger.pay }}") | {"on_error": {"steps": [tell]}}
    condition = {"all": [{"value": "{{ trigger.ok }}", "is": "filled"}]}
    return [
        {"id": "ok", "kind": "filter", "when": condition},
        {"id": "each", "kind": "loop", "over": "{{ trigger.items }}", "steps": [pass_]},
        pay,
        send_step(url, "last", body="{{ trigger.last }}") | through,
    ]


def went_through(
    *events: Mapping[str, Any],
    deeds: tuple[Deed, ...] = (),
    first: Deed = go_on,
    key: str | None = None,
) -> Bundle:
    """Let events through such a bundle, then do each deed and let what is left go on."""
    hook = a_hook()
    login = Connection.objects.create(
        workspace=hook.workspace, connector="http", name="api", kind="none"
    )

    async def scene() -> Bundle:
        async with service(a_moody_service()) as target:
            steps = steps_through(login, target.url())
            bundle: Bundle = await aside(a_running_bundle, hook, steps)
            await aside(first, bundle)
            for event in events:
                await aside(_arrive, bundle, event, key)
            await drain()
            for deed in deeds:
                await aside(deed, bundle)
                await aside(_make_due)
                await drain()
            return bundle

    return asyncio.run(scene())


def _arrive(bundle: Bundle, event: Mapping[str, Any], key: str | None) -> None:
    status = "duplicate" if event.get("again") else "queued"
    usual = {"ok": 1, "items": [1, 2], "pay": "fine", "last": "fine"}
    a_run(bundle, {**usual, **event}, bytes_in=100, status=status, key=key)


def _make_due() -> None:
    Run.objects.filter(due_at__isnull=False).update(due_at=now() - timedelta(seconds=1))


def let_rest(bundle: Bundle) -> None:
    """Pause the bundle so long ago that what waits for it is moved to the journal."""
    week_ago = now() - timedelta(days=8)
    Bundle.objects.filter(pk=bundle.pk).update(status="paused", updated_at=week_ago)
    Run.objects.update(received_at=week_ago)
    upkeep.journal_resting(now())


def drop(bundle: Bundle) -> None:
    """Move what waits to the journal as cancelled."""
    queue.drop(bundle.pk, "Анна")


def fail_by_poison(bundle: Bundle) -> None:
    """Have what waits look as if it had killed three workers."""
    Run.objects.update(status="running", worker_id=new_id(), crashes=2)
