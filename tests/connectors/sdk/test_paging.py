"""Walking long lists: every style of paging, its end, and what is not a list."""

import asyncio
from collections.abc import Mapping

import pytest

from connectors import sdk
from tests.connectors.loopback import door
from tests.connectors.sdk.shelf import Shelf, row
from tests.services.kit import serving

STYLES = [
    ("/numbered", sdk.NumberedPages(size=3, size_param="limit")),
    ("/numbered", sdk.NumberedPages(size=3, size_param="limit", more="_links.next")),
    ("/offset", sdk.OffsetPages(size=3, size_param="limit")),
    ("/offset", sdk.OffsetPages(size=3, size_param="limit", total="total")),
    ("/cursor", sdk.CursorPages(size=3, size_param="limit")),
    ("/linked", sdk.LinkedPages(size=3, size_param="limit", path="next")),
    ("/header", sdk.LinkedPages(size=3, size_param="limit")),
]


def walk(
    path: str,
    paging: sdk.Paging,
    *,
    rows: int = 7,
    items: str = "data.rows",
    params: Mapping[str, sdk.Json] | None = None,
) -> list[list[sdk.Json]]:
    """Walk a list of so many rows and return the ids of each page."""

    async def go() -> list[list[sdk.Json]]:
        async with serving(Shelf([row(n) for n in range(rows)])) as shelf, door() as opened:
            auth = sdk.Login(sdk.NO_AUTH, sdk.Credentials(), {}, shelf.url)
            request = sdk.Get(path, params=params or {}).fill({})
            walked = sdk.pages(sdk.Call(opened, auth), request, paging, items=items)
            return [[sdk.pick(one, "id") for one in page] async for page in walked]

    return asyncio.run(go())


@pytest.mark.parametrize(("path", "paging"), STYLES)
def test_every_row_comes_once_whatever_the_style(path: str, paging: sdk.Paging) -> None:
    assert walk(path, paging) == [[0, 1, 2], [3, 4, 5], [6]]


@pytest.mark.parametrize(("path", "paging"), STYLES)
def test_a_list_whose_last_page_is_full_ends_too(path: str, paging: sdk.Paging) -> None:
    assert [page for page in walk(path, paging, rows=6) if page] == [[0, 1, 2], [3, 4, 5]]


@pytest.mark.parametrize(("path", "paging"), STYLES)
def test_an_empty_list_has_one_empty_page(path: str, paging: sdk.Paging) -> None:
    assert walk(path, paging, rows=0) == [[]]


def test_a_list_without_pages_comes_whole() -> None:
    assert walk("/whole", sdk.Paging(), items="") == [[0, 1, 2, 3, 4, 5, 6]]


@pytest.mark.parametrize("query", [{"bare": "1"}, {"as": "object"}, {"as": "list"}])
def test_no_body_and_an_empty_object_are_an_empty_list(query: Mapping[str, sdk.Json]) -> None:
    assert walk("/empty", sdk.Paging(), params=query) == [[]]


@pytest.mark.parametrize(
    ("path", "paging", "params", "code"),
    [
        ("/empty", sdk.Paging(), {"as": "other"}, "list_not_found"),
        ("/circle", sdk.CursorPages(), {}, "endless_pages"),
        ("/abroad", sdk.LinkedPages(path="next"), {}, "bad_next_page"),
    ],
)
def test_what_is_no_list_or_has_no_end_is_an_error(
    path: str, paging: sdk.Paging, params: Mapping[str, sdk.Json], code: str
) -> None:
    with pytest.raises(sdk.ConnectorError) as refused:
        walk(path, paging, params=params)

    assert refused.value.code == code


def test_a_page_that_was_never_given_out_is_refused() -> None:
    with pytest.raises(sdk.InputRejected):
        sdk.NumberedPages().ask(sdk.Get("/").fill({}), "1 or 1=1")
