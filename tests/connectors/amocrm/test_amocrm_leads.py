"""Leads: written with stages, custom fields, tags and links; duplicates; found again."""

import pytest

from connectors import sdk
from tests.connectors.amocrm.desk import Desk, at_desk, refusal, values


async def a_contact(desk: Desk, **inputs: sdk.Json) -> int:
    """Add a contact and return its id."""
    made = await desk.act("create_contact", **{"name": "Olga", **inputs})
    return int(made["id"])


def test_a_lead_is_written_whole_in_one_request() -> None:
    async def story(desk: Desk) -> None:
        contact = await a_contact(desk)
        desk.amo.seen.clear()

        made = await desk.act(
            "create_lead",
            name="Order 17",
            price="5000,4",
            pipeline="3200",
            status="3202",
            responsible_user="78",
            contact=contact,
            tags=["vip", "vip", "site"],
        )

        lead = desk.entity("leads", made["id"])
        assert (lead["name"], lead["price"], lead["responsible_user_id"]) == ("Order 17", 5000, 78)
        assert (lead["pipeline_id"], lead["status_id"]) == (3200, 3202)
        assert [one["name"] for one in lead["tags"]] == ["vip", "site"]
        assert desk.amo.account.linked("leads", made["id"], "contacts") == [(contact, True)]
        assert desk.asked() == ["POST /leads"]
        assert made["outcome"] == "created"
        assert made["link"] == f"{desk.amo.url}/leads/detail/{made['id']}"

    at_desk(story)


@pytest.mark.parametrize(
    ("name", "given", "kept"),
    [
        ("Source", 5, ["5"]),
        ("source", "site", ["site"]),
        ("888", "site", ["site"]),
        ("Area", "12,5", ["12.5"]),
        ("Urgent", "да", [True]),
        ("Delivery", "2026-03-01", [1772366400]),
        ("Delivery", "2026-03-01T09:00:00+03:00", [1772344800]),
        ("Delivery", 1772344800, [1772344800]),
        ("Colour", "blue", ["Blue"]),
        ("Colour", "12001", ["Red"]),
        ("Extras", ["Box", "card"], ["Box", "Card"]),
        ("Extras", "Box", ["Box"]),
    ],
)
def test_custom_fields_are_written_by_name_as_their_type_wants(
    name: str, given: sdk.Json, kept: list[sdk.Json]
) -> None:
    async def story(desk: Desk) -> None:
        made = await desk.act("create_lead", name="a", custom_fields={name: given})

        assert list(values(desk.entity("leads", made["id"])).values()) == [kept]

    at_desk(story)


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"Sauce": "hot"}, "custom_field_unknown"),
        ({"Colour": "Green"}, "custom_field_value"),
        ({"Colour": ["Red", "Blue"]}, "custom_field_value"),
        ({"Area": "big"}, "custom_field_value"),
        ({"Delivery": "tomorrow"}, "custom_field_value"),
    ],
)
def test_a_value_that_does_not_suit_its_field_is_refused_before_anything_is_written(
    fields: sdk.JsonObject, code: str
) -> None:
    async def story(desk: Desk) -> None:
        try:
            await desk.act("create_lead", name="a", custom_fields=fields)
        finally:
            assert desk.amo.account.entities["leads"] == {}

    refused = refusal(story)

    assert (refused.code, refused.field, refused.remedy) == (code, "custom_fields", "fix")


def test_empty_values_leave_the_account_unasked_and_unchanged() -> None:
    async def story(desk: Desk) -> None:
        made = await desk.act("create_lead", name="a", price=7, custom_fields={"Source": ""})
        await desk.act("update_lead", id=made["id"], name="", custom_fields={"Source": None})

        assert desk.entity("leads", made["id"])["price"] == 7
        assert desk.asked() == ["POST /leads"]

    at_desk(story)


def test_custom_fields_known_from_the_last_refresh_are_not_asked_for_again() -> None:
    async def story(desk: Desk) -> None:
        colour: dict[str, sdk.Json] = {"id": 892, "name": "Colour", "code": None, "type": "select"}
        desk.metadata = {"leads": [{**colour, "enums": [{"id": 12001, "value": "Red"}]}]}

        await desk.act("create_lead", name="a", custom_fields={"Colour": "Red"})
        assert desk.asked() == ["POST /leads"]
        made = await desk.act("create_lead", name="b", custom_fields={"Colour": "Blue"})

        assert values(desk.entity("leads", made["id"])) == {"Colour": ["Blue"]}

    at_desk(story)


def test_a_refused_write_tells_the_field_and_the_reason() -> None:
    async def story(desk: Desk) -> None:
        await desk.act("create_lead", name="a", pipeline="9")

    refused = refusal(story)

    assert (refused.remedy, refused.status) == ("fix", 400)
    assert "pipeline_id: There is no such pipeline." in refused.message


