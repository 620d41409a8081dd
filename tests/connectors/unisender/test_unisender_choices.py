"""What the connector offers a person to choose from."""

import pytest

from tests.connectors.unisender.stage import Stage, play
from tests.services.unisender.account import Message


def crowded(stage: Stage, letters: int) -> None:
    account = stage.service.account
    for number in range(letters):
        account.messages[number + 9000] = Message(
            number + 9000, 501, "Shop", "a@b.example", f"Letter {number}", "…", account.now()
        )


@pytest.mark.parametrize(
    ("action", "field", "labels"),
    [
        ("subscribe", "list", {"501": "Buyers", "502": "Leads"}),
        ("subscribe", "tags", {"spring": "spring"}),
        ("subscribe", "fields", {"Name": "Имя", "city": "Город", "birthday": "День рождения"}),
        ("create_message", "template", {"510": "Spring"}),
        ("send_campaign", "message", {"511": "Spring sale"}),
        ("campaign_status", "campaign", {}),
    ],
)
def test_choices_come_from_the_account(action: str, field: str, labels: dict[str, str]) -> None:
    async def story(stage: Stage) -> None:
        page = await stage.offered(action, field)

        assert {one.value: one.label for one in page.items} == labels
        assert page.next is None

    play(story)


def test_a_search_looks_into_labels_whatever_their_case() -> None:
    async def story(stage: Stage) -> None:
        found = await stage.offered("subscribe", "list", search="lead")
        by_id = await stage.offered("subscribe", "list", search="501")

        assert [one.value for one in [*found.items, *by_id.items]] == ["502", "501"]

    play(story)


def test_long_lists_come_page_by_page() -> None:
    async def story(stage: Stage) -> None:
        for number in range(200):
            stage.service.account.add_list(f"List {number}")

        first = await stage.offered("subscribe", "list")
        second = await stage.offered("subscribe", "list", page=first.next)
        third = await stage.offered("subscribe", "list", page=second.next)

        assert [len(one.items) for one in (first, second, third)] == [100, 100, 2]
        assert third.next is None

    play(story)


def test_letters_come_by_the_services_own_pages_and_a_search_reads_on() -> None:
    async def story(stage: Stage) -> None:
        crowded(stage, 250)

        first = await stage.offered("send_campaign", "message")
        found = await stage.offered("send_campaign", "message", search="letter 249")

        assert (len(first.items), first.next) == (100, "100")
        assert [one.label for one in found.items] == ["Letter 249"]
        assert found.next is None

    play(story)
