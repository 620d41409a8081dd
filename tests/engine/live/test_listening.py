"""Who may listen, how, and until when."""

import asyncio
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.db import connection

from engine.accounts.models import Membership
from tests.engine.live.tabs import PATIENCE_S, Browser, Tab, bearer, cookie, happens, scene
from tests.engine.machine import aside
from tests.factories import a_member, a_workspace

pytestmark = pytest.mark.django_db(transaction=True)

AT_ONCE_S = 10  # well before the next heartbeat


def test_strangers_and_those_signed_out_get_a_problem() -> None:
    theirs, pass_ = a_workspace(), bearer(a_workspace())

    async def play(browser: Browser) -> None:
        stranger = await browser.refused(pass_, workspace=str(theirs.pk))
        nobody = await browser.refused({}, workspace=str(theirs.pk))
        confused = await browser.refused(pass_, wrong="1")
        told = [(status, problem["code"]) for status, problem in (stranger, nobody, confused)]
        assert [told[0][0], *told[1:]] == [
            404,
            (401, "not_authenticated"),
            (400, "unknown_parameter"),
        ]

    scene(play)


def test_a_person_hears_the_workspace_that_the_address_names() -> None:
    member = a_member()
    Membership.objects.create(workspace=a_workspace(), user=member.user, role="viewer")
    second = Membership.objects.filter(user=member.user).order_by("id").last()
    assert second is not None
    home, pass_ = second.workspace, cookie(member)

    async def play(browser: Browser) -> None:
        tab = await browser.open(pass_, workspace=str(home.pk))
        await happens(home)
        await tab.until(lambda: tab.rows)

    scene(play)


def test_the_stream_is_neither_stored_nor_held_back_on_the_way() -> None:
    pass_ = bearer(a_workspace())

    async def play(browser: Browser) -> None:
        tab = await browser.open(pass_)
        assert tab.status == 200
        wanted = ("content-type", "cache-control", "x-accel-buffering")
        found = {name.lower(): value for name, value in tab.headers.items()}
        assert [found[name] for name in wanted] == ["text/event-stream", "no-store", "no"]
        assert "content-length" not in found

    scene(play)


@pytest.mark.parametrize("end", [Session, Membership])
def test_a_stream_ends_with_the_right_to_listen(end: Any) -> None:
    member = a_member()
    pass_ = cookie(member)

    async def play(browser: Browser) -> None:
        tab = await browser.open(pass_)
        await asyncio.sleep(0.5)
        assert not tab.is_over
        await aside(end.objects.all().delete)
        await tab.until(lambda: tab.is_over)

    scene(play, check_every_s=0.2)


def test_nobody_takes_all_the_room() -> None:
    pass_ = bearer(a_workspace())

    async def play(browser: Browser) -> None:
        tabs = [await browser.request(pass_) for _ in range(20)]
        for tab in tabs:
            await tab.until(lambda tab=tab: tab.body)  # type: ignore[misc]
        status, problem = await browser.refused(pass_)
        assert (status, problem["code"]) == (429, "too_many_streams")
        tabs[0].leaves.set()
        await browser.tasks[0]
        await browser.open(pass_)

    scene(play)


def test_all_streams_end_at_once_when_the_process_stops() -> None:
    pass_ = bearer(a_workspace())

    async def play(browser: Browser) -> None:
        tabs: list[Tab] = [await browser.open(pass_) for _ in range(3)]
        browser.streams.hang_up()
        async with asyncio.timeout(AT_ONCE_S):
            await asyncio.gather(*browser.tasks)
        assert all(tab.is_over for tab in tabs)

    scene(play)


def test_while_nobody_listens_postgresql_is_left_alone() -> None:
    pass_ = bearer(a_workspace())

    async def play(browser: Browser) -> None:
        await until_no_lines()  # those of others may still be on their way out
        tab = await browser.open(pass_)
        assert await aside(lines) == 1
        tab.leaves.set()
        await until_no_lines()

    scene(play)


async def until_no_lines() -> None:
    """Wait until PostgreSQL sees no watcher."""
    async with asyncio.timeout(PATIENCE_S):
        while await aside(lines):
            await asyncio.sleep(0.05)


def lines() -> int:
    """Count the watchers that PostgreSQL sees."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity "
            "WHERE application_name = 'svyazka live' AND datname = current_database()"
        )
        return int(cursor.fetchone()[0])