@pytest.mark.parametrize(
    ("policy", "outcome", "leads", "price"),
    [("skip", "found", 1, 0), ("update_or_create", "updated", 1, 9), ("create", "created", 2, 0)],
)
def test_an_open_lead_of_the_contact_is_a_duplicate(
    policy: str, outcome: str, leads: int, price: int
) -> None:
    async def story(desk: Desk) -> None:
        contact = await a_contact(desk)
        first = await desk.act("create_lead", name="a", contact=contact)

        second = await desk.act(
            "create_lead", name="b", price=9, contact=contact, on_duplicate=policy
        )

        assert second["outcome"] == outcome
        assert len(desk.amo.account.entities["leads"]) == leads
        assert desk.entity("leads", first["id"])["price"] == price

    at_desk(story)


def test_a_closed_lead_is_no_duplicate_and_a_missing_one_is_told() -> None:
    async def story(desk: Desk) -> None:
        made = await desk.act("create_lead", name="a")
        await desk.act("update_lead", id=made["id"], pipeline="3100", status="142")

        missing = await desk.act("create_lead", name="A", on_duplicate="update_only")

        assert (missing["id"], missing["outcome"]) == (None, "missing")

    at_desk(story)


def test_a_lead_is_found_by_id_by_contact_and_by_text() -> None:
    async def story(desk: Desk) -> None:
        contact = await a_contact(desk)
        won = await desk.act("create_lead", name="Order 1", contact=contact)
        await desk.act("update_lead", id=won["id"], pipeline="3100", status="142")
        made = await desk.act("create_lead", name="Order 2", contact=contact, price=3)

        by_id = await desk.act("find_lead", id=made["id"])
        by_contact = await desk.act("find_lead", contact=contact, only_open=True)
        by_text = await desk.act("find_lead", query="order", pipeline="3100", status="142")

        assert (by_id["item"]["price"], by_id["item"]["contact_id"]) == (3, contact)
        assert [one["id"] for one in by_contact["items"]] == [made["id"]]
        assert [one["id"] for one in by_text["items"]] == [won["id"]]

    at_desk(story)


def test_finding_nothing_is_no_error() -> None:
    async def story(desk: Desk) -> None:
        for inputs in ({"id": 1}, {"contact": 1}, {"query": "x"}):
            found = await desk.act("find_lead", **inputs)
            assert (found["found"], found["count"], found["item"]) == (False, 0, None)

    at_desk(story)


def test_looking_for_nothing_is_refused() -> None:
    async def story(desk: Desk) -> None:
        await desk.act("find_lead")

    assert refusal(story).code == "nothing_to_look_for"


async def both(desk: Desk, **inputs: sdk.Json) -> sdk.Json:
    """Create a lead with its contact."""
    made: sdk.Json = await desk.act(
        "create_lead_with_contact",
        name="Order",
        contact_name="Olga",
        contact_email="olga@example.org",
        tags=["site"],
        **inputs,
    )
    return made


def test_a_lead_and_its_new_contact_and_company_are_made_together() -> None:
    async def story(desk: Desk) -> None:
        made = await both(desk, company_name="LLC", custom_fields={"Source": "site"})

        assert isinstance(made, dict)
        contact = desk.entity("contacts", made["contact_id"])
        assert values(contact) == {"Email": ["olga@example.org"]}
        assert values(desk.entity("leads", made["id"])) == {"Source": ["site"]}
        assert desk.entity("companies", made["company_id"])["name"] == "LLC"
        assert made["outcome"] == "created"

    at_desk(story)


def test_a_lead_without_anything_about_its_contact_is_made_alone() -> None:
    async def story(desk: Desk) -> None:
        made = await desk.act("create_lead_with_contact", name="Order", contact_name="")

        assert (made["contact_id"], made["outcome"]) == (None, "created")

    at_desk(story)


@pytest.mark.parametrize(
    ("policy", "outcome", "name"),
    [("skip", "found", "Anna"), ("update_or_create", "updated", "Olga")],
)
def test_a_lead_is_linked_to_the_contact_that_is_there(
    policy: str, outcome: str, name: str
) -> None:
    async def story(desk: Desk) -> None:
        contact = await a_contact(desk, name="Anna", email="OLGA@example.org")

        made = await both(desk, on_duplicate=policy)

        assert isinstance(made, dict)
        assert (made["contact_id"], made["outcome"]) == (contact, outcome)
        assert desk.entity("contacts", contact)["name"] == name
        linked = desk.amo.account.linked("leads", made["id"], "contacts")
        assert linked == [(contact, True)]

    at_desk(story)


def test_no_lead_is_made_for_a_contact_that_must_be_there_and_is_not() -> None:
    async def story(desk: Desk) -> None:
        made = await both(desk, on_duplicate="update_only")

        assert isinstance(made, dict)
        assert made["outcome"] == "missing"
        assert desk.amo.account.entities["leads"] == {}

    at_desk(story)
