"""A bundle given over to a mass import or export, and taken back."""

from collections.abc import Callable

import pytest

from engine.bundles import services
from engine.bundles.errors import ConnectionsAreGone, MoveIsNotAllowed, NotPublished
from engine.bundles.models import Bundle
from engine.queue.models import Run
from engine.queue.services import enqueue, hold
from tests.engine.bundles.conftest import House, fresh

S = Bundle.Status


def migrating(house: House) -> Bundle:
    return services.begin_migration(house.a_published_bundle(), house.owner)


def test_a_migration_lets_what_waited_go_on(house: House) -> None:
    bundle = house.a_published_bundle()
    hold([enqueue(bundle, {}, mode="live").pk], connection_id=house.target.pk)

    services.begin_migration(bundle, house.owner)

    assert fresh(bundle).status == S.MIGRATION
    assert Run.objects.get().due_at is not None


@pytest.mark.parametrize(("resumes", "status"), [(True, S.RUNNING), (False, S.PAUSED)])
def test_after_a_migration_it_runs_or_rests(
    house: House, told: Callable[[], list[str]], resumes: bool, status: str
) -> None:
    bundle = migrating(house)

    assert services.end_migration(bundle.pk, resumes=resumes)
    assert not services.end_migration(bundle.pk, resumes=resumes)

    assert fresh(bundle).status == status
    assert told()[-2:] == ["migration_began", f"migration_ended{'' if resumes else '_paused'}"]


def test_a_bundle_that_runs_again_has_nothing_to_explain(house: House) -> None:
    bundle = migrating(house)

    services.end_migration(bundle.pk, resumes=True)

    assert fresh(bundle).status_reason is None


def test_a_person_may_stop_a_migration(house: House) -> None:
    bundle = migrating(house)
    services.pause(fresh(bundle), house.owner)

    assert not services.end_migration(bundle.pk, resumes=True)
    assert fresh(bundle).status == S.PAUSED


def test_a_person_cannot_start_what_migrates(house: House) -> None:
    with pytest.raises(MoveIsNotAllowed):
        services.start(fresh(migrating(house)), house.owner)


def test_what_cannot_run_cannot_migrate(house: House) -> None:
    with pytest.raises(NotPublished):
        services.begin_migration(house.a_draft(), house.owner)

    bundle = house.a_published_bundle()
    house.target.delete()
    with pytest.raises(ConnectionsAreGone):
        services.begin_migration(bundle, house.owner)
