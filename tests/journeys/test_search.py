"""A word is looked for in what went in and out: the page says how far back it has looked."""

from uuid import uuid4

import pytest
from playwright.sync_api import expect

from tests.installation import Installation, until
from tests.journeys.conftest import Opening
from tests.journeys.outside import connect, send, start
from tests.journeys.screen import Screen
from tests.journeys.words import catalog, pattern

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

WITHIN_S = 90.0
MORE_THAN_A_PAGE = 130


@pytest.fixture
def word(shop: Installation) -> str:
    """A word that stands in more events than one page shows."""
    word = f"parcel{uuid4().hex[:6]}"
    door = connect(shop, "webhook", {"kind": "webhook"})
    done = {"id": "end", "kind": "stop", "result": "succeeded"}
    bundle = start(shop, {"connection": door["id"], "event": "received"}, done)
    for number in range(MORE_THAN_A_PAGE):
        send(door["webhook_url"], {"text": f"The {word} is late", "n": number})
    count = f"/journal/count?bundle={bundle}&status=succeeded"
    arrived = lambda: shop.call("GET", count)["count"] == MORE_THAN_A_PAGE  # noqa: E731
    until(arrived, within_s=WITHIN_S, what="all parcels")
    return word


def test_a_search_says_how_far_back_it_has_looked_and_goes_on(look: Opening, word: str) -> None:
    screen = look("/journal")
    screen.page.get_by_label(screen.say("journal.search"), exact=True).fill(f"{word} is")

    reads_like(screen, "journal.search.waits_at")
    screen.reads("journal.search.so_far", count=100)
    screen.picture("search-1-so-far")
    screen.click("journal.search.all")

    screen.reads("journal.search.found", count=MORE_THAN_A_PAGE)
    screen.reads("journal.search.whole")
    screen.picture("search-2-whole")
    screen.page.locator("[data-row]").first.click()
    expect(screen.page.get_by_role("dialog").locator("mark").first).to_be_visible()


def reads_like(screen: Screen, key: str) -> None:
    """Wait until a text stands on the screen, with whatever in its gaps."""
    words = pattern(catalog(screen.language)[key])
    expect(screen.page.get_by_text(words).first).to_be_visible()
