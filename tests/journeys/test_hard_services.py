"""A deal won in amoCRM becomes a subscriber at Unisender, also when the login is taken back."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from tests.connectors.email.mailhouse import Mailhouse, mailhouse
from tests.faults.background import Background
from tests.installation import OWNER, Installation, until
from tests.journeys.browser import Browser
from tests.journeys.outside import a_patient_amocrm, connect, start
from tests.services.amocrm import AmoCRM
from tests.services.kit import standing
from tests.services.unisender import Unisender
from tests.services.unisender.account import KEY

pytestmark = [pytest.mark.faults, pytest.mark.timeout(600)]

WITHIN_S = 60.0
APPLICATION = "11111111-2222-4333-8444-555555555555:integration-secret"
Row = dict[str, Any]


@pytest.fixture(scope="module")
def amo() -> Iterator[AmoCRM]:
    with standing(a_patient_amocrm()) as running:
        yield running


@pytest.fixture(scope="module")
def unisender() -> Iterator[Unisender]:
    with standing(Unisender()) as running:
        running.account.add_field("Name", "string", "Name")
        yield running


@pytest.fixture(scope="module")
def house() -> Iterator[Mailhouse]:
    with Background() as background:
        opened = mailhouse("none")
        running = background.run(opened.__aenter__())
        yield running
        background.run(opened.__aexit__(None, None, None))


@pytest.fixture(scope="module")
def product(amo: AmoCRM, unisender: Unisender, house: Mailhouse) -> Iterator[Installation]:
    settings = {
        "SVYAZKA_SERVICE_URLS": f"amocrm={amo.url},unisender={unisender.url}",
        "SVYAZKA_EMAIL_URL": f"smtp://127.0.0.1:{house.port}",
        "SVYAZKA_OAUTH_APPS": f"amocrm={APPLICATION}",
    }
    with Installation(**settings) as running:
        yield running


def win_a_deal(amo: AmoCRM, name: str, email: str) -> None:
    """Let the seller win a deal with a new contact."""
    address = {"field_code": "EMAIL", "values": [{"value": email, "enum_code": "WORK"}]}
    contact = amo.person.add("contacts", name=name, custom_fields_values=[address])
    lead = amo.person.add("leads", name=f"Order of {name}")
    amo.account.link(("leads", lead), ("contacts", contact), is_main=True)
    amo.person.edit("leads", lead, status_id=142, pipeline_id=3100)


def follow_won_deals(product: Installation, crm: str, mails: str, target: int) -> str:
    """Start the bundle that subscribes the contact of a won deal."""
    where = {"pipeline": "3100", "status": "142"}
    email, name = "{{ who.item.email }}", "{{ who.item.name }}"
    return start(
        product,
        {"connection": crm, "event": "lead_stage_changed", "fields": where},
        step("lead", crm, "find_lead", id="{{ trigger.id }}"),
        step("who", crm, "find_contact", id="{{ lead.item.contact_id }}"),
        step("subscribe", mails, "subscribe", list=str(target), email=email, name=name),
    )


def step(id_: str, connection: str, action: str, /, **fields: str) -> Row:
    """Return a step that acts at a service."""
    return {
        "id": id_,
        "kind": "action",
        "connection": connection,
        "action": action,
        "fields": fields,
    }


def subscribers(unisender: Unisender, target: int) -> set[str]:
    """Return who is in a list."""
    return {one.email for one in unisender.account.contacts.values() if target in one.lists}


def status_of(product: Installation, connection: str) -> str:
    return str(product.call("GET", f"/connections/{connection}")["status"])


def subjects(house: Mailhouse) -> list[str]:
    return [str(mail["subject"]) for mail in house.mails]


@dataclass
class Deals:
    """The bundle under way: a deal won in amoCRM puts its contact into a list at Unisender."""

    product: Installation
    amo: AmoCRM
    unisender: Unisender
    browser: Browser
    crm: str
    buyers: int
    bundle: str

    def win(self, name: str) -> None:
        """Win a deal with a new contact."""
        win_a_deal(self.amo, name, f"{name}@example.org")

    def until_bought(self, *names: str) -> None:
        """Wait until exactly these are in the list."""
        wanted = {f"{name}@example.org" for name in names}
        until(
            lambda: subscribers(self.unisender, self.buyers) == wanted,
            within_s=WITHIN_S,
            what=f"the subscription of {wanted}",
        )


@pytest.fixture(scope="module")
def deals(product: Installation, amo: AmoCRM, unisender: Unisender) -> Deals:
    browser, crm = Browser(product), connect(product, "amocrm", {"kind": "oauth2"})
    mails = connect(product, "unisender", {"kind": "api_key", "value": KEY})
    assert browser.sign_in_at(crm["authorize_url"]).startswith("/?login=login_works")
    buyers = unisender.account.add_list("Buyers")
    bundle = follow_won_deals(product, crm["id"], mails["id"], buyers)
    until(lambda: amo.hooks.registered, within_s=WITHIN_S, what="the webhook's registration")
    return Deals(product, amo, unisender, browser, crm["id"], buyers, bundle)


def test_a_won_deal_becomes_a_subscriber_and_what_came_without_a_login_follows(
    deals: Deals, house: Mailhouse
) -> None:
    deals.win("olga")
    deals.until_bought("olga")
    deals.amo.tokens.revoke_all()
    deals.win("ivan")
    until(lambda: house.mails, within_s=WITHIN_S, what="the mail that asks for a login")

    (reason,) = deals.product.call("GET", f"/bundles/{deals.bundle}/waiting")["reasons"]
    status = status_of(deals.product, deals.crm)
    deals.browser.sign_in_at(reason["call"]["path"])

    assert (status, reason["why"], reason["count"]) == ("needs_login", "needs_login", 1)
    deals.until_bought("olga", "ivan")
    until(lambda: len(house.mails) == 2, within_s=WITHIN_S, what="the second mail")
    told = ["Connection “amocrm” needs a new login", "Connection “amocrm” is signed in again"]
    assert subjects(house) == told
    assert {str(mail["to"]) for mail in house.mails} == {OWNER[1]}
