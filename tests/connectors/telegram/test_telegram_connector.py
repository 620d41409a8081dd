"""The Telegram connector: one message or several, and what its refusals mean."""

import asyncio
from typing import Any

import pytest

from connectors import sdk
from connectors.sdk.testing import Bench, Recorded
from connectors.telegram.connector import connector, pieces, units
from tests.connectors.loopback import answer, door, service

TOKEN = "123456789:AA-made-up"
BENCH = Bench(connector, "api_key", {"token": TOKEN})
SENT = {"ok": True, "result": {"message_id": 51, "chat": {"id": 222, "type": "private"}}}


def sending(answer: Any = SENT, *, status: int = 200, sent: Any = None) -> Recorded:
    return Recorded("POST", f"/bot{TOKEN}/sendMessage", status, answer, sent=sent)


def refused(code: int, description: str, **parameters: Any) -> Recorded:
    body = {"ok": False, "error_code": code, "description": description, "parameters": parameters}
    return sending(body, status=code)


def failure(recorded: Recorded, **inputs: Any) -> sdk.ConnectorError:
    with pytest.raises(sdk.ConnectorError) as failed:
        BENCH.act("send_message", {"chat": "222", "text": "Hello", **inputs}, [recorded])
    return failed.value


def test_a_text_is_sent_as_it_is() -> None:
    played = [sending(sent={"chat_id": "-1001", "text": "<b> & *x*"})]

    done = BENCH.act("send_message", {"chat": "-1001", "text": "<b> & *x*"}, played)

    assert done == {"message_id": 51, "chat": {"id": 222, "type": "private"}}


def test_markup_silence_and_topic_are_passed_on() -> None:
    wanted = {"chat_id": "@news", "text": "<b>x</b>", "parse_mode": "HTML"}
    quiet = {"disable_notification": True, "message_thread_id": 7}

    BENCH.act(
        "send_message",
        {"chat": "@news", "text": "<b>x</b>", "markup": "HTML", "silent": True, "thread": 7},
        [sending(sent={**wanted, **quiet})],
    )


@pytest.mark.parametrize("letter", ["x", "я", "😀"])
def test_a_long_text_goes_out_in_messages_that_fit_and_lose_nothing(letter: str) -> None:
    text = "\n".join(letter * 70 for _ in range(120))

    found = list(pieces(text))

    assert "".join(found) == text
    assert all(units(part) <= 4096 for part in found)
    assert all(part.endswith("\n") for part in found[:-1])


def test_a_long_line_is_cut_anywhere_but_not_inside_a_letter() -> None:
    found = list(pieces("😀" * 5000))

    assert "".join(found) == "😀" * 5000
    assert [units(part) for part in found] == [4096, 4096, 1808]


def test_each_part_is_a_message() -> None:
    done = BENCH.act("send_message", {"chat": "1", "text": "x" * 5000}, [sending(), sending()])

    assert isinstance(done, dict)


def test_markup_goes_as_one_as_telegram_counts_only_what_it_leaves() -> None:
    text = "<b>x</b>" * 600

    done = BENCH.act(
        "send_message",
        {"chat": "1", "text": text, "markup": "HTML"},
        [sending(sent={"chat_id": "1", "text": text, "parse_mode": "HTML"})],
    )

    assert isinstance(done, dict)


@pytest.mark.parametrize(
    ("code", "description", "kind", "name"),
    [
        (401, "Unauthorized", sdk.CredentialsRejected, "credentials_rejected"),
        (404, "Not Found", sdk.CredentialsRejected, "credentials_rejected"),
        (400, "Bad Request: chat not found", sdk.InputRejected, "chat_not_found"),
        (400, "Bad Request: can't parse entities: x", sdk.InputRejected, "bad_markup"),
        (400, "Bad Request: message is too long", sdk.InputRejected, "text_too_long"),
        (400, "Bad Request: message text is empty", sdk.InputRejected, "input_rejected"),
        (403, "Forbidden: bot was blocked by the user", sdk.InputRejected, "chat_closed"),
        (500, "Internal Server Error", sdk.ServiceUnavailable, "service_unavailable"),
    ],
)
def test_a_refusal_says_what_to_do_next(
    code: int, description: str, kind: type[sdk.ConnectorError], name: str
) -> None:
    error = failure(refused(code, description))

    assert (type(error), error.code) == (kind, name)


def test_too_many_messages_wait_as_long_as_telegram_asks() -> None:
    error = failure(refused(429, "Too Many Requests: retry after 7", retry_after=7))

    assert (error.remedy, error.retry_after) == ("retry", 7.0)


def test_an_answer_that_is_not_telegrams_is_tried_again() -> None:
    assert failure(sending(["?"])).code == "answer_unreadable"


def test_the_check_names_the_bot() -> None:
    me = b'{"ok": true, "result": {"id": 111, "is_bot": true, "username": "demo_bot"}}'

    async def go() -> tuple[str, str]:
        async with service(answer(me)) as telegram, door() as opened:
            login = connector.login("api_key", {"token": TOKEN}, base_url=telegram.url())
            assert login.auth.check is not None
            return await login.auth.check(sdk.Call(opened, login)), telegram.asked[0].target

    assert asyncio.run(go()) == ("@demo_bot", f"/bot{TOKEN}/getMe")
