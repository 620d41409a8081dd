"""The email connector against a real mail server with TLS, sign-in and refusals."""

import asyncio
from typing import Any

import pytest

from connectors import sdk
from connectors.email.connector import connector
from tests.connectors.email.mailhouse import PASSWORD, USER, Mailhouse, mailhouse, trusting
from tests.connectors.loopback import answer, door, service

MAIL: dict[str, sdk.Json] = {"to": "boris@example.org", "subject": "Привет", "text": "Как дела?"}
SIGNED_IN = {"user": USER, "password": PASSWORD}


def call_to(
    house: Mailhouse, opened: sdk.Door, security: str = "starttls", **secrets: str
) -> sdk.Call:
    """Return a call whose connection is the running mail server."""
    settings: dict[str, sdk.Json] = {"host": "127.0.0.1", "port": house.port, "security": security}
    login = connector.login("basic", {**SIGNED_IN, **secrets}, settings=settings)
    return sdk.Call(opened, login, write_headers={"Idempotency-Key": "run:step"})


async def send(call: sdk.Call, inputs: dict[str, sdk.Json]) -> dict[str, Any]:
    """Send one mail."""
    action = connector.action("send")
    assert action is not None
    result = await action.perform(call, {**MAIL, **inputs})
    assert isinstance(result, dict)
    return result


def sent(inputs: dict[str, sdk.Json], **options: Any) -> tuple[dict[str, Any], Mailhouse]:
    """Send one mail through a server with these options."""

    async def go() -> tuple[dict[str, Any], Mailhouse]:
        async with mailhouse(**options) as house, door(tls=trusting()) as opened:
            return await send(call_to(house, opened), inputs), house

    return asyncio.run(go())


def refusal(inputs: dict[str, sdk.Json], **options: Any) -> sdk.ConnectorError:
    """Send one mail that fails, and return how."""
    with pytest.raises(sdk.ConnectorError) as failed:
        sent(inputs, **options)
    return failed.value


@pytest.mark.parametrize("security", ["starttls", "tls", "none"])
def test_a_mail_goes_out_over_every_kind_of_encryption(security: Any) -> None:
    async def go() -> Mailhouse:
        async with mailhouse(security) as house, door(tls=trusting()) as opened:
            await send(call_to(house, opened, security), {})
            return house

    (mail,) = asyncio.run(go()).mails

    assert (mail["From"], mail["To"], mail["Subject"]) == (USER, "boris@example.org", "Привет")
    assert mail.get_content().strip() == "Как дела?"


def test_text_and_html_are_alternatives() -> None:
    _, house = sent({"html": "<b>Как дела?</b>"})

    kinds = [part.get_content_type() for part in house.mails[0].walk()]
    assert kinds == ["multipart/alternative", "text/plain", "text/html"]


def test_everybody_is_in_the_envelope_and_nobody_sees_hidden_copies() -> None:
    result, house = sent(
        {
            "to": "Борис <boris@example.org>; c@example.org",
            "cc": ["d@example.org"],
            "bcc": "e@example.org, c@example.org",
            "reply_to": "help@example.org",
        }
    )

    everybody = ["boris@example.org", "c@example.org", "d@example.org", "e@example.org"]
    assert result["accepted"] == house.envelopes[0].rcpt_tos == everybody
    assert "e@example.org" not in str(house.mails[0])
    assert house.mails[0]["Reply-To"] == "help@example.org"


def test_the_message_id_is_the_same_on_every_attempt() -> None:
    first, _ = sent({})
    second, house = sent({})

    assert first["message_id"] == second["message_id"] == house.mails[0]["Message-ID"]


def test_refused_recipients_are_reported_with_the_servers_words() -> None:
    replies = {"no@example.org": "550 5.1.1 no such user"}

    result, _ = sent({"to": "boris@example.org, no@example.org"}, replies=replies)

    assert result["accepted"] == ["boris@example.org"]
    assert result["refused"] == {"no@example.org": "550 5.1.1 no such user"}


@pytest.mark.parametrize(
    ("replies", "remedy"),
    [
        ({"boris@example.org": "550 no such user"}, "fix"),
        ({"boris@example.org": "451 greylisted"}, "retry"),
        ({"MAIL": "553 not your address"}, "fix"),
        ({"MAIL": "421 too busy"}, "retry"),
        ({"DATA": "554 spam"}, "fix"),
        ({"DATA": "452 disk full"}, "retry"),
        ({"MAIL": "530 authentication required"}, "fix"),
    ],
)
def test_a_reply_code_decides_what_to_do_next(replies: dict[str, str], remedy: str) -> None:
    error = refusal({}, replies=replies)

    assert (error.remedy, error.outcome) == (remedy, "error")
    assert error.status == int(next(iter(replies.values()))[:3])


def test_one_greylisted_recipient_among_refused_ones_is_worth_another_try() -> None:
    replies = {"boris@example.org": "550 no such user", "c@example.org": "451 greylisted"}

    error = refusal({"to": "boris@example.org, c@example.org"}, replies=replies)

    assert (error.remedy, error.status) == ("retry", 451)
    assert "550 no such user" in (error.answer or "")


def test_a_connection_lost_after_the_message_leaves_the_outcome_unknown() -> None:
    error = refusal({}, hang_up_after_data=True)

    assert (error.remedy, error.outcome) == ("retry", "unknown")


def test_a_wrong_password_asks_to_reconnect() -> None:
    async def go() -> None:
        async with mailhouse() as house, door(tls=trusting()) as opened:
            with pytest.raises(sdk.CredentialsRejected) as failed:
                await send(call_to(house, opened, password="wrong-one"), {})
            assert "wrong-one" not in f"{failed.value!r}{failed.value.answer}"

    asyncio.run(go())


