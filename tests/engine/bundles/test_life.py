"""A published bundle's life."""

import json
from collections.abc import Callable
from datetime import timedelta

import pytest

from engine.bundles import services
from engine.bundles.errors import (
    BundleHasMoved,
    ConnectionsAreGone,
    EndHasPassed,
    InTrash,
    MoveIsNotAllowed,
    NotPublished,
    NotRunning,
)
from engine.bundles.models import Bundle
from engine.bundles.states import MOVES, Cause, move
from engine.journal.models import Entry
from engine.kernel.clock import now, written
from engine.queue.models import Run
from engine.queue.services import enqueue, hold, waiting_counts
from tests.engine.bundles.conftest import House, fresh

S = Bundle.Status


def test_a_started_bundle_runs(house: House) -> None:
    bundle = services.start(house.a_published_bundle(), house.owner)

    assert fresh(bundle).status == S.RUNNING
    assert fresh(bundle).started_at is not None


def test_a_bundle_without_a_version_cannot_start(house: House) -> None:
    with pytest.raises(NotPublished):
        services.start(house.a_draft(), house.owner)


def test_starting_twice_is_starting_once(house: House, told: Callable[[], list[str]]) -> None:
    bundle = services.start(house.a_running_bundle(), house.owner)

    assert bundle.status == S.RUNNING
    assert told().count("bundle_started") == 1


def test_what_waited_is_processed_by_default(house: House) -> None:
    bundle = house.a_published_bundle()
    held, queued = (enqueue(bundle, {}, mode="live") for _ in range(2))
    hold([held.id], connection_id=house.target.pk)

    services.start(bundle, house.owner)

    assert set(Run.objects.filter(due_at__isnull=False)) == {held, queued}
    assert waiting_counts([], running=[bundle.pk]) == {}


def test_what_waited_is_dropped_on_request(house: House) -> None:
    bundle = house.a_published_bundle()
    enqueue(bundle, {"n": 1}, mode="live")

    services.start(bundle, house.owner, waiting="drop")

    assert not Run.objects.exists()
    assert Entry.objects.filter(bundle_id=bundle.pk, status="cancelled").count() == 1


def test_the_system_row_tells_how_many_waited(house: House) -> None:
    bundle = house.a_published_bundle()
    enqueue(bundle, {}, mode="live")

    services.start(bundle, house.owner)

    row = Entry.objects.filter(kind="system").latest("id")
    told = json.loads(row.details)
    assert (told["code"], told["params"]["waiting"]) == ("bundle_started", 1)
    assert told["actor"] == house.owner.label


def test_a_paused_bundle_stops_and_can_start_again(house: House) -> None:
    bundle = services.pause(house.a_running_bundle(), house.owner)
    assert fresh(bundle).status == S.PAUSED

    services.start(fresh(bundle), house.owner)
    assert fresh(bundle).status == S.RUNNING


def test_a_bundle_goes_to_the_trash_and_comes_back_paused(house: House) -> None:
    bundle = services.trash(house.a_running_bundle(), house.owner)
    assert (fresh(bundle).status, fresh(bundle).deleted_at is None) == (S.DELETED, False)

    services.restore(bundle, house.owner)
    assert (fresh(bundle).status, fresh(bundle).deleted_at) == (S.PAUSED, None)


@pytest.mark.parametrize("deed", [services.start, services.pause])
def test_a_bundle_in_the_trash_neither_starts_nor_pauses(
    house: House, deed: Callable[..., Bundle]
) -> None:
    bundle = services.trash(house.a_published_bundle(), house.owner)

    with pytest.raises(InTrash):
        deed(bundle, house.owner)


def test_every_move_leaves_a_system_row(house: House, told: Callable[[], list[str]]) -> None:
    bundle = house.a_running_bundle()

    services.restore(services.trash(services.pause(bundle, house.owner), house.owner), house.owner)

    assert told()[2:] == ["bundle_started", "bundle_paused", "bundle_deleted", "bundle_restored"]


def test_a_move_from_a_status_seen_long_ago_is_refused(house: House) -> None:
    seen = house.a_running_bundle()
    services.pause(fresh(seen), house.owner)

    with pytest.raises(BundleHasMoved):
        services.pause(seen, house.owner)


