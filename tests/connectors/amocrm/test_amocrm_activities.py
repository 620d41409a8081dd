"""Tasks, notes, tags, links; choices of fields; many rows at once."""

import pytest

from connectors import sdk
from connectors.amocrm.connector import connector
from tests.connectors.amocrm.desk import Desk, at_desk, refusal


async def a_lead(desk: Desk, **inputs: sdk.Json) -> int:
    """Add a lead and return its id."""
    made = await desk.act("create_lead", **{"name": "Order", **inputs})
    return int(made["id"])


def test_a_task_is_put_on_a_lead() -> None:
    async def story(desk: Desk) -> None:
        lead = await a_lead(desk)

        made = await desk.act(
            "create_task", text="Call", due="2026-03-02T10:00:00+03:00", id=lead, task_type=2
        )

        task = desk.amo.account.tasks[made["id"]]
        assert (task["text"], task["complete_till"]) == ("Call", 1772434800)
        assert (task["entity_type"], task["entity_id"], task["task_type_id"]) == ("leads", lead, 2)

    at_desk(story)


def test_a_task_for_nothing_in_particular_has_a_user() -> None:
    async def story(desk: Desk) -> None:
        made = await desk.act("create_task", text="x", due="2026-03-02", responsible_user="78")

        task = desk.amo.account.tasks[made["id"]]
        assert (task["responsible_user_id"], "entity_id" in task) == (78, False)

    at_desk(story)


def test_a_note_is_added() -> None:
    async def story(desk: Desk) -> None:
        lead = await a_lead(desk)

        made = await desk.act("add_note", id=lead, text="Called")

        assert desk.amo.account.notes[made["id"]]["params"] == {"text": "Called"}

    at_desk(story)


def test_tags_are_added_to_those_that_are_there_and_some_taken_away() -> None:
    async def story(desk: Desk) -> None:
        lead = await a_lead(desk, tags=["vip", "old", "kept"])

        told = await desk.act("add_tags", id=lead, tags=["new", "VIP"], remove_tags=["Old"])

        assert told["tags"] == ["vip", "kept", "new"]
        assert [one["name"] for one in desk.entity("leads", lead)["tags"]] == told["tags"]

    at_desk(story)


def test_tags_that_change_nothing_are_not_written() -> None:
    async def story(desk: Desk) -> None:
        lead = await a_lead(desk, tags=["vip"])
        desk.amo.seen.clear()

        await desk.act("add_tags", id=lead, tags=["vip"])

        assert desk.asked() == [f"GET /leads/{lead}"]

    at_desk(story)


def test_cards_are_linked_and_parted() -> None:
    async def story(desk: Desk) -> None:
        lead = await a_lead(desk)
        contact = (await desk.act("create_contact", name="Olga"))["id"]

        await desk.act("link", id=lead, to_id=contact, is_main=True)
        assert desk.amo.account.linked("leads", lead, "contacts") == [(contact, True)]
        await desk.act("unlink", id=lead, to_id=contact)
        assert desk.amo.account.linked("leads", lead, "contacts") == []

    at_desk(story)


@pytest.mark.parametrize(
    ("action", "inputs"),
    [
        ("add_note", {"id": 1, "text": "x"}),
        ("add_tags", {"id": 1, "tags": ["x"]}),
        ("link", {"id": 1, "to_id": 2}),
        ("update_lead", {"id": 1, "name": "x"}),
    ],
)
def test_a_card_that_does_not_exist_is_the_inputs_fault(
    action: str, inputs: dict[str, sdk.Json]
) -> None:
    async def story(desk: Desk) -> None:
        await desk.act(action, **inputs)

    refused = refusal(story)

    assert (refused.remedy, refused.code) == ("fix", "not_found_by_service")


def labels(page: sdk.Page[sdk.Choice]) -> list[tuple[str, str]]:
    """Return choices as pairs."""
    return [(one.value, one.label) for one in page.items]


def test_stages_depend_on_the_pipeline_and_are_searched() -> None:
    async def story(desk: Desk) -> None:
        pipelines = await desk.choose("create_lead", "pipeline")
        stages = await desk.choose("create_lead", "status", values={"pipeline": "3200"})
        found = await desk.choose(
            "create_lead", "status", values={"pipeline": "3200"}, search="WON"
        )

        assert labels(pipelines) == [("3100", "Sales"), ("3200", "Service")]
        assert [value for value, _ in labels(stages)] == ["3201", "3202", "142", "143"]
        assert labels(found) == [("142", "Won")]

    at_desk(story)


def test_users_and_custom_fields_are_offered_page_by_page() -> None:
    async def story(desk: Desk) -> None:
        users = await desk.choose("create_lead", "responsible_user", search="oleg@")
        named = await desk.choose("create_lead", "responsible_user", search="oleg")
        fields = await desk.choose("create_contact", "custom_fields")

        assert labels(users) == []
        assert labels(named) == [("78", "Oleg Orlov")]
        assert labels(fields) == [("501", "Email"), ("502", "Phone"), ("503", "Birthday")]

    at_desk(story)


def test_tags_are_searched_by_the_service_and_paged() -> None:
    async def story(desk: Desk) -> None:
        await a_lead(desk, tags=[f"tag {place}" for place in range(300)])

        first = await desk.choose("create_lead", "tags")
        second = await desk.choose("create_lead", "tags", page=first.next)
        found = await desk.choose("create_lead", "tags", search="TAG 299")

        assert (len(first.items), len(second.items), second.next) == (250, 50, None)
        assert labels(found) == [("tag 299", "tag 299")]
        assert labels(await desk.choose("create_contact", "tags")) == []

    at_desk(story)


def test_many_contacts_go_in_batches_and_bad_rows_are_told() -> None:
    async def story(desk: Desk) -> None:
        rows: list[sdk.Json] = [
            {"name": f"Person {place}", "email": f"{place}@example.org", "tags": ["import"]}
            for place in range(60)
        ]
        rows[3] = {"name": "x", "responsible_user": "99"}
        rows[55] = "not a row"

        told = await desk.act("create_contacts", rows=rows)

        assert (told["total"], told["succeeded"], told["failed"]) == (60, 58, 2)
        assert "no such user" in told["rows"][3]["error"]
        assert told["rows"][55]["error"] == "The row is not an object."
        assert desk.entity("contacts", int(told["rows"][59]["id"]))["name"] == "Person 59"
        assert desk.asked() == ["POST /contacts"] * 3

    at_desk(story)


def test_many_leads_ask_for_custom_fields_once() -> None:
    async def story(desk: Desk) -> None:
        rows: list[sdk.Json] = [
            {"name": "a", "price": 1, "custom_fields": {"Colour": "Red"}},
            {"name": "b", "custom_fields": {"Colour": "Pink"}},
        ]

        told = await desk.act("create_leads", rows=rows)

        assert [one["ok"] for one in told["rows"]] == [True, False]
        assert desk.asked() == ["GET /leads/custom_fields", "POST /leads"]

    at_desk(story)


def test_what_is_kept_of_an_account_are_its_custom_fields() -> None:
    async def story(desk: Desk) -> None:
        assert connector.metadata is not None

        kept = await connector.metadata(desk.call())

        assert isinstance(kept, dict)
        assert {kind: len(fields) for kind, fields in kept.items()} == {
            "leads": 6,
            "contacts": 3,
            "companies": 3,
        }

    at_desk(story)
