"""One look for all who listen to a workspace, in the order in which things happened."""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from engine.api.words import Voice
from engine.kernel.ids import new_id
from engine.live.feed import BACKLOG, Feed, Listener
from engine.live.look import KINDS, Look
from engine.live.position import Position

ENGLISH = Voice("en")
MOMENT = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)


def a_look(horizon: int, *, bundles: Mapping[str, Any] | None = None) -> Look:
    """Return what is seen once every transaction before the horizon has ended."""
    facts: dict[str, Mapping[str, Any]] = {kind: {} for kind in KINDS}
    facts["bundles"] = bundles or {}
    marks = (f"{len(facts['bundles']):012x}", "0" * 12, "0" * 12)
    position = Position(horizon, MOMENT, frozenset(), marks)
    return Look(position, horizon, [], 0, [], dict.fromkeys(KINDS, frozenset()), facts)


class Database:
    """Answers looks, and counts them."""

    def __init__(self, *looks: Look) -> None:
        self.looks = list(looks)
        self.asked: list[Position | None] = []

    async def ask(self, since: Position | None) -> Look:
        self.asked.append(since)
        return self.looks[0]

    async def tell(self, feed: Feed) -> None:
        await feed.look(self.ask)
        if len(self.looks) > 1:
            self.looks.pop(0)


def a_feed(*listeners: Listener) -> Feed:
    feed = Feed(new_id())
    feed.newcomers.update(listeners)
    return feed


def heard(listener: Listener) -> list[bytes]:
    """Take out all that is to be sent."""
    blocks = []
    while not listener._blocks.empty():
        blocks.append(asyncio.run(listener.first()))
    return blocks


def test_a_thousand_tabs_share_one_look() -> None:
    tabs = [Listener(ENGLISH, "") for _ in range(1000)]
    database = Database(a_look(1), a_look(2, bundles={"b": [0, 1]}))
    feed = a_feed(*tabs)

    asyncio.run(database.tell(feed))
    asyncio.run(database.tell(feed))

    assert len(database.asked) == 2
    assert all(len(heard(tab)) == 2 for tab in tabs)


def test_who_came_back_together_shares_the_look_back() -> None:
    text = a_look(1).position.write()
    tabs = [Listener(ENGLISH, text) for _ in range(1000)]
    database = Database(a_look(2))

    asyncio.run(database.tell(a_feed(*tabs)))

    assert [since.horizon if since else None for since in database.asked] == [None, 1]


def test_nothing_is_said_while_nothing_happens() -> None:
    tab = Listener(ENGLISH, "")
    database = Database(a_look(1), a_look(2), a_look(3))
    feed = a_feed(tab)

    asyncio.run(database.tell(feed))
    greeting = heard(tab)
    asyncio.run(database.tell(feed))

    assert (len(greeting), heard(tab)) == (1, [])


def test_a_heartbeat_tells_how_far_all_is_heard() -> None:
    tab = Listener(ENGLISH, "")
    database = Database(a_look(1), a_look(2))
    feed = a_feed(tab)
    asyncio.run(database.tell(feed))
    heard(tab)
    asyncio.run(database.tell(feed))

    beat = asyncio.run(tab.next(0.01))

    assert beat == b":\nid: %b\n\n" % a_look(2).position.write().encode()


def test_a_reader_that_is_too_slow_is_ended_and_no_other() -> None:
    slow, quick = Listener(ENGLISH, ""), Listener(ENGLISH, "")
    looks = [a_look(n, bundles={"b": [0, n]}) for n in range(1, BACKLOG + 3)]
    database, feed = Database(*looks), a_feed(slow, quick)

    for _ in looks:
        asyncio.run(database.tell(feed))
        heard(quick)

    assert (slow.ended.is_set(), quick.ended.is_set()) == (True, False)


def test_facts_that_differ_from_those_remembered_elsewhere_may_all_have_changed() -> None:
    before = a_look(1).position.write()
    tab = Listener(ENGLISH, before)
    database = Database(a_look(2, bundles={"b": [0, 1]}))

    asyncio.run(database.tell(a_feed(tab)))

    assert b'{"ids":["b"],"all":true}' in heard(tab)[0]


def test_who_left_meanwhile_is_told_nothing() -> None:
    tab = Listener(ENGLISH, "")
    feed = a_feed(tab)
    feed.forget(tab)

    asyncio.run(Database(a_look(1)).tell(feed))

    assert (feed.is_empty, heard(tab)) == (True, [])
