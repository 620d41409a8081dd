"""What supervisors and Prometheus get to see."""

from collections.abc import Iterator

import pytest
from django.conf import LazySettings
from django.db import connection
from django.test import Client
from redis import Redis

from engine.config import health
from engine.config.health import Health
from engine.journal.models import Rollup
from engine.kernel.clock import now
from engine.kernel.ids import new_id
from engine.queue.models import Run

NOBODY_LISTENS = "redis://127.0.0.1:1/0"


@pytest.fixture
def valkey(servers: None, settings: LazySettings) -> Iterator[Redis]:
    """The test's own Valkey, without the signs of life that others gave within the minute."""
    with Redis.from_url(settings.REDIS_URL) as client:
        client.flushdb()
        yield client


def parts(client: Client) -> dict[str, str]:
    answer = client.get("/health/ready")
    assert answer.status_code == 200
    found: dict[str, str] = answer.json()["parts"]
    return found


def a_waiting_run(**columns: object) -> Run:
    moment = now()
    ids = {name: new_id() for name in ("workspace_id", "event_id", "origin_id")}
    return Run.objects.create(
        **{"received_at": moment, "due_at": moment, "payload": "{}"} | ids | columns
    )


@pytest.mark.parametrize("address", ["/health/live", "/health/live/"])
def test_a_process_that_answers_is_live_whatever_else_is_broken(
    client: Client, address: str
) -> None:
    answer = client.get(address)

    assert (answer.status_code, answer.json()) == (200, {"status": "live"})
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.django_db
def test_parts_are_up_while_they_give_signs_of_life(client: Client, valkey: Redis) -> None:
    silent = parts(client)
    valkey.set("svyazka:alive:worker:somewhere:7", 1, ex=60)
    heard = parts(client)
    valkey.delete("svyazka:alive:worker:somewhere:7")

    assert silent == {
        "database": "up",
        "migrations": "up",
        "second_wall": "up",
        "valkey": "up",
        "worker": "down",
        "beat": "down",
    }
    assert heard["worker"] == "up"


@pytest.mark.django_db
def test_without_valkey_the_installation_is_still_ready(
    client: Client, settings: LazySettings
) -> None:
    settings.REDIS_URL = NOBODY_LISTENS

    assert parts(client) == {
        "database": "up",
        "migrations": "up",
        "second_wall": "up",
        "valkey": "down",
        "worker": "unknown",
        "beat": "unknown",
    }


@pytest.mark.django_db
def test_a_database_that_lacks_migrations_is_not_called_down(client: Client) -> None:
    health.migrated_databases.clear()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'journal'")

    answer = client.get("/health/ready")

    assert answer.status_code == 503
    assert answer.json()["parts"]["database"] == "up"
    assert answer.json()["parts"]["migrations"] == "down"


def test_without_the_database_nothing_can_be_accepted() -> None:
    silent = Health({"database": "down", "valkey": "up", "worker": "up", "beat": "up"})

    assert silent.status == "unavailable"


@pytest.mark.django_db
def test_metrics_tell_depth_age_and_results_without_names(client: Client) -> None:
    a_waiting_run()
    a_waiting_run(status="held", due_at=None)
    hour = now().replace(minute=0, second=0, microsecond=0)
    Rollup.objects.create(slot=hour, bundle_id=new_id(), workspace_id=new_id(), failed=3)

    text = client.get("/metrics").content.decode()

    assert 'svyazka_queue_runs{status="queued"} 1.0' in text
    assert 'svyazka_queue_runs{status="held"} 1.0' in text
    assert 'svyazka_queue_runs{status="waiting"} 0.0' in text
    assert 'svyazka_queue_oldest_seconds{status="queued"}' in text
    assert 'svyazka_recent_runs{result="failed"} 3.0' in text
    assert "svyazka_sources_due 0.0" in text
    assert "svyazka_source_lag_seconds 0.0" in text


@pytest.mark.django_db
def test_requests_are_counted_by_method_and_kind_of_answer(client: Client) -> None:
    client.get("/api/v1/no/such/address")
    client.generic("SPELL", "/health/live")

    text = client.get("/metrics").content.decode()

    assert 'svyazka_http_requests_total{method="GET",status="4xx"}' in text
    assert 'svyazka_http_requests_total{method="other",status="4xx"}' in text
    assert "SPELL" not in text


@pytest.mark.django_db
def test_with_a_token_set_metrics_open_only_to_who_sends_it(
    client: Client, settings: LazySettings
) -> None:
    settings.METRICS_TOKEN = "s3cret"

    refused = client.get("/metrics")
    wrong = client.get("/metrics", headers={"Authorization": "Bearer s3cre"})
    let_in = client.get("/metrics", headers={"Authorization": "Bearer s3cret"})

    assert [answer.status_code for answer in (refused, wrong, let_in)] == [401, 401, 200]


@pytest.mark.django_db
@pytest.mark.parametrize("page", ["/health/ready", "/metrics", "/api/schema", "/api/docs"])
def test_a_slash_at_the_end_changes_nothing(client: Client, page: str) -> None:
    assert client.get(page).status_code == client.get(f"{page}/").status_code != 404
