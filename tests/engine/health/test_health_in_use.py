"""Points and breakers as a worker keeps them, with a service that fails for real."""

import asyncio
import time
from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest

from engine.accounts.access import Actor
from engine.accounts.models import Role
from engine.bundles import services
from engine.bundles.models import Bundle, BundleVersion
from engine.connections.models import Connection
from engine.health.breakers import Probes
from engine.health.ladder import GRACE
from engine.health.models import Breaker, Penalty
from engine.journal.models import Entry
from engine.kernel.clock import now
from engine.queue.models import Run
from tests.connectors.loopback import Asked, answer, service
from tests.engine.machine import (
    a_hook,
    a_run,
    a_running_bundle,
    a_worker,
    aside,
    send_step,
)

pytestmark = pytest.mark.django_db(transaction=True)

ACCEPTED = answer()
BROKEN = answer(status="500 Internal Server Error")
OPENS_AFTER = 20
LONGEST_SHIFT_S = 30.0
EVERY_S = 2.0


async def hang_up(_request: Asked, writer: asyncio.StreamWriter) -> None:
    writer.close()


async def hang(_request: Asked, writer: asyncio.StreamWriter) -> None:
    await asyncio.sleep(3)


class Scene:
    """A bundle with one action, over a connection or without one, and a service that plays."""

    def __init__(self, *plays: Any, over_connection: bool = True, **fields: Any) -> None:
        self.plays = plays
        self.fields = fields
        self.hook = a_hook()
        self.login = (
            Connection.objects.create(
                workspace=self.hook.workspace, connector="http", name="api", kind="none"
            )
            if over_connection
            else None
        )
        self.retry: list[float] | None = None
        self.asked: list[Asked] = []
        self.bundle = Bundle()

    def play(self, *runs_of_each_shift: int, **changes: Any) -> "Scene":
        """Give the worker so many new events in each shift; every shift is a new worker."""

        async def scene() -> None:
            async with service(*self.plays) as target:
                self.asked = target.asked
                self.bundle = await aside(self._bundle, target.url())
                for runs in runs_of_each_shift:
                    for _ in range(runs):
                        await aside(a_run, self.bundle, {"body": 1})
                    await self._shift(**changes)

        asyncio.run(scene())
        return self

    async def _shift(
        self, *, workers: int = 1, enough: Callable[[], bool] = lambda: False, **changes: Any
    ) -> None:
        ends_at = time.monotonic() + LONGEST_SHIFT_S

        async def one_worker() -> None:
            async with a_worker(**changes) as worker:
                await worker.drain(lambda: enough() or time.monotonic() > ends_at, lambda: None)

        await asyncio.gather(*(one_worker() for _ in range(workers)))

    def _bundle(self, url: str) -> Bundle:
        bundle = a_running_bundle(self.hook, [self._step(url)])
        if self.retry is not None:
            definition = {**bundle.draft, "retry": self.retry}
            second = BundleVersion.objects.create(bundle=bundle, number=2, definition=definition)
            Bundle.objects.filter(pk=bundle.pk).update(version=second)
        return bundle

    def _step(self, url: str) -> dict[str, Any]:
        step = send_step(url, **self.fields)
        if self.login is not None:
            step["connection"] = str(self.login.pk)
            del step["connector"]
        return step

    @property
    def rows(self) -> list[str]:
        """The codes of the connection's system rows."""
        assert self.login is not None
        found = Entry.objects.filter(kind="system", connection_id=self.login.pk).order_by("id")
        return [row.details.split('"code":"')[1].split('"')[0] for row in found]

    @property
    def points(self) -> int:
        return sum(Penalty.objects.filter(pk=self.bundle.pk).values_list("points", flat=True))

    def status_of_runs(self) -> dict[str, int]:
        statuses = list(Entry.objects.filter(bundle_id=self.bundle.pk, kind="run"))
        return {one: [row.status for row in statuses].count(one) for one in ("succeeded", "failed")}


