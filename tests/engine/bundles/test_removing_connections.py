"""Deleting a connection stops what uses it."""

import json

import pytest

from engine.bundles import services
from engine.bundles.errors import ConnectionsAreGone
from engine.bundles.models import Bundle
from engine.connections.models import Connection
from engine.journal.models import Entry
from engine.kernel.clock import now
from engine.kernel.errors import NotFound
from engine.kernel.ids import new_id
from engine.queue.models import Run
from tests.engine.bundles.conftest import House, a_house, fresh


def test_running_bundles_are_blocked_and_say_why(house: House) -> None:
    bundle = house.a_running_bundle()

    assert services.remove_connection(house.workspace, house.target.pk, house.owner) == 1

    stopped = fresh(bundle)
    assert stopped.status == Bundle.Status.BLOCKED
    assert (stopped.status_reason or {})["code"] == "connection_deleted"
    assert (stopped.status_reason or {})["params"]["connection"] == "CRM"


def test_paused_bundles_say_what_they_lost(house: House) -> None:
    bundle = house.a_published_bundle()

    services.remove_connection(house.workspace, house.hook.pk, house.owner)

    assert fresh(bundle).status == Bundle.Status.PAUSED
    assert (fresh(bundle).status_reason or {})["code"] == "connection_deleted"


def test_a_bundle_that_has_it_only_in_its_draft_runs_on(house: House) -> None:
    bundle, other = house.a_running_bundle(), house.another_hook()
    services.change(bundle, {"definition": house.definition(hook=other)})

    assert services.remove_connection(house.workspace, other.pk, house.owner) == 0

    assert fresh(bundle).status == Bundle.Status.RUNNING
    assert fresh(bundle).uses.filter(live=False).count() == 1


def test_each_bundle_and_the_connection_get_a_system_row(house: House) -> None:
    bundle = house.a_running_bundle()

    services.remove_connection(house.workspace, house.hook.pk, house.owner)

    rows = Entry.objects.filter(connection_id=house.hook.pk, kind="system").order_by("id")
    told = [(row.bundle_id, json.loads(row.details)["code"]) for row in rows]
    assert told == [(bundle.pk, "connection_deleted"), (None, "connection_removed")]


def test_a_stopped_bundle_starts_again_with_another_connection(house: House) -> None:
    bundle, other = house.a_running_bundle(), house.another_hook()
    services.remove_connection(house.workspace, house.hook.pk, house.owner)
    with pytest.raises(ConnectionsAreGone):
        services.start(fresh(bundle), house.owner)

    services.change(bundle, {"definition": house.definition(hook=other)})
    services.publish(fresh(bundle), house.owner)
    services.start(fresh(bundle), house.owner)

    assert (fresh(bundle).status, fresh(bundle).status_reason) == (Bundle.Status.RUNNING, None)


def test_what_nobody_listened_to_ends_in_the_journal(house: House) -> None:
    Run.objects.create(
        workspace_id=house.workspace.pk,
        connection_id=house.hook.pk,
        event_id=new_id(),
        origin_id=new_id(),
        status=Run.Status.HELD,
        received_at=now(),
        payload="{}",
    )

    services.remove_connection(house.workspace, house.hook.pk, house.owner)

    assert Entry.objects.get(kind="run").status == "cancelled"


def test_another_workspaces_connection_is_not_found(house: House) -> None:
    stranger = a_house("Elsewhere")

    with pytest.raises(NotFound):
        services.remove_connection(house.workspace, stranger.hook.pk, house.owner)

    assert Connection.objects.filter(pk=stranger.hook.pk).exists()
