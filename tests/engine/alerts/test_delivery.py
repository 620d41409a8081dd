"""Messages on their way: through the queue and a worker to real servers, and into the journal."""

import asyncio
from collections.abc import Sequence
from typing import Any

import orjson
import pytest
from django.utils import translation

from engine.accounts.models import Workspace
from engine.alerts import services
from engine.alerts.models import Channel, Furnished
from engine.alerts.watcher import watch
from engine.config.mail import MailServer
from engine.connections import vault
from engine.connections.models import Connection
from engine.journal.models import Entry, Rollup
from engine.journal.rows import light_row
from engine.kernel.clock import now
from engine.queue.models import Run
from tests.connectors.email.mailhouse import mailhouse
from tests.connectors.loopback import answer, service
from tests.engine.alerts.conftest import a_webhook_channel
from tests.engine.machine import aside, drain
from tests.engine.runs.test_retries import make_due
from tests.factories import a_user, a_workspace

pytestmark = pytest.mark.django_db(transaction=True)

BROKEN = answer(status="503 Service Unavailable")


def a_home() -> Workspace:
    """Return a workspace without first rules whose owner is Anna."""
    home = a_workspace(owner=a_user("anna@example.org"))
    Furnished.objects.create(workspace=home)
    return home


def a_login(home: Workspace, connector: str, **secrets: str) -> Connection:
    """Return a connection with these secrets."""
    made = Connection.objects.create(
        workspace=home, connector=connector, name=connector, kind="api_key"
    )
    made.secrets = vault.seal(secrets, made.pk)
    made.save(update_fields=["secrets"])
    return made


def a_channel(home: Workspace, kind: str, connection: Connection | None, **where: Any) -> Channel:
    """Return a channel that sends there."""
    link = connection.pk if connection else None
    return services.create_channel(home, services.ChannelDraft(kind, kind, link, where))


def proved(channel: Channel) -> Channel:
    """Return the channel after the watcher has read what became of its messages."""
    watch(now())
    channel.refresh_from_db()
    return channel


async def test_by(channel: Channel, **worker: Any) -> None:
    """Send a test message and let a worker deliver it."""
    await aside(services.prove_channel, channel)
    await drain(**worker)


test_by.__test__ = False  # type: ignore[attr-defined]


def delivered(home: Workspace, plays: Sequence[bytes], turns: int = 1) -> tuple[Any, Channel]:
    """Send a test message to a webhook, giving the worker so many turns."""

    async def scene() -> tuple[Any, Channel]:
        async with service(*plays) as target:
            channel = await aside(a_webhook_channel, home, target.url("/duty"))
            await aside(services.prove_channel, channel)
            for _ in range(turns):
                await aside(make_due)
                await drain()
            return target.asked, channel

    return asyncio.run(scene())


def test_a_webhook_gets_the_message_as_json_and_is_verified() -> None:
    (asked,), channel = delivered(a_home(), [answer()])

    told = orjson.loads(asked.body)
    assert (asked.method, asked.target, told["test"]) == ("POST", "/duty", True)
    assert told["workspace"]["name"] == "Shop"
    assert proved(channel).verified_at is not None


def test_a_target_that_is_down_gets_its_message_once_when_it_is_back() -> None:
    asked, channel = delivered(a_home(), [BROKEN, BROKEN, answer()], turns=3)

    assert [one.headers["x-attempt"] for one in asked] == ["1", "2", "3"]
    assert len({one.headers["idempotency-key"] for one in asked}) == 1
    assert proved(channel).delivered_at is not None
    assert not Run.objects.exists()


def test_a_message_that_is_refused_shows_at_the_channel() -> None:
    _, channel = delivered(a_home(), [answer(status="404 Not Found")])

    problem = proved(channel).problem
    assert problem is not None
    assert problem["code"] == "not_found_by_service"
    assert channel.verified_at is None


def test_a_delivery_is_a_system_row_that_counts_nowhere() -> None:
    home = a_home()
    delivered(home, [answer()])

    rows = Entry.objects.of(home, now())
    (row,) = rows.filter(category="system")
    with translation.override("en"):
        shown: Any = light_row(row)
    assert (row.mode, row.transactions) == ("alert", 0)
    assert (shown["kind"], shown["bundle"]) == ("system", None)
    assert (shown["code"], shown["message"]) == ("alert_run_succeeded", "An alert was delivered.")
    assert not rows.filter(category="succeeded").exists()
    assert not Rollup.objects.exists()


def test_a_failed_delivery_is_no_error_of_a_bundle() -> None:
    home = a_home()
    delivered(home, [answer(status="404 Not Found")])

    rows = Entry.objects.of(home, now())
    assert list(rows.values_list("category", flat=True)) == ["system"]


def test_a_failed_delivery_says_first_that_it_was_an_alert() -> None:
    home = a_home()
    delivered(home, [answer(status="404 Not Found")])

    (row,) = Entry.objects.of(home, now()).filter(category="system")
    with translation.override("en"):
        shown: Any = light_row(row)
    assert shown["message"] == (
        "An alert could not be delivered. Test its channel in the settings."
    )
    assert shown["error"]["code"] == "not_found_by_service"


def test_telegram_gets_the_text_by_the_bot_of_the_connection() -> None:
    home = a_home()
    sent = b'{"ok": true, "result": {"message_id": 1, "chat": {"id": -1001}}}'

    async def scene() -> Any:
        async with service(answer(sent)) as telegram:
            bot = await aside(a_login, home, "telegram", token="1:AA")
            channel = await aside(a_channel, home, "telegram", bot, chat="-1001")
            await test_by(channel, service_urls={"telegram": telegram.url().rstrip("/")})
            return telegram.asked

    (asked,) = asyncio.run(scene())

    told = orjson.loads(asked.body)
    assert (asked.target, told["chat_id"]) == ("/bot1:AA/sendMessage", "-1001")
    assert told["text"].startswith("A test of the channel “telegram”\n\nIt works")


def test_slack_gets_the_text_at_its_webhook_which_stays_secret() -> None:
    home = a_home()

    async def scene() -> Any:
        async with service(answer(b"ok")) as slack:
            url = slack.url("/services/T0/B0/canary")
            link = await aside(a_login, home, "slack", webhook_url=url)
            await test_by(await aside(a_channel, home, "slack", link))
            return slack.asked

    (asked,) = asyncio.run(scene())

    assert asked.target == "/services/T0/B0/canary"
    assert b"A test of the channel" in asked.body
    assert "canary" not in Entry.objects.get(workspace_id=home.pk).details


def test_mail_goes_out_by_the_installations_own_server_in_any_network() -> None:
    home = a_home()

    async def scene() -> Any:
        async with mailhouse("none") as house:
            own = MailServer.at(f"smtp://127.0.0.1:{house.port}").as_login("Svyazka <s@svy.ru>")
            await test_by(
                await aside(a_channel, home, "email", None), own_logins=own, allowed_networks=()
            )
            return house

    house = asyncio.run(scene())

    (mail,) = house.mails
    assert (mail["To"], mail["From"]) == ("anna@example.org", "Svyazka <s@svy.ru>")
    assert mail["Subject"] == "A test of the channel “email”"


def test_without_a_mail_server_the_journal_says_what_to_do() -> None:
    home = a_home()

    async def scene() -> Channel:
        channel: Channel = await aside(a_channel, home, "email", None)
        await test_by(channel)
        return channel

    channel = proved(asyncio.run(scene()))

    problem = channel.problem
    assert problem is not None
    assert problem["code"] == "own_login_missing"
