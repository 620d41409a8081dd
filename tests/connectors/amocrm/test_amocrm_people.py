"""Contacts and companies: duplicates by e-mail and phone, merging of many values, finding."""

import pytest

from connectors import sdk
from tests.connectors.amocrm.desk import Desk, at_desk, refusal, values

OLGA: dict[str, sdk.Json] = {
    "name": "Olga",
    "email": "olga@example.org",
    "phone": "+7 (916) 123-45-67",
}


@pytest.mark.parametrize(
    "again",
    [
        {"email": "Olga@Example.ORG"},
        {"phone": "8 916 123 45 67"},
        {"email": "other@example.org", "phone": "79161234567"},
    ],
)
@pytest.mark.parametrize("kind", ["contact", "company"])
def test_a_person_is_known_by_e_mail_or_phone_however_written(
    kind: str, again: dict[str, sdk.Json]
) -> None:
    async def story(desk: Desk) -> None:
        first = await desk.act(f"create_{kind}", **OLGA)

        second = await desk.act(f"create_{kind}", name="O. Petrova", **again, on_duplicate="skip")

        assert (second["id"], second["outcome"]) == (first["id"], "found")
        assert (second["name"], second["email"]) == ("Olga", "olga@example.org")

    at_desk(story)


@pytest.mark.parametrize(
    ("again", "match"),
    [
        ({"email": "lga@example.org"}, []),
        ({"phone": "123-45-67"}, []),
        ({"email": "olga@example.org"}, ["phone"]),
    ],
)
def test_what_only_looks_alike_is_no_duplicate(
    again: dict[str, sdk.Json], match: list[sdk.Json]
) -> None:
    async def story(desk: Desk) -> None:
        await desk.act("create_contact", **OLGA)

        second = await desk.act("create_contact", **again, match=match)

        assert second["outcome"] == "created"

    at_desk(story)


def test_an_update_adds_e_mails_and_phones_to_those_that_are_there() -> None:
    async def story(desk: Desk) -> None:
        made = await desk.act("create_contact", **OLGA, custom_fields={"Birthday": "1990-05-01"})

        again = await desk.act(
            "create_contact", first_name="Olga", email=["OLGA@example.org", "work@example.org"]
        )

        entity = desk.entity("contacts", made["id"])
        assert (again["outcome"], again["first_name"]) == ("updated", "Olga")
        assert values(entity) == {
            "Email": ["olga@example.org", "work@example.org"],
            "Phone": ["+7 (916) 123-45-67"],
            "Birthday": [641563200],
        }

    at_desk(story)


def test_an_update_adds_tags_and_links_to_those_that_are_there() -> None:
    async def story(desk: Desk) -> None:
        one, other = [await desk.act("create_company", name=name) for name in ("A", "B")]
        made = await desk.act("create_contact", **OLGA, tags=["vip"], company=one["id"])

        for _ in range(2):
            await desk.act("create_contact", **OLGA, tags=["VIP", "site"], company=other["id"])

        contact = desk.entity("contacts", made["id"])
        linked = desk.amo.account.linked("contacts", made["id"], "companies")
        assert [tag["name"] for tag in contact["tags"]] == ["vip", "site"]
        assert {id_ for id_, _ in linked} == {one["id"], other["id"]}
        assert desk.asked().count(f"POST /contacts/{made['id']}/link") == 1

    at_desk(story)


def test_values_that_are_there_already_are_not_written_again() -> None:
    async def story(desk: Desk) -> None:
        made = await desk.act("create_contact", **OLGA)
        desk.amo.seen.clear()

        await desk.act("update_contact", id=made["id"], email="OLGA@example.org")

        assert desk.asked() == [f"GET /contacts/{made['id']}"]

    at_desk(story)


def test_a_contact_is_changed_and_its_company_linked() -> None:
    async def story(desk: Desk) -> None:
        company = await desk.act("create_company", name="LLC", custom_fields={"603": "LLC One"})
        made = await desk.act("create_contact", name="Olga", company=company["id"], tags=["vip"])

        await desk.act("update_contact", id=made["id"], name="O. Petrova", phone="+79161234567")

        entity = desk.entity("contacts", made["id"])
        assert (entity["name"], values(entity)) == ("O. Petrova", {"Phone": ["+79161234567"]})
        assert desk.amo.account.linked("contacts", made["id"], "companies") == [
            (company["id"], True)
        ]
        assert values(desk.entity("companies", company["id"])) == {
            "Legal entity": [{"name": "LLC One"}]
        }

    at_desk(story)


@pytest.mark.parametrize("inputs", [{"name": "x"}, {"email": "x@example.org"}])
def test_changing_nobody_is_refused(inputs: dict[str, sdk.Json]) -> None:
    async def story(desk: Desk) -> None:
        await desk.act("update_contact", id=1, **inputs)

    refused = refusal(story)

    assert (refused.code, refused.remedy) == ("not_found_by_service", "fix")


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({"email": "OLGA@example.org"}, True),
        ({"phone": "9161234567"}, True),
        ({"query": "olg"}, True),
        ({"email": "ga@example.org"}, False),
        ({"email": "", "phone": " ", "query": "nobody"}, False),
        ({"id": 1}, False),
    ],
)
@pytest.mark.parametrize("kind", ["contact", "company"])
def test_people_are_found_by_what_is_given_first(
    kind: str, wanted: dict[str, sdk.Json], found: bool
) -> None:
    async def story(desk: Desk) -> None:
        made = await desk.act(f"create_{kind}", **OLGA)

        told = await desk.act(f"find_{kind}", **wanted)

        assert told["found"] is found
        assert [one["id"] for one in told["items"]] == ([made["id"]] if found else [])

    at_desk(story)


def test_one_in_the_recycle_bin_is_not_found() -> None:
    async def story(desk: Desk) -> None:
        made = await desk.act("create_contact", **OLGA)
        desk.amo.person.delete("contacts", made["id"])

        told = [
            await desk.act("find_contact", **wanted)
            for wanted in ({"id": made["id"]}, {"email": "olga@example.org"})
        ]

        assert [one["found"] for one in told] == [False, False]

    at_desk(story)


def test_companies_are_matched_by_name_too() -> None:
    async def story(desk: Desk) -> None:
        first = await desk.act("create_company", name="Example LLC")

        again = await desk.act("create_company", name="example llc", on_duplicate="skip")
        other = await desk.act("create_company", name="Example", on_duplicate="skip")

        assert (again["id"], other["outcome"]) == (first["id"], "created")

    at_desk(story)
