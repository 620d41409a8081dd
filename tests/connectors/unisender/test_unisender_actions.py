"""What the connector writes and reads at Unisender, against the simulated account."""

from typing import Any

import pytest

from connectors import sdk
from connectors.unisender.api import as_object
from connectors.unisender.connector import connector
from tests.connectors.unisender.stage import Stage, play


def test_the_check_shows_the_lists_and_keeps_the_key_out_of_addresses() -> None:
    async def story(stage: Stage) -> None:
        call = stage.call()
        check = call.login.auth.check
        assert check is not None

        assert await check(call) == "Buyers, Leads"
        assert stage.service.seen[0].path == "/ru/api/getLists"
        assert (stage.service.seen[0].query, call.exchanges[0].url.count("key")) == ({}, 0)

    play(story)


def test_a_contact_is_subscribed_with_name_fields_and_tags() -> None:
    async def story(stage: Stage) -> None:
        told = await stage.act(
            "subscribe",
            list="502",
            email="new@example.org",
            name="Нина",
            fields={"Город": "Тверь", "birthday": "1990-05-01"},
            tags=["vip", "spring"],
        )

        one = stage.service.account.by_email("new@example.org")
        assert one is not None
        assert told["person_id"] == str(one.id)
        assert one.fields == {"Name": "Нина", "city": "Тверь", "birthday": "1990-05-01"}
        assert (list(one.lists), one.tags) == ([502], ["vip", "spring"])

    play(story)


def test_fields_known_from_the_metadata_are_not_asked_for_again() -> None:
    async def story(stage: Stage) -> None:
        call, subscribe = stage.call(), connector.action("subscribe")
        assert subscribe is not None
        assert connector.metadata is not None
        call.metadata = as_object(await connector.metadata(call))

        await subscribe.perform(
            call, {"list": "501", "email": "new@example.org", "fields": {" город ": "Тверь"}}
        )

        assert stage.methods == ["getLists", "getFields", "getTags", "subscribe"]

    play(story)


@pytest.mark.parametrize(
    ("overwrite", "name", "city"),
    [("update", "Anna", "Казань"), ("add", "Ольга", "Казань"), ("replace", "Anna", None)],
)
def test_what_becomes_of_a_known_contacts_fields_is_chosen(
    overwrite: str, name: str, city: str | None
) -> None:
    async def story(stage: Stage) -> None:
        await stage.act(
            "subscribe", list="502", email="olga@example.org", name="Anna", overwrite=overwrite
        )

        one = stage.service.account.by_email("olga@example.org")
        assert one is not None
        assert (one.fields["Name"], one.fields.get("city")) == (name, city)
        assert (501 in one.lists) == (overwrite != "replace")

    play(story)


@pytest.mark.parametrize(
    ("consent", "sent"), [("confirmed", "3"), ("invite", "0"), ("invite_new", "4")]
)
def test_whether_an_invitation_is_sent_is_told_in_unisenders_numbers(
    consent: str, sent: str
) -> None:
    async def story(stage: Stage) -> None:
        await stage.act("subscribe", list="501", email="new@example.org", double_optin=consent)

        assert f"double_optin={sent}" in stage.service.seen[-1].body

    play(story)


@pytest.mark.parametrize(
    ("policy", "email", "outcome", "lists"),
    [
        ("create", "olga@example.org", "created", [501, 502]),
        ("skip", "olga@example.org", "found", [501]),
        ("skip", "new@example.org", "created", [502]),
        ("update_or_create", "olga@example.org", "updated", [501, 502]),
        ("update_only", "new@example.org", "missing", None),
    ],
)
def test_a_duplicate_is_handled_as_chosen(
    policy: str, email: str, outcome: str, lists: list[int] | None
) -> None:
    async def story(stage: Stage) -> None:
        told = await stage.act("subscribe", list="502", email=email, on_duplicate=policy)

        one = stage.service.account.by_email(email)
        assert told["outcome"] == outcome
        assert (list(one.lists) if one else None) == lists

    play(story)


@pytest.mark.parametrize(
    ("inputs", "code"),
    [
        ({"list": "501"}, "address_missing"),
        ({"list": "501", "phone": "+79991112233", "on_duplicate": "skip"}, "email_needed"),
        ({"list": "501", "email": "a@b.example", "fields": {"Рост": 1}}, "field_unknown"),
        ({"list": "999", "email": "a@b.example"}, "input_rejected"),
        ({"list": "501", "email": "info@b.example"}, "input_rejected"),
    ],
)
def test_what_cannot_be_subscribed_is_said_before_or_by_unisender(
    inputs: dict[str, sdk.Json], code: str
) -> None:
    async def story(stage: Stage) -> None:
        with pytest.raises(sdk.InputRejected) as refused:
            await stage.act("subscribe", **inputs)

        assert refused.value.code == code

    play(story)


