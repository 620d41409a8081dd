"""The way from the door to a failed event and back, without a mouse."""

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import EMAIL, PASSWORD, Opening
from tests.journeys.furnished import Furnished
from tests.journeys.screen import Screen

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

NOBODY = None
ENOUGH = 60


def test_the_door_opens_by_keyboard(look: Opening) -> None:
    screen = look("/sign-in", state=NOBODY)
    expect(screen.field("session.email")).to_be_focused()

    screen.page.keyboard.type(EMAIL)
    screen.press("Tab")
    screen.page.keyboard.type(PASSWORD)
    screen.press("Enter")

    screen.heads("bundles.title")


def test_every_page_is_found_by_its_name(look: Opening) -> None:
    screen = look("/bundles")
    screen.heads("bundles.title")

    screen.press("Control+k")
    expect(screen.by("textbox", "palette.search")).to_be_focused()
    screen.page.keyboard.type(screen.say("app.nav.journal"))
    screen.press("Enter")

    screen.heads("journal.title")


def test_a_row_opens_and_closes_and_one_is_where_one_was(
    look: Opening, furnished: Furnished
) -> None:
    screen = look("/journal?events=errors")
    row = screen.page.locator(f"[data-row='{furnished.failed_row}']")
    row.focus()

    screen.press("Enter")
    expect(screen.page.get_by_role("dialog")).to_be_visible()
    screen.press("Escape")

    expect(screen.page.get_by_role("dialog")).to_be_hidden()
    expect(row).to_be_focused()


def test_a_step_is_added_and_taken_back_by_keyboard(look: Opening, furnished: Furnished) -> None:
    screen = look(f"/bundles/{furnished.sketch}?view=list")
    screen.settles()
    steps = screen.page.locator("[data-step]")
    before = steps.count()

    screen.by("button", "builder.add.label").last.focus()
    screen.press("Enter")
    expect(screen.field("builder.add.search")).to_be_focused()
    screen.page.keyboard.type(screen.say("builder.kind.delay"))
    screen.press("Enter")
    expect(steps).to_have_count(before + 1)
    screen.press("Escape")
    screen.press("Control+z")

    expect(steps).to_have_count(before)


def test_a_page_is_walked_round_without_getting_caught(look: Opening) -> None:
    screen = look("/connections?search=nothing-is-called-that")
    screen.settles()

    walked = walk(screen)

    assert screen.say("connections.add.deed") in walked
    assert walked[0] in walked[1:]


def walk(screen: Screen) -> list[str]:
    """Press Tab from the top of the page on; returns what had the focus."""
    told: list[str] = []
    name = "document.activeElement.ariaLabel || document.activeElement.textContent.trim()"
    for _ in range(ENOUGH):
        screen.press("Tab")
        told.append(str(screen.page.evaluate(name)))
    return told
