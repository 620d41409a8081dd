"""Russian all the way, on a phone: no page falls back to English, and nothing sticks out."""

import re
from dataclasses import asdict

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Opening
from tests.journeys.furnished import Furnished
from tests.journeys.screen import PHONE, Screen
from tests.journeys.words import catalog

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

PAGES = {
    "bundles": "/bundles",
    "builder": "/bundles/{sketch}",
    "builder-action": "/bundles/{sketch}?step=tell",
    "connections": "/connections",
    "connection": "/connections?connection={hook}",
    "journal": "/journal",
    "journal-row": "/journal?row={failed_row}",
    "settings-members": "/settings/members",
    "settings-alerts": "/settings/alerts",
    "settings-account": "/settings/account",
}


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES)
def test_a_page_speaks_russian_on_a_phone(
    look: Opening, furnished: Furnished, path: str, request: pytest.FixtureRequest
) -> None:
    screen = look(path.format(**asdict(furnished)), language="ru", size=PHONE)
    screen.settles()
    screen.picture(f"ru-{request.node.callspec.id}-phone")

    expect(screen.page.locator("html")).to_have_attribute("lang", "ru")
    assert english_on(screen) == []
    assert screen.cut_off() == []


def english_on(screen: Screen) -> list[str]:
    """Return the English texts of the catalogs, and bare keys, that stand on the screen."""
    english, russian = catalog("en"), set(catalog("ru").values())
    foreign = {text for text in english.values() if re.search("[a-z]{3}", text)} - russian
    lines = {line.strip() for line in screen.page.inner_text("body").splitlines()}
    keys = {line for line in lines if line in english}
    return sorted(lines & foreign | keys)