def test_encryption_is_never_dropped_silently() -> None:
    error = refusal({}, security="none")

    assert (error.code, error.remedy) == ("mail_server_settings", "fix")


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_certificate_for_another_name_is_refused(security: Any) -> None:
    async def go() -> None:
        other = mailhouse(security, certified="other.example")
        async with other as house, door(tls=trusting()) as opened:
            with pytest.raises(sdk.InputRejected) as failed:
                await send(call_to(house, opened, security), {})
            assert failed.value.code == "mail_server_certificate"
            assert house.envelopes == []

    asyncio.run(go())


@pytest.mark.parametrize(
    ("inputs", "field"),
    [
        ({"subject": "Hi\r\nBcc: all@example.org"}, "subject"),
        ({"to": "a@example.org\r\nBcc: all@example.org"}, "to"),
        ({"to": "nobody"}, "to"),
        ({"to": "a@b@"}, "to"),
        ({"to": ", ;"}, "to"),
        ({"cc": ["ok@example.org", "x\ny@example.org"]}, "cc"),
        ({"reply_to": "Name\n <a@example.org>"}, "reply_to"),
        ({"from": "a@example.org, b@example.org"}, "from"),
        ({"text": ""}, "text"),
    ],
)
def test_a_mail_that_cannot_be_written_names_its_field(
    inputs: dict[str, sdk.Json], field: str
) -> None:
    error = refusal(inputs)

    assert (error.remedy, error.field) == ("fix", field)


@pytest.mark.parametrize("mark", ["\u2028", "\u2029", "\x85", "\x0b", "\x0c", "\x1d"])
def test_rare_line_breaks_of_a_copied_text_only_part_words(mark: str) -> None:
    _, house = sent({"subject": f"Заказ{mark}184", "to": f"Борис{mark}Л <boris@example.org>"})

    (mail,) = house.mails
    assert (mail["Subject"], mail["To"]) == ("Заказ 184", "Борис Л <boris@example.org>")


def test_a_file_may_be_named_with_any_character() -> None:
    async def go() -> None:
        async with (
            service(answer(b"x")) as files,
            mailhouse() as house,
            door(tls=trusting()) as opened,
        ):
            files_wanted = [{"url": files.url("/"), "name": "a\x0bb\nc\0d.txt"}]
            await send(call_to(house, opened), {"attachments": files_wanted})
        (file,) = house.mails[0].iter_attachments()
        assert file.get_filename() == "a_b_c_d.txt"

    asyncio.run(go())


def test_files_are_fetched_and_attached_without_the_mail_login() -> None:
    async def go() -> None:
        play = answer(b"%PDF", headers=["Content-Type: application/pdf"])
        async with (
            service(play) as files,
            mailhouse() as house,
            door(tls=trusting()) as opened,
        ):
            await send(call_to(house, opened), {"attachments": [files.url("/%D1%8F.pdf")]})
        (file,) = house.mails[0].iter_attachments()
        assert (file.get_filename(), file.get_content_type()) == ("я.pdf", "application/pdf")
        assert file.get_content() == b"%PDF"
        assert "authorization" not in files.asked[0].headers

    asyncio.run(go())


@pytest.mark.parametrize(
    ("status", "remedy"), [("404 No", "fix"), ("401 No", "fix"), ("503", "retry")]
)
def test_a_file_that_cannot_be_fetched_surely_sent_nothing(status: str, remedy: str) -> None:
    async def go() -> sdk.ConnectorError:
        async with (
            service(answer(status=status)) as files,
            mailhouse() as house,
            door(tls=trusting()) as opened,
        ):
            with pytest.raises(sdk.ConnectorError) as failed:
                await send(call_to(house, opened), {"attachments": files.url()})
            assert house.envelopes == []
            return failed.value

    error = asyncio.run(go())

    assert (error.code, error.remedy, error.outcome) == ("attachment_failed", remedy, "error")


def test_an_attempt_that_lost_its_lease_sends_nothing() -> None:
    async def go() -> None:
        def object_to_it() -> None:
            raise LookupError

        async with mailhouse() as house, door(tls=trusting()) as opened:
            call = call_to(house, opened)
            call.before_write = object_to_it
            with pytest.raises(LookupError):
                await send(call, {})
            assert house.envelopes == []

    asyncio.run(go())


def test_the_check_signs_in_and_sends_nothing() -> None:
    async def go() -> None:
        async with mailhouse() as house, door(tls=trusting()) as opened:
            call = call_to(house, opened)
            assert call.login.auth.check is not None
            assert await call.login.auth.check(call) == USER
            assert house.envelopes == []

    asyncio.run(go())


def test_an_internal_mail_server_is_refused() -> None:
    async def go() -> None:
        async with mailhouse() as house, sdk.Door(sdk.AddressPolicy()) as closed:
            with pytest.raises(sdk.AddressRefused):
                await send(call_to(house, closed), {})

    asyncio.run(go())


def test_bytes_and_the_last_reply_are_on_record() -> None:
    async def go() -> None:
        async with mailhouse() as house, door(tls=trusting()) as opened:
            call = call_to(house, opened)
            await send(call, {})
            (exchange,) = call.exchanges
        assert (call.last_status, exchange.method, exchange.sent) == (250, "SMTP", True)
        assert call.bytes_out > 200
        assert PASSWORD not in repr(call.exchanges)

    asyncio.run(go())
