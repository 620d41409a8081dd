"""A feed read while its list changes between and during pages: every change is delivered."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from connectors import sdk
from engine.triggers.sweep import Position
from tests.connectors.loopback import door
from tests.connectors.sdk.shelf import FIRST, Shelf, row
from tests.services.kit import serving

NOON = datetime.fromtimestamp(FIRST, tz=UTC)
REQUEST = sdk.Get("/numbered", params={"since": "{since}"})
FEED = sdk.Feed(
    items="data.rows",
    stamp=lambda one: sdk.as_text(sdk.pick(one, "name")),
    at="at",
    paging=sdk.NumberedPages(size=2, size_param="limit", more="_links.next"),
    overlap_s=5,
)
POLL = sdk.poll_list(REQUEST, FEED)
Change = tuple[str, int, int]

changes = st.tuples(
    st.sampled_from(["insert", "update", "delete", "page"]),
    st.integers(0, 5),
    st.integers(0, 3),
)


class Story:
    """A list that lives, and the one who reads it by the rules of sweeps."""

    def __init__(self, shelf: Shelf, opened: sdk.Door) -> None:
        self.shelf = shelf
        self.call = sdk.Call(opened, sdk.Login(sdk.NO_AUTH, sdk.Credentials(), {}, shelf.url))
        self.position = Position()
        self.delivered: set[tuple[str | None, str | None]] = set()
        self.seconds = 0
        self.version = 0

    async def happen(self, change: Change) -> None:
        """Let one thing happen; time goes on by up to three seconds, or not at all."""
        what, which, passed = change
        self.seconds += passed
        if what == "page":
            await self.read_page()
        elif what == "insert":
            self.write({"id": len(self.shelf.rows) + 100 * self.version})
        elif self.shelf.rows:
            chosen = self.shelf.rows[which % len(self.shelf.rows)]
            self.shelf.rows.remove(chosen)
            if what == "update":
                self.write(chosen)

    def write(self, one: Any) -> None:
        """Put a new version of a row where the order by change puts it."""
        self.version += 1
        self.shelf.rows.append(row(one["id"], self.seconds, f"v{self.version}"))
        self.shelf.rows.sort(key=lambda each: (each["at"], each["id"]))

    async def read_page(self) -> None:
        """Read one page and keep what is new."""
        batch = await POLL(self.call, self.position.query({}, NOON))
        keys = [(one.id, one.stamp) for one in batch.items]
        found = len(set(keys) - self.delivered)
        self.delivered |= set(keys)
        identities = [repr(key).encode() for key in keys]
        self.position = self.position.after(batch, identities, found)

    async def rest(self) -> None:
        """Read until two looks in a row began and ended at rest."""
        for _ in range(2):
            await self.read_page()
            while not self.position.is_at_rest:
                await self.read_page()


@settings(max_examples=40)
@given(st.lists(changes, max_size=30))
def test_every_row_that_stays_is_delivered_in_its_last_version(story: list[Change]) -> None:
    async def go() -> None:
        async with serving(Shelf()) as shelf, door(now=lambda: NOON + timedelta(days=1)) as opened:
            told = Story(shelf, opened)
            for change in story:
                await told.happen(change)
            await told.rest()

            wanted = {(str(one["id"]), one["name"]) for one in shelf.rows}
            assert wanted <= told.delivered

    asyncio.run(go())
