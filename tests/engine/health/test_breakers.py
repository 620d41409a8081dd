"""Breakers in the database: opened once, probed by one, closed by a success."""

import asyncio
import json
from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from engine.connections.models import Connection
from engine.health.breakers import (
    PROBES,
    WAITS_FOR_SERVICE,
    Outcome,
    State,
    states,
    take_probe,
    tell,
)
from engine.health.models import Breaker
from engine.journal.models import Entry
from engine.kernel.clock import now
from engine.kernel.ids import new_id
from engine.queue.database import Db, connect
from engine.queue.models import Run
from tests.engine.health.lines import on_a_line
from tests.engine.machine import a_hook

pytestmark = pytest.mark.django_db(transaction=True)

FAILURE, SUCCESS = Outcome(False, code="timed_out"), Outcome(True)
CAME_THROUGH, IN_VAIN = Outcome(True, is_probe=True), Outcome(False, is_probe=True)


@pytest.fixture
def connection() -> Connection:
    """Return somebody's connection."""
    return a_hook()


def told(connection_id: UUID, *outcomes: Sequence[Outcome]) -> None:
    """Tell how calls went, each sequence in a flush of its own."""

    async def scene(db: Db) -> None:
        for part in outcomes:
            await tell(db, {connection_id: part}, PROBES)

    on_a_line(scene)


def probe(connection_id: UUID) -> bool:
    won: bool = on_a_line(lambda db: take_probe(db, connection_id, PROBES))
    return won


def make_probe_due() -> None:
    Breaker.objects.update(probe_at=now() - timedelta(seconds=1))


def system_rows(connection: Connection) -> list[dict[str, Any]]:
    rows = Entry.objects.filter(kind="system", connection_id=connection.pk).order_by("id")
    return list(map(json.loads, rows.values_list("details", flat=True)))


def test_calls_that_go_well_write_nothing(connection: Connection) -> None:
    told(connection.pk, [SUCCESS] * 30)

    assert not Breaker.objects.exists()


def test_the_twentieth_failure_in_a_row_opens_and_tells_the_owner_once(
    connection: Connection,
) -> None:
    told(connection.pk, [FAILURE] * 19)
    assert Breaker.objects.get().opened_at is None

    told(connection.pk, [FAILURE], [FAILURE] * 30)

    assert Breaker.objects.get().opened_at is not None
    assert [row["code"] for row in system_rows(connection)] == ["connection_ailing"]
    assert system_rows(connection)[0]["params"] == {
        "connection": "hook", "service": "webhook", "failed": 20, "of": 20,
    }  # fmt: skip


def test_what_happened_is_remembered_over_a_restart(connection: Connection) -> None:
    told(connection.pk, [FAILURE] * 15)
    told(connection.pk, [FAILURE] * 5)

    state = on_a_line(lambda db: states(db, PROBES))[connection.pk]
    assert state.is_open
    assert 0 < (state.probe_in_s or 0) <= 5


def test_an_open_breaker_lets_one_probe_through_a_minute(connection: Connection) -> None:
    told(connection.pk, [FAILURE] * 20)
    assert not probe(connection.pk)

    make_probe_due()

    assert probe(connection.pk)
    assert not probe(connection.pk)
    state = on_a_line(lambda db: states(db, PROBES))[connection.pk]
    assert 45 < (state.probe_in_s or 0) <= 60


def test_of_many_workers_one_wins_the_probe(connection: Connection) -> None:
    told(connection.pk, [FAILURE] * 20)
    make_probe_due()

    async def one_worker() -> bool:
        db = await connect("test")
        won = await take_probe(db, connection.pk, PROBES)
        await db.close()
        return won

    async def all_workers() -> list[bool]:
        return await asyncio.gather(*(one_worker() for _ in range(8)))

    assert asyncio.run(all_workers()).count(True) == 1


def test_a_clock_put_back_does_not_keep_it_from_probing(connection: Connection) -> None:
    told(connection.pk, [FAILURE] * 20)
    Breaker.objects.update(probe_at=now() + timedelta(hours=1))

    state = on_a_line(lambda db: states(db, PROBES))[connection.pk]
    assert state == State(0)
    assert probe(connection.pk)


def test_a_probe_in_vain_leaves_it_open(connection: Connection) -> None:
    told(connection.pk, [FAILURE] * 20, [IN_VAIN])

    assert Breaker.objects.get().streak == 21
    assert len(system_rows(connection)) == 1


def test_a_probe_that_comes_through_closes_it_and_tells_the_owner(connection: Connection) -> None:
    told(connection.pk, [FAILURE] * 20)
    Breaker.objects.update(opened_at=now() - timedelta(minutes=7))

    told(connection.pk, [CAME_THROUGH])

    assert not Breaker.objects.exists()
    assert system_rows(connection)[-1]["code"] == "connection_recovered"
    assert system_rows(connection)[-1]["params"]["minutes"] == 7


def test_a_call_that_left_before_it_opened_does_not_close_it(connection: Connection) -> None:
    told(connection.pk, [FAILURE] * 20, [SUCCESS])

    assert Breaker.objects.get().opened_at is not None


def test_after_closing_the_count_begins_anew(connection: Connection) -> None:
    told(connection.pk, [FAILURE] * 20, [CAME_THROUGH], [FAILURE] * 19)

    assert Breaker.objects.get().opened_at is None


def test_runs_that_waited_for_the_service_go_on_at_once_others_do_not(
    connection: Connection,
) -> None:
    ours, other = (a_waiting_run(one) for one in (connection.pk, new_id()))

    told(connection.pk, [FAILURE] * 20, [CAME_THROUGH])

    due = set(Run.objects.filter(due_at__lte=now()).values_list("pk", flat=True))
    assert due == {ours.pk} != {other.pk}
    assert system_rows(connection)[-1]["params"]["released"] == 1


def a_waiting_run(connection_id: UUID) -> Run:
    return Run.objects.create(
        workspace_id=new_id(),
        bundle_id=new_id(),
        event_id=new_id(),
        origin_id=new_id(),
        status="waiting",
        received_at=now(),
        due_at=now() + timedelta(minutes=5),
        error={"code": WAITS_FOR_SERVICE, "params": {"connection": str(connection_id)}},
        payload="{}",
    )


def test_a_hundred_good_calls_wipe_the_record(connection: Connection) -> None:
    told(connection.pk, [FAILURE] * 3, [SUCCESS] * 100)

    assert not Breaker.objects.exists()


def test_a_connection_deleted_meanwhile_is_passed_over(connection: Connection) -> None:
    connection.delete()

    told(connection.pk, [FAILURE] * 20)

    assert not Breaker.objects.exists()


def test_two_workers_lose_no_failure_between_them() -> None:
    hooks = [a_hook().pk for _ in range(3)]

    async def one_worker(order: list[UUID]) -> None:
        db = await connect("test")
        for _ in range(8):
            await tell(db, {one: [FAILURE] for one in order}, PROBES)
        await db.close()

    async def both() -> None:
        await asyncio.gather(one_worker(hooks), one_worker(hooks[::-1]))

    asyncio.run(both())
    assert set(Breaker.objects.values_list("streak", flat=True)) == {16}
