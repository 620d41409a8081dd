"""Tokens are renewed once, early, and never lost, whoever asks and whatever goes wrong."""

import asyncio
from collections.abc import Awaitable
from datetime import timedelta
from typing import Any

import pytest
from django.db.models.functions import Now

from connectors.sdk import Door
from connectors.sdk.errors import ConnectorError, CredentialsRejected, ServiceUnavailable
from connectors.sdk.json_types import Json
from engine.connections.library import Account, Accounts
from engine.connections.models import Connection
from engine.connections.renewal import Renewals
from engine.journal.models import Entry
from engine.queue.database import connect
from tests.engine.connections.dance import Dance, as_worker, name
from tests.oauth_provider.provider import Provider

pytestmark = pytest.mark.django_db(transaction=True)

LET_IN = "UPDATE pg_database SET datallowconn = %s WHERE datname = current_database()"


@pytest.fixture
def dance(granary: Provider) -> Dance:
    one = Dance(granary)
    one.sign_in()
    one.forget_refreshes()
    return one


async def post_twice(_: Accounts, account: Account, door: Door) -> Json:
    call = account.call(door, write_headers={"X-Attempt": "1"})
    return [await call.post("/me") for _ in range(2)]


def test_a_token_that_lives_is_used_while_it_is_renewed(dance: Dance) -> None:
    before = dance.secrets["access_token"]
    dance.make_due()

    async def token(_: Accounts, account: Account, __: Door) -> str:
        return account.login.credentials["access_token"]

    assert as_worker(dance, token) == before
    assert dance.secrets["access_token"] != before
    assert dance.refreshes == [200]


def test_a_token_that_ended_is_renewed_before_the_call(dance: Dance) -> None:
    dance.make_due(dead=True)
    dance.granary.expire()

    async def asked(accounts: Accounts, account: Account, door: Door) -> list[int | None]:
        call = account.call(door)
        await call.get("/me")
        return [one.status for one in call.exchanges]

    assert as_worker(dance, asked) == [200]
    assert dance.refreshes == [200]


def test_a_fresh_token_is_left_alone(dance: Dance) -> None:
    as_worker(dance, name)

    assert dance.refreshes == []
    row = Connection.objects.get(pk=dance.connection.pk)
    assert row.token_ends_at is not None
    assert row.renew_at is not None
    assert row.renew_at < row.token_ends_at


def test_a_token_refused_before_its_time_is_renewed_once_and_the_request_repeated(
    dance: Dance,
) -> None:
    dance.granary.expire()

    assert as_worker(dance, post_twice) == [{"stored": True}] * 2
    assert dance.refreshes == [200]


def test_a_service_that_refuses_fresh_tokens_too_is_asked_no_third_time(dance: Dance) -> None:
    async def forbidden(_: Accounts, account: Account, door: Door) -> list[int | None]:
        call = account.call(door)
        with pytest.raises(CredentialsRejected):
            await call.get("/picky")
        return [one.status for one in call.exchanges]

    assert as_worker(dance, forbidden) == [401, 401]
    assert dance.refreshes == [200]


def test_a_revoked_login_asks_for_a_person_and_is_told_once(dance: Dance) -> None:
    dance.granary.revoke()

    for _ in range(2):
        with pytest.raises(CredentialsRejected):
            as_worker(dance, name)

    told = dance.browser.get(dance.address).json()
    assert (told["status"], told["problem"]["code"]) == ("needs_login", "login_expired")
    entries = Entry.objects.filter(connection_id=dance.connection.pk)
    assert sum("connection_needs_login" in one.details for one in entries) == 1
    assert dance.sign_in().startswith("/?login=login_works")


@pytest.mark.parametrize("today", [{"status": 500}, {"status": 200, "body": "<html>"}])
def test_a_bad_moment_of_the_token_endpoint_is_no_reason_to_sign_in(
    dance: Dance, today: dict[str, str]
) -> None:
    dance.granary.expire()
    dance.granary.plan(**today)

    with pytest.raises(ServiceUnavailable):
        as_worker(dance, name)

    dance.connection.refresh_from_db()
    assert (dance.connection.status, dance.connection.renewing_until) == ("works", None)
    assert as_worker(dance, name) == {"name": "anna"}


