"""After a bad night: what failed is found, understood, sent again, and nothing is missing."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from tests.installation import Installation, until
from tests.journeys.conftest import Opening
from tests.journeys.outside import Outside, connect, journal, send, start, tell
from tests.journeys.screen import Screen

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

WITHIN_S = 90.0
ORDERS = 30
CAUSE = "pipelines are being moved"


@dataclass
class Night:
    """A bundle whose service refused every order; `end` lets it come right."""

    bundle: str
    phones: list[str]
    end: Callable[[], None]


@pytest.fixture
def night(shop: Installation, world: Outside) -> Night:
    """Thirty orders that a service refused."""
    return refused(shop, world, ORDERS)


@pytest.fixture
def order(shop: Installation, world: Outside) -> Night:
    """One order that a service refused."""
    return refused(shop, world, 1)


def refused(shop: Installation, world: Outside, count: int) -> Night:
    """Have orders refused, each of a customer with a phone."""
    is_bad = True

    def crm(_: object, __: Any) -> tuple[int, Any]:
        return (422, {"error": CAUSE}) if is_bad else (200, {"ok": True})

    def end() -> None:
        nonlocal is_bad
        is_bad = False

    door = connect(shop, "webhook", {"kind": "webhook"})
    trigger = {"connection": door["id"], "event": "received"}
    bundle = start(shop, trigger, tell(world.url(f"/night/{uuid4().hex[:6]}", crm)))
    phones = [f"7916{uuid4().int % 10_000_000:07}" for _ in range(count)]
    for phone in phones:
        send(door["webhook_url"], {"phone": f"+{phone}", "sum": 1200})
    failed = lambda: len(_runs(shop, bundle, "failed")) == count  # noqa: E731
    until(failed, within_s=WITHIN_S, what="the failures of the night")
    return Night(bundle, phones, end)


def test_what_failed_in_the_night_is_understood_and_all_of_it_sent_again(
    look: Opening, shop: Installation, night: Night
) -> None:
    screen = look(f"/journal?bundle={night.bundle}&period=last_7_days")
    screen.page.get_by_text(screen.say("journal.events.errors"), exact=True).click()
    _narrow_to_this_hour(screen)
    screen.sees(f"{ORDERS} rows")
    screen.page.locator("[data-row]").first.click()
    screen.sees(CAUSE)
    screen.reads("journal.remedy.fix")
    screen.picture("night-1-cause")
    screen.press("Escape")

    night.end()
    screen.click("journal.resend.errors", count=ORDERS, more="")
    screen.click("journal.resend.do", count=ORDERS)
    expect(screen.by("dialog", "journal.resend.title")).to_contain_text(
        screen.say("journal.job.state.done", done=ORDERS, total=ORDERS), timeout=WITHIN_S * 1000
    )
    screen.picture("night-2-resent")

    assert len(_runs(shop, night.bundle, "succeeded")) == ORDERS


def test_a_customer_is_found_by_the_phone_in_another_notation(look: Opening, order: Night) -> None:
    (phone,) = order.phones
    written = f"8 ({phone[1:4]}) {phone[4:7]}-{phone[7:9]}-{phone[9:]}"
    screen = look("/journal")

    screen.page.get_by_label(screen.say("journal.search"), exact=True).fill(written)

    expect(screen.page.locator("[data-row]")).to_have_count(1)
    screen.reads("journal.search.whole")
    screen.picture("night-3-found")
    screen.page.locator("[data-row]").click()
    expect(screen.page.get_by_role("dialog")).to_contain_text(f"+{phone}")


def test_a_resend_shows_first_what_would_be_sent(look: Opening, order: Night) -> None:
    screen = look(f"/journal?bundle={order.bundle}&events=errors")
    screen.page.locator("[data-row]").first.click()

    screen.click("journal.resend.one")

    dialog = screen.by("dialog", "journal.resend.title")
    expect(dialog).to_contain_text(screen.say("journal.payload.same"))
    assert screen.shuts_out() == []


def _narrow_to_this_hour(screen: Screen) -> None:
    now = datetime.now(UTC)
    screen.click("journal.hours.any")
    screen.fill("journal.hours.from", f"{now - timedelta(hours=1):%H:%M}")
    screen.fill("journal.hours.to", f"{now + timedelta(hours=1):%H:%M}")
    screen.click("journal.hours.apply")


def _runs(shop: Installation, bundle: str, status: str) -> list[dict[str, Any]]:
    runs = [row for row in journal(shop, bundle) if row["kind"] == "run"]
    return [row for row in runs if row["status"] == status]
