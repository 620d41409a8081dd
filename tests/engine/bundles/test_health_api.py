"""What programs are told about the health of bundles and connections."""

from datetime import timedelta
from typing import Any

import pytest
from rest_framework.test import APIClient

from engine.bundles import services
from engine.health.models import Breaker, Penalty
from engine.kernel.clock import now
from tests.engine.bundles.conftest import House
from tests.factories import a_client, a_workspace

WELL = {"points": 0, "level": 0, "slowed_by_s": 0, "reason": None}


def health_of(client: APIClient, bundle_id: object) -> dict[str, Any]:
    health: dict[str, Any] = client.get(f"/api/v1/bundles/{bundle_id}").json()["health"]
    return health


def test_a_bundle_whose_services_answer_is_well(house: House, client: APIClient) -> None:
    assert health_of(client, house.a_running_bundle().pk) == WELL


def test_a_slowed_bundle_says_by_how_much_and_why(house: House, client: APIClient) -> None:
    bundle = house.a_running_bundle()
    Penalty.objects.create(bundle_id=bundle.pk, points=12, polls=True, struck_at=now())

    health = health_of(client, bundle.pk)

    assert (health["points"], health["level"], health["slowed_by_s"]) == (12, 2, 1800)
    assert health["reason"]["code"] == "polling_slowed"
    assert "30 more minutes" in health["reason"]["message"]


def test_points_that_lead_to_nothing_yet_are_told(house: House, client: APIClient) -> None:
    bundle = house.a_running_bundle()
    Penalty.objects.create(bundle_id=bundle.pk, points=2, polls=False, struck_at=now())

    listed = client.get("/api/v1/bundles").json()["results"][0]["health"]

    assert listed["reason"]["params"] == {"points": 2, "most": 20}
    assert health_of(client, bundle.pk) == listed


def test_a_blocked_bundle_says_what_blocked_it(house: House, client: APIClient) -> None:
    bundle = house.a_running_bundle()
    services.block(bundle.pk, "only_errors_in_a_day", {"failed": 51})

    reason = health_of(client, bundle.pk)["reason"]

    assert (reason["code"], reason["params"]["failed"]) == ("only_errors_in_a_day", 51)
    assert "51" in reason["message"]


def test_a_connection_that_works_has_a_closed_breaker(house: House, client: APIClient) -> None:
    told = client.get(f"/api/v1/connections/{house.target.pk}/health").json()

    assert told == {"state": "closed", "since": None, "next_probe_at": None, "failures": 0}


@pytest.mark.parametrize(("probe_in_s", "state"), [(30, "open"), (-1, "half_open")])
def test_an_open_breaker_says_since_when_and_when_it_tries(
    house: House, client: APIClient, probe_in_s: int, state: str
) -> None:
    Breaker.objects.create(
        connection=house.target,
        recent="1" * 20,
        opened_at=now() - timedelta(minutes=3),
        probe_at=now() + timedelta(seconds=probe_in_s),
    )

    told = client.get(f"/api/v1/connections/{house.target.pk}/health").json()

    assert (told["state"], told["failures"]) == (state, 20)
    assert told["since"] < told["next_probe_at"]


def test_the_connections_whose_service_ails_are_listed(house: House, client: APIClient) -> None:
    Breaker.objects.create(connection=house.target, opened_at=now(), probe_at=now())
    Breaker.objects.create(connection=house.hook, recent="1")

    told = client.get("/api/v1/connections/health").json()["results"]

    assert [one["connection"] for one in told] == [str(house.target.pk)]


def test_what_ails_elsewhere_is_not_listed(house: House) -> None:
    Breaker.objects.create(connection=house.target, opened_at=now(), probe_at=now())

    told = a_client(a_workspace()).get("/api/v1/connections/health").json()

    assert told == {"results": []}


def test_the_metrics_count_open_breakers(house: House, client: APIClient) -> None:
    Breaker.objects.create(connection=house.target, opened_at=now(), probe_at=now())
    Breaker.objects.create(connection=house.hook, recent="1")

    assert "svyazka_open_breakers 1.0" in client.get("/metrics").content.decode()
