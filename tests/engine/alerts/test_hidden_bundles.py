"""What carries the alerts: never blocked, never anybody else's, gone with its channel."""

import asyncio
from typing import Any

import pytest

from engine.alerts import services
from engine.alerts.kinds import KINDS
from engine.alerts.models import Channel, Rule
from engine.api.words import LANGUAGES, texts
from engine.bundles.models import Bundle
from engine.bundles.services import block
from engine.bundles.validation import publishing_mistakes
from engine.catalog import registry
from engine.config.mail import MailServer
from engine.journal.models import Entry
from engine.queue.models import Run
from tests.engine.alerts.conftest import Post
from tests.engine.machine import a_hook, a_run, a_running_bundle, aside, drain, the_entry


def test_it_is_never_blocked(post: Post) -> None:
    assert not block(post.channel.bundle_id, "plan_limit_reached", {})
    assert Bundle.objects.get(pk=post.channel.bundle_id).status == "running"


def test_it_goes_with_its_channel_and_what_waited_is_told_as_dropped(post: Post) -> None:
    run = services.prove_channel(post.channel)

    services.delete_channel(post.channel, "anna@example.com")

    assert not Bundle.objects.filter(pk=post.channel.bundle_id).exists()
    assert not Run.objects.exists()
    assert (Entry.objects.get(id=run.pk).status, Channel.objects.count()) == ("cancelled", 0)


@pytest.mark.parametrize("kind", Channel.Kind.values)
def test_its_definition_is_what_the_service_declares(kind: str) -> None:
    wanted = KINDS[kind]
    action = registry.get(wanted.connector).action(wanted.action)
    found = publishing_mistakes(wanted.definition(None), {})

    assert action is not None
    assert {*wanted.inputs, *wanted.fixed} <= {field.name for field in action.fields}
    assert {mistake.path for mistake in found} <= {"/definition/steps/0/connection"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_event_has_words_for_its_beginning_and_its_end(language: str) -> None:
    codes = {f"alert_{event}{end}" for event in Rule.Event for end in ("", "_what", "_over")}

    assert codes <= set(texts(language))


@pytest.mark.parametrize(
    ("url", "security", "port"),
    [("smtp://mail", "none", 25), ("smtp+tls://mail", "starttls", 587), ("smtps://m", "tls", 465)],
)
def test_the_mail_server_of_the_installation_becomes_a_login(
    url: str, security: str, port: int
) -> None:
    login = MailServer.at(url).as_login("Svyazka <s@svy.ru>")["email"]

    registry.get("email").login(login["kind"], login["secrets"], settings=login["settings"])
    assert (login["settings"]["security"], login["settings"]["port"]) == (security, port)


def test_without_a_mail_server_there_is_no_login() -> None:
    assert MailServer.at("").as_login("Svyazka <s@svy.ru>") == {}


@pytest.mark.django_db(transaction=True)
def test_bundles_of_people_do_not_get_the_logins_of_the_installation() -> None:
    step: dict[str, Any] = {"id": "mail", "kind": "action", "connector": "email"}
    step |= {"action": "send", "fields": {"to": "x@y.zz", "subject": "x", "text": "x"}}
    bundle = a_running_bundle(a_hook(), [step])
    own = MailServer.at("smtp://127.0.0.1:1").as_login("s@svy.ru")

    async def scene() -> None:
        await aside(a_run, bundle, {})
        await drain(own_logins=own)

    asyncio.run(scene())

    error = the_entry(bundle).error
    assert error is not None
    assert (error["code"], error["remedy"]) == ("own_login_missing", "fix")
