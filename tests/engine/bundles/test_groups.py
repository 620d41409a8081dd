"""Groups of bundles."""

import pytest
from pytest_django import DjangoAssertNumQueries
from rest_framework.test import APIClient

from engine.bundles import services
from tests.engine.bundles.conftest import House, a_house, fresh

URL = "/api/v1/groups"


def test_a_group_counts_its_bundles_but_not_the_trash(house: House, client: APIClient) -> None:
    group = services.create_group(house.workspace, "Sales")
    for bundle in (house.a_draft(), house.a_draft()):
        services.change(bundle, {"group": group.pk})
    services.trash(fresh(bundle), house.owner)

    (row,) = client.get(URL).json()["results"]
    assert (row["name"], row["bundles"]) == ("Sales", 1)


@pytest.mark.parametrize("name", ["Sales", "sales", "SALES"])
def test_a_name_is_taken_once_in_any_case(house: House, client: APIClient, name: str) -> None:
    services.create_group(house.workspace, "Sales")

    answer = client.post(URL, {"name": name}, format="json")

    assert (answer.status_code, answer.json()["code"]) == (409, "group_name_taken")


def test_another_workspace_may_use_the_name_too(house: House, client: APIClient) -> None:
    services.create_group(a_house("Elsewhere").workspace, "Sales")

    assert client.post(URL, {"name": "Sales"}, format="json").status_code == 201


def test_a_group_is_renamed(house: House, client: APIClient) -> None:
    group = services.create_group(house.workspace, "Sales")

    answer = client.patch(f"{URL}/{group.pk}", {"name": "SALES"}, format="json")

    assert (answer.status_code, answer.json()["name"]) == (200, "SALES")


def test_deleting_a_group_keeps_its_bundles(house: House, client: APIClient) -> None:
    group, bundle = services.create_group(house.workspace, "Sales"), house.a_draft()
    services.change(bundle, {"group": group.pk})

    assert client.delete(f"{URL}/{group.pk}").status_code == 204

    assert fresh(bundle).group is None


def test_strangers_groups_are_not_found(client: APIClient) -> None:
    group = services.create_group(a_house("Elsewhere").workspace, "Sales")

    assert client.patch(f"{URL}/{group.pk}", {"name": "x"}, format="json").status_code == 404
    assert client.delete(f"{URL}/{group.pk}").status_code == 404


def test_a_list_of_groups_asks_once(
    house: House, client: APIClient, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(5):
        services.create_group(house.workspace, f"g{number}")

    with django_assert_max_num_queries(3):
        assert len(client.get(URL).json()["results"]) == 5
