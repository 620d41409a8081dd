"""Lists read as news: what in them is new or changed since the last look, and how far that got."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Literal

from connectors.sdk.coercion import as_text
from connectors.sdk.declare import pick
from connectors.sdk.json_types import Json
from connectors.sdk.paging import Paging, read_page
from connectors.sdk.polls import Batch, Poll, PollQuery
from connectors.sdk.templates import FilledRequest, RequestTemplate
from connectors.sdk.webhooks import Item

if TYPE_CHECKING:
    from collections.abc import Callable

    from connectors.sdk.http import Call

MILLISECONDS_FROM = 100_000_000_000
ENDS_OF_TIME = (ValueError, OverflowError, OSError)


@dataclass(frozen=True, kw_only=True)
class Feed:
    """Where the rows of an answer are, and what tells a row, its change and its moment.

    `stamp` is a path, or makes a text of the row. `at` is the path to the moment that the service
    filters and sorts by; without it the list is read whole each time. A look begins `overlap_s`
    before the furthest moment seen: what the service shows late is still found, and what comes
    twice is known by its identity.
    """

    items: str
    identity: str | None = "id"
    stamp: "str | Callable[[Json], str] | None" = None
    at: str | None = None
    paging: Paging = field(default_factory=Paging)
    overlap_s: float = 60.0
    moments: Literal["unix", "iso"] = "unix"
    shape: "Callable[[Json], Json] | None" = None

    def since(self, query: PollQuery) -> int | str | None:
        """Return the moment to ask from, written as the service reads it; None for all there is."""
        start = moment(query.cursor) or query.since
        if self.at is None or start is None:
            return None
        start -= timedelta(seconds=self.overlap_s)
        if self.moments == "unix":
            return int(start.timestamp())
        return start.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")

    async def read(self, call: "Call", query: PollQuery, request: FilledRequest) -> Batch:
        """Read one page of the sweep, its items oldest first."""
        page = await read_page(call, request, self.paging, items=self.items, page=query.page)
        found = [self._item(row) for row in page.items]
        if self.at is not None:
            found.sort(key=lambda one: one.at or datetime.max.replace(tzinfo=UTC))
        return Batch(found, page.next, self._furthest(query, found, call.door.now()))

    def _item(self, row: Json) -> Item:
        return Item(
            row if self.shape is None else self.shape(row),
            _text(row, self.identity),
            self.stamp(row) if callable(self.stamp) else _text(row, self.stamp),
            moment(pick(row, self.at)) if self.at else None,
        )

    def _furthest(self, query: PollQuery, found: Sequence[Item], now: datetime) -> Json:
        # A row dated in the future must not take the cursor past those that are yet to come.
        moments = [min(one.at, now) for one in found if one.at is not None]
        moments += [one for one in map(moment, (query.cursor, query.furthest)) if one is not None]
        return max(moments).isoformat() if moments else None


def poll_list(request: RequestTemplate, feed: Feed) -> Poll:
    """Return the poll that reads a declared request as a feed; `{since}` is where a look begins."""

    async def poll(call: "Call", query: PollQuery) -> Batch:
        values = {**query.fields, "since": feed.since(query)}
        return await feed.read(call, query, request.fill(values))

    return poll


def moment(value: Json) -> datetime | None:
    """Read a moment: Unix seconds or milliseconds, as number or text, or ISO 8601; else None."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        return _unix(float(value))
    except ENDS_OF_TIME:
        pass
    try:
        found = datetime.fromisoformat(str(value).strip())
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _unix(seconds: float) -> datetime:
    return datetime.fromtimestamp(
        seconds / 1000 if abs(seconds) >= MILLISECONDS_FROM else seconds, tz=UTC
    )


def _text(row: Json, path: str | None) -> str | None:
    value = pick(row, path) if path else None
    return None if value is None or value == "" else as_text(value)
