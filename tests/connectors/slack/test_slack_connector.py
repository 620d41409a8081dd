"""The Slack connector: with a bot's token, and with the webhook of one channel."""

import asyncio
from typing import Any

import pytest

from connectors import sdk
from connectors.sdk.testing import Bench, Recorded
from connectors.slack.connector import connector
from tests.connectors.loopback import Asked, answer, door, service

BENCH = Bench(connector, "api_key", {"token": "xoxb-made-up"})
POSTED = {"ok": True, "channel": "C0123", "ts": "1767225600.000100", "message": {}}


def posting(body: Any = POSTED, *, sent: Any = None, **options: Any) -> Recorded:
    return Recorded("POST", "/chat.postMessage", answer=body, sent=sent, **options)


def by_webhook(play: bytes, text: str = "Hi", *, checks: bool = False) -> tuple[Any, list[Asked]]:
    """Send to a webhook on loopback, or check it; return the result and what was asked."""

    async def go() -> tuple[Any, list[Asked]]:
        async with service(play) as target, door() as opened:
            secrets = {"webhook_url": target.url("/services/T0/B0/secret")}
            call = sdk.Call(opened, connector.login("api_key", secrets), errors=connector.errors)
            if checks:
                (way_in,) = connector.auth
                assert way_in.check is not None
                return await way_in.check(call), target.asked
            action = connector.action("send_message")
            assert action is not None
            return await action.perform(call, {"text": text, "plain": True}), target.asked

    return asyncio.run(go())


def plain(text: str, status: str = "200 OK", *headers: str) -> bytes:
    return answer(text.encode(), status=status, headers=["Content-Type: text/plain", *headers])


def test_a_bot_posts_to_a_channel() -> None:
    wanted = {"channel": "C0123", "text": "*Hi*", "thread_ts": "17.1"}

    done = BENCH.act(
        "send_message",
        {"channel": "C0123", "text": "*Hi*", "thread": "17.1"},
        [posting(sent=wanted)],
    )

    assert done == {"channel": "C0123", "ts": "1767225600.000100"}


def test_a_bot_needs_a_channel() -> None:
    with pytest.raises(sdk.InputRejected) as failed:
        BENCH.act("send_message", {"text": "Hi"}, [])

    assert (failed.value.code, failed.value.field) == ("input_required", "channel")


def test_a_webhook_takes_the_text_and_no_token() -> None:
    done, (asked,) = by_webhook(plain("ok"), "a < b & c")

    assert done == {"channel": None, "ts": None}
    assert (asked.target, asked.body) == (
        "/services/T0/B0/secret",
        b'{"text":"a &lt; b &amp; c"}',
    )
    assert "authorization" not in asked.headers


@pytest.mark.parametrize(
    ("said", "kind", "code"),
    [
        ("token_revoked", sdk.CredentialsRejected, "credentials_rejected"),
        ("channel_not_found", sdk.InputRejected, "channel_not_found"),
        ("msg_too_long", sdk.InputRejected, "input_rejected"),
        ("ratelimited", sdk.RateLimited, "rate_limited"),
        ("internal_error", sdk.ServiceUnavailable, "service_unavailable"),
    ],
)
def test_a_refusal_inside_a_200_says_what_to_do_next(
    said: str, kind: type[sdk.ConnectorError], code: str
) -> None:
    played = [posting({"ok": False, "error": said})]

    with pytest.raises(sdk.ConnectorError) as failed:
        BENCH.act("send_message", {"channel": "C1", "text": "Hi"}, played)

    assert (type(failed.value), failed.value.code) == (kind, code)


def test_a_scope_the_bot_lacks_is_named_and_waits_for_another_token() -> None:
    lacking = {"ok": False, "error": "missing_scope", "needed": "chat:write", "provided": "users"}

    with pytest.raises(sdk.CredentialsRejected) as failed:
        BENCH.act("send_message", {"channel": "C1", "text": "Hi"}, [posting(lacking)])

    assert (failed.value.code, failed.value.answer) == (
        "missing_scope",
        "missing_scope: chat:write",
    )


@pytest.mark.parametrize(
    ("play", "kind"),
    [
        (plain("no_service", "404 Not Found"), sdk.CredentialsRejected),
        (plain("channel_is_archived", "410 Gone"), sdk.InputRejected),
        (plain("rollup_error", "500 Internal Server Error"), sdk.ServiceUnavailable),
    ],
)
def test_a_webhook_refuses_in_plain_words(play: bytes, kind: type[sdk.ConnectorError]) -> None:
    with pytest.raises(kind):
        by_webhook(play)


def test_a_webhook_says_how_long_to_wait() -> None:
    with pytest.raises(sdk.RateLimited) as failed:
        by_webhook(plain("slow down", "429 Too Many Requests", "Retry-After: 30"))

    assert failed.value.retry_after == 30.0


def test_the_check_names_team_and_bot() -> None:
    told = '{"ok": true, "team": "Ромашка", "user": "svyazka"}'

    async def go() -> tuple[str, str]:
        async with service(answer(told.encode())) as slack, door() as opened:
            login = connector.login("api_key", {"token": "xoxb-1"}, base_url=slack.url("/api"))
            assert login.auth.check is not None
            label = await login.auth.check(sdk.Call(opened, login))
            return label, slack.asked[0].headers["authorization"]

    assert asyncio.run(go()) == ("Ромашка (svyazka)", "Bearer xoxb-1")


def test_a_webhook_is_checked_without_posting_anything() -> None:
    label, (asked,) = by_webhook(plain("no_text", "400 Bad Request"), checks=True)

    assert (label, asked.body) == ("", b'{"text":""}')


def test_a_webhook_that_is_gone_fails_its_check() -> None:
    with pytest.raises(sdk.CredentialsRejected):
        by_webhook(plain("no_team", "404 Not Found"), checks=True)


def test_a_connection_with_neither_way_in_says_so() -> None:
    with pytest.raises(sdk.CredentialsRejected) as failed:
        Bench(connector, "api_key").act("send_message", {"text": "Hi"}, [])

    assert failed.value.code == "no_way_in"
