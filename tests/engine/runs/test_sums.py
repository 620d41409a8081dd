"""What the sums say is what the journal says, whatever happened to the runs."""

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from connectors import sdk
from connectors.sdk.errors import InputRejected
from connectors.sdk.polls import Poll
from engine.bundles.models import Bundle
from engine.connections.models import Connection
from engine.journal.models import Entry, Rollup, Use
from engine.kernel.clock import now
from engine.queue import services as queue
from engine.queue.models import Run
from engine.runs import upkeep
from engine.triggers.models import Source
from engine.triggers.services import disarm
from tests.connectors.loopback import Asked, answer, service
from tests.engine.jobs.scenes import resend
from tests.engine.machine import a_hook, a_run, a_running_bundle, aside, drain, send_step
from tests.engine.runs.recount import kept, recounted
from tests.engine.triggers.stand import (
    BASE,
    OneAccount,
    a_poller,
    a_source,
    fixed,
    poll_until_idle,
    wake,
)

pytestmark = pytest.mark.django_db(transaction=True)

SHARED = ("transactions", "bytes_in", "bytes_out", "polls_empty", "bytes_empty")
Deed = Callable[[Bundle], object]


def check_sums(bundle_id: UUID) -> None:
    """Compare both tables with what the rows add up to, and with each other."""
    of_bundle, of_uses = kept(bundle_id)

    assert (of_bundle, of_uses) == recounted(bundle_id)
    for name in SHARED:
        totals = [sum(row[name] for row in sums.values()) for sums in (of_bundle, of_uses)]
        assert totals[0] == totals[1], name


def a_moody_service() -> Callable[..., Any]:
    """Return a service that takes what is "bad" and "busy" the second time, "never" never."""
    seen: Counter[bytes] = Counter()

    async def play(request: Asked, writer: asyncio.StreamWriter) -> None:
        mood = request.body.strip(b'"')
        seen[mood] += 1
        is_first = seen[mood] == 1
        if (mood == b"busy" and is_first) or mood == b"never":
            writer.write(answer(status="429 Too Many Requests"))
        elif mood.startswith(b"bad") and is_first:
            writer.write(answer(b"no such thing", status="422 Unprocessable Entity"))
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


def went_through(*events: Mapping[str, Any], deeds: tuple[Deed, ...] = ()) -> Bundle:
    """Let events through such a bundle, then do each deed and let what is left go on."""
    hook = a_hook()
    login = Connection.objects.create(
        workspace=hook.workspace, connector="http", name="api", kind="none"
    )

    async def scene() -> Bundle:
        async with service(a_moody_service()) as target:
            steps = steps_through(login, target.url())
            bundle: Bundle = await aside(a_running_bundle, hook, steps)
            for event in events:
                await aside(_arrive, bundle, event)
            await drain()
            for deed in deeds:
                await aside(deed, bundle)
                await aside(_make_due)
                await drain()
            return bundle

    return asyncio.run(scene())


def _arrive(bundle: Bundle, event: Mapping[str, Any]) -> None:
    status = "duplicate" if event.get("again") else "queued"
    usual = {"ok": 1, "items": [1, 2], "pay": "fine", "last": "fine"}
    a_run(bundle, {**usual, **event}, bytes_in=100, status=status)


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


def go_on(bundle: Bundle) -> None:
    """Do nothing; what waits is tried again."""


def fail_by_poison(bundle: Bundle) -> None:
    """Have what waits look as if it had killed three workers."""
    Run.objects.update(status="running", crashes=3)


def results(bundle: Bundle) -> dict[str, int]:
    """Return how many of its runs ended how."""
    runs = Entry.objects.filter(bundle_id=bundle.pk, kind="run")
    return dict(Counter(runs.values_list("status", flat=True)))


@pytest.mark.parametrize(
    ("events", "deeds", "ended"),
    [
        ([{}, {"ok": ""}, {"pay": "bad"}], [], {"succeeded": 2, "filtered": 1}),
        ([{}, {"again": True}], [], {"succeeded": 1, "duplicate": 1}),
        ([{"last": "busy"}, {"items": [1, "busy"]}], [go_on], {"succeeded": 2}),
        ([{"last": "never"}], [go_on, drop], {"cancelled": 1}),
        ([{"last": "never"}], [let_rest], {"held": 1}),
        ([{"items": ["never"]}], [go_on, fail_by_poison], {"failed": 1}),
        ([{"last": "bad"}], [lambda _: resend()()], {"failed": 1, "succeeded": 1}),
        (
            [{"items": [1, "bad", 2]}],
            [lambda _: resend(mode="start")()],
            {"failed": 1, "succeeded": 1},
        ),
        (
            [{"last": "bad", "pay": "never"}, {"last": "bad"}],
            [lambda _: resend()(), go_on, drop],
            {"failed": 1, "cancelled": 1, "succeeded": 1},
        ),
    ],
)
def test_what_ran_is_counted_once_whatever_became_of_it(
    events: list[Any], deeds: list[Deed], ended: dict[str, int]
) -> None:
    bundle = went_through(*events, deeds=tuple(deeds))

    assert results(bundle) == ended
    check_sums(bundle.pk)


def test_an_error_belongs_to_the_connection_where_the_run_failed() -> None:
    went_through({"last": "bad"}, {"items": ["bad too"]})

    errors = Use.objects.filter(errors__gt=0).values_list("connector", "errors", "transactions")
    assert list(errors) == [("http", 2, 2)]


def test_what_a_trigger_brought_belongs_to_its_connection() -> None:
    bundle = went_through({})

    use = Use.objects.get(connector="webhook")
    assert use.connection_id == bundle.uses.get(role="trigger").connection_id
    assert (use.bytes_in, use.transactions) == (100, 0)


def polled(source: Source, poll: Poll) -> None:
    """Let the source take its due turns."""

    async def turns() -> None:
        async with a_poller(OneAccount(poll)) as poller:
            await poll_until_idle(poller)

    wake(source)
    asyncio.run(turns())


async def refusing(_: sdk.Call, __: sdk.PollQuery) -> sdk.Batch:
    """Refuse, as a service does."""
    raise InputRejected("no such list", code="gone", status=404)


def took(source: Source, size: int) -> None:
    """Say that the polls not told of yet took so many bytes."""
    source.refresh_from_db()
    Source.objects.filter(pk=source.pk).update(streak={**(source.streak or {}), "bytes_in": size})


def test_polls_that_brought_nothing_are_counted_apart_and_failed_ones_by_their_bytes() -> None:
    source = a_source()
    polled(source, fixed([]))
    polled(source, fixed([]))
    took(source, 9)
    for _ in range(2):
        polled(source, refusing)
    took(source, 5)

    disarm(source.bundle_id)

    row = Rollup.objects.get(bundle_id=source.bundle_id)
    assert (row.polls_empty, row.bytes_empty, row.bytes_in) == (2, 14, 0)
    check_sums(source.bundle_id)


def test_polls_are_told_of_and_counted_when_something_comes_at_last() -> None:
    source = a_source()
    polled(source, fixed([]))
    took(source, 9)

    polled(source, fixed([sdk.Item({"n": 1}, "1", at=BASE)]))

    use = Use.objects.get(bundle_id=source.bundle_id)
    assert (use.polls_empty, use.bytes_empty) == (1, 9)
    assert (use.connector, use.connection_id) == ("model", source.connection_id)
    check_sums(source.bundle_id)