def test_a_token_endpoint_that_fails_is_left_alone_for_a_while(dance: Dance) -> None:
    dance.granary.expire()
    dance.granary.plan(status=500)

    async def insist(accounts: Accounts, account: Account, door: Door) -> int:
        errors = [await failure(account.call(door).get("/me")) for _ in range(5)]
        return sum(isinstance(one, ServiceUnavailable) for one in errors)

    assert as_worker(dance, insist) == 5
    assert dance.refreshes == [500]


async def failure(asked: Awaitable[Json]) -> ConnectorError | None:
    try:
        await asked
    except ConnectorError as error:
        return error
    return None


def test_work_that_is_called_off_loses_no_token(dance: Dance) -> None:
    dance.granary.expire()
    dance.granary.plan(after_s=0.5)

    async def called_off(accounts: Accounts, account: Account, door: Door) -> None:
        work = asyncio.create_task(account.call(door).get("/me"))
        while not dance.refreshes:
            await asyncio.sleep(0.02)
        work.cancel()

    as_worker(dance, called_off)

    assert as_worker(dance, name) == {"name": "anna"}
    assert dance.refreshes == [200]


def test_a_lease_whose_holder_died_ends_by_itself(dance: Dance) -> None:
    dance.granary.expire()
    soon = Now() + timedelta(seconds=0.5)
    Connection.objects.filter(pk=dance.connection.pk).update(renewing_until=soon)

    assert as_worker(dance, name) == {"name": "anna"}
    assert dance.refreshes == [200]


async def met(granary: Provider, *, plans_left: int) -> None:
    """Wait until the token endpoint is at a request, with so many plans left for the next."""
    while granary.planned > plans_left:
        await asyncio.sleep(0.02)


def test_whoever_comes_late_with_new_tokens_still_saves_them(dance: Dance) -> None:
    """A process frozen beyond its lease holds the only good tokens."""
    dance.granary.plan(after_s=3.0)
    dance.granary.plan(status=400, body='{"error": "invalid_grant"}')
    refused = dance.secrets["access_token"]

    async def race() -> tuple[Any, Any]:
        slow, fast = Renewals({}), Renewals({})
        first = slow.begin(dance.connection.pk, refused)
        await met(dance.granary, plans_left=1)
        async with await connect("test") as db:
            await db.execute("UPDATE connections_connection SET renewing_until = now()")
        second = fast.begin(dance.connection.pk, refused)
        return await asyncio.gather(first, second, return_exceptions=True)

    first, second = asyncio.run(race())

    assert first.secrets["access_token"] == dance.secrets["access_token"] != refused
    assert isinstance(second, CredentialsRejected)
    assert (dance.connection.status, dance.connection.status_detail) == ("works", None)
    assert as_worker(dance, name) == {"name": "anna"}


def test_a_refusal_is_not_believed_when_another_has_new_tokens(dance: Dance) -> None:
    dance.granary.plan(before_s=3.0, status=400, body='{"error": "invalid_grant"}')
    refused = dance.secrets["access_token"]

    async def race() -> tuple[Any, Any]:
        slow, fast = Renewals({}), Renewals({})
        first = slow.begin(dance.connection.pk, refused)
        await met(dance.granary, plans_left=0)
        async with await connect("test") as db:
            await db.execute("UPDATE connections_connection SET renewing_until = now()")
        second = await fast.renewed(dance.connection.pk, refused)
        return await first, second

    first, second = asyncio.run(race())

    assert first.secrets["access_token"] == second.secrets["access_token"] != refused
    assert sorted(dance.refreshes) == [200, 400]
    assert dance.ask("test")["ok"]


def test_a_person_s_test_renews_like_everybody_else(dance: Dance) -> None:
    dance.granary.expire()
    dance.make_due(dead=True)

    assert dance.ask("test")["ok"]
    assert dance.refreshes == [200]
    assert dance.connection.status == "works"


def test_tokens_are_saved_as_soon_as_the_database_is_back(dance: Dance) -> None:
    dance.granary.plan(after_s=0.5)
    before = dance.secrets["access_token"]

    async def outage() -> Any:
        renewals = Renewals({})
        async with await connect("test") as db:
            task = renewals.begin(dance.connection.pk, before)
            while not dance.refreshes:
                await asyncio.sleep(0.02)
            await db.execute(LET_IN, (False,))
            try:
                await asyncio.sleep(1.0)
            finally:
                await db.execute(LET_IN, (True,))
        return await task

    row = asyncio.run(outage())

    assert row.secrets["access_token"] == dance.secrets["access_token"] != before
    assert dance.refreshes == [200]
