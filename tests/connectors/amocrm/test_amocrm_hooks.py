"""Webhooks: made by API, sent by the account, read by the triggers."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest

from connectors import sdk
from connectors.amocrm.connector import HOOKS, connector
from tests.connectors.amocrm.desk import Desk, at_desk, refusal
from tests.connectors.amocrm.inbox import NOON, Inbox, accepted, open_inbox, read

ALL = tuple(sorted(HOOKS))
ACCOUNT = {"account[id]": "555", "account[subdomain]": "sub"}


def subscription() -> sdk.Subscription:
    """Return the connector's subscription."""
    assert connector.subscription is not None
    return connector.subscription


async def armed(desk: Desk, inbox: Inbox, *events: str) -> sdk.Wanted:
    """Have events sent to the inbox, and return what was wanted."""
    wanted = sdk.Wanted(inbox.url, events or ALL)
    await subscription().arm(desk.call(), wanted)
    return wanted


def form(fields: dict[str, str]) -> bytes:
    """Write a request as amoCRM does."""
    return urlencode({**fields, **ACCOUNT}).encode()


def payload(item: sdk.Item) -> dict[str, Any]:
    """Return an item's payload."""
    assert isinstance(item.payload, dict)
    return item.payload


def test_a_stage_change_arrives_with_both_stages() -> None:
    async def story(desk: Desk) -> None:
        async with open_inbox() as inbox:
            await armed(desk, inbox)
            lead = desk.amo.person.add(
                "leads",
                name="Order",
                price=5000,
                custom_fields_values=[{"field_id": 888, "values": [{"value": "site"}]}],
            )
            desk.amo.person.edit("leads", lead, status_id=142, pipeline_id=3200)
            await desk.amo.outbox.drained()

            (item,) = inbox.items("lead_stage_changed")
            event = payload(item)
            assert (event["id"], event["status_id"], event["old_status_id"]) == (lead, 142, 3102)
            assert (event["pipeline_id"], event["old_pipeline_id"]) == (3200, 3100)
            assert (event["price"], event["updated_by"]) == (5000, 78)
            assert event["custom_fields"] == {"Source": "site"}
            assert event["account"]["subdomain"] == "sub"
            assert item.at == NOON

    at_desk(story)


def test_a_stage_change_within_a_pipeline_has_that_pipeline_on_both_sides() -> None:
    body = form({"leads[status][0][id]": "1", "leads[status][0][pipeline_id]": "3100"})

    (item,) = read("lead_stage_changed", body)

    assert payload(item)["old_pipeline_id"] == 3100


def test_each_trigger_reads_its_own_kind_out_of_one_request() -> None:
    async def story(desk: Desk) -> None:
        async with open_inbox() as inbox:
            await armed(desk, inbox)
            await desk.act(
                "create_lead_with_contact",
                name="Order",
                contact_name="Olga",
                contact_email="olga@example.org",
                company_name="LLC",
            )
            await desk.amo.outbox.drained()

            assert len(inbox.bodies) == 1
            found = {name: len(inbox.items(name)) for name in ALL if inbox.items(name)}
            assert found == {"lead_added": 1, "contact_added": 1, "company_added": 1}
            contact = payload(inbox.items("contact_added")[0])
            assert (contact["email"], contact["emails"]) == (
                "olga@example.org",
                ["olga@example.org"],
            )

    at_desk(story)


def test_every_kind_of_event_arrives() -> None:
    async def story(desk: Desk) -> None:
        async with open_inbox() as inbox:
            await armed(desk, inbox)
            for kind in ("leads", "contacts", "companies"):
                id_ = desk.amo.person.add(kind, name="x")
                desk.amo.person.edit(kind, id_, name="y", responsible_user_id=78)
                desk.amo.person.delete(kind, id_)
                desk.amo.person.restore(kind, id_)
            await desk.act("create_task", text="x", due="2026-03-02")
            await desk.amo.outbox.drained()

            missing = {name for name in ALL if not inbox.items(name)}
            # Companies that were deleted look like contacts: amoCRM does not say what they were.
            assert missing == {
                "lead_stage_changed",
                "lead_note_added",
                "company_deleted",
                "task_updated",
                "task_deleted",
            }

    at_desk(story)


def test_several_items_in_one_request_are_several_events_in_order() -> None:
    async def story(desk: Desk) -> None:
        async with open_inbox() as inbox:
            await armed(desk, inbox, "lead_added")
            await desk.act("create_leads", rows=[{"name": name} for name in ("a", "b", "c")])
            await desk.amo.outbox.drained()

            items = inbox.items("lead_added")
            assert [payload(one)["name"] for one in items] == ["a", "b", "c"]
            assert len({one.id for one in items}) == 3

    at_desk(story)


def test_a_change_of_many_cards_at_once_comes_through() -> None:
    fields = {f"leads[update][{place}][id]": str(place) for place in range(3_000)}

    assert len(read("lead_updated", form(fields))) == 3_000


def test_a_request_sent_again_is_the_same_event_and_a_later_change_another() -> None:
    async def story(desk: Desk) -> None:
        async with open_inbox() as inbox:
            await armed(desk, inbox, "lead_updated")
            lead = desk.amo.person.add("leads", name="a")
            inbox.status = 500
            desk.amo.person.edit("leads", lead, price=1)
            await desk.amo.outbox.drained()
            inbox.status = 200
            desk.amo.person.edit("leads", lead, price=2)
            await desk.amo.outbox.drained()

            ids = [one.id for one in inbox.items("lead_updated")]
            assert len(ids) == 4
            assert len(set(ids)) == 2

    at_desk(story)


