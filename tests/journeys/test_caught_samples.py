"""A request that a service sends while one looks: it is caught, and built with."""

from uuid import uuid4

import pytest
from playwright.sync_api import expect

from tests.installation import Installation
from tests.journeys.conftest import Opening
from tests.journeys.outside import connect, send

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]


def test_a_caught_request_shows_by_itself_and_begins_a_bundle(
    look: Opening, shop: Installation
) -> None:
    word = f"word-{uuid4().hex[:6]}"
    door = connect(shop, "webhook", {"kind": "webhook"})
    screen = look(f"/connections?connection={door['id']}")
    screen.reads("connections.caught.awaited_help")
    screen.picture("caught-1-awaited")

    send(door["webhook_url"], {"word": word})
    screen.reads("connections.caught.title", count=1)
    screen.picture("caught-2-arrived")
    screen.click("connections.caught.use")

    expect(screen.page.locator("[data-step=trigger]")).to_be_visible()
    screen.page.locator("[data-step=trigger]").click()
    screen.reads("builder.sample.title")
    screen.page.get_by_role("treeitem").first.press("Enter")
    screen.sees(word)
    screen.picture("caught-3-built-with")
