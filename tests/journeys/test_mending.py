"""What goes wrong is found, understood and put right: a lost login, a refused event."""

from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from tests.installation import Installation, until
from tests.journeys.conftest import Opening
from tests.journeys.outside import Outside, Row, connect, journal, send, start, tell
from tests.services.unisender import Unisender

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

WITHIN_S = 60.0


@pytest.fixture
def lost(shop: Installation, unisender: Unisender) -> Row:
    """A connection whose key was changed at the service, and an event that waits for it."""
    connection = connect(shop, "unisender", {"kind": "api_key", "value": unisender.account.key}) | {
        "name": f"News {uuid4().hex[:6]}"
    }
    shop.call("PATCH", f"/connections/{connection['id']}", {"name": connection["name"]})
    door = connect(shop, "webhook", {"kind": "webhook"})
    find = {
        "id": "find",
        "kind": "action",
        "connection": connection["id"],
        "action": "get_contact",
        "fields": {"email": "{{ trigger.body.email }}"},
    }
    trigger = {"connection": door["id"], "event": "received"}
    bundle = start(shop, trigger, find)
    unisender.account.key = uuid4().hex
    send(door["webhook_url"], {"email": "olga@example.org"})
    until(lambda: is_lost(shop, connection), within_s=WITHIN_S, what="the loss of the login")
    return connection | {"bundle": bundle}


def test_a_lost_login_is_given_anew_and_what_waited_goes_on(
    look: Opening, shop: Installation, unisender: Unisender, lost: Row
) -> None:
    screen = look("/connections?status=needs_login")
    screen.page.get_by_role("link", name=lost["name"]).click()
    panel = screen.page.get_by_role("dialog")
    expect(panel.get_by_text(screen.say("connections.waiting.title", count=1))).to_be_visible()
    screen.picture("mending-1-needs-login")

    panel.get_by_role("button", name=screen.say("connections.reconnect.deed")).first.click()
    screen.page.get_by_label("API key").first.fill(unisender.account.key)
    screen.click("connections.reconnect.submit")
    screen.reads("connections.reconnect.done")
    screen.reads("connections.reconnect.released", count=1)
    screen.picture("mending-2-reconnected")

    done = lambda: statuses(shop, lost["bundle"]) == ["succeeded"]  # noqa: E731
    until(done, within_s=WITHIN_S, what="the end of what waited")


def test_an_error_is_understood_and_resent(
    look: Opening, shop: Installation, world: Outside
) -> None:
    who = f"{uuid4().hex[:6]}@example.com"
    refusing = True

    def crm(_: object, __: Any) -> tuple[int, Any]:
        return (422, {"error": "the deal needs a pipeline"}) if refusing else (200, {"ok": True})

    bundle = failed(shop, world.url(f"/crm/{who}", crm), who)
    screen = look(f"/journal?events=errors&search={who}")
    screen.page.locator("[data-row]").first.click()
    screen.sees("the deal needs a pipeline")
    screen.picture("mending-3-cause")

    refusing = False
    screen.click("journal.resend.one")
    screen.click("journal.resend.do", count=1)
    screen.reads("journal.job.state.done", done=1, total=1)
    screen.picture("mending-4-resent")
    assert statuses(shop, bundle)[0] == "succeeded"


def test_an_error_leads_to_the_step_that_made_it(
    look: Opening, shop: Installation, world: Outside
) -> None:
    who = f"{uuid4().hex[:6]}@example.com"
    failed(shop, world.url(f"/crm/{who}", lambda _, __: (422, {"error": "no"})), who)

    screen = look(f"/journal?events=errors&search={who}")
    screen.page.locator("[data-row]").first.click()
    screen.click("journal.remedy.do.fix", role="link")

    expect(screen.by("region", "builder.panel.label").or_(
        screen.page.get_by_label(screen.say("builder.panel.label")))).to_be_visible()  # fmt: skip
    assert "step=tell" in screen.page.url


def failed(shop: Installation, url: str, who: str) -> str:
    """Let a service refuse somebody's event; returns the bundle."""
    door = connect(shop, "webhook", {"kind": "webhook"})
    bundle = start(shop, {"connection": door["id"], "event": "received"}, tell(url))
    send(door["webhook_url"], {"email": who})
    until(lambda: statuses(shop, bundle) == ["failed"], within_s=WITHIN_S, what="the error")
    return bundle


def is_lost(shop: Installation, connection: Row) -> bool:
    """Tell whether a connection waits for a login."""
    return bool(shop.call("GET", f"/connections/{connection['id']}")["status"] == "needs_login")


def statuses(shop: Installation, bundle: str) -> list[str]:
    """Return how the runs of a bundle ended, newest first."""
    return [row["status"] for row in journal(shop, bundle) if row["kind"] == "run"]
