"""Logins that end, limits, and days on which amoCRM answers badly or not at all."""

import pytest
from yarl import URL

from connectors import sdk
from connectors.amocrm.api import base_url
from connectors.amocrm.connector import OAUTH, connector
from connectors.sdk.oauth import Application, Consent, TokenRequest
from tests.connectors.amocrm.desk import NOON, Desk, at_desk, refusal
from tests.services.kit import BadDay

CALLBACK = "https://svyazka.example/api/v1/oauth/callback"
APP = {"client_id": "11111111-2222-4333-8444-555555555555", "client_secret": "integration-secret"}


@pytest.mark.parametrize("auth", connector.auth, ids=lambda one: one.kind)
def test_a_login_is_proved_by_the_account_it_opens(auth: sdk.Auth) -> None:
    async def story(desk: Desk) -> None:
        assert auth.check is not None
        assert await auth.check(desk.call()) == "Example LLC (sub)"

    at_desk(story)


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("sub.amocrm.ru", "https://sub.amocrm.ru"),
        ("https://Sub.kommo.com/leads", "https://sub.kommo.com"),
        ("sub", "https://sub.amocrm.ru"),
        ("sub.amocrm.com", "https://sub.amocrm.com"),
        ("evil.example", None),
        ("amocrm.ru", None),
        ("sub.amocrm.ru.evil.example", None),
        ("evil.example#.amocrm.ru", None),
        ("user@evil.amocrm.ru", None),
        ("", None),
    ],
)
def test_only_hosts_of_the_service_get_requests(host: str, url: str | None) -> None:
    assert base_url({"host": host}, {}) == url


async def tokens(desk: Desk, asked: TokenRequest) -> sdk.Answer:
    """Send a request to the token endpoint."""
    return await desk.call().raw(asked.method, asked.url, json=dict(asked.values))


async def consent(desk: Desk, **secrets: str) -> Application:
    """Let the person agree, and return the application with its tokens."""
    dance = Consent(CALLBACK, state="s")
    app = Application(OAUTH, APP, {}, desk.amo.url)
    page = URL(app.consent_url(dance)).update_query(consent="yes")
    answer = await desk.call().raw("GET", str(page), follow_redirects=False)
    back = URL(answer.headers["Location"]).query
    assert (back["state"], back["referer"]) == ("s", "sub.amocrm.ru")
    granted = await tokens(desk, app.code_request(back["code"], dance))
    pair = granted.json()
    assert isinstance(pair, dict)
    known = {name: str(pair[name]) for name in ("access_token", "refresh_token")}
    return Application(OAUTH, {**APP, **known, **secrets}, {}, desk.amo.url)


def test_a_person_agrees_and_the_token_works_for_a_day() -> None:
    async def story(desk: Desk) -> None:
        app = await consent(desk)
        desk.kind, desk.secrets = "oauth2", app.secrets
        await desk.act("create_lead", name="a")
        desk.amo.clock.advance(86_400)

        with pytest.raises(sdk.CredentialsRejected):
            await desk.act("create_lead", name="b")

    at_desk(story)


def test_a_refresh_token_works_once_and_its_reuse_ends_the_connection() -> None:
    async def story(desk: Desk) -> None:
        app = await consent(desk)

        first = await tokens(desk, app.refresh_request(CALLBACK))
        second = await tokens(desk, app.refresh_request(CALLBACK))

        pair = first.json()
        assert isinstance(pair, dict)
        assert (first.status, second.status) == (200, 401)
        desk.kind, desk.secrets = "oauth2", {**APP, "access_token": str(pair["access_token"])}
        with pytest.raises(sdk.CredentialsRejected):
            await desk.act("find_lead", query="x")

    at_desk(story)


def test_a_code_is_too_old_after_twenty_minutes() -> None:
    async def story(desk: Desk) -> None:
        app = Application(OAUTH, APP, {}, desk.amo.url)
        code = desk.amo.tokens.code()
        desk.amo.clock.advance(1201)

        answer = await tokens(desk, app.code_request(code, Consent(CALLBACK)))

        assert answer.status == 400

    at_desk(story)


