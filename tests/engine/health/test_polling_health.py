"""Sources that are polled climb the ladder, and come down again."""

import asyncio
from collections.abc import Sequence

import pytest

from connectors import sdk
from connectors.sdk.errors import ServiceUnavailable
from engine.connections.models import Connection
from engine.health.ladder import GRACE
from engine.health.models import Breaker, Penalty
from engine.health.services import struck_out
from engine.kernel.clock import now
from engine.triggers.models import Source
from tests.engine.machine import a_hook
from tests.engine.triggers.stand import OneAccount, a_poller, a_source, poll_until_idle, wake

pytestmark = pytest.mark.django_db(transaction=True)


async def silent(_: sdk.Call, __: sdk.PollQuery) -> sdk.Batch:
    raise ServiceUnavailable("did not answer in time", code="timed_out")


async def empty(_: sdk.Call, __: sdk.PollQuery) -> sdk.Batch:
    return sdk.Batch()


def poll(sources: Sequence[Source], *polls: sdk.Poll) -> None:
    """Take a turn of every source with each of these services."""

    async def turns(one: sdk.Poll) -> None:
        async with a_poller(OneAccount(one)) as poller:
            await poll_until_idle(poller)

    for one in polls:
        for source in sources:
            wake(source)
        asyncio.run(turns(one))


def slowed_by(source: Source) -> int:
    source.refresh_from_db()
    assert source.due_at is not None
    waits_s = (source.due_at - source.seen_to).total_seconds()
    assert waits_s >= source.slowed_by_s
    return source.slowed_by_s


def points(source: Source) -> int:
    return sum(Penalty.objects.filter(pk=source.pk).values_list("points", flat=True))


def test_three_silent_polls_slow_it_down_and_a_success_takes_that_back() -> None:
    source = a_source()

    poll([source], *[silent] * 2)
    assert slowed_by(source) == 0

    poll([source], silent)
    assert slowed_by(source) == 600

    poll([source], empty)
    assert (slowed_by(source), points(source)) == (0, 2)


def test_a_source_silent_for_twenty_polls_has_its_bundle_blocked() -> None:
    source = a_source()
    Penalty.objects.create(bundle_id=source.pk, points=19, polls=True, struck_at=source.seen_to)

    poll([source], silent)

    assert struck_out(now() + GRACE) == {source.bundle_id: 20}


def test_many_sources_that_fail_at_once_get_a_point_each() -> None:
    sources = [a_source() for _ in range(12)]

    poll(sources, silent, silent)

    assert [points(source) for source in sources] == [2] * 12


def test_behind_an_open_breaker_a_source_rests_and_gets_no_points() -> None:
    source = through(a_hook())
    Breaker.objects.create(
        connection_id=str(source.connection_id),
        recent="1" * 20,
        streak=20,
        opened_at=source.seen_to,
        probe_at=source.seen_to,
    )

    poll([source], silent, silent)

    assert Breaker.objects.get().streak == 21
    assert points(source) == 0


def through(connection: Connection) -> Source:
    return a_source(connection.workspace, connection_id=connection.pk)
