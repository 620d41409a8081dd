"""Alerts, rules and channels over HTTP."""

from datetime import timedelta
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries
from rest_framework.test import APIClient

from engine.accounts.models import Role
from engine.alerts.models import Alert, Channel, Rule
from engine.bundles.models import Bundle, BundleVersion
from engine.connections.models import Connection
from engine.kernel.clock import now
from engine.kernel.ids import new_id
from engine.queue.models import Run
from tests.engine.alerts.conftest import Post, a_sick
from tests.factories import a_client

ALERTS, RULES, CHANNELS = "/api/v1/alerts", "/api/v1/alerts/rules", "/api/v1/alerts/channels"


@pytest.fixture
def client(post: Post) -> APIClient:
    return a_client(post.workspace)


def mistakes(answer: Any) -> list[tuple[str, str]]:
    """Return where and what was wrong."""
    return [(one["path"], one["code"]) for one in answer.json()["errors"]]


def test_a_rule_is_made_read_changed_and_deleted(post: Post, client: APIClient) -> None:
    wish = {"event": "errors", "count": 5, "minutes": 10, "channels": [str(post.channel.pk)]}

    made = client.post(RULES, wish, "json")
    one = f"{RULES}/{made.json()['id']}"
    changed = client.patch(one, {"count": 7, "digest_minutes": 15}, "json")

    assert made.status_code == 201
    assert client.get(one).json() == changed.json()
    assert (changed.json()["count"], changed.json()["channels"]) == (7, wish["channels"])
    assert client.delete(one).status_code == 204
    assert client.get(RULES).json()["results"] == []


