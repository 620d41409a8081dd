"""A forgotten password is replaced through a mail that really travels over SMTP."""

import re
from asyncio import Server
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.test import Client
from pytest_django import Settings

from engine.config.mail import MailServer
from tests.factories import a_user

AUTH = "/_allauth/browser/v1/auth"
NEW_PASSWORD = "battery staple 9"


class Mailbox:
    """Keeps what arrives."""

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 (aiosmtpd's name)
        self.messages.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 Kept"


class AnyPort(Controller):
    """Listens on a port the system chooses."""

    def _trigger_server(self) -> None:
        assert isinstance(self.server, Server)
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]


@pytest.fixture
def mailbox(settings: Settings) -> Iterator[Mailbox]:
    box = Mailbox()
    controller = AnyPort(box, hostname="127.0.0.1", port=0)
    controller.start()
    server = MailServer.at(f"smtp://127.0.0.1:{controller.port}")
    settings.EMAIL_BACKEND, settings.EMAIL_HOST = server.backend, server.host
    settings.EMAIL_PORT = server.port
    yield box
    controller.stop()


def post(client: Client, address: str, **data: Any) -> Any:
    return client.post(address, data, content_type="application/json")


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "word"), [("en", "password"), ("ru", "парол")])
def test_a_forgotten_password_is_replaced_by_mail(
    mailbox: Mailbox, language: str, word: str
) -> None:
    user = a_user("ann@example.com", password="forgotten 1")
    browser = Client(headers={"Accept-Language": language})

    post(browser, f"{AUTH}/password/request", email=user.email)
    text = mailbox.messages[0].get_content()
    key = re.findall(r"/reset-password/(\S+)", text)[0]
    post(browser, f"{AUTH}/password/reset", key=key, password=NEW_PASSWORD)

    assert word in text.lower()
    answer = post(Client(), f"{AUTH}/login", email=user.email, password=NEW_PASSWORD)
    assert answer.status_code == 200


@pytest.mark.django_db
def test_nobody_learns_whether_an_address_is_known(mailbox: Mailbox) -> None:
    known = post(Client(), f"{AUTH}/password/request", email=a_user().email)
    unknown = post(Client(), f"{AUTH}/password/request", email="nobody@example.com")

    assert (known.status_code, known.content) == (unknown.status_code, unknown.content)


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("", MailServer()),
        ("smtp://mail", MailServer("mail", 25)),
        (
            "smtp+tls://a%40b:p%2Fw@mail:2525",
            MailServer("mail", 2525, "a@b", "p/w", starttls=True),
        ),
        ("smtps://mail", MailServer("mail", 465, tls=True)),
    ],
)
def test_one_address_names_the_mail_server(url: str, server: MailServer) -> None:
    assert MailServer.at(url) == server


@pytest.mark.parametrize("url", ["mail.example.com", "http://mail", "smtp://"])
def test_a_bad_mail_address_is_refused_with_the_right_form(url: str) -> None:
    with pytest.raises(ValueError, match=r"smtp\+tls://"):
        MailServer.at(url)


@pytest.mark.django_db
@pytest.mark.parametrize(("open_to_all", "mails"), [(True, 1), (False, 0)])
def test_a_stranger_is_invited_to_sign_up_only_where_that_is_possible(
    open_to_all: bool, mails: int, mailbox: Mailbox, settings: Settings
) -> None:
    settings.SIGN_UP = open_to_all

    asked = post(Client(), f"{AUTH}/password/request", email="nobody@example.com")

    assert asked.status_code == 200
    assert len(mailbox.messages) == mails
