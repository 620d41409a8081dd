"""What each step of a draft would do, told without doing it."""

import json
from datetime import timedelta
from typing import Any

import pytest
from rest_framework.test import APIClient

from engine.accounts.models import Role
from engine.bundles.models import Bundle
from engine.connections.models import Connection
from engine.connections.services import Draft, create
from engine.journal.models import Entry
from engine.kernel.clock import now, written
from engine.queue.models import Run
from engine.rehearsal.models import Sample
from tests.connectors.loopback import LOOPBACK
from tests.engine.bundles.conftest import House
from tests.engine.rehearsal.stage import EVENT, ask, catch, journal_run, listening
from tests.factories import a_client

pytestmark = pytest.mark.django_db(transaction=True)

AMOUNT = {"value": "{{ trigger.body.amount }}", "is": "greater", "than": 10}
NEVER = {"value": "{{ trigger.body.email }}", "is": "empty"}


@pytest.fixture
def house(house: House, settings: Any) -> House:
    """A workspace with a caught event, whose calls may go to loopback."""
    settings.ALLOWED_NETWORKS = LOOPBACK
    catch(house.hook, EVENT)
    return house


def a_draft(house: House, *steps: Any) -> Bundle:
    return house.a_draft(house.definition(steps=list(steps)))


def rehearsed(client: APIClient, bundle: Bundle, **wish: Any) -> Any:
    """Return the first event of a rehearsal."""
    return ask(client, bundle, "rehearse", **wish)["events"][0]


def walked(client: APIClient, house: House, *steps: Any, **wish: Any) -> Any:
    """Return what a rehearsal tells of these steps, by their paths, and of the whole."""
    told = rehearsed(client, a_draft(house, *steps), **wish)
    return {step["path"]: step for step in told["steps"]}, told


def filtering(when: Any, name: str = "check") -> Any:
    return {"id": name, "kind": "filter", "when": when}


def test_an_action_shows_the_request_it_would_send_and_nobody_hears_of_it(
    house: House, client: APIClient
) -> None:
    with listening() as there:
        fields = {
            "url": there.url("/in"),
            "query": {"q": "{{ trigger.body.amount }}"},
            "body": {"email": "{{ trigger.body.email }}"},
        }
        steps, told = walked(client, house, house.sending(fields=fields))

    [request] = steps["send"]["requests"]
    assert there.asked == []
    assert (told["status"], steps["send"]["status"]) == ("succeeded", "would_send")
    assert (request["method"], request["url"]) == ("POST", there.url("/in?q=12"))
    assert request["body"] == {"email": "anna@example.com"}
    assert request["headers"]["Content-Type"] == "application/json"
    assert steps["send"]["input"]["body"] == {"email": "anna@example.com"}


def test_nothing_is_written_anywhere(house: House, client: APIClient) -> None:
    bundle = a_draft(house, house.sending())
    rows = Entry.objects.count()
    before = Connection.objects.values().get(pk=house.target.pk)

    rehearsed(client, bundle)

    assert Entry.objects.count() == rows
    assert not Run.objects.exists()
    assert not Sample.objects.exists()
    assert Connection.objects.values().get(pk=house.target.pk) == before


def test_a_filter_decides_for_real_and_shows_what_it_saw(house: House, client: APIClient) -> None:
    steps, told = walked(
        client, house, filtering({"all": [AMOUNT]}), filtering(NEVER, "never"), house.sending()
    )

    assert told["status"] == "filtered"
    assert [step["status"] for step in told["steps"]] == ["passed", "filtered"]
    assert steps["check"]["parts"] == [
        {"path": "/all/0", "value": "12", "than": 10, "passes": True, "error": None}
    ]
    assert steps["never"]["parts"][0]["value"] == "anna@example.com"


def test_a_router_takes_its_branches_for_real_and_shows_each_condition(
    house: House, client: APIClient
) -> None:
    branches = [
        {"name": "None", "when": NEVER, "steps": [house.sending(id="first")]},
        {"name": "Large", "when": AMOUNT, "steps": [house.sending(id="second")]},
        {"name": "Others", "steps": [house.sending(id="third")]},
    ]

    steps, _ = walked(client, house, {"id": "way", "kind": "router", "branches": branches})

    assert set(steps) == {"way", "second"}
    assert steps["way"]["branch"] == ["Large"]
    asked = {one["name"]: one["parts"][0]["passes"] for one in steps["way"]["branches"]}
    assert asked == {"None": False, "Large": True}