def test_an_integration_that_was_switched_off_asks_to_be_connected_again() -> None:
    async def story(desk: Desk) -> None:
        desk.amo.tokens.revoke_all()
        await desk.act("create_lead", name="a")

    refused = refusal(story)

    assert (refused.remedy, refused.code) == ("reconnect", "credentials_rejected")


def test_more_than_seven_calls_in_a_second_go_on_in_the_next_one() -> None:
    async def story(desk: Desk) -> None:
        for _ in range(9):
            await desk.act("find_contact", query="x")

        assert {one.status for one in desk.amo.seen} == {204, 429}

    at_desk(story, per_second=7)


def test_choices_wait_out_a_busy_second() -> None:
    async def story(desk: Desk) -> None:
        desk.amo.weather.expect(BadDay("busy"))

        assert (await desk.choose("create_lead", "responsible_user")).items

    at_desk(story)


def test_an_unpaid_account_stops_the_bundle() -> None:
    async def story(desk: Desk) -> None:
        desk.amo.account.is_paid = False
        await desk.poll("new_leads", since=NOON)

    refused = refusal(story)

    assert (refused.code, refused.remedy) == ("plan_limit", "stop")


@pytest.mark.parametrize(
    ("day", "code", "outcome", "leads"),
    [
        (BadDay("error", status=500), "service_unavailable", "unknown", 0),
        (BadDay("error", status=504, acts=True), "service_unavailable", "unknown", 1),
        (BadDay("busy", times=None), "rate_limited", "error", 0),
        (BadDay("garbage", acts=True), "answer_unreadable", "unknown", 1),
        (BadDay("half"), "connection_lost", "unknown", 1),
        (BadDay("hangup", acts=True), "connection_lost", "unknown", 1),
    ],
)
def test_on_a_bad_day_a_write_is_tried_again_and_its_outcome_told_honestly(
    day: BadDay, code: str, outcome: str, leads: int
) -> None:
    async def story(desk: Desk) -> None:
        desk.amo.weather.expect(day)
        try:
            await desk.act("create_lead", name="a")
        finally:
            assert len(desk.amo.account.entities["leads"]) == leads

    refused = refusal(story)

    assert (refused.code, refused.remedy, refused.outcome) == (code, "retry", outcome)


@pytest.mark.parametrize("kind", ["error", "garbage", "half", "hangup"])
def test_a_list_that_cannot_be_read_is_never_an_empty_list(kind: str) -> None:
    async def story(desk: Desk) -> None:
        desk.amo.person.add("leads", name="a")
        desk.amo.weather.expect(BadDay.of({"kind": kind, "times": None}))
        await desk.poll("new_leads", since=NOON)

    assert refusal(story).remedy == "retry"


def test_a_slow_answer_is_waited_for() -> None:
    async def story(desk: Desk) -> None:
        desk.amo.weather.expect(BadDay("slow", delay_s=0.05))

        made = await desk.act("create_lead", name="a")

        assert made["outcome"] == "created"

    at_desk(story)


def test_many_rows_wait_out_a_busy_second() -> None:
    async def story(desk: Desk) -> None:
        desk.amo.weather.expect(BadDay("busy", headers={"Retry-After": "0"}))

        told = await desk.act("create_leads", rows=[{"name": "a"}])

        assert told["succeeded"] == 1

    at_desk(story)


def test_rows_that_were_written_before_a_bad_answer_are_not_written_again() -> None:
    async def story(desk: Desk) -> None:
        desk.amo.weather.expect(BadDay("slow", delay_s=0))
        desk.amo.weather.expect(BadDay("error"))

        told = await desk.act("create_leads", rows=[{"name": "a"}] * 51)

        assert (told["succeeded"], told["failed"]) == (50, 1)
        assert len(desk.amo.account.entities["leads"]) == 50

    at_desk(story)
