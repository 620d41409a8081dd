"""The http connector's trigger: any JSON list, told by paths, in any style of paging."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from connectors import sdk
from connectors.http.connector import connector
from tests.connectors.loopback import answer, door, service
from tests.connectors.sdk.shelf import FIRST, Shelf, row
from tests.services.kit import serving

NOON = datetime.fromtimestamp(FIRST, tz=UTC)
Fields = dict[str, sdk.Json]
WHERE: Fields = {"items_path": "data.rows", "size_param": "limit", "page_size": 3}


def swept(
    path: str, fields: Fields, *, rows: int = 7, since: datetime | None = None
) -> tuple[list[sdk.Item], Shelf]:
    """Read a list to its end, and return its items and the service."""

    async def go() -> tuple[list[sdk.Item], Shelf]:
        shelf = Shelf([row(place, place) for place in range(rows)])
        async with serving(shelf), door(now=lambda: NOON + timedelta(hours=1)) as opened:
            call = sdk.Call(opened, connector.login("none", {}))
            trigger = connector.trigger("new_items")
            assert isinstance(trigger, sdk.PollTrigger)
            given: Fields = {"url": shelf.url + path, **fields}
            items: list[sdk.Item] = []
            query = sdk.PollQuery(given, since=since)
            while True:
                batch = await trigger.poll(call, query)
                items += batch.items
                if batch.next is None:
                    return items, shelf
                query = sdk.PollQuery(given, since=since, page=batch.next)

    return asyncio.run(go())


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/whole", {"items_path": ""}),
        ("/numbered", {**WHERE, "paging": "page"}),
        ("/offset", {**WHERE, "paging": "offset"}),
        ("/cursor", {**WHERE, "paging": "cursor"}),
        ("/linked", {**WHERE, "paging": "link", "next_path": "next"}),
        ("/header", {**WHERE, "paging": "link"}),
    ],
)
def test_each_item_of_a_list_comes_once_in_every_style(path: str, fields: Fields) -> None:
    items, _ = swept(path, fields)

    assert [one.id for one in items] == [str(place) for place in range(7)]
    assert items[0].payload == row(0, 0)


def test_stamp_and_moment_are_found_by_their_paths() -> None:
    items, _ = swept("/whole", {"id_path": "name", "stamp_path": "at", "time_path": "at"}, rows=1)

    assert (items[0].id, items[0].stamp, items[0].at) == ("row 0", str(FIRST), NOON)


@pytest.mark.parametrize(
    ("form", "asked"), [("unix", str(FIRST - 60)), ("iso", "2026-03-01T11:59:00Z")]
)
def test_a_service_that_can_filter_is_asked_for_what_is_young_enough(form: str, asked: str) -> None:
    fields: Fields = {"time_path": "at", "since_param": "after", "since_format": form}

    _, shelf = swept("/whole", fields, since=NOON)

    assert shelf.seen[0].query == {"after": asked}


def test_query_headers_and_login_are_sent() -> None:
    fields: Fields = {"query": {"a": 1}, "headers": {"X-A": "b"}}

    _, shelf = swept("/whole?z=1", fields)

    assert shelf.seen[0].query == {"z": "1", "a": "1"}
    assert shelf.seen[0].headers["x-a"] == "b"


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"items_path": "data"}, "list_not_found"),
        ({"page_size": 0}, "bad_page"),
        ({"paging": "scroll"}, "input_not_a_choice"),
    ],
)
def test_a_list_that_is_described_wrongly_is_refused(fields: Fields, code: str) -> None:
    with pytest.raises(sdk.InputRejected) as refused:
        swept("/whole", fields)

    assert refused.value.code == code


def test_an_item_that_is_no_object_becomes_one() -> None:
    async def go() -> sdk.Batch:
        async with service(answer(b'["a", "b"]')) as target, door() as opened:
            call = sdk.Call(opened, connector.login("none", {}))
            trigger = connector.trigger("new_items")
            assert isinstance(trigger, sdk.PollTrigger)
            return await trigger.poll(call, sdk.PollQuery({"url": target.url()}))

    batch = asyncio.run(go())

    assert [(one.payload, one.id) for one in batch.items] == [
        ({"value": "a"}, None),
        ({"value": "b"}, None),
    ]