@pytest.mark.parametrize("to", list(S))
@pytest.mark.parametrize("before", list(S))
def test_only_moves_of_the_table_are_made(house: House, before: str, to: Bundle.Status) -> None:
    bundle = house.a_published_bundle()
    deleted_at = now() if before == S.DELETED else None
    Bundle.objects.filter(pk=bundle.pk).update(status=before, deleted_at=deleted_at)
    allowed = {mover.value for mover in MOVES.get((before, to), ())}

    for actor, mover in (("Анна", "user"), (None, "system")):
        Bundle.objects.filter(pk=bundle.pk).update(status=before, deleted_at=deleted_at)
        made = _moves(fresh(bundle), to, Cause("bundle_paused", actor))
        assert made == (mover in allowed)


def _moves(bundle: Bundle, to: Bundle.Status, cause: Cause) -> bool:
    try:
        move(bundle, to, cause)
    except MoveIsNotAllowed:
        return False
    return fresh(bundle).status == to


def test_the_system_blocks_a_running_bundle_and_says_why(house: House) -> None:
    bundle = house.a_running_bundle()

    assert services.block(bundle.pk, "plan_limit_reached", {"answer": "Pay more"})
    assert not services.block(bundle.pk, "plan_limit_reached", {})

    reason = fresh(bundle).status_reason or {}
    assert (fresh(bundle).status, reason["code"]) == (S.BLOCKED, "plan_limit_reached")
    assert reason["params"] == {"bundle": "Leads", "answer": "Pay more"}
    assert reason["at"].endswith("Z")


def test_a_bundle_past_its_end_is_paused_by_the_system(house: House) -> None:
    ended, running = house.a_running_bundle(), house.a_running_bundle()
    end = now() + timedelta(minutes=5)
    services.change(ended, {"run_until": end})

    assert services.stop_expired(end - timedelta(seconds=1)) == 0
    assert services.stop_expired(end) == 1
    assert services.stop_expired(end) == 0

    assert fresh(ended).status == S.PAUSED
    reason = fresh(ended).status_reason or {}
    assert reason["code"] == "run_until_reached"
    assert reason["params"]["run_until"] == written(end)
    assert fresh(running).status == S.RUNNING


def test_a_bundle_whose_end_has_passed_cannot_start(house: House) -> None:
    bundle = house.a_published_bundle()
    Bundle.objects.filter(pk=bundle.pk).update(run_until=now())

    with pytest.raises(EndHasPassed):
        services.start(fresh(bundle), house.owner)


def test_a_bundle_whose_connection_is_gone_cannot_start(house: House) -> None:
    bundle = house.a_published_bundle()
    house.target.delete()

    with pytest.raises(ConnectionsAreGone) as refused:
        services.start(bundle, house.owner)

    assert [mistake.path for mistake in refused.value.mistakes] == [
        "/definition/steps/0/connection"
    ]


def test_running_now_queues_the_event(house: House) -> None:
    bundle = house.a_running_bundle()

    run = services.run_now(bundle, {"body": {"email": "a@example.com"}})

    assert run is not None
    queued = Run.objects.get(pk=run.pk)
    assert (queued.bundle_id, queued.mode, queued.order_key) == (bundle.pk, "manual", None)
    assert json.loads(queued.payload) == {"body": {"email": "a@example.com"}}


@pytest.mark.parametrize(
    ("order", "order_key"), [("strict", ""), ({"key": "{{ trigger.body.id }}"}, "7")]
)
def test_running_now_keeps_the_order_the_bundle_asks_for(
    house: House, order: object, order_key: str
) -> None:
    definition = house.definition()
    definition["trigger"] |= {"order": order, "key": "{{ trigger.body.id }}"}

    run = services.run_now(house.a_running_bundle(definition), {"body": {"id": 7}})

    assert run is not None
    assert (run.order_key, run.key) == (order_key, "7")


def test_only_a_running_bundle_runs_now(house: House) -> None:
    with pytest.raises(NotRunning):
        services.run_now(house.a_published_bundle(), {})
    with pytest.raises(NotPublished):
        services.run_now(house.a_draft(), {})
