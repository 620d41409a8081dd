"""A person in front of the dashboard: a real browser that reads what stands on the screen.

Whatever a page must not do fails the story: a broken script, a style or script its content policy
refuses, a request that ends in a 500. Words come from the dashboard's own catalogs, so a story
outlives a change of wording.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal, Self

from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Locator,
    Page,
    Response,
    StorageState,
    expect,
    sync_playwright,
)

from engine.config.local_run import ROOT
from tests.journeys.words import catalog, literal, pattern, said

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
]
PICTURES = ROOT / "test-results"
AXE = ROOT / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
PATIENCE_MS = 30_000  # a busy machine is slow to begin, never slow to end
WIDE, PHONE = (1280, 800), (360, 740)
REGIONS = {"en": "en-GB", "ru": "ru-RU"}

AxeRun = dict[str, Any]
LAW: AxeRun = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "rules": {
        rule: {"enabled": False}
        for rule in (
            "label-content-name-mismatch",  # experimental: counts what is inside of a tree's item
            "landmark-no-duplicate-banner",  # takes the header of each window for one of the page
            "landmark-unique",
            "region",  # a list that opens under a field stands at the end of the page
        )
    },
}
COLOURS: AxeRun = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}
# What the canvas has scrolled away ends at its edge, which the rule about sizes does not see.
SHUTS_OUT = """async (law) => {
    const { violations } = await axe.run(law);
    const isOnCanvas = ({ target }) =>
        document.querySelector(target[0])?.closest(".react-flow__viewport");
    const isCutOff = (node) => {
        const near = node.any.flatMap(({ relatedNodes }) => relatedNodes);
        return near.some(isOnCanvas) && !isOnCanvas(node);
    };
    const counts = (rule, node) => rule.id !== "target-size" || !isCutOff(node);
    return violations.flatMap((rule) =>
        rule.nodes
            .filter((node) => counts(rule, node))
            .map((node) => `${rule.id}: ${node.html.slice(0, 200)} (${node.failureSummary})`));
}"""
CUT_OFF = """() => {
    const wide = document.documentElement.clientWidth;
    const canScroll = (element) =>
        element !== document.documentElement &&
        element.scrollWidth > element.clientWidth &&
        ["auto", "scroll"].includes(getComputedStyle(element).overflowX);
    const isReachable = (element) =>
        element !== null && (canScroll(element) || isReachable(element.parentElement));
    const sticksOut = (element) => {
        const box = element.getBoundingClientRect();
        const isShown = element.checkVisibility({ visibilityProperty: true });
        return isShown && box.width > 1 && box.left < wide && box.right > wide + 1;
    };
    return [...document.querySelectorAll("a, button, input, h1, h2, p, [role=textbox]")]
        .filter((element) => sticksOut(element) && !isReachable(element))
        .map((element) => element.outerHTML.slice(0, 200));
}"""

Theme = Literal["light", "dark"]
Role = Literal["alert", "button", "checkbox", "dialog", "heading", "link", "menuitem", "option",
               "radio", "region", "row", "status", "switch", "tab", "textbox"]  # fmt: skip


@contextmanager
def a_browser() -> Iterator[Browser]:
    """Open a real browser.

    Playwright leaves a running event loop in this thread, which Django refuses to work beside, so
    stories talk to the product from outside only.
    """
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=FLAGS, timeout=4 * PATIENCE_MS
        )
        expect.set_options(timeout=PATIENCE_MS)
        try:
            yield browser
        finally:
            browser.close()


class Screen:
    """One tab of one person, in one language."""

    def __init__(self, context: BrowserContext, language: str) -> None:
        context.set_default_timeout(PATIENCE_MS)
        self.language = language
        self.complaints: list[str] = []
        self.context = context
        self.page = context.new_page()
        self._listen(self.page)

    @classmethod
    def of(cls, browser: Browser, home: str, *, language: str = "en",
           size: tuple[int, int] = WIDE, state: StorageState | None = None) -> Self:  # fmt: skip
        """Open a tab in a browser profile of its own; `state` is what it remembers."""
        width, height = size
        context = browser.new_context(
            base_url=home,
            locale=REGIONS[language],
            reduced_motion="reduce",
            viewport={"width": width, "height": height},
            storage_state=state,
        )
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        return cls(context, language)

    def close(self) -> None:
        """Close the tab; whatever it complained about fails the story."""
        self.context.close()
        assert not self.complaints, self.complaints

    def say(self, key: str, **values: object) -> str:
        """Return a text of the dashboard with its gaps filled in."""
        return said(catalog(self.language)[key], values, self.language)

    def open(self, path: str) -> None:
        """Go to an address of the dashboard."""
        self.page.goto(path)

    def by(self, role: Role, key: str, **values: object) -> Locator:
        """Find what has this role by its exact text."""
        return self.page.get_by_role(role, name=self.say(key, **values), exact=True)

    def like(self, role: Role, key: str) -> Locator:
        """Find what has this role and says this text with whatever in its gaps."""
        return self.page.get_by_role(role, name=pattern(catalog(self.language)[key]))

    def click(self, key: str, *, role: Role = "button", **values: object) -> None:
        """Press what says this text; the first, where several do."""
        self.by(role, key, **values).first.click()

    def field(self, key: str, **values: object) -> Locator:
        """Find an input by its label; the mark of a required one does not count."""
        label = re.compile(f"^{literal(self.say(key, **values))}( \\*)?$")
        return self.page.get_by_label(label).filter(visible=True).first

    def fill(self, key: str, value: str) -> None:
        """Write into the input with this label."""
        self.field(key).fill(value)

    def sees(self, text: str) -> None:
        """Wait until a text stands on the screen."""
        expect(self.page.get_by_text(text).first).to_be_visible()

    def reads(self, key: str, **values: object) -> None:
        """Wait until a text of the dashboard stands on the screen."""
        self.sees(self.say(key, **values))

    def heads(self, key: str) -> None:
        """Wait until this is the title of the page."""
        title = self.page.get_by_role("heading", level=1, name=self.say(key), exact=True)
        expect(title).to_be_visible()

    def sign_in(self, email: str, password: str) -> None:
        """Go through the door that is on the screen."""
        self.fill("session.email", email)
        self.fill("session.password", password)
        self.click("session.sign_in.do")

    def settles(self) -> None:
        """Wait until the page has everything it asked the server for."""
        expect(self.page.get_by_role("heading", level=1).first).to_be_attached()
        expect(self.page.get_by_label(self.say("ui.loading"), exact=True)).to_have_count(0)

    def is_inside(self) -> None:
        """Wait until the house is on the screen."""
        expect(self.page.get_by_role("main")).to_be_visible()
        expect(self.by("link", "app.skip")).to_have_count(1)

    def picture(self, name: str) -> None:
        """Leave a picture for whoever wants to look."""
        PICTURES.mkdir(exist_ok=True)
        self.page.screenshot(path=PICTURES / f"{name}.png")

    def wear(self, theme: Theme) -> None:
        """Let the system ask for a theme."""
        self.page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        expect(self.page.locator("html")).to_have_attribute("data-mantine-color-scheme", theme)

    def resize(self, size: tuple[int, int]) -> None:
        """Give the window another width and height."""
        width, height = size
        self.page.set_viewport_size({"width": width, "height": height})

    def shuts_out(self, law: AxeRun = LAW) -> list[str]:
        """Return what axe finds against WCAG 2.2 AA in what is shown now."""
        self.page.evaluate(AXE.read_text("utf-8"))  # unlike a script tag, no policy stops it
        found: list[str] = self.page.evaluate(SHUTS_OUT, law)
        return found

    def cut_off(self) -> list[str]:
        """Return what sticks out at the side of the window and cannot be scrolled to."""
        out: list[str] = self.page.evaluate(CUT_OFF)
        return out

    def press(self, *keys: str) -> None:
        """Press keys, one after the other."""
        for key in keys:
            self.page.keyboard.press(key)

    def _listen(self, page: Page) -> None:
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", self._hear)
        page.on("response", self._watch)

    def _hear(self, said: ConsoleMessage) -> None:
        # A refusal the page expects is logged as well, and so is a lost line.
        expected = ("Failed to load resource", "net::ERR_INTERNET_DISCONNECTED")
        if said.type == "error" and not any(one in said.text for one in expected):
            self.complaints.append(said.text)

    def _watch(self, response: Response) -> None:
        if response.status >= 500:
            self.complaints.append(f"{response.status} {response.url}")
