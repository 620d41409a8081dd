"""Somebody new, told nothing: from no account to the first row of the journal."""

import json
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Opening
from tests.journeys.people import (
    add_step,
    choose_start,
    connect_hook,
    connect_with_key,
    insert,
    offer,
    publish_and_start,
    sign_up,
    somebody,
)
from tests.journeys.screen import Screen
from tests.services.unisender import Unisender

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

NOBODY = None
ANNA = {"Name": "Anna", "Email": "anna@example.com"}


def test_a_newcomer_builds_a_bundle_and_sees_its_first_row(
    look: Opening, unisender: Unisender
) -> None:
    screen = look("/sign-up", state=NOBODY)
    sign_up(screen, somebody())

    form = connect_both(screen, unisender.account.key)
    screen.click("bundles.new")
    start_with_the_form(screen, form)
    let_only_addresses_through(screen)
    subscribe(screen)
    publish_and_start(screen)
    submit(form, ANNA | {"tranid": "2:1"})

    see_the_first_row(screen)
    assert unisender.account.by_email("anna@example.com") is not None


def connect_both(screen: Screen, key: str) -> str:
    """Add the two connections that the first page asks for; returns the form's address."""
    screen.click("bundles.first.connect.do")
    form = connect_hook(screen, "Tilda")
    screen.picture("first-bundle-1-connected")
    screen.click("bundles.first.connect.more")
    connect_with_key(screen, "Unisender", key)
    return form


def start_with_the_form(screen: Screen, form: str) -> None:
    """Choose the trigger and build with a request that was caught."""
    choose_start(screen, "Form submitted")
    submit(form, ANNA | {"tranid": "1:1"})
    screen.click("builder.sample.use")
    screen.reads("builder.sample.chosen")
    screen.picture("first-bundle-2-sample")


def let_only_addresses_through(screen: Screen) -> None:
    """Add the filter."""
    add_step(screen, screen.say("builder.kind.filter"))
    screen.click("builder.fields.when.add")
    insert(screen, screen.say("builder.fields.when.value"), "Email")
    screen.field("builder.fields.when.operator").click()
    offer(screen, screen.say("builder.fields.operator.is_email")).click()
    screen.reads("builder.fields.when.passes")
    screen.picture("first-bundle-3-filter")


def subscribe(screen: Screen) -> None:
    """Add the action, fill it in and try it for real."""
    add_step(screen, "Subscribe a contact")
    screen.page.locator("[data-field='fields/list'] input").first.click()
    offer(screen, "Buyers").click()
    insert(screen, "E-mail", "Email")
    screen.sees("anna@example.com")
    screen.click("builder.fields.test.run")
    screen.click("builder.fields.test.do_it")
    came_back = screen.say("builder.fields.test.output")
    expect(screen.page.get_by_text(came_back, exact=True)).to_be_visible()
    screen.picture("first-bundle-4-tested")


def see_the_first_row(screen: Screen) -> None:
    """Find what happened to Anna."""
    screen.click("app.nav.journal", role="link")
    screen.heads("journal.title")
    screen.reads("journal.status.succeeded")
    screen.sees("anna@example.com")
    screen.picture("first-bundle-5-journal")


def submit(form: str, fields: dict[str, str]) -> None:
    """Send the form as the site does."""
    url = urlsplit(form)
    line = HTTPConnection(url.netloc, timeout=20)
    line.request("POST", url.path, json.dumps(fields), {"Content-Type": "application/json"})
    assert line.getresponse().status == 200
    line.close()
