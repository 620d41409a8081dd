"""Polling: what was added, what was changed, page by page, and nothing lost between pages."""

from datetime import timedelta

import pytest

from connectors import sdk
from tests.connectors.amocrm.desk import NOON, Desk, at_desk


def ids(batch: sdk.Batch) -> list[str | None]:
    """Return the ids of a page."""
    return [one.id for one in batch.items]


@pytest.mark.parametrize("kind", ["leads", "contacts", "companies"])
def test_new_entities_come_oldest_first_and_the_next_look_begins_with_an_overlap(
    kind: str,
) -> None:
    async def story(desk: Desk) -> None:
        old = desk.amo.person.add(kind, name="old")
        desk.amo.clock.advance(600)
        new = [desk.amo.person.add(kind, name=name) for name in ("a", "b")]

        batch = await desk.poll(f"new_{kind}", since=NOON + timedelta(seconds=300))
        again = await desk.poll(f"new_{kind}", since=NOON, cursor=batch.cursor)
        whole = await desk.poll(f"new_{kind}", since=NOON)

        assert ids(batch) == ids(again) == [str(one) for one in new]
        assert ids(whole)[0] == str(old)
        assert batch.cursor == (NOON + timedelta(seconds=600)).isoformat()
        assert (batch.items[0].stamp, batch.next) == (None, None)

    at_desk(story)


def test_no_news_is_an_empty_batch_that_keeps_the_position() -> None:
    async def story(desk: Desk) -> None:
        batch = await desk.poll("new_leads", since=NOON, cursor=NOON.isoformat())

        assert (batch.items, batch.next, batch.cursor) == ([], None, NOON.isoformat())
        assert desk.amo.seen[0].status == 204

    at_desk(story)


def test_two_changes_within_a_second_are_two_events() -> None:
    async def story(desk: Desk) -> None:
        lead = desk.amo.person.add("leads", name="a")
        desk.amo.person.edit("leads", lead, price=1)
        first = await desk.poll("updated_leads", since=NOON)
        unchanged = await desk.poll("updated_leads", cursor=first.cursor)
        desk.amo.person.edit("leads", lead, price=2)
        second = await desk.poll("updated_leads", cursor=first.cursor)

        stamps = [batch.items[0].stamp for batch in (first, unchanged, second)]
        assert ids(first) == ids(second) == [str(lead)]
        assert stamps[0] == stamps[1] != stamps[2]

    at_desk(story)


def test_a_long_list_is_read_page_by_page() -> None:
    async def story(desk: Desk) -> None:
        for place in range(251):
            desk.amo.person.add("leads", name=str(place))

        first = await desk.poll("updated_leads", since=NOON)
        second = await desk.poll(
            "updated_leads", since=NOON, page=first.next, furthest=first.cursor
        )

        assert (len(first.items), first.next) == (250, "2")
        assert (len(second.items), second.next) == (1, None)
        assert len({*ids(first), *ids(second)}) == 251

    at_desk(story)


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        ({}, ["a", "b", "c"]),
        ({"pipeline": "3200"}, ["b", "c"]),
        ({"pipeline": "3200", "status": "142"}, ["c"]),
        ({"pipeline": "3100", "status": "142"}, []),
    ],
)
def test_a_poll_watches_one_pipeline_or_stage(fields: dict[str, str], found: list[str]) -> None:
    async def story(desk: Desk) -> None:
        desk.amo.person.add("leads", name="a")
        desk.amo.person.add("leads", name="b", pipeline_id=3200)
        desk.amo.person.add("leads", name="c", pipeline_id=3200, status_id=142)

        batch = await desk.poll("new_leads", since=NOON, fields=fields)

        assert [sdk.pick(one.payload, "name") for one in batch.items] == found

    at_desk(story)


def test_an_event_has_custom_fields_tags_and_links_where_one_looks() -> None:
    async def story(desk: Desk) -> None:
        contact = await desk.act(
            "create_contact", name="Olga", phone=["+79161234567", "+79160000000"]
        )
        await desk.act(
            "create_lead",
            name="a",
            contact=contact["id"],
            tags=["vip"],
            custom_fields={"Extras": ["Box"], "Source": "site"},
        )

        lead = (await desk.poll("new_leads", since=NOON)).items[0].payload
        person = (await desk.poll("updated_contacts", since=NOON)).items[0].payload

        assert isinstance(lead, dict)
        assert isinstance(person, dict)
        assert lead["custom_fields"] == {"Extras": ["Box"], "Source": "site"}
        assert (lead["tags"], lead["contact_id"]) == (["vip"], contact["id"])
        assert (person["phone"], len(person["phones"])) == ("+79161234567", 2)

    at_desk(story)
