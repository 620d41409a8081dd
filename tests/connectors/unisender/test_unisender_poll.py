"""New contacts by polling: an export that takes its time, an index that lags."""

import json
from datetime import timedelta

import pytest

from connectors import sdk
from connectors.unisender import newcomers
from tests.connectors.unisender.stage import NOON, Stage, play
from tests.services.kit import BadDay

HOUR = 3600


def emails(batch: sdk.Batch) -> list[sdk.Json]:
    return [one.payload["email"] for one in batch.items if isinstance(one.payload, dict)]


async def impatient(stage: Stage, query: sdk.PollQuery) -> sdk.Batch:
    """Read a page without the patience to wait for an export."""
    return await newcomers.new_contact(stage.call(), query, pauses_s=(0.0,))


async def join(stage: Stage, email: str, **more: sdk.Json) -> None:
    await stage.act("subscribe", list="501", email=email, **more)


def test_a_contact_comes_with_its_fields_tags_and_moment() -> None:
    async def story(stage: Stage) -> None:
        await join(stage, "new@example.org", name="Нина; «Н»", tags=["a", "b"])

        batch = await stage.poll(since=NOON)

        item = batch.items[-1]
        assert item.payload == {
            "id": item.id,
            "email": "new@example.org",
            "phone": "",
            "status": "new",
            "tags": ["a", "b"],
            "subscribed_at": "2026-03-01T12:00:00Z",
            "fields": {"Name": "Нина; «Н»", "city": "", "birthday": ""},
        }
        assert (item.at, batch.next, batch.cursor) == (NOON, None, NOON.isoformat())

    play(story)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_any_delimiter_of_the_file_is_understood(delimiter: str) -> None:
    async def story(stage: Stage) -> None:
        stage.service.account.delimiter = delimiter

        batch = await stage.poll()

        assert emails(batch) == ["olga@example.org", "ivan@example.org", "dead@example.org"]

    play(story)


def test_a_file_in_the_code_page_of_windows_is_understood() -> None:
    assert newcomers.decoded("Нина".encode("cp1251")) == newcomers.decoded("\ufeffНина".encode())


def test_only_who_joined_since_the_last_sweep_less_the_lag_comes() -> None:
    async def story(stage: Stage) -> None:
        for hours in range(6):
            await join(stage, f"n{hours}@example.org")
            stage.service.clock.advance(HOUR)

        cursor = (NOON + timedelta(hours=5)).isoformat()
        batch = await stage.poll(cursor=cursor, since=NOON)

        assert emails(batch) == [f"n{hours}@example.org" for hours in range(1, 6)]
        assert batch.cursor == cursor

    play(story)


def test_a_first_sweep_leaves_out_who_joined_long_before_the_bundle_looked() -> None:
    async def story(stage: Stage) -> None:
        await stage.act("subscribe", list="502", email="olga@example.org")
        stage.service.clock.advance(5 * HOUR)
        since = stage.service.clock.now()
        await join(stage, "new@example.org")

        assert emails(await stage.poll(since=since)) == ["new@example.org"]

    play(story)


def test_the_moment_of_joining_this_list_counts_not_that_of_being_added() -> None:
    async def story(stage: Stage) -> None:
        await stage.act("subscribe", list="502", email="new@example.org")
        stage.service.clock.advance(HOUR)
        await join(stage, "new@example.org")

        assert (await stage.poll()).items[-1].at == NOON + timedelta(hours=1)

    play(story)


def test_who_the_index_shows_late_is_still_handed_over() -> None:
    async def story(stage: Stage) -> None:
        stage.service.account.lag_s = 3 * HOUR
        await join(stage, "late@example.org")
        stage.service.account.lag_s = 0
        stage.service.clock.advance(HOUR)
        await join(stage, "quick@example.org")

        first = await stage.poll(since=NOON)
        stage.service.clock.advance(2 * HOUR)
        second = await stage.poll(cursor=first.cursor, since=NOON)

        assert emails(first)[-1:] == ["quick@example.org"]
        assert emails(second)[-2:] == ["late@example.org", "quick@example.org"]

    play(story)


def test_an_export_that_is_not_ready_is_awaited_by_the_next_page() -> None:
    async def story(stage: Stage) -> None:
        stage.service.account.export_asks = 5

        fields = {"list": "501"}

        waiting = await impatient(stage, sdk.PollQuery(fields))
        again = await impatient(stage, sdk.PollQuery(fields, page=waiting.next))
        batch = await impatient(stage, sdk.PollQuery(fields, page=again.next))

        assert (waiting.items, waiting.cursor) == ((), None)
        assert (len(batch.items), len({waiting.next, again.next})) == (3, 2)
        assert stage.methods.count("async/exportContacts") == 1

    play(story)


def test_a_long_list_is_handed_over_page_by_page() -> None:
    contacts: list[sdk.Json] = [{"email": f"n{one}@example.org"} for one in range(1500)]

    async def story(stage: Stage) -> None:
        await stage.act("import_contacts", contacts=contacts, list="501")

        first = await stage.poll()
        second = await stage.poll(page=first.next, furthest=first.cursor)

        assert [len(one.items) for one in (first, second)] == [1000, 503]
        assert len({one.id for page in (first, second) for one in page.items}) == 1503
        assert (second.next, second.cursor) == (None, NOON.isoformat())

    play(story)


def test_an_export_that_is_gone_is_ordered_anew() -> None:
    async def story(stage: Stage) -> None:
        batch = await stage.poll(page=json.dumps({"task": "gone"}))

        assert len(batch.items) == 3

    play(story)


def test_a_deleted_list_is_said_in_words() -> None:
    async def story(stage: Stage) -> None:
        stage.service.account.lists.pop(501)

        with pytest.raises(sdk.InputRejected, match="List not found"):
            await stage.poll()

    play(story)


def test_a_file_that_is_no_table_is_asked_for_again_later() -> None:
    async def story(stage: Stage) -> None:
        stage.service.weather.expect(BadDay("garbage", path="/files/"))

        with pytest.raises(sdk.ServiceUnavailable):
            await stage.poll()

    play(story)
