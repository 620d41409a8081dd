"""The watch: nothing missed, nothing twice, one at a time, all or nothing."""

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta

import psycopg
import pytest
from django.db import connection
from pytest_django import DjangoAssertNumQueries

from engine.alerts.models import Alert, Channel, Furnished, News, Rule
from engine.alerts.watcher import watch
from engine.kernel.clock import now
from engine.queue.models import Run
from tests.engine.alerts.conftest import Post, a_webhook_channel
from tests.engine.bundles.conftest import a_house
from tests.engine.machine import aside
from tests.installation import until

WRITE = """
INSERT INTO journal_entry (id, received_at, finished_at, kind, status, mode, workspace_id,
    bundle_id, transactions, bytes_in, bytes_out, attempts, outline, details)
VALUES (gen_random_uuid(), %(at)s, %(at)s, 'run', 'failed', 'live', %(home)s, %(bundle)s,
    0, 0, 0, 1, '[]', '{}')
"""


@contextmanager
def another_line() -> Iterator[psycopg.Connection[tuple[object, ...]]]:
    """A connection of its own to the test database."""
    known = ("dbname", "user", "password", "host", "port")
    parts = connection.get_connection_params()
    with psycopg.connect(**{one: parts[one] for one in known if parts.get(one)}) as line:
        yield line


def is_waited_for(line: psycopg.Connection[tuple[object, ...]]) -> bool:
    """Whether anybody waits for what this connection has locked."""
    asked = "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE %s = ANY(pg_blocking_pids(pid)))"
    with connection.cursor() as cursor:
        cursor.execute(asked, [line.info.backend_pid])
        return bool(cursor.fetchone()[0])


def a_post() -> Post:
    house = a_house()
    Furnished.objects.create(workspace=house.workspace)
    return Post(house, a_webhook_channel(house.workspace), now())


@pytest.mark.django_db(transaction=True)
def test_a_row_that_is_committed_late_is_not_missed() -> None:
    post = a_post()
    post.rule("first_error")
    slow, quick = post.bundle("Slow"), post.bundle("Quick")
    with another_line() as line:
        long_ago = post.moment - timedelta(hours=3)
        line.execute(WRITE, {"at": long_ago, "home": post.workspace.pk, "bundle": slow.pk})
        post.ended(quick)
        before = post.titles()
        line.commit()

    assert before == ["Bundle “Quick”: an error"]
    assert post.titles(seconds=5) == ["Bundle “Slow”: an error"]
    assert post.titles(seconds=5) == []


@pytest.mark.django_db(transaction=True)
def test_only_one_watches_at_a_time() -> None:
    assert watch(now())
    with another_line() as line:
        line.execute("SELECT * FROM alerts_watch FOR UPDATE")

        assert not watch(now())

    assert watch(now())


@pytest.mark.django_db(transaction=True)
def test_a_pass_that_dies_has_done_nothing_and_the_next_does_it_all() -> None:
    post = a_post()
    rule = post.rule("first_error")
    bundle = post.bundle()
    post.ended(bundle)
    Channel.objects.filter(pk=post.channel.pk).update(kind="pigeon")
    with pytest.raises(KeyError):
        watch(post.moment)
    left = (Alert.objects.count(), Run.objects.count(), News.objects.count())
    Channel.objects.filter(pk=post.channel.pk).update(kind="webhook")

    assert left == (0, 0, 1)
    assert post.titles() == ["Bundle “Leads”: an error"]
    assert Rule.objects.get(pk=rule.pk).alerts.count() == 1


@pytest.mark.django_db(transaction=True)
def test_what_was_proved_of_an_address_is_not_said_of_the_next() -> None:
    post = a_post()
    Channel.objects.update(verified_at=now())
    post.ended(post.channel.bundle, "succeeded", mode="alert")
    with another_line() as line, ThreadPoolExecutor(1) as pool:
        line.execute("UPDATE alerts_channel SET verified_at = NULL, updated_at = now()")
        watching = pool.submit(asyncio.run, aside(watch, post.moment))
        until(lambda: is_waited_for(line), within_s=20, what="the watch to wait")
        line.commit()
        assert watching.result()

    channel = Channel.objects.get()
    assert (channel.verified_at, channel.delivered_at) == (None, post.moment)


def test_only_failures_and_deliveries_are_news(post: Post) -> None:
    bundle = post.bundle()
    for status in ("succeeded", "filtered", "failed", "duplicate"):
        post.ended(bundle, status)
    post.ended(bundle, "succeeded", mode="alert")

    assert sorted(News.objects.values_list("status", "mode")) == [
        ("failed", "live"),
        ("succeeded", "alert"),
    ]


def test_news_that_no_rule_asks_for_are_put_away(post: Post) -> None:
    post.ended(post.bundle())

    post.look()

    assert not News.objects.exists()


def test_a_pass_asks_as_much_for_many_bundles_as_for_one(
    post: Post, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    post.rule("first_error")
    post.look()
    for name in "abcdefgh":
        post.ended(post.bundle(name))

    with django_assert_max_num_queries(30):
        watch(post.moment)


def test_a_quiet_pass_asks_little(
    post: Post, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    post.look()

    with django_assert_max_num_queries(13):
        watch(post.moment + timedelta(seconds=5))


def test_what_is_long_over_is_forgotten(post: Post) -> None:
    post.rule("errors", count=1, minutes=1)
    post.ended(post.bundle())
    post.look()
    post.look(minutes=5)

    post.look(days=70)

    assert not Alert.objects.exists()
