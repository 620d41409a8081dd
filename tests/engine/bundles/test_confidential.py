"""Bundles whose data the journal does not keep: who said so, and what a copy is."""

from collections.abc import Callable

from rest_framework.test import APIClient

from engine.accounts.models import Role
from engine.bundles import services
from tests.engine.bundles.conftest import House, fresh
from tests.factories import a_client


def test_a_bundle_becomes_confidential_and_the_journal_tells_who_did_it(
    house: House, client: APIClient, told: Callable[[], list[str]]
) -> None:
    bundle = house.a_draft()

    answer = client.patch(
        f"/api/v1/bundles/{bundle.pk}", {"is_confidential": True}, format="json"
    ).json()

    listed = client.get("/api/v1/bundles").json()["results"][0]
    assert answer["is_confidential"] is listed["is_confidential"] is True
    assert told()[-1] == "bundle_confidential"


def test_it_is_told_once_and_when_it_is_taken_back(
    house: House, told: Callable[[], list[str]]
) -> None:
    bundle = house.a_draft()

    for is_confidential in (True, True, False):
        services.change(bundle, {"is_confidential": is_confidential}, actor=house.owner)

    assert told()[1:] == ["bundle_confidential", "bundle_open"]


def test_a_draft_saved_in_between_leaves_it_confidential(house: House) -> None:
    bundle = house.a_draft()
    services.change(bundle, {"is_confidential": True}, actor=house.owner)

    services.change(bundle, {"definition": house.definition(steps=[])}, revision=1)

    assert fresh(bundle).is_confidential


def test_a_copy_of_a_confidential_bundle_is_confidential(house: House) -> None:
    bundle = house.a_draft()
    services.change(bundle, {"is_confidential": True}, actor=house.owner)

    copied = services.copy(fresh(bundle), house.owner)

    assert fresh(copied).is_confidential


def test_an_operator_can_not_make_a_bundle_confidential(house: House) -> None:
    bundle = house.a_draft()
    operator = a_client(house.workspace, role=Role.OPERATOR)

    answer = operator.patch(
        f"/api/v1/bundles/{bundle.pk}", {"is_confidential": True}, format="json"
    )

    assert (answer.status_code, fresh(bundle).is_confidential) == (403, False)
