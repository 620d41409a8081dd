"""Bundles are copied, thrown away, brought back, and handled many at a time."""

from uuid import uuid4

import pytest
from playwright.sync_api import expect

from tests.installation import Installation
from tests.journeys.conftest import Opening
from tests.journeys.outside import Outside, connect, start, tell

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

COPY = {"en": "{} — copy", "ru": "{} — Копия"}


def bundle_called(shop: Installation, world: Outside, name: str) -> str:
    """Make a running bundle; returns its id."""
    door = connect(shop, "webhook", {"kind": "webhook"})
    trigger = {"connection": door["id"], "event": "received"}
    bundle = start(shop, trigger, tell(world.url("/accept")))
    shop.call("PATCH", f"/bundles/{bundle}", {"name": name})
    return bundle


@pytest.mark.parametrize("language", ["en", "ru"])
def test_a_bundle_is_copied_put_in_the_trash_and_brought_back(
    look: Opening, shop: Installation, world: Outside, language: str
) -> None:
    name = f"Twin {uuid4().hex[:6]}"
    copy = COPY[language].format(name)
    bundle_called(shop, world, name)
    screen = look(f"/bundles?search={name}", language=language)

    screen.click("bundles.more", name=name)
    screen.click("bundles.do.copy", role="menuitem")
    screen.reads("bundles.told.copied", name=copy)
    screen.click("bundles.more", name=copy)
    screen.click("bundles.do.trash", role="menuitem")
    expect(screen.by("button", "bundles.more", name=copy)).to_be_hidden()
    screen.picture(f"life-trash-{language}")

    screen.open(f"/bundles?search={name}&status=deleted")
    screen.click("bundles.do.restore_one", name=copy)
    screen.reads("bundles.told.restored", name=copy)


def test_what_was_deleted_by_mistake_is_undone_at_once(
    look: Opening, shop: Installation, world: Outside
) -> None:
    name = f"Dear {uuid4().hex[:6]}"
    bundle = bundle_called(shop, world, name)
    screen = look(f"/bundles?search={name}")

    screen.click("bundles.more", name=name)
    screen.click("bundles.do.trash", role="menuitem")
    screen.click("ui.undo")

    expect(screen.by("button", "bundles.more", name=name)).to_be_visible()
    assert shop.call("GET", f"/bundles/{bundle}")["status"] != "deleted"


def test_many_bundles_are_paused_at_once(look: Opening, shop: Installation, world: Outside) -> None:
    kin = uuid4().hex[:6]
    names = [f"{kin} first", f"{kin} second"]
    bundles = [bundle_called(shop, world, name) for name in names]
    screen = look(f"/bundles?search={kin}")

    for name in names:
        screen.by("checkbox", "bundles.select", name=name).check()
    bar = screen.by("region", "bundles.bulk")
    screen.picture("life-bulk")
    bar.get_by_role("button", name=screen.say("bundles.do.pause"), exact=True).click()

    screen.reads("bundles.bulk.paused", count=2)
    statuses = {shop.call("GET", f"/bundles/{one}")["status"] for one in bundles}
    assert statuses == {"paused"}