def test_a_loop_goes_over_its_first_items_and_says_how_many_there_are(
    house: House, client: APIClient
) -> None:
    inner = house.sending(fields={"url": "https://example.com/{{ item.sku }}/{{ index }}"})
    loop = {"id": "each", "kind": "loop", "over": "{{ trigger.rows }}", "steps": [inner]}
    event = {"rows": [{"sku": letter} for letter in "ABCDE"]}

    steps, _ = walked(client, house, loop, event=event)

    assert steps["each"]["output"] == {"count": 5}
    assert list(steps) == ["each", "each[0].send", "each[1].send", "each[2].send"]
    assert steps["each[2].send"]["requests"][0]["url"] == "https://example.com/C/2"


def test_a_delay_says_until_when_and_the_walk_goes_on(house: House, client: APIClient) -> None:
    steps, _ = walked(
        client, house, {"id": "wait", "kind": "delay", "for": "PT1H"}, house.sending()
    )

    assert steps["wait"]["status"] == "waited"
    assert steps["wait"]["output"]["until"] > written(now() + timedelta(minutes=59))
    assert steps["wait"]["output"]["until"].endswith("Z")
    assert steps["send"]["status"] == "would_send"


def test_an_answer_and_a_stop_are_shown(house: House, client: APIClient) -> None:
    amount, email = "{{ trigger.body.amount }}", "{{ trigger.body.email }}"
    answer = {"id": "reply", "kind": "respond", "status": 201, "body": {"n": amount}}
    stop = {"id": "end", "kind": "stop", "result": "failed", "message": f"No {email}"}

    steps, told = walked(client, house, answer, stop, house.sending())

    assert steps["reply"]["status"] == "would_answer"
    assert steps["reply"]["output"] == {"status": 201, "headers": {}, "body": {"n": "12"}}
    assert steps["end"]["status"] == "stopped"
    assert steps["end"]["output"] == {"message": "No anna@example.com", "result": "failed"}
    assert (told["status"], told["error"]["code"]) == ("failed", "stopped")
    assert "send" not in steps


def test_later_steps_work_with_the_sample_of_an_action_and_say_so(
    house: House, client: APIClient
) -> None:
    bundle = house.a_published_bundle()
    ran = {"id": "send", "kind": "action", "status": "succeeded", "output": {"status": 299}}
    journal_run(bundle, EVENT, ran)
    second = house.sending(id="more", fields={"url": "https://example.com/{{ send.status }}"})
    changed = house.definition(steps=[house.sending(), second])
    sent = {"definition": changed, "revision": bundle.revision}
    client.patch(f"/api/v1/bundles/{bundle.pk}", sent, format="json")

    first, more = rehearsed(client, bundle)["steps"]

    assert (first["output"], first["origin"]) == ({"status": 299}, "run")
    assert more["requests"][0]["url"] == "https://example.com/299"


def test_secrets_of_a_login_are_shown_nowhere(house: House, client: APIClient) -> None:
    auth = {"kind": "api_key", "value": "hush-hush-hush"}
    shop = create(house.workspace, Draft("http", "Shop", auth, {}))
    fields = {
        "url": "https://example.com/?token=hush-hush-hush",
        "body": {"a": "my hush-hush-hush"},
    }

    _, told = walked(client, house, house.sending(connection=str(shop.pk), fields=fields))

    request = told["steps"][0]["requests"][0]
    assert request["headers"]["Authorization"] == "***"
    assert "hush" not in json.dumps(request)