def rows(many: int) -> list[sdk.Json]:
    return [{"email": f"n{place}@example.org", "name": f"N{place}"} for place in range(many)]


def test_an_import_goes_in_batches_of_500_and_tells_of_every_row() -> None:
    async def story(stage: Stage) -> None:
        told = await stage.act("import_contacts", contacts=rows(1001), list="502", tags=["bulk"])

        assert stage.methods == ["importContacts"] * 3
        assert (told["total"], told["succeeded"], told["inserted"]) == (1001, 1001, 1001)
        one = stage.service.account.by_email("n1000@example.org")
        assert one is not None
        assert (one.fields, list(one.lists), one.tags) == ({"Name": "N1000"}, [502], ["bulk"])
        assert told["rows"][1000] == {
            "index": 1000,
            "ok": True,
            "id": "n1000@example.org",
            "error": None,
        }

    play(story)


def test_refused_rows_of_an_import_are_told_one_by_one_with_their_reasons() -> None:
    contacts: list[sdk.Json] = [
        {"email": "info@example.org"},
        "no contact",
        *rows(500),
        {"email": "olga@example.org", "phone": "+79990000002"},
        {"phone": "+79991112233", "Город": "Тверь"},
    ]

    async def story(stage: Stage) -> None:
        told = await stage.act("import_contacts", contacts=contacts, list="501")

        bad = {one["index"]: one["error"] for one in told["rows"] if not one["ok"]}
        assert bad == {
            0: "Role-based email address & cannot be imported",
            1: "A contact needs an e-mail or a phone.",
            502: "Email and phone belong to different contacts",
        }
        assert (told["succeeded"], told["failed"], told["inserted"]) == (501, 3, 501)

    play(story)


def test_an_import_of_which_nothing_was_taken_fails() -> None:
    async def story(stage: Stage) -> None:
        with pytest.raises(sdk.InputRejected, match="Invalid email") as refused:
            await stage.act("import_contacts", contacts=[{"email": "a@b"}], list="501")

        assert refused.value.code == "no_row_taken"

    play(story)


@pytest.mark.parametrize(("action", "status"), [("exclude", None), ("unsubscribe", "unsubscribed")])
def test_leaving_a_list_is_the_senders_wish_or_the_persons(action: str, status: str | None) -> None:
    async def story(stage: Stage) -> None:
        told = await stage.act(action, email="olga@example.org", list="501")
        await stage.act("subscribe", list="501", email="olga@example.org")

        one = stage.service.account.by_email("olga@example.org")
        assert one is not None
        assert told == {"contact": "olga@example.org", "list_ids": ["501"]}
        assert one.lists[501].status == (status or "active")

    play(story)


def test_without_a_list_a_contact_leaves_all_by_phone_too() -> None:
    async def story(stage: Stage) -> None:
        await stage.act("exclude", phone="+79990000001")

        one = stage.service.account.by_email("olga@example.org")
        assert one is not None
        assert one.lists == {}

    play(story)


def test_a_contact_is_found_with_its_lists_and_fields() -> None:
    async def story(stage: Stage) -> None:
        told = await stage.act("get_contact", email="olga@example.org")

        assert (told["found"], told["status"]) == (True, "active")
        assert told["fields"] == {"Name": "Ольга", "city": "Казань"}
        assert told["lists"][0]["id"] == "501"
        assert told["added_at"] == "2026-01-30T12:00:00Z"

    play(story)


def test_a_contact_that_is_not_there_is_an_answer() -> None:
    async def story(stage: Stage) -> Any:
        return await stage.act("get_contact", email="nobody@example.org")

    found = play(story)

    assert found == {"found": False, "email": "nobody@example.org", "lists": [], "fields": {}}


def test_new_contacts_count_after_the_index_caught_up() -> None:
    async def story(stage: Stage) -> None:
        stage.service.account.lag_s = 3 * 3600
        await stage.act("subscribe", list="501", email="new@example.org")

        before = await stage.act("count_contacts", list="501")
        stage.service.clock.advance(3 * 3600)

        assert (before["count"], (await stage.act("count_contacts", list="501"))["count"]) == (3, 4)

    play(story)
