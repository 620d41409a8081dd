"""Long lists: how a service hands them out, as a declaration, and one way to walk them all."""

import re
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from yarl import URL

from connectors.sdk.declare import pick
from connectors.sdk.errors import InputRejected, ServiceUnavailable
from connectors.sdk.exchange import Answer
from connectors.sdk.fields import Page
from connectors.sdk.json_types import Json
from connectors.sdk.patience import patiently
from connectors.sdk.targets import resolve
from connectors.sdk.templates import FilledRequest

if TYPE_CHECKING:
    from connectors.sdk.http import Call

PAGES_MAX = 200
NEXT_LINK = re.compile(r'<([^<>]*)>[^<>]*?;\s*rel="?next"?', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Turned:
    """One page as it was answered: which it was, how many rows it had, everything around them."""

    page: str | None
    rows: int
    answer: Answer
    body: Json


@dataclass(frozen=True, kw_only=True)
class Paging:
    """A list that comes whole; the other styles ask for a page and know the one that follows."""

    size: int = 100
    size_param: str | None = None

    def ask(self, request: FilledRequest, page: str | None) -> FilledRequest:
        """Return the request for a page, None for the first one."""
        if self.size_param is None:
            return request
        return replace(request, params={**request.params, self.size_param: self.size})

    def following(self, turned: Turned) -> str | None:
        """Return the page after this one, None when it was the last."""
        return None


@dataclass(frozen=True, kw_only=True)
class NumberedPages(Paging):
    """Pages 1, 2, 3 …; `more` is where an answer tells that there is another one.

    Without `more` a page with fewer rows than `size` is the last.
    """

    param: str = "page"
    first: int = 1
    more: str | None = None

    def ask(self, request: FilledRequest, page: str | None) -> FilledRequest:
        """Add the page's number."""
        asked = super().ask(request, page)
        return replace(asked, params={**asked.params, self.param: number(page, self.first)})

    def following(self, turned: Turned) -> str | None:
        """Count on while there is more."""
        full = turned.rows >= self.size
        there_is_more = full if self.more is None else bool(pick(turned.body, self.more))
        return str(number(turned.page, self.first) + 1) if there_is_more and turned.rows else None


@dataclass(frozen=True, kw_only=True)
class OffsetPages(Paging):
    """Rows from a place on; `total` is where an answer tells how many there are in all."""

    param: str = "offset"
    total: str | None = None

    def ask(self, request: FilledRequest, page: str | None) -> FilledRequest:
        """Add the place of the first row wanted."""
        asked = super().ask(request, page)
        return replace(asked, params={**asked.params, self.param: number(page, 0)})

    def following(self, turned: Turned) -> str | None:
        """Go on behind the rows that came."""
        reached = number(turned.page, 0) + turned.rows
        total = pick(turned.body, self.total) if self.total else None
        if isinstance(total, int | str) and str(total).isdecimal():
            there_is_more = reached < int(total)
        else:
            there_is_more = turned.rows >= self.size
        return str(reached) if there_is_more and turned.rows else None


@dataclass(frozen=True, kw_only=True)
class CursorPages(Paging):
    """Each answer carries, at `path`, the word that asks for the following page."""

    param: str = "cursor"
    path: str = "next_cursor"

    def ask(self, request: FilledRequest, page: str | None) -> FilledRequest:
        """Add the word, on the first page nothing."""
        asked = super().ask(request, page)
        return asked if page is None else replace(asked, params={**asked.params, self.param: page})

    def following(self, turned: Turned) -> str | None:
        """Return the word for the following page."""
        word = pick(turned.body, self.path)
        return str(word) if isinstance(word, str | int) and word else None


@dataclass(frozen=True, kw_only=True)
class LinkedPages(Paging):
    """Each answer carries the address of the following page: at `path`, else in the Link header."""

    path: str | None = None

    def ask(self, request: FilledRequest, page: str | None) -> FilledRequest:
        """Follow the link, which has all parameters in it."""
        return (
            super().ask(request, page) if page is None else replace(request, path=page, params={})
        )

    def following(self, turned: Turned) -> str | None:
        """Return the link, which must not lead to another service."""
        if self.path is None:
            found = NEXT_LINK.search(turned.answer.headers.get("Link", ""))
            link: Json = found[1] if found else None
        else:
            link = pick(turned.body, self.path)
        return _at_home(link, turned.answer) if isinstance(link, str) and link else None


def number(page: str | None, first: int) -> int:
    """Read a page's number; anything else was not given out by us."""
    if page is None:
        return first
    if not (page.isascii() and page.isdecimal() and len(page) < 12):
        raise InputRejected("There is no such page.", code="bad_page")
    return int(page)


def _at_home(link: str, answer: Answer) -> str:
    try:
        here = URL(answer.url).origin()
        there = URL(answer.url).join(URL(link))
    except ValueError:
        raise ServiceUnavailable("The next page has no address.", code="bad_next_page") from None
    if there.origin() != here:
        raise ServiceUnavailable("The next page is at another service.", code="bad_next_page")
    return str(resolve(None, str(there)))


async def read_page(
    call: "Call", request: FilledRequest, paging: Paging, *, items: str, page: str | None = None
) -> Page[Json]:
    """Read one page; `items` is the path to its rows, and an empty answer is an empty page."""
    asked = paging.ask(request, page)
    answer = await call.request(
        asked.method,
        asked.path,
        params=asked.params,
        headers=asked.headers,
        json=asked.json,
        form=asked.form,
    )
    body = answer.json() if answer.body else None
    rows = rows_at(body, items)
    return Page(rows, paging.following(Turned(page, len(rows), answer, body)))


def rows_at(body: Json, items: str) -> Sequence[Json]:
    """Return the rows of an answer; where there is no list it is not taken for an empty one."""
    found = pick(body, items)
    if isinstance(found, list | tuple):
        return found
    # Some services write an empty list as an empty object, or send no body at all.
    if body is None or (isinstance(found, Mapping) and not found):
        return ()
    where = f"at {items}" if items else "in the answer"
    raise InputRejected(f"There is no list {where}.", code="list_not_found", field="items")


async def pages(
    call: "Call", request: FilledRequest, paging: Paging, *, items: str, most: int = PAGES_MAX
) -> AsyncIterator[Sequence[Json]]:
    """Walk all pages; one that comes round again, or more than `most`, is the service's error."""
    page, seen = None, set[str | None]()
    while page not in seen and len(seen) < most:
        seen.add(page)
        turned = await patiently(partial(read_page, call, request, paging, items=items, page=page))
        yield turned.items
        if turned.next is None:
            return
        page = turned.next
    raise ServiceUnavailable("The service's pages have no end.", code="endless_pages")
