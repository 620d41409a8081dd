"""What a tab hears, from where on, and until when."""

import asyncio
from collections.abc import Mapping
from typing import Any
from uuid import UUID

import psycopg
import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection

from engine.accounts.models import Membership, Workspace
from engine.bundles.models import Bundle
from engine.journal.models import Entry
from engine.journal.services import note
from tests.engine.live.tabs import Browser, Tab, scene
from tests.engine.machine import a_hook, a_run, a_running_bundle, aside
from tests.factories import a_browser, a_client, a_member, a_token, a_workspace

pytestmark = pytest.mark.django_db(transaction=True)

Headers = Mapping[str, str]

LONG_AGO = "1.0..aaaaaaaaaaaa.aaaaaaaaaaaa.aaaaaaaaaaaa"


def bearer(home: Workspace) -> Headers:
    """Return what a program shows at the door."""
    return {"authorization": f"Bearer {a_token(workspace=home).text.reveal()}"}


def cookie(member: Membership) -> Headers:
    """Return what the browser of somebody who is signed in shows at the door."""
    session = a_browser(member.user).cookies[settings.SESSION_COOKIE_NAME].value
    return {"cookie": f"{settings.SESSION_COOKIE_NAME}={session}"}


async def happens(home: Workspace, code: str = "bundle_started") -> Entry:
    """Write a row into the journal."""
    entry: Entry = await aside(note, home.pk, code=code)
    return entry


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
            slow.execute(
                "INSERT INTO journal_entry SELECT (jsonb_populate_record(e, %s)).* "
                "FROM (SELECT NULL::journal_entry AS e) AS nothing",
                [a_row(early)],
            )
            await aside(late.save, force_insert=True)
            await tab.until(lambda: tab.rows)
            assert ids(tab.rows) == [late.id]
        await tab.until(lambda: len(tab.rows) > 1)
        await asyncio.sleep(1.5)
        assert ids(tab.rows) == [late.id, early.id]

    scene(play)


def a_row(entry: Entry) -> Any:
    """Return the entry as one JSON object."""
    columns = {field.column: getattr(entry, field.attname) for field in Entry._meta.local_fields}
    plain = {name: value for name, value in columns.items() if name and value is not None}
    return psycopg.types.json.Jsonb(
        {k: v if isinstance(v, int | str) else str(v) for k, v in plain.items() if k != "pk"}
    )


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


def test_silence_is_broken_by_heartbeats_that_move_the_position() -> None:
    pass_ = bearer(a_workspace())

    async def play(browser: Browser) -> None:
        tab = await browser.open(pass_)
        before = tab.position
        await tab.until(lambda: tab.position != before)
        assert tab.events == []

    scene(play, heartbeat_s=0.2)


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
        await asyncio.sleep(0.2)
        await browser.open(pass_)

    scene(play)


def test_all_streams_end_at_once_when_the_process_stops() -> None:
    pass_ = bearer(a_workspace())

    async def play(browser: Browser) -> None:
        tabs: list[Tab] = [await browser.open(pass_) for _ in range(3)]
        browser.streams.hang_up()
        async with asyncio.timeout(2):
            await asyncio.gather(*browser.tasks)
        assert all(tab.is_over for tab in tabs)

    scene(play)


def test_while_nobody_listens_postgresql_is_left_alone() -> None:
    pass_ = bearer(a_workspace())

    async def play(browser: Browser) -> None:
        assert await aside(lines) == 0
        tab = await browser.open(pass_)
        assert await aside(lines) == 1
        tab.leaves.set()
        async with asyncio.timeout(10):
            while await aside(lines):
                await asyncio.sleep(0.05)

    scene(play)


def lines() -> int:
    """Count the watchers that PostgreSQL sees."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity "
            "WHERE application_name = 'svyazka live' AND datname = current_database()"
        )
        return int(cursor.fetchone()[0])