@pytest.mark.parametrize(
    ("wish", "found"),
    [
        ({"event": "errors"}, [("/count", "missing"), ("/minutes", "missing")]),
        ({"event": "no_data"}, [("/hours", "missing")]),
        ({"event": "blocked", "hours": 3}, [("/hours", "not_for_this_event")]),
        ({"event": "blocked", "groop": None}, [("/groop", "unknown_field")]),
        ({"event": "no_data", "hours": 745}, [("/hours", "too_large")]),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused(
    client: APIClient, wish: dict[str, Any], found: list[tuple[str, str]]
) -> None:
    answer = client.post(RULES, wish, "json")

    assert answer.status_code == 400
    assert mistakes(answer) == found


def test_a_rule_is_about_a_group_or_a_bundle(post: Post, client: APIClient) -> None:
    group = client.post("/api/v1/groups", {"name": "Sales"}, "json").json()["id"]
    wish = {"event": "blocked", "group": group, "bundle": str(post.bundle().pk)}

    assert mistakes(client.post(RULES, wish, "json")) == [("/bundle", "group_or_bundle")]


@pytest.mark.parametrize("name", ["group", "bundle", "channels"])
def test_what_a_rule_names_must_be_there(client: APIClient, name: str) -> None:
    unknown: Any = [str(new_id())] if name == "channels" else str(new_id())

    answer = client.post(RULES, {"event": "blocked", name: unknown}, "json")

    assert (answer.status_code, Rule.objects.count()) == (404, 0)


def test_a_rule_is_muted_and_heard_again(post: Post, client: APIClient) -> None:
    one = f"{RULES}/{post.rule('blocked').pk}/mute"
    until = (now() + timedelta(hours=2)).isoformat()

    muted = client.post(one, {"until": until}, "json").json()["muted_until"]
    heard = client.post(one, {"until": None}, "json").json()["muted_until"]

    assert muted is not None
    assert heard is None


def test_a_channel_is_made_tested_and_deleted(post: Post, client: APIClient) -> None:
    wish = {"kind": "webhook", "name": "Ops", "settings": {"url": "https://example.com/in"}}

    made = client.post(CHANNELS, wish, "json").json()
    test = client.post(f"{CHANNELS}/{made['id']}/test")
    gone = client.delete(f"{CHANNELS}/{made['id']}")

    assert (made["ready"], made["verified_at"], made["rules"]) == (True, None, [])
    assert test.status_code == 202
    assert gone.status_code == 204
    assert not Run.objects.filter(pk=test.json()["run"]).exists()


def test_changing_where_a_channel_sends_forgets_what_was_proved(
    post: Post, client: APIClient
) -> None:
    Channel.objects.update(verified_at=now())
    one = f"{CHANNELS}/{post.channel.pk}"

    renamed = client.patch(one, {"name": "Night"}, "json").json()
    moved = client.patch(one, {"settings": {"url": "https://example.com/other"}}, "json").json()

    assert (renamed["name"], renamed["verified_at"] is None) == ("Night", False)
    assert moved["verified_at"] is None


@pytest.mark.parametrize(
    ("wish", "path", "code"),
    [
        ({"kind": "telegram", "settings": {"chat": "1"}}, "/connection", "missing"),
        ({"kind": "telegram", "settings": {}}, "/settings/chat", "missing"),
        ({"kind": "webhook", "settings": {"url": "ftp://x"}}, "/settings/url", "bad_url"),
        ({"kind": "webhook", "settings": {"url": "http://a:b@c"}}, "/settings/url", "login_in_url"),
        ({"kind": "email", "settings": {"to": ["x@y.zz"]}}, "/settings/to/0", "address_not_member"),
        ({"kind": "email", "settings": {"cc": []}}, "/settings/cc", "unknown_field"),
    ],
)  # fmt: skip
def test_a_channel_that_cannot_work_is_refused(
    client: APIClient, wish: dict[str, Any], path: str, code: str
) -> None:
    answer = client.post(CHANNELS, {"name": "Ops", **wish}, "json")

    assert answer.status_code == 400
    assert mistakes(answer) == [(path, code)]


def test_a_channel_sends_through_a_connection_of_its_service(post: Post, client: APIClient) -> None:
    wish = {"kind": "telegram", "name": "Ops", "settings": {"chat": "1"}}
    wrong = {**wish, "connection": str(post.house.target.pk)}
    bot = Connection.objects.create(
        workspace=post.workspace, connector="telegram", name="Bot", kind="api_key"
    )

    refused = client.post(CHANNELS, wrong, "json")
    made = client.post(CHANNELS, {**wish, "connection": str(bot.pk)}, "json")

    assert mistakes(refused) == [("/connection", "connection_of_another_service")]
    assert made.status_code == 201


def test_a_channel_whose_connection_was_deleted_says_so_until_it_has_another(
    post: Post, client: APIClient
) -> None:
    def a_bot() -> str:
        bot = Connection.objects.create(
            workspace=post.workspace, connector="telegram", name="Bot", kind="api_key"
        )
        return str(bot.pk)

    wish = {"kind": "telegram", "name": "Ops", "settings": {"chat": "1"}, "connection": a_bot()}
    one = f"{CHANNELS}/{client.post(CHANNELS, wish, 'json').json()['id']}"
    client.delete(f"/api/v1/connections/{wish['connection']}")
    lost, test = client.get(one).json(), client.post(f"{one}/test")
    found = client.patch(one, {"connection": a_bot()}, "json").json()

    assert (lost["ready"], lost["connection"]) == (False, None)
    assert (test.status_code, test.json()["code"]) == (409, "channel_not_ready")
    assert found["ready"] is True


def test_alerts_are_listed_told_in_words_and_acknowledged(post: Post, client: APIClient) -> None:
    post.rule("needs_login")
    a_sick(post.house.target)
    post.look()

    (row,) = client.get(ALERTS, {"state": "open"}).json()["results"]
    seen = client.post(f"{ALERTS}/{row['id']}/acknowledge").json()

    assert row["title"] == "Connection “CRM” needs a new login"
    assert "Reconnect it" in row["message"]
    assert "http" not in row["message"], "its ids say where to look"
    assert seen["acknowledged_by"] == "robot"
    assert client.get(ALERTS, {"acknowledged": "false"}).json()["results"] == []
    assert client.get(ALERTS, {"state": "closed"}).json()["results"] == []


def test_lists_ask_as_much_for_many_as_for_few(
    post: Post, client: APIClient, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    post.rule("first_error")
    for name in "abcdef":
        post.rule("blocked")
        post.ended(post.bundle(name))
    post.look()

    for address in (ALERTS, RULES, CHANNELS):
        with django_assert_max_num_queries(6):
            client.get(address)
    assert Alert.objects.count() == 6


def test_an_operator_acknowledges_and_mutes_but_makes_no_rules(post: Post) -> None:
    client = a_client(post.workspace, role=Role.OPERATOR)
    rule = post.rule("blocked")

    assert client.post(f"{RULES}/{rule.pk}/mute", {"until": None}, "json").status_code == 200
    assert client.post(RULES, {"event": "blocked"}, "json").status_code == 403


def test_where_a_channel_sends_is_shown_to_those_who_may_change_it(post: Post) -> None:
    seen = {
        role: a_client(post.workspace, role=role).get(CHANNELS).json()["results"][0]["settings"]
        for role in (Role.EDITOR, Role.OPERATOR)
    }

    assert seen == {Role.EDITOR: {"url": "https://example.com/alerts"}, Role.OPERATOR: None}


def test_the_bundle_of_a_channel_is_nowhere_to_be_found(post: Post, client: APIClient) -> None:
    hidden = post.channel.bundle
    one = f"/api/v1/bundles/{hidden.pk}"

    bulk = {"ids": [str(hidden.pk)], "do": "delete"}
    (result,) = client.post("/api/v1/bundles/bulk", bulk, "json").json()["results"]

    assert client.get("/api/v1/bundles").json()["results"] == []
    assert [client.get(one).status_code, client.post(f"{one}/copy").status_code] == [404, 404]
    assert client.get(f"{one}/versions").status_code == 404
    assert (result["ok"], result["error"]["code"]) == (False, "not_found")
    assert Bundle.objects.get(pk=hidden.pk).status == "running"


def test_a_new_address_needs_no_new_version_a_new_connection_does(
    post: Post, client: APIClient
) -> None:
    one = f"{CHANNELS}/{post.channel.pk}"
    client.patch(one, {"settings": {"url": "https://example.com/2"}}, "json")
    before = BundleVersion.objects.filter(bundle=post.channel.bundle).count()
    client.patch(one, {"connection": str(post.house.target.pk)}, "json")

    assert before == 1
    assert BundleVersion.objects.filter(bundle=post.channel.bundle).count() == 2
