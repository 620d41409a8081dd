"""What the engine does by itself: reads what accounts have, keeps unused logins alive."""

from datetime import timedelta

import pytest
from django.db.models.functions import Now
from rest_framework.test import APIClient

from engine.accounts.models import Workspace
from engine.connections import tending
from engine.connections.models import Connection
from engine.kernel.clock import now
from tests.engine.connections.dance import LIST, Dance
from tests.oauth_provider.provider import Provider

pytestmark = pytest.mark.django_db(transaction=True)

TOMORROW = timedelta(days=1, minutes=1)
SHELVES = {"shelves": ["rye", "oats"]}


@pytest.fixture
def dance(granary: Provider) -> Dance:
    one = Dance(granary)
    one.sign_in()
    one.forget_refreshes()
    return one


@pytest.fixture
def silo(granary: Provider) -> Dance:
    one = Dance(granary, service="silo")
    one.sign_in()
    one.forget_refreshes()
    return one


def forget(dance: Dance) -> None:
    Connection.objects.filter(pk=dance.connection.pk).update(metadata={})


def test_a_refresh_reads_what_the_account_has(dance: Dance) -> None:
    forget(dance)

    told = dance.ask("refresh")

    assert told["refreshed_at"] is not None
    assert dance.connection.metadata == SHELVES


def test_a_refresh_that_fails_says_why_and_keeps_what_was_read(dance: Dance) -> None:
    dance.granary.revoke()

    told = dance.ask("refresh")

    assert (told["code"], told["params"]["remedy"]) == ("service_failed", "reconnect")
    assert (dance.connection.metadata, dance.connection.status) == (SHELVES, "needs_login")


def test_accounts_are_read_anew_every_day(dance: Dance) -> None:
    forget(dance)

    counts = [tending.tend(now()), tending.tend(now() + TOMORROW), tending.tend(now())]

    dance.connection.refresh_from_db()
    assert counts == [0, 1, 0]
    assert dance.connection.metadata == SHELVES


def test_a_service_that_fails_is_asked_again_in_an_hour(dance: Dance) -> None:
    dance.granary.expire()
    dance.granary.plan(status=500)
    moment = now() + TOMORROW

    counts = [tending.tend(moment), tending.tend(moment), tending.tend(moment + timedelta(hours=2))]

    assert counts == [1, 0, 1]


def test_an_unused_login_is_renewed_before_its_refresh_token_dies(silo: Dance) -> None:
    silo.make_due(dead=True)

    assert tending.tend(now() + TOMORROW) == 1

    silo.connection.refresh_from_db()
    assert silo.refreshes == [200]
    assert silo.connection.tend_at is not None
    assert silo.connection.tend_at > now() + timedelta(days=6)


def test_nobody_looks_after_a_connection_that_is_signed_out(dance: Dance) -> None:
    Connection.objects.filter(pk=dance.connection.pk).update(status="needs_login", tend_at=Now())

    assert tending.tend(now() + TOMORROW) == 0


def test_a_service_that_sends_webhooks_has_an_address_on_every_connection(
    api: APIClient, granary: Provider, workspace: Workspace
) -> None:
    key = {"kind": "api_key", "value": "k"}

    made = [
        api.post(LIST, {"connector": slug, "name": "S", "auth": key}).json()
        for slug in ("silo", "granary")
    ]

    assert made[0]["webhook_url"].startswith("http://127.0.0.1:8000/hooks/")
    assert made[1]["webhook_url"] is None
