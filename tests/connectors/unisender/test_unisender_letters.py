"""Letters, campaigns, lists and fields at Unisender, against the simulated account."""

import pytest

from connectors import sdk
from tests.connectors.unisender.stage import Stage, play
from tests.services.unisender import SENDER

LETTER: dict[str, sdk.Json] = {
    "list": "501",
    "sender_name": "Shop",
    "sender_email": SENDER,
    "subject": "Sale",
    "body": "<p>Hello</p>",
}


def test_a_letter_is_made_sent_and_counted() -> None:
    async def story(stage: Stage) -> None:
        letter = await stage.act("create_message", **LETTER)
        sent = await stage.act("send_campaign", message=letter["message_id"])
        stage.service.clock.advance(120)

        status = await stage.act("campaign_status", campaign=sent["campaign_id"])
        told = await stage.act("campaign_statistics", campaign=sent["campaign_id"], details=True)

        assert (sent["count"], status["status"]) == (3, "completed")
        assert (told["total"], told["delivered"]) == (3, 2)
        assert [one["outcome"] for one in told["letters"]] == ["delivered", "delivered", "failed"]

    play(story)


def test_a_letter_is_sent_later_to_some_of_its_list_or_called_off() -> None:
    async def story(stage: Stage) -> None:
        letter = await stage.act("create_message", **LETTER)
        sent = await stage.act(
            "send_campaign",
            message=letter["message_id"],
            start_at="2026-03-02T10:30:00+03:00",
            contacts=["olga@example.org"],
        )
        await stage.act("cancel_campaign", campaign=sent["campaign_id"])
        status = await stage.act("campaign_status", campaign=sent["campaign_id"])

        assert (sent["count"], status["status"]) == (1, "canceled")
        assert status["start_time"] == "2026-03-02T07:30:00Z"

    play(story)


def test_one_letter_cannot_be_sent_twice_in_a_row() -> None:
    async def story(stage: Stage) -> None:
        letter = await stage.act("create_message", **LETTER)
        await stage.act("send_campaign", message=letter["message_id"])

        with pytest.raises(sdk.InputRejected, match="less than an hour ago"):
            await stage.act("send_campaign", message=letter["message_id"])

    play(story)


def test_a_template_stands_in_for_the_body_and_one_of_them_is_needed() -> None:
    async def story(stage: Stage) -> None:
        bare = {name: one for name, one in LETTER.items() if name != "body"}
        template = (await stage.offered("create_message", "template")).items[0].value

        assert (await stage.act("create_message", **bare, template=template))["message_id"]
        with pytest.raises(sdk.InputRejected) as refused:
            await stage.act("create_message", **bare)
        assert refused.value.code == "body_missing"

    play(story)


@pytest.mark.parametrize(
    ("action", "new", "known", "policy", "outcome"),
    [
        ("create_list", {"title": "New"}, {"title": "Leads"}, "skip", "found"),
        ("create_list", {"title": "New"}, {"title": "Leads"}, "update_or_create", "updated"),
        ("create_field", {"name": "size"}, {"name": "city"}, "skip", "found"),
        ("create_field", {"name": "size"}, {"name": "city"}, "update_only", "updated"),
    ],
)
def test_lists_and_fields_are_made_once(
    action: str, new: dict[str, str], known: dict[str, str], policy: str, outcome: str
) -> None:
    async def story(stage: Stage) -> None:
        made = await stage.act(action, **new)
        found = await stage.act(action, **known, on_duplicate=policy)

        assert made["id"].isdecimal()
        assert (made["outcome"], found["outcome"]) == ("created", outcome)
        with pytest.raises(sdk.InputRejected, match="already exists"):
            await stage.act(action, **known, on_duplicate="create")

    play(story)
