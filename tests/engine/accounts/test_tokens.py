"""Tokens are shown once, kept as hashes and stop working when they should."""

import hashlib
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries
from rest_framework.test import APIClient

from engine.accounts import tokens
from engine.accounts.errors import TokenHasExpired, TokenIsRevoked, TokenIsUnknown
from engine.accounts.models import ApiToken
from engine.kernel.clock import now
from tests.factories import a_token, a_user

pytestmark = pytest.mark.django_db


def test_a_token_is_kept_as_a_hash_and_shown_only_when_it_is_made() -> None:
    issued = a_token()

    text = issued.text.reveal()
    row = ApiToken.objects.get()
    assert text.startswith("svz_")
    assert bytes(row.hash) == hashlib.sha256(text.encode()).digest()
    assert row.hint == text[:10]
    assert text not in repr(issued)


def test_the_text_leads_to_the_token_in_one_query_beside_the_note_of_use(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    text = a_token(made_by=a_user()).text.reveal()
    tokens.check(text)

    with django_assert_num_queries(1):
        token = tokens.check(text)
        assert token.workspace.name
        assert token.created_by is not None


def test_use_is_noted_at_most_once_a_minute() -> None:
    issued = a_token()
    first = now()
    seen = []

    for seconds in (0, 59, 61):
        tokens.check(issued.text.reveal(), at=first + timedelta(seconds=seconds))
        issued.token.refresh_from_db()
        seen.append(issued.token.last_used_at)

    assert seen == [first, first, first + timedelta(seconds=61)]


@pytest.mark.parametrize("text", ["", "svz_", "svz_" + "a" * 43, "svz_" + "я" * 43, "a" * 10_000])
def test_a_made_up_text_is_unknown(text: str) -> None:
    with pytest.raises(TokenIsUnknown):
        tokens.check(text)


def test_an_expired_token_is_refused_from_its_last_moment_on() -> None:
    moment = now()
    text = a_token(expires_at=moment).text.reveal()

    assert tokens.check(text, at=moment - timedelta(seconds=1))
    with pytest.raises(TokenHasExpired):
        tokens.check(text, at=moment)


def test_a_revoked_token_is_refused() -> None:
    issued = a_token()

    tokens.revoke(issued.token)

    with pytest.raises(TokenIsRevoked):
        tokens.check(issued.text.reveal())


def test_a_token_stops_with_the_person_who_made_it() -> None:
    maker = a_user()
    issued = a_token(made_by=maker)

    maker.is_active = False
    maker.save(update_fields=["is_active"])

    with pytest.raises(TokenIsRevoked):
        tokens.check(issued.text.reveal())


@pytest.mark.parametrize("header", ["Bearer", "Bearer nonsense", "Basic dTpw", "svz_abc"])
def test_a_bad_header_is_a_401_that_tells_how_to_come_in(header: str) -> None:
    answer = APIClient(headers={"Authorization": header}).get("/api/v1/me")

    assert (answer.status_code, answer["WWW-Authenticate"]) == (401, "Bearer")
    assert answer.json()["code"] == "token_unknown"


def test_a_caller_with_a_token_costs_no_write_the_second_time() -> None:
    client = APIClient(headers={"Authorization": f"Bearer {a_token().text.reveal()}"})
    client.get("/api/v1/workspace")

    with CaptureQueriesContext(connection) as queries:
        assert client.get("/api/v1/workspace").status_code == 200

    assert [query["sql"][:6] for query in queries] == ["SELECT"]
