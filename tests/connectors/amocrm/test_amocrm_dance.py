"""Signing an amoCRM account in through the product: consent, single-use tokens, revocation."""

import asyncio
import json
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPConnection
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.conf import settings
from django.db.models.functions import Now
from pytest_django import Settings
from rest_framework.test import APIClient

from connectors.sdk import AddressPolicy, CredentialsRejected, Door
from engine.accounts.models import Role
from engine.connections.library import Accounts
from engine.connections.models import Connection
from engine.queue.database import connect
from tests.factories import a_browser, a_member
from tests.services.amocrm import AmoCRM
from tests.services.kit import standing

pytestmark = pytest.mark.django_db(transaction=True)

APPLICATION = {
    "kind": "oauth2",
    "client_id": "11111111-2222-4333-8444-555555555555",
    "client_secret": "integration-secret",
}


@pytest.fixture
def amo(settings: Settings) -> Iterator[AmoCRM]:
    with standing(AmoCRM(per_second=1000)) as running:
        settings.ALLOWED_NETWORKS = ("127.0.0.0/8",)
        settings.SERVICE_URLS = {"amocrm": running.url}
        yield running


@dataclass
class Person:
    """An editor who connects an account in the browser."""

    browser: APIClient
    connection: Connection

    @classmethod
    def with_integration(cls) -> "Person":
        """Enter the integration's id and secret."""
        browser = a_browser(a_member(Role.EDITOR).user)
        browser.default_format = "json"
        wish = {"connector": "amocrm", "name": "CRM", "auth": APPLICATION}
        made = browser.post("/api/v1/connections", wish)
        assert made.status_code == 201, made.content
        return cls(browser, Connection.objects.get(pk=made.json()["id"]))

    def sign_in(self, consent: str = "yes") -> str:
        """Go to amoCRM's page, answer there, come back; return how it ended."""
        gone = self.browser.get(f"/api/v1/oauth/authorize/{self.connection.pk}")
        assert gone.status_code == 302, gone.content
        answer = follow(f"{gone['Location']}&consent={consent}")
        html = {"Accept": "text/html"}
        back = self.browser.get("/api/v1/oauth/callback", answer, headers=html)
        self.connection.refresh_from_db()
        return str(back["Location"])

    def ask_account(self) -> Any:
        """Ask for the account as a worker does."""

        async def whole() -> Any:
            accounts, one = Accounts(settings.SERVICE_URLS), self.connection
            try:
                async with await connect("test") as db, Door(AddressPolicy(["127.0.0.0/8"])) as out:
                    account = await accounts.account(db, one.pk, one.workspace_id)
                    assert account is not None
                    return await account.call(out).get("/api/v4/account")
            finally:
                await accounts.settled()

        return asyncio.run(whole())


def follow(url: str) -> dict[str, str]:
    """Open a page and return the parameters of where it leads."""
    parts = urlsplit(url)
    line = HTTPConnection(parts.netloc, timeout=20)
    line.request("GET", f"{parts.path}?{parts.query}")
    location = line.getresponse().getheader("Location") or ""
    line.close()
    return dict(parse_qsl(urlsplit(location).query))


def test_an_account_is_signed_in_and_named(amo: AmoCRM) -> None:
    person = Person.with_integration()

    home = person.sign_in()

    assert home.startswith("/?login=login_works")
    assert person.connection.account == "Example LLC (sub)"
    assert set(person.connection.metadata) == {"leads", "contacts", "companies"}
    (asked,) = [one for one in amo.seen if one.path == "/oauth2/access_token"]
    assert asked.headers["content-type"] == "application/json"
    assert json.loads(asked.body)["redirect_uri"].endswith("/api/v1/oauth/callback")


def test_a_person_who_says_no_is_told_so(amo: AmoCRM) -> None:
    assert "oauth_denied" in Person.with_integration().sign_in(consent="no")


def test_a_token_that_lived_its_day_is_renewed_with_a_refresh_token_used_once(
    amo: AmoCRM,
) -> None:
    person = Person.with_integration()
    person.sign_in()
    for _ in range(2):
        amo.clock.advance(86_400)
        Connection.objects.update(renew_at=Now(), token_ends_at=Now())
        assert person.ask_account()["id"] == 555

    assert amo.tokens.refreshes == 2


def test_an_integration_that_was_switched_off_needs_a_new_sign_in(amo: AmoCRM) -> None:
    person = Person.with_integration()
    person.sign_in()
    amo.tokens.revoke_all()

    with pytest.raises(CredentialsRejected):
        person.ask_account()

    person.connection.refresh_from_db()
    assert person.connection.status == "needs_login"
    assert person.sign_in().startswith("/?login=login_works")
