"""What a tab hears, and from where on."""

import asyncio
from typing import Any, LiteralString
from uuid import UUID

import psycopg
import pytest
from django.db import connection

from engine.bundles.models import Bundle
from engine.journal.models import Entry
from tests.engine.live.tabs import Browser, bearer, cookie, happens, scene
from tests.engine.machine import a_hook, a_run, a_running_bundle, aside
from tests.factories import a_client, a_member, a_workspace

pytestmark = pytest.mark.django_db(transaction=True)


LONG_AGO = "1.0..aaaaaaaaaaaa.aaaaaaaaaaaa.aaaaaaaaaaaa"


def ids(rows: list[Any]) -> list[UUID]:
    return [UUID(row["id"]) for row in rows]


def an_own_line() -> psycopg.Connection[tuple[Any, ...]]:
    """Return a connection for a transaction that goes on while others end."""
    parts = connection.get_connection_params()
    known = {name: parts[name] for name in ("dbname", "user", "host", "port") if parts.get(name)}
    return psycopg.connect(**known)


def test_a_new_row_arrives_as_the_list_shows_it() -> None:
    home = a_workspace()
    pass_ = bearer(home)

    async def play(browser: Browser) -> None:
        tab = await browser.open(pass_)
        await happens(home)
        await tab.until(lambda: tab.rows)
        heard.extend(tab.rows)

    heard: list[Any] = []
    scene(play)

    assert heard == a_client(home).get("/api/v1/journal").json()["results"]


def test_what_is_committed_late_is_told_once_and_not_missed() -> None:
    home = a_workspace()
    pass_ = bearer(home)
    early, late = (Entry(workspace_id=home.pk, status="succeeded") for _ in range(2))

    async def play(browser: Browser) -> None:
        tab = await browser.open(pass_)
        with an_own_line() as slow:
            slow.execute(*an_insert_of(early))
            await aside(late.save, force_insert=True)
            await tab.until(lambda: tab.rows)
            assert ids(tab.rows) == [late.id]
        await tab.until(lambda: len(tab.rows) > 1)
        await asyncio.sleep(1.5)
        assert ids(tab.rows) == [late.id, early.id]

    scene(play)


def an_insert_of(entry: Entry) -> tuple[LiteralString, list[Any]]:
    """Return the statement that writes the entry, and its values."""
    fields = [one for one in Entry._meta.local_concrete_fields if one.column and not one.generated]
    names = ", ".join(str(one.column) for one in fields)
    places = ", ".join("%s" for _ in fields)
    text = f"INSERT INTO journal_entry ({names}) VALUES ({places})"  # noqa: S608 (its own columns)
    return text, [getattr(entry, one.attname) for one in fields]


def test_a_tab_that_comes_back_hears_what_it_missed_once() -> None:
    home = a_workspace()
    pass_ = bearer(home)

    async def play(browser: Browser) -> None:
        first = await browser.open(pass_)
        await happens(home)
        await first.until(lambda: first.rows)
        first.leaves.set()
        missed = await happens(home)
        other = await browser.open(pass_)
        back = await browser.open({**pass_, "last-event-id": first.position})
        await happens(home)
        await back.until(lambda: len(back.rows) == 2)
        assert ids(back.rows)[0] == missed.id
        assert len(other.rows) <= 1

    scene(play)


@pytest.mark.parametrize(
    "position", ["nonsense", "1.0..aaaaaaaaaaaa.aaaaaaaaaaaa.aaaaaaaaaaaa", "f" * 60]
)
def test_who_comes_from_nowhere_reads_everything_again(position: str) -> None:
    pass_ = bearer(a_workspace())

    async def play(browser: Browser) -> None:
        tab = await browser.open(pass_, since=position)
        await tab.until(lambda: tab.events)
        assert [event.name for event in tab.events] == ["reset"]

    scene(play)


def test_every_tab_of_a_workspace_hears_and_no_other() -> None:
    home, theirs = a_workspace(), a_workspace()
    mine, others = bearer(home), bearer(theirs)

    async def play(browser: Browser) -> None:
        tabs = [await browser.open(mine) for _ in range(2)]
        stranger = await browser.open(others)
        row = await happens(home)
        for tab in tabs:
            await tab.until(lambda tab=tab: tab.rows)  # type: ignore[misc]
        await asyncio.sleep(1.2)
        assert [ids(tab.rows) for tab in tabs] == [[row.id], [row.id]]
        assert stranger.events == []

    scene(play)


def test_each_reads_in_their_own_language() -> None:
    member = a_member()
    member.user.language = "ru"
    member.user.save(update_fields=["language"])
    pass_ = cookie(member)

    async def play(browser: Browser) -> None:
        tab = await browser.open(pass_)
        await happens(member.workspace)
        await tab.until(lambda: tab.rows)
        assert tab.rows[0]["message"].startswith("Связка")

    scene(play)


def test_an_event_that_begins_to_wait_changes_its_bundle() -> None:
    bundle = a_running_bundle(a_hook(), [], status="paused")
    pass_ = bearer(bundle.workspace)

    async def play(browser: Browser) -> None:
        tab = await browser.open(pass_)
        await aside(a_run, bundle)
        await tab.until(lambda: tab.of("bundles"))
        assert tab.of("bundles") == [{"ids": [str(bundle.pk)], "all": False}]

    scene(play)


def test_a_bundle_that_is_paused_and_a_connection_that_is_gone_are_told() -> None:
    bundle = a_running_bundle(a_hook(), [])
    unused = a_hook(bundle.workspace)
    unused_id, pass_ = str(unused.pk), bearer(bundle.workspace)

    async def play(browser: Browser) -> None:
        tab = await browser.open(pass_)
        await aside(Bundle.objects.filter(pk=bundle.pk).update, status="paused")
        await aside(unused.delete)
        await tab.until(lambda: tab.of("bundles") and tab.of("connections"))
        assert tab.of("bundles")[0]["ids"] == [str(bundle.pk)]
        assert tab.of("connections")[0]["ids"] == [unused_id]

    scene(play)


def test_a_flood_is_told_by_its_newest_rows_and_a_number() -> None:
    home = a_workspace()
    pass_ = bearer(home)
    flood = [Entry(workspace_id=home.pk, status="succeeded") for _ in range(120)]

    async def play(browser: Browser) -> None:
        tab = await browser.open(pass_)
        await aside(Entry.objects.bulk_create, flood)
        await tab.until(lambda: tab.rows)
        (told,) = tab.of("journal")
        assert (len(told["rows"]), told["more"]) == (50, 70)
        assert UUID(told["rows"][0]["id"]) == flood[-1].id

    scene(play)


def test_silence_is_broken_by_heartbeats_that_move_the_position() -> None:
    pass_ = bearer(a_workspace())

    async def play(browser: Browser) -> None:
        tab = await browser.open(pass_)
        before = tab.position
        await tab.until(lambda: tab.position != before)
        assert tab.events == []

    scene(play, heartbeat_s=0.2)
