"""What is kept of people: hidden, not kept at all, and erased when somebody asks for it."""

from pathlib import Path
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from tests.installation import Installation, until
from tests.journeys.conftest import Opening
from tests.journeys.outside import Row, connect, journal, send, start
from tests.journeys.screen import Screen

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

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


def test_what_is_masked_is_read_found_and_taken_away_by_nobody(
    look: Opening, shop: Installation, door: Row, tmp_path: Path
) -> None:
    field, phone = f"phone_{uuid4().hex[:6]}", "+7 916 555-03-04"
    screen = look("/settings/privacy", language="ru")
    screen.fill("settings.privacy.masks.rule", field)
    screen.press("Enter")
    screen.reads("settings.privacy.masks.added", rule=field)
    screen.picture("privacy-1-masked-ru")

    row = sent(shop, door, **{field: phone, "note": f"call {phone}"})

    assert row["trigger"]["body"] == {field: "•••", "note": "call •••"}
    screen.open(f"/journal?bundle={door['bundle']}&row={row['id']}")
    sheet = screen.page.get_by_role("dialog")
    expect(sheet).to_contain_text(screen.say("journal.kept.masked"))
    sheet.get_by_text("body", exact=True).first.click()
    expect(sheet).to_contain_text("call •••")
    expect(sheet).not_to_contain_text(phone)
    screen.picture("privacy-2-masked-row-ru")
    screen.press("Escape")
    file = taken_away(screen, tmp_path)
    assert row["id"] in file
    assert "555-03-04" not in file
    screen.open(f"/journal?bundle={door['bundle']}")
    screen.page.get_by_label(screen.say("journal.search"), exact=True).fill("8 916 5550304")
    screen.reads("journal.search.nothing", term="8 916 5550304")
    screen.reads("journal.search.masked", count=1, fields=field)
    screen.open("/settings/privacy")
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
    screen.open(f"/journal?bundle={door['bundle']}&row={row['id']}")
    sheet = screen.page.get_by_role("dialog")
    expect(sheet).to_contain_text(screen.say("journal.kept.confidential"))
    expect(sheet).to_contain_text(screen.say("journal.status.succeeded"))


def test_a_person_is_counted_and_then_erased_everywhere(
    look: Opening, shop: Installation, door: Row
) -> None:
    who = f"{uuid4().hex[:8]}@example.com"
    gone = sent(shop, door, email=who, phone=PHONE)
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
    screen.open(f"/journal?row={gone['id']}")
    expect(screen.page.get_by_role("dialog")).to_contain_text(screen.say("journal.kept.erased"))
    assert shop.call("GET", f"/journal/{stays['id']}")["trigger"] == stays["trigger"]


def taken_away(screen: Screen, folder: Path) -> str:
    """Export the journal that is on the screen; returns what the file says."""
    screen.click("journal.export.title")
    with screen.page.expect_download() as file:
        screen.click("journal.export.jsonl", role="menuitem")
    file.value.save_as(folder / "journal.jsonl")
    return (folder / "journal.jsonl").read_text("utf-8")
