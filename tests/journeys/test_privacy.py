"""What is kept of people: hidden, not kept at all, and erased when somebody asks for it."""

from uuid import uuid4

import pytest
from playwright.sync_api import expect

from tests.installation import Installation, until
from tests.journeys.conftest import Opening
from tests.journeys.outside import Row, connect, journal, send, start

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

WITHIN_S = 60.0
PHONE = "+7 916 555-01-02"


@pytest.fixture
def door(shop: Installation) -> Row:
    """A webhook whose bundle ends every event well."""
    hook = connect(shop, "webhook", {"kind": "webhook"})
    done = {"id": "end", "kind": "stop", "result": "succeeded"}
    bundle = start(shop, {"connection": hook["id"], "event": "received"}, done)
    name = f"Forms {uuid4().hex[:6]}"
    shop.call("PATCH", f"/bundles/{bundle}", {"name": name})
    return hook | {"bundle": bundle, "name": name}


def sent(shop: Installation, door: Row, **event: str) -> Row:
    """Send an event and return its row of the journal, whole."""
    before = len(journal(shop, door["bundle"]))
    send(door["webhook_url"], event)
    arrived = lambda: len(journal(shop, door["bundle"])) > before  # noqa: E731
    until(arrived, within_s=WITHIN_S, what="the run")
    newest = journal(shop, door["bundle"])[0]["id"]
    return shop.call("GET", f"/journal/{newest}")


def test_a_field_is_masked_from_now_on(look: Opening, shop: Installation, door: Row) -> None:
    field = f"secret_{uuid4().hex[:6]}"
    screen = look("/settings/privacy")
    screen.fill("settings.privacy.masks.rule", field)
    screen.press("Enter")
    screen.reads("settings.privacy.masks.added", rule=field)
    screen.picture("privacy-1-masked")

    row = sent(shop, door, **{field: "41115555", "note": "paid with 41115555"})

    assert row["trigger"]["body"] == {field: "•••", "note": "paid with •••"}
    screen.by("button", "settings.privacy.masks.remove", rule=field).click()
    screen.reads("settings.privacy.masks.removed", rule=field)


def test_a_bundle_is_made_confidential_in_its_menu(
    look: Opening, shop: Installation, door: Row
) -> None:
    screen = look(f"/bundles?search={door['name']}")
    screen.by("button", "bundles.more", name=door["name"]).click()
    screen.click("bundles.do.confidential", role="menuitem")
    screen.reads("bundles.confidential.price_search")
    screen.picture("privacy-2-confidential")
    screen.click("bundles.confidential.do")
    screen.reads("bundles.confidential.badge")

    row = sent(shop, door, email="olga@example.org")

    assert (row["trigger"], row["subject"]) == (None, None)
    assert "olga@example.org" not in str(row)


def test_a_person_is_counted_and_then_erased_everywhere(
    look: Opening, shop: Installation, door: Row
) -> None:
    who = f"{uuid4().hex[:8]}@example.com"
    sent(shop, door, email=who, phone=PHONE)
    stays = sent(shop, door, email="boris@example.org")
    screen = look("/settings/privacy")
    screen.fill("settings.privacy.erase.subjects", who)
    screen.press("Enter")
    screen.by("button", "settings.privacy.erase.count").click()
    screen.reads("settings.privacy.erase.found", rows=1, waiting=0, samples=0)
    screen.picture("privacy-3-counted")

    screen.click("settings.privacy.erase.do")
    screen.click("settings.privacy.erase.yes")

    screen.reads("settings.privacy.report.people", subjects=1, rows=1)
    screen.picture("privacy-4-erased")
    expect(screen.page.get_by_text(who)).to_have_count(0)
    assert shop.call("GET", f"/journal?search={who}")["results"] == []
    assert shop.call("GET", f"/journal/{stays['id']}")["trigger"] == stays["trigger"]