def test_a_deletion_counts_once_a_day() -> None:
    body = form({"leads[delete][0][id]": "9001"})

    first, again, later = (
        read("lead_deleted", body, received_at=NOON + timedelta(hours=passed))[0].id
        for passed in (0, 1, 24)
    )

    assert first == again != later


def test_dates_may_come_bare_and_names_with_a_value_and_parts() -> None:
    row = "contacts[update][0]"
    body = form(
        {
            f"{row}[id]": "3001",
            f"{row}[last_modified]": "1772366400",
            f"{row}[custom_fields][0][id]": "503",
            f"{row}[custom_fields][0][name]": "Birthday",
            f"{row}[custom_fields][0][values][0]": "641520000",
            f"{row}[custom_fields][1][id]": "777",
            f"{row}[custom_fields][1][name]": "Extras",
            f"{row}[custom_fields][1][values][0][value]": "Box",
            f"{row}[custom_fields][1][values][0]": "13001",
            f"{row}[custom_fields][1][values][1][value]": "Card",
        }
    )

    (item,) = read("contact_updated", body)

    assert payload(item)["custom_fields"] == {"Birthday": "641520000", "Extras": ["Box", "Card"]}
    assert payload(item)["updated_at"] == 1772366400


def test_a_note_has_its_text() -> None:
    note = "leads[note][0][note]"
    body = form(
        {
            f"{note}[id]": "8001",
            f"{note}[text]": "Paid",
            f"{note}[element_id]": "9001",
            f"{note}[type]": "4",
            f"{note}[type][name]": "common",
        }
    )

    (item,) = read("lead_note_added", body)

    assert (payload(item)["text"], payload(item)["element_id"]) == ("Paid", 9001)


@pytest.mark.parametrize(
    "body", [b"a=1", b"leads[add][0][id]=1", urlencode(ACCOUNT).encode(), b'{"leads": 1}', b"[]"]
)
def test_a_foreign_request_is_refused(body: bytes) -> None:
    with pytest.raises(sdk.PayloadRejected) as refused:
        read("lead_added", body)

    assert refused.value.code == "not_amocrm"


def test_a_kind_of_event_that_nobody_reads_is_no_error() -> None:
    body = form({"unsorted[add][0][uid]": "x", "customers[add][0][id]": "1"})

    assert [read(name, body) for name in ALL] == [()] * len(ALL)


def test_an_empty_request_only_asks_whether_the_address_works() -> None:
    found = connector.trigger("lead_added")
    assert isinstance(found, sdk.WebhookTrigger)
    nothing = sdk.HookRequest("POST", {}, {}, b"", NOON, sdk.Credentials({}), {})

    assert isinstance(found.read(nothing), sdk.Probe)


@pytest.mark.parametrize(
    ("fields", "wanted"),
    [
        ({}, True),
        ({"pipeline": "3100"}, True),
        ({"pipeline": "3100", "status": "142"}, True),
        ({"pipeline": "3200", "status": "142"}, False),
        ({"status": "143"}, False),
        ({"except_user": "77"}, False),
        ({"except_user": "78"}, True),
    ],
)
def test_a_bundle_watches_a_pipeline_and_a_stage_and_not_itself(
    fields: dict[str, sdk.Json], wanted: bool
) -> None:
    event = {"pipeline_id": 3100, "status_id": 142, "updated_by": 77}

    assert accepted("lead_stage_changed", event, fields) is wanted


def test_one_address_is_registered_once_and_changed_when_more_is_wanted() -> None:
    async def story(desk: Desk) -> None:
        async with open_inbox() as inbox:
            wanted = await armed(desk, inbox, "lead_added")
            desk.amo.seen.clear()
            await subscription().arm(desk.call(), wanted)
            assert desk.asked() == ["GET /webhooks"]

            await armed(desk, inbox, "lead_added", "lead_stage_changed")

            (hook,) = desk.amo.hooks.registered.values()
            assert hook.settings == ["add_lead", "status_lead"]

    at_desk(story)


def test_a_webhook_that_the_account_switched_off_is_noticed_and_made_again() -> None:
    async def story(desk: Desk) -> None:
        async with open_inbox() as inbox:
            wanted = await armed(desk, inbox, "lead_added")
            stands = subscription().stands
            assert stands is not None
            assert await stands(desk.call(), wanted)
            inbox.status = 500
            for name in ("a", "b"):
                desk.amo.person.add("leads", name=name)
            await desk.amo.outbox.drained()
            assert not await stands(desk.call(), wanted)

            await subscription().arm(desk.call(), wanted)

            assert await stands(desk.call(), wanted)

    at_desk(story)


def test_a_webhook_is_taken_away_and_missing_it_is_no_error() -> None:
    async def story(desk: Desk) -> None:
        async with open_inbox() as inbox:
            wanted = await armed(desk, inbox, "lead_added")

            await subscription().disarm(desk.call(), wanted)
            await subscription().disarm(desk.call(), wanted)

            assert desk.amo.hooks.registered == {}

    at_desk(story)


@pytest.mark.parametrize(
    ("change", "remedy", "code"),
    [("is_admin", "fix", "forbidden_by_service"), ("is_paid", "stop", "plan_limit")],
)
def test_an_account_that_may_have_no_webhooks_says_so(change: str, remedy: str, code: str) -> None:
    async def story(desk: Desk) -> None:
        setattr(desk.amo.account, change, False)
        await subscription().arm(desk.call(), sdk.Wanted("http://127.0.0.1/", ("lead_added",)))

    refused = refusal(story)

    assert (refused.remedy, refused.code) == (remedy, code)
