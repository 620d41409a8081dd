"""The whole way without a mouse: through the door, a first bundle, a failed event and back."""

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.journeys.conftest import EMAIL, PASSWORD, Opening
from tests.journeys.furnished import Furnished
from tests.journeys.people import offer, somebody
from tests.journeys.screen import Screen
from tests.journeys.test_first_bundle import submit
from tests.services.unisender import Unisender

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

NOBODY = None
ENOUGH = 60
VERA = {"Name": "Vera", "Email": "vera@example.com"}


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
    screen = look(f"/journal?events=errors&bundle={furnished.bundle}")
    # Other stories leave errors too, and only rows in sight are drawn.
    newest = screen.page.locator("[data-row]").first.get_attribute("data-row")
    row = screen.page.locator(f"[data-row='{newest}']")
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
    expect(screen.page.locator("[data-step=end]")).to_be_visible()
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


def test_a_first_bundle_is_built_and_runs_without_a_mouse(
    look: Opening, unisender: Unisender
) -> None:
    screen = look("/sign-up", state=NOBODY)
    expect(screen.field("session.email")).to_be_focused()
    sign_up_typing(screen)

    form = connect_both_typing(screen, unisender.account.key)
    press_on(screen, screen.by("button", "bundles.new").first)
    start_with_the_form_typing(screen, form)
    subscribe_typing(screen)
    publish_typing(screen)
    submit(form, VERA | {"tranid": "2:2"})

    screen.press("Control+k")
    type_into(screen, screen.by("textbox", "palette.search"), screen.say("app.nav.journal"))
    screen.press("Enter")
    screen.heads("journal.title")
    rows = screen.page.get_by_role("listitem").filter(has_text=VERA["Email"])
    press_on(screen, rows.first.locator("[data-row]"))
    expect(screen.page.get_by_role("dialog")).to_contain_text(VERA["Email"])
    assert unisender.account.by_email(VERA["Email"]) is not None


def sign_up_typing(screen: Screen) -> None:
    """Make an account at the door that is on the screen."""
    screen.page.keyboard.type(somebody())
    screen.press("Tab")
    screen.page.keyboard.type(PASSWORD)
    screen.press("Enter")
    screen.heads("bundles.title")


def connect_both_typing(screen: Screen, key: str) -> str:
    """Add the two connections that the first page asks for; returns the form's address."""
    press_on(screen, screen.by("button", "bundles.first.connect.do"))
    choose_service_typing(screen, "Tilda")
    press_on(screen, screen.by("button", "connections.add.submit.hook"))
    screen.reads("connections.added.ready")
    address = screen.page.get_by_role("dialog").locator("code").first.inner_text()
    press_on(screen, screen.by("button", "connections.added.done"))
    press_on(screen, screen.by("button", "bundles.first.connect.more"))
    choose_service_typing(screen, "Unisender")
    type_into(screen, screen.page.get_by_label("API key").first, key)
    screen.press("Enter")
    screen.reads("connections.added.works")
    press_on(screen, screen.by("button", "connections.added.done"))
    return address


def choose_service_typing(screen: Screen, service: str) -> None:
    """Find a service in the window that adds connections."""
    type_into(screen, screen.field("connections.add.search"), service)
    press_on(screen, screen.page.get_by_role("button", name=re.compile(f"^{service}")))


def start_with_the_form_typing(screen: Screen, form: str) -> None:
    """Choose the trigger, and build with a request that was caught."""
    press_on(screen, screen.page.locator("[data-step=trigger]"))
    press_on(screen, screen.page.locator("[data-field=event]"))
    choose_typing(screen, "builder.start.search", "Form submitted")
    submit(form, VERA | {"tranid": "1:2"})
    press_on(screen, screen.by("button", "builder.sample.use"))
    screen.reads("builder.sample.chosen")


def subscribe_typing(screen: Screen) -> None:
    """Add the action and fill it in; `/` offers the values of the form."""
    press_on(screen, screen.by("button", "builder.add.label").last)
    choose_typing(screen, "builder.add.search", "Subscribe a contact")
    type_into(screen, screen.page.locator("[data-field='fields/list'] input").first, "Buyers")
    expect(offer(screen, "Buyers")).to_be_visible()
    screen.press("ArrowDown", "Enter")
    type_into(screen, screen.page.locator("[data-field='fields/email'] [role=textbox]").first, "/")
    expect(offer(screen, "Email")).to_be_visible()
    screen.page.keyboard.type("Email")
    screen.press("Enter")
    screen.sees(VERA["Email"])


def publish_typing(screen: Screen) -> None:
    """Put the draft into life."""
    press_on(screen, screen.by("button", "builder.publish.publish"))
    dialog = screen.page.get_by_role("dialog")
    for word in ("builder.publish.publish", "builder.life.start"):
        press_on(screen, dialog.get_by_role("button", name=screen.say(word), exact=True))
    expect(dialog).to_be_hidden()
    screen.reads("builder.status.running")


def choose_typing(screen: Screen, menu: str, wish: str) -> None:
    """Take the first offer that fits from a menu that has just opened."""
    expect(screen.field(menu)).to_be_focused()
    screen.page.keyboard.type(wish)
    expect(offer(screen, wish)).to_be_visible()
    screen.press("Enter")


def type_into(screen: Screen, field: Locator, text: str) -> None:
    """Get to a field by the keyboard and write into it."""
    reach(screen, field)
    screen.page.keyboard.type(text)


def press_on(screen: Screen, wanted: Locator) -> None:
    """Get to something by the keyboard and press it."""
    reach(screen, wanted)
    screen.press("Enter")


def reach(screen: Screen, wanted: Locator) -> None:
    """Walk on with Tab until something has the focus."""
    expect(wanted).to_be_visible()
    has_focus = "element => element === document.activeElement"
    for _ in range(ENOUGH):
        if wanted.evaluate(has_focus):
            return
        screen.press("Tab")
    raise AssertionError(f"No way leads to {wanted}")


def walk(screen: Screen) -> list[str]:
    """Press Tab from the top of the page on; returns what had the focus."""
    told: list[str] = []
    name = "document.activeElement.ariaLabel || document.activeElement.textContent.trim()"
    for _ in range(ENOUGH):
        screen.press("Tab")
        told.append(str(screen.page.evaluate(name)))
    return told