def test_a_mail_is_shown_as_it_would_be_written(house: House, client: APIClient) -> None:
    auth = {"kind": "basic", "user": "shop@example.com", "password": "hush-hush"}
    post = create(house.workspace, Draft("email", "Post", auth, {"host": "192.0.2.25"}))
    house_steps = {
        "id": "send",
        "kind": "action",
        "connection": str(post.pk),
        "action": "send",
        "fields": {
            "to": "{{ trigger.body.email }}",
            "subject": "Привет",
            "text": "Сумма {{ trigger.body.amount }}",
        },
    }

    steps, _ = walked(client, house, house_steps)

    [request] = steps["send"]["requests"]
    assert request["method"] == "SMTP"
    assert request["headers"]["RCPT TO"] == "anna@example.com"
    assert request["body"]["subject"] == "Привет"
    assert request["body"]["text"].strip() == "Сумма 12"


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"url": "{{ trigger.body.email }}"}, "input_wrong_kind"),
        ({"url": "{{ trigger.body.nothing }}"}, "input_required"),
        ({"url": "http://10.1.2.3/"}, "address_refused"),
        ({"url": "https://example.com", "body": "{{ 'x' | pad: 100000000 }}"}, "text_too_long"),
    ],
)
def test_an_action_that_would_fail_says_why_and_ends_the_walk_as_the_run(
    house: House, client: APIClient, fields: Any, code: str
) -> None:
    steps, told = walked(client, house, house.sending(fields=fields), house.sending(id="more"))

    assert (told["status"], list(steps)) == ("failed", ["send"])
    assert (steps["send"]["status"], steps["send"]["error"]["code"]) == ("failed", code)
    assert told["error"]["code"] == code
    assert steps["send"]["error"]["message"]


def test_what_would_fail_leads_to_the_steps_for_errors(house: House, client: APIClient) -> None:
    rescue = house.sending(id="tell", fields={"url": "https://example.com/{{ error.code }}"})
    broken = house.sending(
        fields={"url": "{{ trigger.body.nothing }}"}, on_error={"steps": [rescue]}
    )

    steps, _ = walked(client, house, broken)

    assert steps["send"]["status"] == "failed"
    assert steps["tell"]["requests"][0]["url"] == "https://example.com/input_required"


def test_an_unfinished_step_says_so_and_the_walk_goes_on(house: House, client: APIClient) -> None:
    lost = house.sending(fields={"url": "https://example.com", "body": "{{ nobody.knows }}"})
    wait = {"id": "wait", "kind": "delay"}

    steps, told = walked(client, house, lost, wait, house.sending(id="more"))

    assert told["status"] == "unfinished"
    assert [step["status"] for step in told["steps"]] == ["unfinished", "unfinished", "would_send"]
    assert steps["send"]["mistakes"][0]["code"] == "unknown_reference"
    assert steps["send"]["requests"] == []
    assert steps["wait"]["error"]["path"] == "/definition/steps/1/for"


def test_a_connection_that_is_signed_out_is_named_and_its_token_left_alone(
    house: House, client: APIClient
) -> None:
    Connection.objects.filter(pk=house.target.pk).update(status="needs_login")

    steps, _ = walked(client, house, house.sending())

    assert steps["send"]["error"]["code"] == "connection_needs_login"
    assert steps["send"]["error"]["remedy"] == "reconnect"


def test_without_an_event_up_to_five_different_ones_are_rehearsed(
    house: House, client: APIClient
) -> None:
    for number in range(7):
        catch(house.hook, {"body": {"amount": number % 6}})
    bundle = a_draft(house, filtering(AMOUNT))

    told = ask(client, bundle, "rehearse")["events"]

    assert [one["event"]["body"]["amount"] for one in told] == [0, 5, 4, 3, 2]
    assert {one["origin"] for one in told} == {"caught"}


def test_an_empty_bundle_is_rehearsed_with_what_is_declared(
    house: House, client: APIClient
) -> None:
    told = rehearsed(client, house.a_draft({"trigger": {}, "steps": [house.sending()]}))

    assert (told["event"], told["origin"]) == ({}, "declared")


def test_what_is_more_than_a_screen_holds_is_cut_short(house: House, client: APIClient) -> None:
    steps: list[Any] = [{"id": f"s{n}", "kind": "delay", "for": "PT1S"} for n in range(40)]
    for depth in range(3):
        steps = [{"id": f"l{depth}", "kind": "loop", "over": [1, 2, 3, 4], "steps": steps}]

    _, told = walked(client, house, *steps)

    assert told["status"] == "cut_short"
    assert len(told["steps"]) == 300


def test_operators_may_rehearse_and_viewers_not(house: House) -> None:
    bundle = a_draft(house, house.sending())
    answers = [
        a_client(house.workspace, role=role).post(
            f"/api/v1/bundles/{bundle.pk}/rehearse", {}, format="json"
        )
        for role in (Role.OPERATOR, Role.VIEWER)
    ]

    assert [one.status_code for one in answers] == [200, 403]
