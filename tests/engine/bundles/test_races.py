"""What two people at once can do to a bundle: real connections, real transactions."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection, transaction

from engine.bundles import services
from engine.bundles.errors import (
    BundleHasMoved,
    ConnectionsAreGone,
    DefinitionHasMistakes,
    DraftIsStale,
)
from engine.bundles.models import Bundle
from engine.kernel.errors import DomainError, NotFound
from tests.engine.bundles.conftest import House, a_house, fresh
from tests.installation import until

pytestmark = pytest.mark.django_db(transaction=True)
Deed = Callable[[], Any]
WAITED_FOR = """
SELECT EXISTS (SELECT FROM pg_locks
    WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid)))
"""


@pytest.fixture
def house(transactional_db: None) -> House:
    """One workspace whose rows other connections can see."""
    return a_house()


def at_once(*deeds: Deed) -> list[Any]:
    """Do everything at the same moment, each on its own connection; errors are results."""
    barrier = Barrier(len(deeds))

    def alone(deed: Deed) -> Any:
        barrier.wait(timeout=60)
        return _outcome(deed)

    with ThreadPoolExecutor(len(deeds)) as pool:
        return [future.result(timeout=60) for future in [pool.submit(alone, one) for one in deeds]]


def overtaken(late: Deed, by: Deed) -> Any:
    """Do one thing, and the late one while the first is not committed yet; return what it got."""
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            by()
            future = pool.submit(_outcome, late)
            _until_somebody_waits()
        return future.result(timeout=60)


def lose_target(house: House) -> int:
    """Delete the connection every bundle of the house sends to."""
    return services.remove_connection(house.workspace, house.target.pk, house.owner)


def _outcome(deed: Deed) -> Any:
    try:
        return deed()
    except DomainError as error:
        return error
    finally:
        connection.close()


def _until_somebody_waits() -> None:
    until(_is_waited_for, within_s=60, what="that somebody waits for us")


def _is_waited_for() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(WAITED_FOR)
        return bool(cursor.fetchone()[0])


def test_two_who_publish_at_once_make_one_version(house: House) -> None:
    bundle = house.a_draft()

    first, second = at_once(*[lambda: services.publish(bundle, house.owner)] * 2)

    assert first == second
    assert bundle.versions.count() == 1


def test_of_two_who_save_at_once_one_is_told_that_the_draft_is_stale(house: House) -> None:
    bundle = house.a_draft()
    drafts = [house.definition(steps=[house.sending(name=name)]) for name in "ab"]

    results = at_once(
        *[
            lambda d=draft: services.change(bundle, {"definition": d}, revision=1)
            for draft in drafts
        ]
    )

    lost = [result for result in results if isinstance(result, DraftIsStale)]
    assert len(lost) == 1
    assert fresh(bundle).revision == 2


def test_a_start_that_a_delete_overtook_is_refused(house: House) -> None:
    bundle = house.a_published_bundle()

    started = overtaken(
        lambda: services.start(bundle, house.owner),
        by=lambda: services.trash(fresh(bundle), house.owner),
    )

    assert isinstance(started, BundleHasMoved)
    assert fresh(bundle).status == Bundle.Status.DELETED


def test_of_two_who_start_at_once_one_starts(house: House) -> None:
    bundle = house.a_published_bundle()

    results = at_once(*[lambda: services.start(fresh(bundle), house.owner)] * 2)

    assert fresh(bundle).status == Bundle.Status.RUNNING
    assert all(isinstance(result, Bundle | BundleHasMoved) for result in results)


def test_a_start_waits_for_a_deletion_of_its_connection_and_is_refused(house: House) -> None:
    bundle = house.a_published_bundle()

    started = overtaken(lambda: services.start(bundle, house.owner), by=lambda: lose_target(house))

    assert isinstance(started, ConnectionsAreGone)
    assert fresh(bundle).status == Bundle.Status.PAUSED


def test_a_deletion_waits_for_a_start_and_stops_what_it_began(house: House) -> None:
    bundle = house.a_published_bundle()

    removed = overtaken(lambda: lose_target(house), by=lambda: services.start(bundle, house.owner))

    assert removed == 1
    assert fresh(bundle).status == Bundle.Status.BLOCKED


def test_publishing_waits_for_a_deletion_and_finds_the_connection_gone(house: House) -> None:
    bundle = house.a_draft()

    published = overtaken(
        lambda: services.publish(bundle, house.owner), by=lambda: lose_target(house)
    )

    assert isinstance(published, DefinitionHasMistakes)
    assert fresh(bundle).version is None


def test_a_bundle_moved_into_a_group_that_is_being_deleted_is_told(house: House) -> None:
    bundle, group = house.a_draft(), services.create_group(house.workspace, "Sales")
    wanted = group.pk

    moved = overtaken(
        lambda: services.change(bundle, {"group": wanted}),
        by=lambda: services.delete_group(group),
    )

    assert isinstance(moved, NotFound)
    assert fresh(bundle).group is None
