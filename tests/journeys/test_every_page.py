"""Every page and window of the dashboard: shuts nobody out, in both themes, wide and on a phone."""

from dataclasses import asdict

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Opening
from tests.journeys.furnished import Furnished
from tests.journeys.screen import COLOURS, PHONE, Role, Screen

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

NOBODY = None
DOORS = {
    "sign-in": "/sign-in",
    "sign-up": "/sign-up",
    "forgotten": "/reset-password",
    "dead-link": "/reset-password/nothing",
}
PAGES = {
    "bundles": "/bundles",
    "bundles-none-found": "/bundles?search=zzz",
    "builder": "/bundles/{sketch}",
    "builder-list": "/bundles/{sketch}?view=list",
    "builder-trigger": "/bundles/{sketch}?step=trigger",
    "builder-filter": "/bundles/{sketch}?step=paid",
    "builder-router": "/bundles/{sketch}?step=where",
    "builder-action": "/bundles/{sketch}?step=tell",
    "builder-delay": "/bundles/{sketch}?step=wait",
    "builder-loop": "/bundles/{sketch}?step=each",
    "builder-stop": "/bundles/{sketch}?step=end",
    "builder-rehearsal": "/bundles/{bundle}?over=rehearsal",
    "builder-versions": "/bundles/{bundle}?over=versions",
    "builder-missing": "/bundles/00000000-0000-7000-8000-000000000000",
    "connections": "/connections",
    "connection": "/connections?connection={hook}",
    "journal": "/journal",
    "journal-row": "/journal?row={failed_row}",
    "journal-none-found": "/journal?search=zzz",
    "analytics": "/journal/analytics?period=today",
    "analytics-by-bundle": "/journal/analytics?period=today&volume=bundle&of=connector",
    "analytics-none-found": "/journal/analytics?connector=slack",
    "settings-workspace": "/settings/workspace",
    "settings-members": "/settings/members",
    "settings-tokens": "/settings/tokens",
    "settings-alerts": "/settings/alerts",
    "settings-privacy": "/settings/privacy",
    "settings-account": "/settings/account",
    "settings-system": "/settings/system",
    "nowhere": "/nowhere",
}
WINDOWS: dict[str, tuple[str, Role, str]] = {
    "help": ("/bundles", "button", "app.help"),
    "new-connection": ("/connections", "button", "connections.add.deed"),
    "publish": ("/bundles/{sketch}", "button", "builder.publish.publish"),
    "add-step": ("/bundles/{sketch}?view=list", "button", "builder.add.label"),
    "resend": ("/journal?row={failed_row}", "button", "journal.resend.one"),
    "refresh": ("/journal", "button", "journal.refresh.title"),
    "version-difference": ("/bundles/{bundle}?over=versions", "button", "builder.versions.compare"),
    "new-group": ("/bundles", "button", "bundles.group.short"),
    "trigger-more": ("/bundles/{bundle}?step=trigger", "button", "builder.more.title"),
    "delete-connection": ("/connections?connection={hook}", "button", "connections.delete.deed"),
    "new-token": ("/settings/tokens", "button", "settings.tokens.new"),
    "new-rule": ("/settings/alerts", "button", "settings.alerts.rule.new"),
    "new-channel": ("/settings/alerts", "button", "settings.alerts.channel.new"),
}


@pytest.mark.parametrize("path", DOORS.values(), ids=DOORS)
def test_a_door_shuts_nobody_out(look: Opening, path: str, request: pytest.FixtureRequest) -> None:
    screen = look(path, state=NOBODY)
    screen.settles()

    assert troubles(screen, request.node.callspec.id) == []


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES)
def test_a_page_shuts_nobody_out(
    look: Opening, furnished: Furnished, path: str, request: pytest.FixtureRequest
) -> None:
    screen = look(path.format(**asdict(furnished)))
    screen.settles()

    assert troubles(screen, request.node.callspec.id) == []


@pytest.mark.parametrize(("path", "role", "key"), WINDOWS.values(), ids=WINDOWS)
def test_a_window_shuts_nobody_out(
    look: Opening,
    furnished: Furnished,
    path: str,
    role: Role,
    key: str,
    request: pytest.FixtureRequest,
) -> None:
    screen = look(path.format(**asdict(furnished)))
    screen.settles()
    screen.click(key, role=role)
    screen.settles()

    assert troubles(screen, f"window-{request.node.callspec.id}") == []


def test_the_palette_shuts_nobody_out(look: Opening, furnished: Furnished) -> None:
    screen = look("/bundles")
    screen.settles()
    screen.press("Control+k")
    expect(screen.by("textbox", "palette.search")).to_be_focused()

    assert troubles(screen, "window-find") == []


def troubles(screen: Screen, name: str) -> list[str]:
    """Return what is wrong with what is shown, in both themes and on a phone."""
    screen.picture(f"{name}-light")
    found = [f"light: {one}" for one in screen.shuts_out()]
    screen.wear("dark")
    screen.picture(f"{name}-dark")
    found += [f"dark: {one}" for one in screen.shuts_out(COLOURS)]
    screen.wear("light")
    screen.resize(PHONE)
    screen.picture(f"{name}-phone")
    return found + [f"phone: cut off {one}" for one in screen.cut_off()]
