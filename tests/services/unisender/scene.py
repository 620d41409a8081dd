"""The account that visitors of the demo find: lists, fields, people, a letter."""

from datetime import timedelta

from tests.services.kit import Clock
from tests.services.unisender.account import SENDER, Message
from tests.services.unisender.simulator import Unisender

PEOPLE = (
    ("olga@example.org", "+79990000001", "Ольга", "Казань"),
    ("ivan@example.org", "+79990000002", "Иван", "Москва"),
    ("dead@example.org", "", "Пётр", "Омск"),
)
BODY = "<p>{{Name}}, spring has come!</p>"


def furnished(clock: Clock | None = None) -> Unisender:
    """Return a simulator with two lists, fields, tags, three people, a template and a letter."""
    made = Unisender(clock)
    account = made.account
    buyers, _leads = account.add_list("Buyers"), account.add_list("Leads")
    account.add_field("Name", "string", "Имя")
    account.add_field("city", "string", "Город")
    account.add_field("birthday", "date", "День рождения")
    for email, phone, name, city in PEOPLE:
        one = account.add_contact(email, phone)
        one.fields = {"Name": name, "city": city}
        one.status = "active"
        one.added_at -= timedelta(days=30)
        account.put_in(one, buyers)
        account.add_tags(one, ["spring"])
    number = next(account.numbers)
    account.templates[number] = {
        "id": str(number),
        "title": "Spring",
        "subject": "Sale",
        "body": BODY,
        "type": "user",
        "created": "2024-01-10 08:00:00",
    }
    number = next(account.numbers)
    account.messages[number] = Message(
        number, buyers, "Shop", SENDER, "Spring sale", BODY, account.now()
    )
    return made
