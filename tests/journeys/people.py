"""What people do in the dashboard more than once: sign up, connect, build."""

import re
from uuid import uuid4

from playwright.sync_api import Locator, expect

from tests.journeys.conftest import PASSWORD
from tests.journeys.screen import Screen


def somebody() -> str:
    """Return an address that nobody has signed up with."""
    return f"{uuid4().hex}@example.com"


def sign_up(screen: Screen, email: str) -> None:
    """Make an account at the door that is on the screen."""
    screen.heads("session.sign_up.title")
    screen.fill("session.email", email)
    screen.fill("session.password", PASSWORD)
    screen.click("session.sign_up.do")
    screen.heads("bundles.title")


def sign_out(screen: Screen) -> None:
    """Leave through the menu of the account."""
    screen.page.get_by_role("button", name=re.compile(screen.say("app.account"))).click()
    screen.click("app.sign_out", role="menuitem")
    screen.heads("session.sign_in.title")


def connect_hook(screen: Screen, service: str) -> str:
    """Get an address for a service in the window that adds connections; returns it."""
    choose_service(screen, service)
    screen.click("connections.add.submit.hook")
    screen.reads("connections.added.ready")
    address = screen.page.get_by_role("dialog").locator("code").first.inner_text()
    screen.click("connections.added.done")
    return address


def connect_with_key(screen: Screen, service: str, key: str) -> None:
    """Sign in with an API key in the window that adds connections."""
    choose_service(screen, service)
    screen.page.get_by_label("API key").first.fill(key)
    screen.click("connections.add.submit.login")
    screen.reads("connections.added.works")
    screen.click("connections.added.done")


def choose_service(screen: Screen, service: str) -> None:
    """Find a service in the window that adds connections."""
    screen.field("connections.add.search").fill(service)
    screen.page.get_by_role("button", name=re.compile(f"^{service}")).click()


def choose_start(screen: Screen, wish: str) -> None:
    """Choose what starts the bundle in the builder."""
    screen.page.locator("[data-step=trigger]").click()
    screen.page.locator("[data-field=event]").click()
    pick(screen, "builder.start.search", wish)


def add_step(screen: Screen, wish: str) -> None:
    """Put a step at the end of the bundle in the builder."""
    screen.by("button", "builder.add.label").last.click()
    pick(screen, "builder.add.search", wish)


def insert(screen: Screen, field: str, value: str) -> None:
    """Put a value of an earlier step into a field."""
    name = screen.say("builder.fields.insert_into", name=field)
    screen.page.get_by_role("button", name=name, exact=True).first.click()
    pick(screen, "builder.fields.insert.search", value)


def pick(screen: Screen, menu: str, wish: str) -> None:
    """Choose the first offer of a menu with a search that fits."""
    screen.field(menu).fill(wish)
    offer(screen, wish).click()


def offer(screen: Screen, wish: str) -> Locator:
    """Find what a menu offers."""
    return screen.page.get_by_role("option", name=re.compile(re.escape(wish))).first


def publish_and_start(screen: Screen) -> None:
    """Put the draft into life from the builder."""
    screen.click("builder.publish.publish")
    dialog = screen.page.get_by_role("dialog")
    dialog.get_by_role("button", name=screen.say("builder.publish.publish"), exact=True).click()
    dialog.get_by_role("button", name=screen.say("builder.life.start"), exact=True).click()
    expect(dialog).to_be_hidden()
    screen.reads("builder.status.running")
