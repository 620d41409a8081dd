"""A manager sees how much was moved, goes from a number to its rows, and takes the numbers away."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import Locator, expect

from tests.installation import Installation, until
from tests.journeys.conftest import Opening
from tests.journeys.outside import Outside, connect, journal, send, start, tell
from tests.journeys.screen import PHONE, Screen

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

WITHIN_S = 60.0


@pytest.fixture
def busy(shop: Installation, world: Outside) -> str:
    """A bundle that has just run three times, once in vain; returns its id."""

    def crm(_: object, event: Mapping[str, Any]) -> tuple[int, Any]:
        return (422 if event["body"].get("bad") else 200), {"ok": True}

    door = connect(shop, "webhook", {"kind": "webhook"})
    trigger = {"connection": door["id"], "event": "received"}
    bundle = start(shop, trigger, tell(world.url(f"/moved/{uuid4().hex[:6]}", crm)))
    for event in ({"n": 1}, {"n": 2}, {"n": 3, "bad": True}):
        send(door["webhook_url"], event)

    def has_run_thrice() -> bool:
        return [row["kind"] for row in journal(shop, bundle)].count("run") == 3

    until(has_run_thrice, within_s=WITHIN_S, what="three runs")
    return bundle


def test_a_number_leads_to_the_rows_behind_it(look: Opening, busy: str) -> None:
    screen = look(f"/journal?bundle={busy}&period=last_7_days")
    screen.click("app.nav.analytics", role="link")
    expect(figure(screen, "analytics.transactions")).to_contain_text("2")
    expect(figure(screen, "analytics.runs")).to_contain_text("3")
    errors = screen.say("analytics.errors.share", share="33.3%")
    expect(figure(screen, "analytics.errors")).to_contain_text(errors)
    drawn = screen.page.get_by_role("img", name=screen.say("analytics.transactions"), exact=True)
    expect(drawn.locator("svg")).to_be_visible()
    screen.picture("analytics-1-day")

    numbers = screen.page.get_by_role("region", name=screen.say("analytics.table"), exact=True)
    numbers.get_by_role("link", name="1", exact=True).click()

    expect(screen.page.locator("[data-row]")).to_have_count(1)
    assert f"bundle={busy}" in screen.page.url
    assert "events=errors" in screen.page.url
    screen.page.go_back()
    expect(figure(screen, "analytics.transactions")).to_contain_text("2")


def test_a_bundle_among_the_biggest_is_looked_at_alone(look: Opening, busy: str) -> None:
    screen = look("/journal/analytics?period=last_7_days")
    biggest = screen.page.get_by_role("region", name=screen.say("analytics.top"), exact=True)
    link = biggest.locator(f"tbody th a[href*='{busy}']")

    link.click()

    expect(figure(screen, "analytics.runs")).to_contain_text("3")
    assert f"bundle={busy}" in screen.page.url


def test_the_numbers_are_taken_away_as_a_table(look: Opening, busy: str, tmp_path: Path) -> None:
    screen = look(f"/journal/analytics?bundle={busy}&period=last_7_days")
    name = screen.say("analytics.csv.label", of=screen.say("analytics.transactions"))

    with screen.page.expect_download() as file:
        screen.page.get_by_role("link", name=name, exact=True).click()
    file.value.save_as(tmp_path / "numbers.csv")

    head, *days = (tmp_path / "numbers.csv").read_text("utf-8-sig").splitlines()
    assert head.startswith("start,end,transactions")
    assert len(days) == 8


def test_the_numbers_are_read_on_a_phone_in_russian(look: Opening, busy: str) -> None:
    screen = look(f"/journal/analytics?bundle={busy}", language="ru", size=PHONE)

    screen.reads("analytics.volume")
    expect(figure(screen, "analytics.transactions")).to_contain_text("2")
    screen.picture("analytics-2-phone")

    assert screen.cut_off() == []
    assert screen.shuts_out() == []


def figure(screen: Screen, key: str) -> Locator:
    """Find one of the numbers above the charts by its name."""
    name = screen.page.get_by_text(screen.say(key), exact=True)
    return screen.page.locator("dl > div").filter(has=name)