def test_behind_an_open_breaker_runs_wait_and_use_no_attempt_up() -> None:
    scene = Scene(BROKEN).play(OPENS_AFTER, 5)

    waiting = Run.objects.filter(error__code="breaker_open")
    assert len(scene.asked) == OPENS_AFTER
    assert set(waiting.values_list("status", "attempts")) == {("waiting", 0)}
    assert waiting.count() == 5
    assert scene.rows == ["connection_ailing"]


def test_a_probe_that_comes_through_lets_everybody_go_on() -> None:
    plays = [BROKEN] * OPENS_AFTER + [ACCEPTED]

    scene = Scene(*plays).play(OPENS_AFTER, 5, probes=Probes(0.4, 0.4), linger_s=2.0)

    assert scene.status_of_runs()["succeeded"] >= 5
    assert not Run.objects.filter(error__code="breaker_open").exists()
    assert scene.rows == ["connection_ailing", "connection_recovered"]
    assert not Breaker.objects.exists()


def test_two_workers_send_one_probe_at_a_time() -> None:
    moments: list[float] = []

    async def fail(_request: Asked, writer: asyncio.StreamWriter) -> None:
        moments.append(time.monotonic())
        writer.write(BROKEN)

    scene = Scene(fail)
    scene.play(
        *(OPENS_AFTER, 12),
        workers=2,
        probes=Probes(EVERY_S, EVERY_S),
        linger_s=2 * EVERY_S,
        enough=lambda: len(moments) >= OPENS_AFTER + 3,
    )

    # One may be late and then close to the next, but not as close as two at a time.
    probes = moments[OPENS_AFTER:]
    assert len(probes) >= 2
    assert min(later - sooner for sooner, later in pairwise(probes)) > EVERY_S / 2
    assert scene.rows == ["connection_ailing"]


def test_a_probe_in_vain_is_no_point() -> None:
    scene = Scene(hang_up)
    moment = now() - timedelta(minutes=1)
    assert scene.login is not None
    Breaker.objects.create(
        connection=scene.login, streak=20, recent="1" * 20, opened_at=moment, probe_at=moment
    )

    scene.play(3)

    assert (len(scene.asked), Breaker.objects.get().streak, scene.points) == (1, 21, 0)


def test_a_service_that_answers_no_is_not_ill() -> None:
    scene = Scene(answer(status="404 Not Found")).play(OPENS_AFTER + 5)

    assert scene.status_of_runs()["failed"] == OPENS_AFTER + 5
    assert not Breaker.objects.exists()
    assert scene.points == 0


def test_a_service_that_answers_with_500_gives_no_points() -> None:
    assert Scene(BROKEN).play(3).points == 0


@pytest.mark.parametrize("play", [hang_up, hang])
def test_a_lost_line_and_a_timeout_are_a_point_each(play: Callable[..., Any]) -> None:
    assert Scene(play, over_connection=False, timeout=0.3).play(2).points == 2


def test_a_success_takes_the_points_back() -> None:
    scene = Scene(hang_up, hang_up, ACCEPTED, over_connection=False)

    scene.play(2, 1, linger_s=0.05)

    assert scene.points == 0


def test_twenty_timeouts_block_with_a_reason_and_a_start_begins_anew() -> None:
    scene = Scene(hang_up, over_connection=False).play(OPENS_AFTER)
    assert services.block_silent(now()) == 0

    assert services.block_silent(now() + GRACE) == 1
    blocked = Bundle.objects.get(pk=scene.bundle.pk)
    assert (blocked.status, (blocked.status_reason or {})["params"]["points"]) == ("blocked", 20)

    member = scene.hook.workspace.memberships.select_related("user").get()
    services.start(blocked, Actor(member.user, None, Role(member.role)))
    assert scene.points == 0
    assert services.block_silent(now() + GRACE) == 0


def test_calls_that_failed_at_once_do_not_block_when_the_next_attempts_work() -> None:
    scene = Scene(*[hang_up] * 40, ACCEPTED, over_connection=False)
    scene.retry = [0.1]

    scene.play(40, linger_s=0.5)

    assert scene.status_of_runs()["succeeded"] == 40
    assert scene.points == 0
    assert services.block_silent(now() + GRACE) == 0
