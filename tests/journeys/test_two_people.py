"""Nobody's work in a bundle is lost: two people at once, a session that ends."""

import pytest
from playwright.sync_api import Locator, Route, expect

from tests.installation import Installation
from tests.journeys.conftest import EMAIL, PASSWORD, Opening
from tests.journeys.furnished import sketch
from tests.journeys.outside import Outside, connect
from tests.journeys.screen import Screen

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

STRANGER = '{"code": "not_authenticated", "status": 401, "title": "", "detail": "", "errors": []}'


@pytest.fixture
def bundle(shop: Installation, world: Outside) -> str:
    door = connect(shop, "webhook", {"kind": "webhook"})
    return sketch(shop, door["id"], world.url("/accept"))


def test_what_one_changes_the_other_sees_at_once(look: Opening, bundle: str) -> None:
    one = look(f"/bundles/{bundle}?view=list")
    other = look(f"/bundles/{bundle}?view=list", language="ru")
    expect(step(other, "end")).to_be_visible()

    remove(one, "end")

    expect(step(other, "end")).to_be_hidden()
    other.picture("two-people-1-live-ru")


def test_two_changes_at_once_are_compared_before_one_wins(look: Opening, bundle: str) -> None:
    one = look(f"/bundles/{bundle}?view=list")
    other = look(f"/bundles/{bundle}?view=list")
    expect(step(other, "end")).to_be_visible()

    other.context.set_offline(True)
    remove(other, "paid")
    remove(one, "end")
    expect(one.page.get_by_text(one.say("builder.saving.saved", revision=2))).to_be_visible()
    other.context.set_offline(False)
    other.reads("builder.conflict.title")
    other.picture("two-people-2-conflict")
    assert other.shuts_out() == []
    other.click("builder.conflict.take")

    expect(step(other, "paid")).to_be_visible()
    expect(step(other, "end")).to_be_hidden()


def test_what_was_changed_when_the_session_ended_is_there_after_signing_in(
    look: Opening, bundle: str
) -> None:
    screen = look(f"/bundles/{bundle}?view=list")
    expect(step(screen, "end")).to_be_visible()

    screen.page.route(f"**/api/v1/bundles/{bundle}", as_to_a_stranger)
    remove(screen, "end")
    screen.heads("session.sign_in.title")
    screen.page.unroute(f"**/api/v1/bundles/{bundle}")
    screen.sign_in(EMAIL, PASSWORD)

    expect(screen.page.get_by_text(screen.say("builder.saving.saved", revision=2))).to_be_visible()
    expect(step(screen, "end")).to_be_hidden()


def as_to_a_stranger(route: Route) -> None:
    """Answer a save as if nobody was signed in any more."""
    if route.request.method == "PATCH":
        route.fulfill(status=401, content_type="application/problem+json", body=STRANGER)
    else:
        route.continue_()


def step(screen: Screen, name: str) -> Locator:
    """Find a step on the screen."""
    return screen.page.locator(f"[data-step={name}]")


def remove(screen: Screen, name: str) -> None:
    """Delete a step through its menu."""
    card = screen.page.locator(f"[data-step={name}]")
    card.locator("xpath=..").get_by_role("button").last.click()
    screen.click("builder.step.remove", role="menuitem")
    expect(card).to_be_hidden()
