"""The doorbell, rung on a real Valkey, and what is told through PostgreSQL."""

import json
from collections.abc import Iterator

import psycopg
import pytest
from celery import Celery
from celery._state import get_current_app
from django.conf import settings
from django.db import connection, transaction
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings
from redis import Redis

from engine.kernel.ids import new_id
from engine.queue import bell, services
from engine.queue.signals import HOOKS_CHANNEL, hooks_changed

A_LONG_SECOND_MS = 60_000  # the first message opens the line, which can take longer than a second


def _broker() -> str:
    url = settings.REDIS_URL
    return url.replace("unix://", "redis+socket://").replace("?db=", "?virtual_host=")


@pytest.fixture
def valkey(servers: None) -> Iterator[Redis]:
    """An empty Valkey that is also the broker of the present Celery app."""
    before = get_current_app()
    app = Celery("bell", broker=_broker(), set_as_current=True)
    with Redis.from_url(settings.REDIS_URL) as client:
        client.flushdb()
        yield client
        client.flushdb()
    app.close()
    before.set_current()


def test_ringing_puts_one_wake_up_into_the_live_queue(valkey: Redis) -> None:
    bell.ring()

    message = json.loads(valkey.lrange("live", 0, -1)[0])
    assert message["headers"]["task"] == "engine.runs.tasks.drain"


def test_ringing_again_within_a_second_sends_nothing_more(
    valkey: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bell, "RUNG_FOR_MS", A_LONG_SECOND_MS)

    for _ in range(5):
        bell.ring()

    assert valkey.llen("live") == 1
    assert 0 < valkey.pttl(bell.RUNG) <= bell.RUNG_FOR_MS


def test_a_dead_bell_is_not_noticed_by_who_rings(settings: Settings) -> None:
    settings.REDIS_URL = "unix:///tmp/nobody-listens-here.sock"

    bell.ring()


@pytest.mark.django_db
def test_the_bell_rings_once_the_work_is_committed(
    valkey: Redis, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        services.ring()
        assert valkey.llen("live") == 0

    assert valkey.llen("live") == 1


@pytest.fixture
def receiver(transactional_db: None) -> Iterator[psycopg.Connection]:
    """Another process that listens for changed hooks."""
    with psycopg.connect(**connection.get_connection_params(), autocommit=True) as listener:
        listener.execute(f"LISTEN {HOOKS_CHANNEL}")
        yield listener


def test_the_receiver_hears_of_changed_hooks_when_they_are_committed(
    receiver: psycopg.Connection,
) -> None:
    first, second = new_id(), new_id()

    with transaction.atomic():
        hooks_changed([first, second, first])
        assert list(receiver.notifies(timeout=0)) == []

    heard = {notice.payload for notice in receiver.notifies(timeout=30, stop_after=2)}
    assert heard == {str(first), str(second)}


def test_a_change_that_is_rolled_back_is_not_told(receiver: psycopg.Connection) -> None:
    with transaction.atomic():
        hooks_changed([new_id()])
        transaction.set_rollback(True)

    assert list(receiver.notifies(timeout=0)) == []
