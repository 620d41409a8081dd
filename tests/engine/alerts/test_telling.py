"""Who is told when: digests, muting, acknowledging, several at once, in which words."""

from datetime import UTC, datetime, timedelta

import pytest

from engine.accounts.models import Workspace
from engine.alerts import services
from engine.alerts.messages import Speaker
from engine.alerts.models import Alert, Channel, Rule
from engine.bundles.services import block
from engine.connections.models import Connection
from engine.kernel.errors import Invalid
from engine.queue.models import Run
from tests.engine.alerts.conftest import Post, a_sick, a_webhook_channel


def test_what_comes_at_once_is_one_message_with_a_list(post: Post) -> None:
    post.rule("first_error")
    for name in ("One", "Two"):
        post.ended(post.bundle(name))

    (message,) = post.look()

    assert message["body"]["title"] == "Ромашка: 2 alerts"
    assert {one["name"] for one in message["body"]["alerts"]} == {"One", "Two"}


def test_a_digest_waits_and_tells_what_is_over_meanwhile_too(post: Post) -> None:
    post.rule("first_error", digest_minutes=30)
    brief, lasting = post.bundle("Brief"), post.bundle("Lasting")
    post.ended(brief)
    post.ended(lasting)
    early = post.titles()
    post.later(minutes=5)
    post.ended(brief, "succeeded")
    early += post.titles(minutes=2) + post.titles(minutes=22, seconds=59)

    (digest,) = post.look(seconds=1)

    assert early == []
    assert {one["name"] for one in digest["body"]["alerts"]} == {"Brief", "Lasting"}
    assert "Brief" in str(Alert.objects.get(closed_at__isnull=False).name)
    assert post.look(minutes=31) == []


def test_times_are_those_of_the_workspace_as_one_writes_them_in_its_language(post: Post) -> None:
    at = datetime(2026, 3, 1, 20, 5, tzinfo=UTC)
    alert = Alert(rule=post.rule("first_error"), name="Leads", opened_at=at, last_seen_at=at)
    post.workspace.time_zone = "Asia/Tokyo"

    english, russian = (Speaker(post.workspace, one).paragraph(alert) for one in ("en", "ru"))

    assert "2 Mar 2026 05:05." in english
    assert "02.03.2026 05:05." in russian


def test_a_digest_of_one_that_is_over_says_both(post: Post) -> None:
    post.rule("needs_login", digest_minutes=10)
    a_sick(post.house.target)
    post.look()
    a_sick(post.house.target, "works")

    (digest,) = post.look(minutes=10)

    assert digest["body"]["title"] == "Connection “CRM” needs a new login"
    assert Alert.objects.get().tell_closed is False


def test_a_muted_rule_tells_afterwards_what_is_still_open(post: Post) -> None:
    rule = post.rule("needs_login")
    other = Connection.objects.create(
        workspace=post.workspace, connector="http", name="Shop", kind="none", status="needs_login"
    )
    a_sick(post.house.target)
    Rule.objects.filter(pk=rule.pk).update(muted_until=post.moment + timedelta(hours=1))
    quiet = post.look()
    a_sick(other, "works")
    quiet += post.look(minutes=59)

    assert quiet == []
    assert post.titles(minutes=1) == ["Connection “CRM” needs a new login"]


def test_a_rule_is_muted_until_a_moment_to_come(post: Post) -> None:
    with pytest.raises(Invalid):
        services.mute(post.rule("blocked"), post.moment - timedelta(days=1))


def test_what_somebody_has_seen_is_not_told_any_more(post: Post) -> None:
    post.rule("needs_login", digest_minutes=10)
    a_sick(post.house.target)
    post.look()

    seen = services.acknowledge(post.the_alert(), "anna@example.com")
    services.acknowledge(seen, "boris@example.com")

    assert post.look(minutes=11) == []
    assert post.the_alert().acknowledged_by == "anna@example.com"


def test_every_channel_of_a_rule_is_told(post: Post) -> None:
    second = a_webhook_channel(post.workspace, "https://example.com/second")
    post.rule("needs_login", channels=[post.channel.pk, second.pk])
    a_sick(post.house.target)

    assert {one["url"] for one in post.look()} == {
        "https://example.com/alerts",
        "https://example.com/second",
    }


def test_messages_are_in_the_language_and_time_of_the_workspace(post: Post) -> None:
    Workspace.objects.update(language="ru", time_zone="Asia/Yekaterinburg")
    post.rule("blocked")
    bundle = post.bundle("Заявки")
    block(bundle.pk, "plan_limit_reached", {})

    (message,) = post.look()

    assert message["body"]["title"] == "Связка «Заявки» заблокирована"


def test_a_new_workspace_tells_its_owners_of_what_only_they_can_mend(post: Post) -> None:
    home = Workspace.objects.create(name="New")
    post.look()

    rules = Rule.objects.filter(workspace=home)
    assert {rule.event for rule in rules} == {"blocked", "needs_login", "asks"}
    assert {rule.channels.get().kind for rule in rules} == {"email"}


def test_first_rules_that_were_deleted_do_not_come_back(post: Post) -> None:
    home = Workspace.objects.create(name="New")
    post.look()
    Rule.objects.filter(workspace=home).delete()

    post.look(seconds=5)

    assert not Rule.objects.filter(workspace=home).exists()


def test_a_mail_without_names_goes_to_the_owners_of_that_day(post: Post) -> None:
    draft = services.ChannelDraft("email", "Owners", None, {"to": []})
    channel = services.create_channel(post.workspace, draft)
    post.rule("needs_login", channels=[channel.pk])
    a_sick(post.house.target)

    (mail,) = post.look()

    assert post.house.owner.user is not None
    assert mail["to"] == [post.house.owner.user.email]
    assert mail["subject"] == "Connection “CRM” needs a new login"
    assert "Details: http" in mail["text"]


def test_who_left_gets_no_mail_from_the_installation(post: Post) -> None:
    owner = post.house.owner.user
    assert owner is not None
    draft = services.ChannelDraft("email", "Anna", None, {"to": [owner.email]})
    channel = services.create_channel(post.workspace, draft)
    Channel.objects.filter(pk=channel.pk).update(settings={"to": ["gone@example.com"]})
    post.rule("needs_login", channels=[channel.pk])
    a_sick(post.house.target)

    (mail,) = post.look()

    assert mail["to"] == [owner.email]


def test_a_channel_that_lost_its_connection_is_passed_over(post: Post) -> None:
    post.rule("needs_login")
    block_hidden = {"status": "blocked"}
    type(post.channel.bundle).objects.filter(pk=post.channel.bundle_id).update(**block_hidden)
    a_sick(post.house.target)

    assert post.look() == []
    assert not Run.objects.exists()
