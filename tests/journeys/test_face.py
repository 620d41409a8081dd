"""The page at `/` in a real browser: sign in, see what is up, change the language, sign out."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer
from redis import Redis

from engine.accounts.models import Workspace
from engine.config.views import STRINGS
from tests.factories import a_user, a_workspace

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
]
PICTURES = Path(__file__).resolve().parents[2] / "test-results"
EMAIL, PASSWORD = "anna@example.com", "correct horse battery"
PATIENCE_MS = 30_000  # a busy machine is slow to begin, never slow to end
PARTS = ("database", "valkey", "worker", "beat")

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not CHROMIUM.exists(), reason="needs Debian's chromium"),
]


def words(language: str) -> dict[str, str]:
    text: dict[str, str] = json.loads((STRINGS / f"{language}.json").read_text("utf-8"))
    return text


@pytest.fixture
def workspace() -> Workspace:
    return a_workspace("Acme", owner=a_user(EMAIL, password=PASSWORD))


@pytest.fixture
def signs_of_life(servers: None) -> Iterator[None]:
    """A worker and a scheduler that were heard of a moment ago."""
    keys = ("svyazka:alive:worker:here:1", "svyazka:alive:beat:here:2")
    with Redis.from_url(settings.REDIS_URL) as valkey:
        for key in keys:
            valkey.set(key, 1, ex=60)
        yield
        valkey.delete(*keys)


@pytest.fixture
def tab(workspace: Workspace, live_server: LiveServer) -> Iterator[Page]:
    """A tab that fails the test when the page breaks its own content policy or a script breaks.

    Playwright leaves a running event loop in this thread, so it begins after, and ends before,
    everything that touches the database.
    """
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        expect.set_options(timeout=PATIENCE_MS)
        page = browser.new_page(base_url=live_server.url, locale="en-GB")
        complaints: list[str] = []
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "console", lambda said: complaints.append(said.text) if _is_policy(said.text) else None
        )
        yield page
        browser.close()
    assert complaints == []


def _is_policy(text: str) -> bool:
    return "Content Security Policy" in text


def picture(tab: Page, name: str) -> None:
    PICTURES.mkdir(exist_ok=True)
    tab.screenshot(path=PICTURES / f"face-{name}.png", full_page=True)


def sign_in(tab: Page, password: str = PASSWORD) -> None:
    tab.get_by_label(words("en")["email"]).fill(EMAIL)
    tab.get_by_label(words("en")["password"], exact=True).fill(password)
    tab.get_by_role("button", name=words("en")["sign_in"]).click()


@pytest.mark.usefixtures("signs_of_life")
def test_a_person_signs_in_and_sees_everything_up_in_both_languages(tab: Page) -> None:
    tab.goto("/")
    picture(tab, "sign-in")
    sign_in(tab)

    expect(tab.get_by_role("heading", name="Acme")).to_be_visible()
    for language, name in (("en", "English"), ("ru", "Русский")):
        tab.get_by_role("button", name=name).click()
        expect(tab.locator("html")).to_have_attribute("lang", language)
        expect(tab.get_by_role("status")).to_have_text(words(language)["all_up"])
        states = tab.locator("[data-part] .state")
        expect(states).to_have_text([words(language)["state_up"]] * len(PARTS))
        picture(tab, f"up-{language}")


@pytest.mark.usefixtures("signs_of_life")
def test_the_page_reads_well_in_the_dark_and_on_a_phone(tab: Page) -> None:
    tab.emulate_media(color_scheme="dark")
    tab.set_viewport_size({"width": 360, "height": 740})
    tab.goto("/")
    sign_in(tab)

    expect(tab.get_by_role("heading", name="Acme")).to_be_visible()
    picture(tab, "dark-phone")
    assert tab.evaluate("document.documentElement.scrollWidth") <= 360


def test_a_wrong_password_is_said_in_words_and_a_dead_worker_is_shown(tab: Page) -> None:
    tab.goto("/")
    sign_in(tab, "wrong")
    expect(tab.get_by_role("alert")).not_to_be_empty()
    sign_in(tab)

    expect(tab.get_by_role("status")).to_have_text(words("en")["some_down"])
    worker = tab.locator("[data-part=worker]")
    expect(worker).to_have_attribute("data-state", "down")
    picture(tab, "worker-down")


def test_signing_out_leads_back_to_the_form(tab: Page) -> None:
    tab.goto("/")
    sign_in(tab)

    tab.get_by_role("button", name=words("en")["sign_out"]).click()

    expect(tab.get_by_label(words("en")["email"])).to_be_visible()


def test_the_api_documentation_opens_under_the_content_policy(tab: Page) -> None:
    tab.goto("/api/docs/")

    expect(tab.locator("#swagger-ui .info .title")).to_contain_text("Svyazka")
    expect(tab.locator("#operations-journal-journal_list")).to_be_visible()
    picture(tab, "docs")
