"""Two people in one bundle: nobody's work is overwritten silently."""

import pytest
from playwright.sync_api import Locator, expect

from tests.installation import Installation
from tests.journeys.conftest import Opening
from tests.journeys.furnished import sketch
from tests.journeys.outside import Outside, connect
from tests.journeys.screen import Screen

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]


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


def step(screen: Screen, name: str) -> Locator:
    """Find a step on the screen."""
    return screen.page.locator(f"[data-step={name}]")


def remove(screen: Screen, name: str) -> None:
    """Delete a step through its menu."""
    card = screen.page.locator(f"[data-step={name}]")
    card.locator("xpath=..").get_by_role("button").last.click()
    screen.click("builder.step.remove", role="menuitem")
    expect(card).to_be_hidden()
