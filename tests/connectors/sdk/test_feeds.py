"""Lists read as news: where a look begins, what identifies a row, how far the cursor gets."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from connectors import sdk
from tests.connectors.loopback import door
from tests.connectors.sdk.shelf import FIRST, Shelf, row
from tests.services.kit import serving

NOON = datetime.fromtimestamp(FIRST, tz=UTC)
PAGING = sdk.NumberedPages(size=3, size_param="limit")
REQUEST = sdk.Get("/numbered", params={"since": "{since}"})
CHANGES = sdk.Feed(
    items="data.rows", stamp="at", at="at", paging=PAGING, overlap_s=10, shape=lambda one: one
)


async def look(shelf: Shelf, query: sdk.PollQuery, feed: sdk.Feed = CHANGES) -> sdk.Batch:
    """Read one page of the shelf at an hour past noon."""
    async with door(now=lambda: NOON + timedelta(hours=1)) as opened:
        auth = sdk.Login(sdk.NO_AUTH, sdk.Credentials(), {}, shelf.url)
        return await sdk.poll_list(REQUEST, feed)(sdk.Call(opened, auth), query)


def looked(
    rows: list[dict[str, sdk.Json]], query: sdk.PollQuery, feed: sdk.Feed = CHANGES
) -> tuple[sdk.Batch, str | None]:
    """Read one page of these rows, and tell what `since` was asked."""

    async def go() -> tuple[sdk.Batch, str | None]:
        async with serving(Shelf(rows)) as shelf:
            return await look(shelf, query, feed), shelf.seen[0].query.get("since")

    return asyncio.run(go())


def test_items_carry_identity_stamp_and_moment_oldest_first() -> None:
    batch, since = looked([row(2, 60), row(1, 30)], sdk.PollQuery())

    assert [(one.id, one.stamp) for one in batch.items] == [
        ("1", str(FIRST + 30)),
        ("2", str(FIRST + 60)),
    ]
    assert batch.items[0].at == NOON + timedelta(seconds=30)
    assert batch.cursor == (NOON + timedelta(seconds=60)).isoformat()
    assert since is None


@pytest.mark.parametrize(
    ("query", "asked"),
    [
        (sdk.PollQuery(since=NOON), FIRST - 10),
        (sdk.PollQuery(since=NOON, cursor=(NOON + timedelta(minutes=5)).isoformat()), FIRST + 290),
    ],
)
def test_a_look_begins_a_little_before_where_the_last_one_got(
    query: sdk.PollQuery, asked: int
) -> None:
    _, since = looked([], query)

    assert since == str(asked)


def test_the_cursor_never_goes_back_and_stays_when_nothing_came() -> None:
    reached = (NOON + timedelta(minutes=5)).isoformat()

    batch, _ = looked([], sdk.PollQuery(cursor=NOON.isoformat(), furthest=reached))

    assert batch.cursor == reached


def test_a_row_dated_in_the_future_does_not_take_the_cursor_along() -> None:
    batch, _ = looked([row(1, 86_400)], sdk.PollQuery())

    assert batch.cursor == (NOON + timedelta(hours=1)).isoformat()


def test_a_sweep_goes_on_from_page_to_page() -> None:
    rows = [row(n, n) for n in range(4)]

    first, _ = looked(rows, sdk.PollQuery())
    second, _ = looked(rows, sdk.PollQuery(page=first.next, furthest=first.cursor))

    assert (len(first.items), first.next) == (3, "2")
    assert ([one.id for one in second.items], second.next) == (["3"], None)
    assert second.cursor == (NOON + timedelta(seconds=3)).isoformat()


def test_a_list_without_moments_is_read_whole_each_time() -> None:
    feed = sdk.Feed(items="data.rows", paging=PAGING)

    batch, since = looked([row(1)], sdk.PollQuery(since=NOON, cursor=None), feed)

    assert (since, batch.cursor, batch.items[0].stamp) == (None, None, None)


def test_a_row_without_the_identity_is_left_to_be_told_by_its_content() -> None:
    feed = sdk.Feed(items="data.rows", identity="uuid", paging=PAGING)

    batch, _ = looked([row(1)], sdk.PollQuery(), feed)

    assert batch.items[0].id is None


@pytest.mark.parametrize(
    "told",
    [
        FIRST,
        str(FIRST),
        FIRST * 1000,
        "2026-03-01T12:00:00Z",
        "2026-03-01 15:00:00+03:00",
        "2026-03-01 12:00:00",
    ],
)
def test_moments_are_read_in_every_common_form(told: sdk.Json) -> None:
    assert sdk.moment(told) == NOON


@pytest.mark.parametrize("told", [None, True, "soon", "", "1e400", float("nan"), {}])
def test_what_is_no_moment_is_none(told: sdk.Json) -> None:
    assert sdk.moment(told) is None


def test_iso_services_are_asked_in_iso() -> None:
    feed = sdk.Feed(items="data.rows", at="at", moments="iso", overlap_s=0)

    assert feed.since(sdk.PollQuery(since=NOON)) == "2026-03-01T12:00:00Z"
