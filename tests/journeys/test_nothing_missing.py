"""Nothing is missing: a source is asked again and compared, and what waits is taken now."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import Locator, expect

from tests.installation import Installation, until
from tests.journeys.conftest import Opening
from tests.journeys.outside import Outside, Row, connect, journal, send, set_going, start, tell
from tests.journeys.screen import Screen
from tests.journeys.words import literal
from tests.services.amocrm import AmoCRM

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

WITHIN_S = 120.0
DAY_S = 24 * 3600
PAID = {"all": [{"value": "{{ trigger.price }}", "is": "greater", "than": 0}]}
LEADS = {"Order 1": 900, "Order 2": 1200, "Gift": 0, "Nameless": 700}
LATE = "Order that the CRM showed late"
HOUR_S = 3600


@contextmanager
def earlier(amocrm: AmoCRM, seconds: float) -> Iterator[None]:
    """Put the CRM's clock back for as long as the block lasts."""
    amocrm.clock.advance(-seconds)
    yield
    amocrm.clock.advance(seconds)


@pytest.fixture
def leads(shop: Installation, amocrm: AmoCRM, world: Outside) -> str:
    """A bundle that took four leads of yesterday: one was filtered out, one refused."""

    def shop_floor(_: object, lead: Row) -> tuple[int, Any]:
        return (422, {"error": "no name"}) if lead["name"] == "Nameless" else (200, {})

    with earlier(amocrm, DAY_S):
        for name, price in LEADS.items():
            amocrm.person.add("leads", name=name, price=price)
    token = {"kind": "api_key", "value": amocrm.tokens.long_lived, "host": "sub.amocrm.ru"}
    crm = connect(shop, "amocrm", token)["id"]
    trigger = {"connection": crm, "event": "new_leads", "schedule": {"every": 60}}
    steps = {"id": "paid", "kind": "filter", "when": PAID}, tell(world.url("/floor", shop_floor))
    bundle = start(shop, trigger, *steps, **since(days=2))
    ended = lambda: len(runs(shop, bundle)) == len(LEADS)  # noqa: E731
    until(ended, within_s=WITHIN_S, what="the leads of yesterday")
    return bundle


def test_a_lead_that_never_came_is_named_and_comes_as_the_report_advises(
    look: Opening, shop: Installation, amocrm: AmoCRM, leads: str
) -> None:
    with earlier(amocrm, DAY_S + HOUR_S):
        lost = amocrm.person.add("leads", name=LATE, price=100)
    screen = look(f"/journal?bundle={leads}&period=last_7_days", language="ru")

    report = checked(screen, shop, leads)
    expect(report).to_contain_text(screen.say("journal.check.missing", count=1))
    expect(report.get_by_role("row").filter(has_text=str(lost))).to_be_visible()
    assert fates(screen, report) == {"delivered": "2", "filtered": "1", "failed": "1"}
    screen.picture("missing-1-named-ru")
    assert screen.shuts_out() == []

    shop.call("POST", f"/bundles/{leads}/pause", {})
    shop.call("POST", f"/bundles/{leads}/start", since(days=2))
    came = lambda: len(runs(shop, leads)) == len(LEADS) + 1  # noqa: E731
    until(came, within_s=WITHIN_S, what="the lead that was missing")
    screen.open(f"/journal?bundle={leads}&period=last_7_days")

    report = checked(screen, shop, leads)
    expect(report).to_contain_text(screen.say("journal.check.none_missing"))
    assert fates(screen, report) == {"delivered": "3", "filtered": "1", "failed": "1"}
    screen.picture("missing-2-none-ru")
    report.get_by_role("link", name=screen.say("journal.check.failed"), exact=True).click()
    expect(screen.page.locator("[data-row]")).to_have_count(1)


def test_what_waits_is_counted_and_taken_while_the_bundle_stays_paused(
    look: Opening, shop: Installation, world: Outside
) -> None:
    path = f"/shelf/{uuid4().hex[:6]}"
    is_away = True
    url = world.url(path, lambda _, __: (503, {}) if is_away else (200, {}))
    door = connect(shop, "webhook", {"kind": "webhook"})
    trigger = {"connection": door["id"], "event": "received"}
    bundle = set_going(shop, {"trigger": trigger, "steps": [tell(url)], "retry": [HOUR_S]})
    send(door["webhook_url"], {"n": 1})
    until(lambda: world.of(path), within_s=WITHIN_S, what="the first try")
    shop.call("POST", f"/bundles/{bundle}/pause", {})
    for number in (2, 3):
        send(door["webhook_url"], {"n": number})
    until(lambda: waits(shop, bundle) == (1, 2), within_s=WITHIN_S, what="one retry and two more")
    is_away = False

    screen = look(f"/journal?bundle={bundle}")
    screen.click("journal.refresh.title")
    dialog = screen.by("dialog", "journal.refresh.title")
    expect(dialog).to_contain_text(screen.say("journal.refresh.retrying", count=1, more=""))
    expect(dialog).to_contain_text(screen.say("journal.refresh.waiting", count=2, more=""))
    screen.picture("refresh-1-counted")
    dialog.get_by_role("button", name=screen.say("journal.refresh.do"), exact=True).click()

    sums = screen.say("journal.refresh.sums", succeeded=3, failed=0, skipped=0)
    expect(dialog).to_contain_text(sums, timeout=WITHIN_S * 1000)
    screen.picture("refresh-2-taken")
    assert sorted(one["body"]["n"] for one in world.of(path)) == [1, 1, 2, 3]
    assert shop.call("GET", f"/bundles/{bundle}")["status"] == "paused"


def checked(screen: Screen, shop: Installation, bundle: str) -> Locator:
    """Have the source asked again for the last days; returns the window with the report."""
    screen.click("journal.check.title")
    screen.click("journal.check.do")
    dialog = screen.page.get_by_role("dialog")
    at_work, done = screen.say("journal.job.state.checking"), screen.say("journal.check.done")
    expect(dialog).to_contain_text(re.compile(f"{literal(at_work)}|{done}"))
    # What looks missing is decided by the next poll, which nobody wants to wait for here.
    shop.call("POST", f"/bundles/{bundle}/run")
    expect(dialog).to_contain_text(done, timeout=WITHIN_S * 1000)
    return dialog


def fates(screen: Screen, report: Locator) -> dict[str, str]:
    """Return what became of the records, as the report says it."""
    told = report.locator("dl > div")
    words = {screen.say(f"journal.check.{one}"): one for one in ("delivered", "filtered", "failed")}
    lines = (one.split("\n") for one in told.all_inner_texts())
    return {words.get(name, name): count for name, count in lines}


def waits(shop: Installation, bundle: str) -> tuple[int, int]:
    """Count what waits for a retry, and what for the end of a pause."""
    counted = shop.call("POST", "/journal/refresh", {"bundles": [bundle], "dry_run": True})
    return counted["retrying"], counted["waiting"]


def since(*, days: int) -> dict[str, str]:
    """Return how a bundle is started from some days ago."""
    return {"from": (datetime.now(UTC) - timedelta(days=days)).isoformat()}


def runs(shop: Installation, bundle: str) -> list[Row]:
    """Return the runs of a bundle."""
    return [one for one in journal(shop, bundle) if one["kind"] == "run"]
